/**
 * The tree of groups and apps: an immutable value; every change makes a new root that shares what did not change.
 * Source: Marathon 1.1.1, state/Group.scala.
 */
import type { AppDefinition } from './app-definition.ts';
import { canonicalPath, isInside, parentPath, type PathId, ROOT_PATH, segmentsOf } from './path-id.ts';
import { memoByIdentity } from '../memo.ts';

export type Group = {
  readonly id: PathId;
  readonly apps: readonly AppDefinition[];
  readonly groups: readonly Group[];
  readonly dependencies: readonly PathId[];
  readonly versionMs: number;
};

export function emptyGroup(id: PathId, versionMs: number): Group {
  return freezeGroup({ id, apps: [], groups: [], dependencies: [], versionMs });
}

export function freezeGroup(group: Group): Group {
  Object.freeze(group.apps);
  Object.freeze(group.groups);
  Object.freeze(group.dependencies);
  return Object.freeze(group);
}

/** All apps of the tree, the group's own before those of its children. */
export const transitiveApps: (group: Group) => readonly AppDefinition[] = memoByIdentity((group: Group) =>
  Object.freeze([...group.apps, ...group.groups.flatMap((child) => transitiveApps(child))]),
);

/** Apps of the tree by id. */
export const appsById: (group: Group) => ReadonlyMap<PathId, AppDefinition> = memoByIdentity(
  (group: Group) => new Map(transitiveApps(group).map((app) => [app.id, app])),
);

/** All groups of the tree, itself first. */
export function transitiveGroups(group: Group): readonly Group[] {
  return [group, ...group.groups.flatMap(transitiveGroups)];
}

export function findApp(root: Group, id: PathId): AppDefinition | null {
  return appsById(root).get(id) ?? null;
}

export function findGroup(root: Group, id: PathId): Group | null {
  let current = root;
  let path = root.id;
  for (const segment of segmentsOf(id).slice(segmentsOf(root.id).length)) {
    path = canonicalPath(segment, path);
    const next = current.groups.find((child) => child.id === path);
    if (next === undefined) return null;
    current = next;
  }
  return current.id === id ? current : null;
}

/** Replaces one group (made when missing, with those above it) by the result of `change`; the whole tree gets the version. */
export function updateGroup(root: Group, id: PathId, change: (group: Group) => Group, versionMs: number): Group {
  const update = (group: Group): Group => {
    if (group.id === id) return freezeGroup({ ...change(group), versionMs });
    const next = childTowards(group, id);
    const exists = group.groups.some((child) => child.id === next);
    const groups = exists
      ? group.groups.map((child) => (child.id === next ? update(child) : child))
      : [...group.groups, update(emptyGroup(next, versionMs))];
    return freezeGroup({ ...group, groups, versionMs });
  };
  return withVersion(update(root), versionMs);
}

function childTowards(group: Group, id: PathId): PathId {
  const depth = segmentsOf(group.id).length;
  return `/${segmentsOf(id)
    .slice(0, depth + 1)
    .join('/')}` as PathId;
}

/** Sets the version of every group of the tree. */
export function withVersion(group: Group, versionMs: number): Group {
  if (group.versionMs === versionMs && group.groups.every((child) => child.versionMs === versionMs)) return group;
  return freezeGroup({ ...group, versionMs, groups: group.groups.map((child) => withVersion(child, versionMs)) });
}

/** Puts an app into its group in place of the one with its id; a group of the same name without content gives way. */
export function putApp(root: Group, app: AppDefinition, versionMs: number): Group {
  return updateGroup(
    root,
    parentPath(app.id),
    (group) => {
      const exists = group.apps.some((other) => other.id === app.id);
      const apps = exists ? group.apps.map((other) => (other.id === app.id ? app : other)) : [...group.apps, app];
      const groups = group.groups.filter((child) => child.id !== app.id || transitiveApps(child).length > 0);
      return { ...group, apps, groups };
    },
    versionMs,
  );
}

/** Maps every app of the tree; subtrees without a changed app are shared. */
export function mapApps(group: Group, change: (app: AppDefinition) => AppDefinition): Group {
  const apps = group.apps.map(change);
  const groups = group.groups.map((child) => mapApps(child, change));
  const same =
    apps.every((app, index) => app === group.apps[index]) &&
    groups.every((child, index) => child === group.groups[index]);
  return same ? group : freezeGroup({ ...group, apps, groups });
}

export function removeApp(root: Group, id: PathId, versionMs: number): Group {
  return updateGroup(
    root,
    parentPath(id),
    (group) => ({ ...group, apps: group.apps.filter((app) => app.id !== id) }),
    versionMs,
  );
}

export function removeGroup(root: Group, id: PathId, versionMs: number): Group {
  if (id === ROOT_PATH) return emptyGroup(ROOT_PATH, versionMs);
  return updateGroup(
    root,
    parentPath(id),
    (group) => ({ ...group, groups: group.groups.filter((child) => child.id !== id) }),
    versionMs,
  );
}

/** The group whose apps a dependency on `id` means, or the single app. */
export function appsInside(root: Group, id: PathId): readonly AppDefinition[] {
  return transitiveApps(root).filter((app) => isInside(app.id, id));
}
