/**
 * Results of health checks, by app and then by task: an app none of whose tasks got a new result keeps its map, so that what
 * was made of it can be used again.
 */
import { emptyMap, mapDelete, mapGet, mapSet, mapSize, type PersistentMap } from '../../kernel/persistent-map.ts';
import type { PathId } from '../model/path-id.ts';
import type { Health } from '../state.ts';

/** One for each check of the task's version, null until the first. */
export type TaskResults = readonly (Health | null)[];
export type HealthResults = PersistentMap<PersistentMap<TaskResults>>;

type TaskKey = { readonly appId: PathId; readonly id: string };

export function resultsOfApp(results: HealthResults, appId: PathId): PersistentMap<TaskResults> {
  return mapGet(results, appId) ?? emptyMap();
}

export function resultsOfTask(results: HealthResults, task: TaskKey): TaskResults | undefined {
  return mapGet(resultsOfApp(results, task.appId), task.id);
}

export function putResults(results: HealthResults, task: TaskKey, own: TaskResults): HealthResults {
  return mapSet(results, task.appId, mapSet(resultsOfApp(results, task.appId), task.id, own));
}

export function removeResults(results: HealthResults, task: TaskKey): HealthResults {
  const rest = mapDelete(resultsOfApp(results, task.appId), task.id);
  return mapSize(rest) === 0 ? mapDelete(results, task.appId) : mapSet(results, task.appId, rest);
}
