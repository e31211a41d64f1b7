/**
 * Takes back what one deployment changed in the tree, and nothing that others have changed since.
 * Source: Marathon 1.1.1, upgrade/DeploymentPlanReverter.scala.
 */
import { type AppDefinition, versionMsOf } from '../model/app-definition.ts';
import {
  emptyGroup,
  findGroup,
  type Group,
  putApp,
  removeApp,
  removeGroup,
  transitiveApps,
  transitiveGroups,
  updateGroup,
} from '../model/group.ts';
import { comparePaths, type PathId } from '../model/path-id.ts';

/** Apps first, so that a group is empty by the time that its own turn comes. */
export function revertPlan(root: Group, original: Group, target: Group, versionMs: number): Group {
  return revertGroups(revertApps(root, original, target, versionMs), original, target, versionMs);
}

/** Apps are locked by their deployment: nobody else can have changed them. */
function revertApps(root: Group, original: Group, target: Group, versionMs: number): Group {
  let group = root;
  const before = new Map(transitiveApps(original).map((app) => [app.id, app]));
  const after = new Map(transitiveApps(target).map((app) => [app.id, app]));
  for (const [id, app] of before) if (!isSame(app, after.get(id))) group = putApp(group, app, versionMs);
  for (const id of after.keys()) if (!before.has(id)) group = removeApp(group, id, versionMs);
  return group;
}

/** Definitions of one id and version are one. */
function isSame(app: AppDefinition, other: AppDefinition | undefined): boolean {
  return other !== undefined && versionMsOf(app) === versionMsOf(other);
}

function revertGroups(root: Group, original: Group, target: Group, versionMs: number): Group {
  const before = new Map(transitiveGroups(original).map((group) => [group.id, group]));
  const after = new Map(transitiveGroups(target).map((group) => [group.id, group]));
  // Inner groups come before those around them.
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => comparePaths(b, a));
  let group = root;
  for (const id of ids) {
    const former = before.get(id);
    const added = after.get(id);
    if (former !== undefined) group = restoreGroup(group, former, added ?? null, versionMs);
    else if (added !== undefined) group = takeBackGroup(group, added, versionMs);
  }
  return group;
}

function without(ids: readonly PathId[], others: readonly PathId[]): readonly PathId[] {
  return ids.filter((id) => !others.includes(id));
}

/** Dependencies that the deployment removed are back, those it added are gone; a removed group is there again. */
function restoreGroup(root: Group, former: Group, changed: Group | null, versionMs: number): Group {
  const removed = changed === null ? former.dependencies : without(former.dependencies, changed.dependencies);
  const added = changed === null ? [] : without(changed.dependencies, former.dependencies);
  if (removed.length === 0 && added.length === 0 && findGroup(root, former.id) !== null) return root;
  const restore = (group: Group): Group => ({
    ...group,
    dependencies: without([...group.dependencies, ...without(removed, group.dependencies)], added),
  });
  return updateGroup(root, former.id, restore, versionMs);
}

/** A group that the deployment added goes unless others have put something into it. */
function takeBackGroup(root: Group, added: Group, versionMs: number): Group {
  const current = findGroup(root, added.id);
  // The original compares groups by id and version only, so that a change of dependencies keeps none.
  if (current?.apps.length === 0 && current.groups.length === 0) return removeGroup(root, added.id, versionMs);
  if (added.dependencies.length === 0) return root;
  const restore = (group: Group): Group => ({
    ...group,
    dependencies: without(group.dependencies, added.dependencies),
  });
  return updateGroup(current === null ? putBack(root, added, versionMs) : root, added.id, restore, versionMs);
}

function putBack(root: Group, group: Group, versionMs: number): Group {
  return updateGroup(root, group.id, () => emptyGroup(group.id, versionMs), versionMs);
}
