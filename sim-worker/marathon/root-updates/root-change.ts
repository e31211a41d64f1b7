/**
 * A change of the tree as data, and what it makes of a tree. The change is applied when its turn comes, to the tree as it
 * is then.
 * Source: Marathon 1.1.1, api/v2/{AppsResource,GroupsResource,DeploymentsResource,AppTasksResource}.scala, state/GroupManager.scala.
 */
import type { AppFields } from '../model/app-reader.ts';
import { applyUpdate, appOfUpdate } from '../model/app-update.ts';
import { type AppDefinition, deepFreeze } from '../model/app-definition.ts';
import { validateNewApp } from '../model/app-validation.ts';
import {
  findApp,
  findGroup,
  freezeGroup,
  type Group,
  putApp,
  removeApp,
  removeGroup,
  updateGroup,
} from '../model/group.ts';
import { applyGroupUpdate, type GroupUpdate, scaleGroup } from '../model/group-update.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import type { Violation } from '../model/violation.ts';
import { revertPlan } from '../deployment/revert.ts';

export type RootChange =
  | { readonly kind: 'createApp'; readonly app: AppDefinition }
  | { readonly kind: 'updateApps'; readonly updates: readonly { readonly appId: PathId; readonly fields: AppFields }[] }
  | { readonly kind: 'restartApp'; readonly appId: PathId }
  | { readonly kind: 'removeApp'; readonly appId: PathId }
  | { readonly kind: 'scaleDown'; readonly counts: readonly { readonly appId: PathId; readonly by: number }[] }
  | { readonly kind: 'updateGroup'; readonly groupId: PathId; readonly update: GroupUpdate }
  | { readonly kind: 'clearRoot' }
  | { readonly kind: 'removeGroup'; readonly groupId: PathId }
  /** Takes back one deployment's differences. */
  | { readonly kind: 'revert'; readonly original: Group; readonly target: Group };

export type ChangeFailure =
  | { readonly status: 404 | 409 | 422 | 500; readonly message: string }
  | { readonly status: 422; readonly violations: readonly Violation[] };

export type ChangeResult =
  { readonly ok: true; readonly group: Group } | { readonly ok: false; readonly failure: ChangeFailure };

/** What a change may need besides the tree: stored versions. */
export type StoredVersions = {
  readonly app: (id: PathId, versionMs: number) => AppDefinition | null;
  readonly root: (versionMs: number) => Group | null;
};

function refuse(failure: ChangeFailure): ChangeResult {
  return { ok: false, failure };
}

function done(group: Group): ChangeResult {
  return { ok: true, group };
}

export function unknownApp(
  id: PathId,
  version: string | null = null,
): { readonly status: 404; readonly message: string } {
  return { status: 404, message: `App '${id}' does not exist${version === null ? '' : ` in version ${version}`}` };
}

export function unknownGroup(id: PathId): { readonly status: 404; readonly message: string } {
  return { status: 404, message: `Group '${id}' does not exist` };
}

export function applyChange(root: Group, change: RootChange, versionMs: number, stored: StoredVersions): ChangeResult {
  switch (change.kind) {
    case 'createApp':
      if (findApp(root, change.app.id) !== null)
        return refuse({ status: 409, message: `An app with id [${change.app.id}] already exists.` });
      return done(putApp(root, change.app, versionMs));
    case 'updateApps':
      return updateApps(root, change.updates, versionMs, stored);
    case 'restartApp': {
      const app = findApp(root, change.appId);
      if (app === null) return refuse(unknownApp(change.appId));
      return done(putApp(root, deepFreeze({ ...app, versionInfo: { kind: 'none' } }), versionMs));
    }
    case 'removeApp':
      if (findApp(root, change.appId) === null) return refuse(unknownApp(change.appId));
      return done(removeApp(root, change.appId, versionMs));
    case 'scaleDown':
      return done(scaleDown(root, change.counts, versionMs));
    case 'updateGroup':
      return changeGroup(root, change.groupId, change.update, versionMs, stored);
    case 'clearRoot':
      return done(freezeGroup({ ...root, apps: [], groups: [], versionMs }));
    case 'removeGroup':
      if (findGroup(root, change.groupId) === null) return refuse(unknownGroup(change.groupId));
      return done(removeGroup(root, change.groupId, versionMs));
    case 'revert':
      return done(revertPlan(root, change.original, change.target, versionMs));
  }
}

function updateApps(
  root: Group,
  updates: readonly { readonly appId: PathId; readonly fields: AppFields }[],
  versionMs: number,
  stored: StoredVersions,
): ChangeResult {
  let group = root;
  for (const { appId, fields } of updates) {
    const current = findApp(group, appId);
    if (current !== null && fields.versionMs !== undefined) {
      const former = stored.app(appId, fields.versionMs);
      if (former === null) return refuse(unknownApp(appId));
      group = putApp(group, deepFreeze({ ...former, versionInfo: current.versionInfo }), versionMs);
      continue;
    }
    const app = current === null ? appOfUpdate(appId, fields) : applyUpdate(current, fields);
    if (app.ipAddress !== null && app.portDefinitions.length > 0)
      return refuse({
        status: 422,
        message: 'requirement failed: IP address and ports are not allowed at the same time',
      });
    const violations = validateNewApp(app);
    if (violations.length > 0) return refuse({ status: 422, violations });
    group = putApp(group, app, versionMs);
  }
  return done(group);
}

function scaleDown(
  root: Group,
  counts: readonly { readonly appId: PathId; readonly by: number }[],
  versionMs: number,
): Group {
  let group = root;
  for (const { appId, by } of counts) {
    const app = findApp(group, appId);
    if (app !== null) group = putApp(group, deepFreeze({ ...app, instances: app.instances - by }), versionMs);
  }
  return group;
}

function changeGroup(
  root: Group,
  groupId: PathId,
  update: GroupUpdate,
  versionMs: number,
  stored: StoredVersions,
): ChangeResult {
  if (update.versionMs !== null) {
    const former = stored.root(update.versionMs);
    const group = former === null ? null : findGroup(former, groupId);
    if (group === null)
      return refuse({
        status: 422,
        message: `Group ${groupId} not available in version ${formatTimestamp(update.versionMs)}`,
      });
    return done(updateGroup(root, groupId, () => group, versionMs));
  }
  const factor = update.scaleBy;
  if (factor !== null) return done(updateGroup(root, groupId, (group) => scaleGroup(group, factor), versionMs));
  return done(
    updateGroup(root, groupId, (group) => applyGroupUpdate(group, { ...update, id: null }, versionMs), versionMs),
  );
}
