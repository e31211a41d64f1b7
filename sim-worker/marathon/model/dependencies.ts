/**
 * The dependency graph of a tree: which app waits for which. Groups stand for all their apps.
 * Source: Marathon 1.1.1, state/Group.scala (applicationDependencies, hasNonCyclicDependencies), upgrade/DeploymentPlan.scala.
 */
import type { AppDefinition } from './app-definition.ts';
import { appsById, findGroup, type Group, transitiveApps, transitiveGroups } from './group.ts';
import type { PathId } from './path-id.ts';

/** For each app of the tree the ids of the apps it depends on; unknown ids are left out. */
export function dependencyGraph(root: Group): ReadonlyMap<PathId, ReadonlySet<PathId>> {
  const apps = appsById(root);
  const graph = new Map<PathId, Set<PathId>>(transitiveApps(root).map((app) => [app.id, new Set<PathId>()]));
  const resolve = (id: PathId): readonly AppDefinition[] => {
    const app = apps.get(id);
    if (app !== undefined) return [app];
    const group = findGroup(root, id);
    return group === null ? [] : transitiveApps(group);
  };
  const link = (from: AppDefinition, to: PathId): void => {
    for (const target of resolve(to)) graph.get(from.id)?.add(target.id);
  };
  for (const group of transitiveGroups(root)) {
    for (const app of group.apps) for (const dependency of app.dependencies) link(app, dependency);
    for (const dependency of group.dependencies) for (const app of transitiveApps(group)) link(app, dependency);
  }
  return graph;
}

/** Depth of each app: the length of the longest dependency path from it. Null when there is a cycle. */
export function dependencyDepths(root: Group): ReadonlyMap<PathId, number> | null {
  const graph = dependencyGraph(root);
  const depths = new Map<PathId, number>();
  const open = new Set<PathId>();
  const depthOf = (id: PathId): number | null => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    if (open.has(id)) return null;
    open.add(id);
    let depth = 0;
    for (const next of graph.get(id) ?? []) {
      const below = depthOf(next);
      if (below === null) return null;
      depth = Math.max(depth, below + 1);
    }
    open.delete(id);
    depths.set(id, depth);
    return depth;
  };
  for (const id of graph.keys()) if (depthOf(id) === null) return null;
  return depths;
}
