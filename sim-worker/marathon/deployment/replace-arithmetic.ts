/**
 * Arithmetic of a rolling restart: how many old tasks may go at once and how many new ones may run beside them.
 * Source: Marathon 1.1.1, upgrade/TaskReplaceActor.scala (ignitionStrategy, reconcileNewTasks).
 */
import type { UpgradeStrategy } from '../model/app-definition.ts';

export type RestartStrategy = { readonly minHealthy: number; readonly maxCapacity: number; readonly killNow: number };

export function restartStrategy(options: {
  readonly instances: number;
  readonly running: number;
  readonly strategy: UpgradeStrategy;
  readonly isResident: boolean;
}): RestartStrategy {
  const { instances, running, strategy, isResident } = options;
  // The same products of doubles as in the original, with whatever they fall short or exceed.
  const minHealthy = Math.ceil(instances * strategy.minimumHealthCapacity);
  let maxCapacity = Math.floor(instances * (1 + strategy.maximumOverCapacity));
  let killNow = Math.max(0, running - minHealthy);
  // Neither a kill nor a start would be allowed: without an exception the restart would never begin.
  if (minHealthy === maxCapacity && maxCapacity <= running) {
    if (isResident) killNow = running - minHealthy + 1;
    else maxCapacity += 1;
  }
  return { minHealthy, maxCapacity, killNow };
}

/** New tasks to queue now. `oldAlive`: old tasks whose end is not confirmed; `newStarted`: new ones queued or running. */
export function startNow(options: {
  readonly instances: number;
  readonly maxCapacity: number;
  readonly oldAlive: number;
  readonly newStarted: number;
}): number {
  const left = Math.max(0, options.maxCapacity - options.oldAlive - options.newStarted);
  return Math.max(0, Math.min(options.instances - options.newStarted, left));
}
