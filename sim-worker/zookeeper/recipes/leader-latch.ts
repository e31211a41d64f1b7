/**
 * Leader latch: a lock that nobody releases; who holds it leads until its session ends.
 * Source: reference/zookeeper.md 10.3; the idea of Apache Curator's LeaderLatch.
 */
import { acquireLock, initialLock, type LockState, stepLock } from './lock.ts';
import type { RecipeEvent, RecipeStep } from './recipe.ts';

export type LatchState = LockState;
export type LatchOutcome = 'leads' | 'lost';

export function initialLatch(path: string): LatchState {
  return initialLock(path);
}

export function joinLatch(latch: LatchState): RecipeStep<LatchOutcome> {
  return asLatch(acquireLock(latch));
}

/** A latch that lost its session contends again once it is connected. */
export function stepLatch(latch: LatchState, event: RecipeEvent): RecipeStep<LatchOutcome> {
  if (event.kind === 'connected' && latch.phase === 'idle') return joinLatch(latch);
  return asLatch(stepLock(latch, event));
}

function asLatch(step: ReturnType<typeof stepLock>): RecipeStep<LatchOutcome> {
  return { ask: step.ask, outcome: step.outcome === 'acquired' ? 'leads' : step.outcome === 'lost' ? 'lost' : null };
}
