/**
 * Health of one task by one check, and what one more result makes of it.
 * Source: Marathon 1.1.1, health/{Health,HealthCheckActor}.scala.
 */
import type { HealthCheck } from '../model/app-definition.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import type { Health } from '../state.ts';

export type CheckResult = { readonly healthy: true } | { readonly healthy: false; readonly cause: string };

export function initialHealth(taskId: string): Health {
  return {
    taskId,
    firstSuccessMs: null,
    lastSuccessMs: null,
    lastFailureMs: null,
    lastFailureCause: null,
    consecutiveFailures: 0,
  };
}

export function isAlive(health: Health): boolean {
  if (health.lastSuccessMs === null) return false;
  return health.lastFailureMs === null || health.lastSuccessMs > health.lastFailureMs;
}

export type HealthStep = {
  readonly health: Health;
  /** The result was ignored: the task is still within its grace period. */
  readonly ignored: boolean;
  readonly kill: boolean;
  /** New value of `alive` when it changed. */
  readonly changedTo: boolean | null;
};

/** `startedAtMs`: null while the task has not been running. */
export function stepHealth(
  before: Health,
  check: HealthCheck,
  result: CheckResult,
  options: { readonly nowMs: number; readonly startedAtMs: number | null },
): HealthStep {
  const wasAlive = isAlive(before);
  const { nowMs, startedAtMs } = options;
  if (result.healthy) {
    const health = Object.freeze({
      ...before,
      firstSuccessMs: before.firstSuccessMs ?? nowMs,
      lastSuccessMs: nowMs,
      consecutiveFailures: 0,
    });
    return { health, ignored: false, kill: false, changedTo: wasAlive ? null : true };
  }
  const inGrace = startedAtMs === null || nowMs < startedAtMs + check.gracePeriodSeconds * 1000;
  if (before.firstSuccessMs === null && inGrace) return { health: before, ignored: true, kill: false, changedTo: null };
  // The count before this failure decides: the kill comes at the failure after the maximum.
  const kill = check.maxConsecutiveFailures > 0 && before.consecutiveFailures >= check.maxConsecutiveFailures;
  const health = Object.freeze({
    ...before,
    lastFailureMs: nowMs,
    lastFailureCause: result.cause,
    consecutiveFailures: before.consecutiveFailures + 1,
  });
  return { health, ignored: false, kill, changedTo: wasAlive ? false : null };
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : formatTimestamp(ms);
}

export function healthJson(health: Health): Readonly<Record<string, unknown>> {
  return {
    alive: isAlive(health),
    consecutiveFailures: health.consecutiveFailures,
    firstSuccess: timeOrNull(health.firstSuccessMs),
    lastFailure: timeOrNull(health.lastFailureMs),
    lastSuccess: timeOrNull(health.lastSuccessMs),
    lastFailureCause: health.lastFailureCause,
    taskId: health.taskId,
  };
}
