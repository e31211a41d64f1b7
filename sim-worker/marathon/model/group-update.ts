/**
 * Requests that change a group: reading, rules, and the group they make.
 * Source: Marathon 1.1.1, api/v2/json/GroupUpdate.scala, api/v2/GroupsResource.scala (applyGroupUpdate), state/Group.scala (validRootGroup).
 */
import { type AppFields, readAppFields, readPathText, readTimestampMs } from './app-reader.ts';
import { appOfFields } from './app-update.ts';
import { type AppDefinition, bridgeMappings, deepFreeze } from './app-definition.ts';
import { validateAppBasics, validatePath } from './app-validation.ts';
import { dependencyDepths } from './dependencies.ts';
import { emptyGroup, freezeGroup, type Group, mapApps, transitiveApps } from './group.ts';
import { type JsonProblem, optional, optionalArray, readNumber, readObject, readArray } from './json-reader.ts';
import { canonicalPath, type PathId, ROOT_PATH } from './path-id.ts';
import { each, type Violation, violation } from './violation.ts';

export type GroupUpdate = {
  readonly id: string | null;
  readonly apps: readonly AppFields[] | null;
  readonly groups: readonly GroupUpdate[] | null;
  readonly dependencies: readonly string[] | null;
  readonly scaleBy: number | null;
  readonly versionMs: number | null;
};

export function readGroupUpdate(value: unknown, path: string, problems: JsonProblem[]): GroupUpdate {
  const object = readObject(value, path, problems);
  return {
    id: optional(object, 'id', readPathText) ?? null,
    apps: optional(object, 'apps', (apps, place, into) => readArray(apps, place, into, readGroupApp)) ?? null,
    groups:
      optional(object, 'groups', (groups, place, into) => readArray(groups, place, into, readGroupUpdate)) ?? null,
    dependencies: optionalArray(object, 'dependencies', readPathText) ?? null,
    scaleBy: optional(object, 'scaleBy', readNumber) ?? null,
    versionMs: optional(object, 'version', readTimestampMs) ?? null,
  };
}

function readGroupApp(value: unknown, path: string, problems: JsonProblem[]): AppFields {
  return readAppFields(value, path, problems);
}

export function validateGroupUpdate(update: GroupUpdate, base: PathId): readonly Violation[] {
  const given = [update.id, update.apps, update.groups, update.dependencies, update.scaleBy, update.versionMs].filter(
    (entry) => entry !== null,
  );
  const path = update.id === null ? base : canonicalPath(update.id, base);
  const alone = 'not allowed in conjunction with other properties.';
  return [
    ...(update.versionMs !== null && given.length > 1 ? [violation('/version', alone)] : []),
    ...(update.scaleBy !== null && given.length > 1 ? [violation('/scaleBy', alone)] : []),
    ...(update.id === null ? [] : validatePath(update.id, '/id', null)),
    ...each('/apps', update.apps ?? [], (fields) =>
      validateNestedApp(appOfFields(fields, path, path, 0), fields.id ?? '', path),
    ),
    ...each('/groups', update.groups ?? [], (child) => validateGroupUpdate(child, path)),
  ];
}

function validateNestedApp(app: AppDefinition, idText: string, base: PathId): readonly Violation[] {
  return [...validatePath(idText, '/id', base), ...validateAppBasics(app)];
}

/** The group after an update: given parts replace, others stay. */
export function applyGroupUpdate(current: Group, update: GroupUpdate, versionMs: number): Group {
  return freezeGroup({
    id: current.id,
    apps:
      update.apps === null
        ? current.apps
        : update.apps.map((fields) => appOfFields(fields, current.id, current.id, versionMs)),
    groups:
      update.groups === null ? current.groups : update.groups.map((child) => childGroup(current, child, versionMs)),
    dependencies: update.dependencies?.map((id) => canonicalPath(id, current.id)) ?? current.dependencies,
    versionMs,
  });
}

function childGroup(current: Group, update: GroupUpdate, versionMs: number): Group {
  const id = canonicalPath(update.id ?? '', current.id);
  const existing = current.groups.find((group) => group.id === id);
  return applyGroupUpdate(existing ?? emptyGroup(id, versionMs), update, versionMs);
}

export function scaleGroup(group: Group, factor: number): Group {
  return mapApps(group, (app) => {
    // A negative factor gives a count that the rules of the tree refuse; + 0 makes no -0 of it.
    const instances = Math.ceil(app.instances * factor) + 0;
    return instances === app.instances ? app : deepFreeze({ ...app, instances });
  });
}

/** Rules of the whole tree. */
export function validateRootGroup(root: Group, maxApps: number | null): readonly Violation[] {
  const tooMany = maxApps !== null && transitiveApps(root).length > maxApps;
  return [
    ...(tooMany
      ? [
          violation(
            '',
            `This Marathon instance may only handle up to ${String(maxApps)} Apps!\n(Override with command line option --max_apps)`,
          ),
        ]
      : []),
    ...validateTree(root, null),
    ...cycleRules(root),
  ];
}

/** The rule is "not the root, or without cycles": the original tells both halves. */
function cycleRules(root: Group): readonly Violation[] {
  if (dependencyDepths(root) !== null) return [];
  return [
    violation('/dependencies', 'Dependency graph has cyclic dependencies.'),
    violation('/id.isRoot', 'must be false'),
  ];
}

function validateTree(group: Group, base: PathId | null): readonly Violation[] {
  const groupIds = new Set<string>(group.groups.map((child) => child.id));
  return [
    ...(group.id === ROOT_PATH ? [] : validatePath(group.id, '/id', base)),
    ...each('/apps', group.apps, (app) => [...validatePath(app.id, '/id', group.id), ...validateAppBasics(app)]),
    ...(group.apps.some((app) => groupIds.has(app.id))
      ? [violation('', 'Groups and Applications may not have the same identifier.')]
      : []),
    ...servicePortConflicts(group),
    ...each('/groups', group.groups, (child) => validateTree(child, group.id)),
  ];
}

/**
 * A bridged app directly in the group may not ask for the service port of another app below it. The place is the original's:
 * its rule names the group `value`.
 */
function servicePortConflicts(group: Group): readonly Violation[] {
  const bridged = group.apps.filter((app) => (bridgeMappings(app) ?? []).some((mapping) => mapping.servicePort !== 0));
  if (bridged.length === 0) return [];
  const owners = servicePortOwners(group);
  return bridged.flatMap((app) =>
    (bridgeMappings(app) ?? []).flatMap(({ servicePort }) =>
      (servicePort === 0 ? [] : (owners.get(servicePort) ?? []))
        .filter((owner) => owner !== app.id)
        .map((owner) =>
          violation(
            '/value',
            `Requested service port ${String(servicePort)} conflicts with a service port in app ${owner}`,
          ),
        ),
    ),
  );
}

function servicePortOwners(group: Group): ReadonlyMap<number, readonly PathId[]> {
  const owners = new Map<number, PathId[]>();
  for (const app of transitiveApps(group)) {
    for (const { servicePort } of bridgeMappings(app) ?? []) {
      const known = owners.get(servicePort);
      if (known === undefined) owners.set(servicePort, [app.id]);
      else known.push(app.id);
    }
  }
  return owners;
}
