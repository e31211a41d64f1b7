/**
 * Delays the launch of tasks whose predecessors ended: one delay for each app and configuration.
 * Source: Marathon 1.1.1, core/launchqueue/impl/RateLimiter.scala, RateLimiterActor.scala (clean-up every 10 s).
 */
import { type AppDefinition, lastConfigChangeMs } from '../model/app-definition.ts';
import { scalaDuration } from '../model/java-text.ts';
import type { PathId } from '../model/path-id.ts';

export type LaunchDelay = {
  readonly appId: PathId;
  readonly configMs: number;
  readonly delayMs: number;
  readonly deadlineMs: number;
};
/** By `appId@configVersion`. */
export type RateLimiter = Map<string, LaunchDelay>;

/** RateLimiterActor: overdue delays are dropped this often. */
export const DELAY_CLEANUP_INTERVAL_MS = 10_000;

function keyOf(appId: PathId, configMs: number): string {
  return `${appId}@${String(configMs)}`;
}

/** Unix milliseconds before which no task of the app is launched; null: at once. */
export function delayDeadlineMs(limiter: RateLimiter, app: AppDefinition): number | null {
  return limiter.get(keyOf(app.id, lastConfigChangeMs(app)))?.deadlineMs ?? null;
}

/** Another task ended: the delay grows. Returns the log line. */
export function addDelay(limiter: RateLimiter, app: AppDefinition, nowMs: number): string {
  const configMs = lastConfigChangeMs(app);
  const key = keyOf(app.id, configMs);
  const before = limiter.get(key)?.delayMs ?? 0;
  const delayMs = Math.min(app.maxLaunchDelayMs, before === 0 ? app.backoffMs : before * app.backoffFactor);
  limiter.set(key, Object.freeze({ appId: app.id, configMs, delayMs, deadlineMs: nowMs + delayMs }));
  return `Increasing delay. Task launch delay for [${app.id}] changed from [${scalaDuration(before)}] to [${scalaDuration(delayMs)}].`;
}

export function resetDelay(limiter: RateLimiter, app: AppDefinition): boolean {
  return limiter.delete(keyOf(app.id, lastConfigChangeMs(app)));
}

/** Drops delays whose deadline has passed: a task that lives longer meets a fresh delay when it fails. */
export function cleanUpDelays(limiter: RateLimiter, nowMs: number): void {
  for (const [key, delay] of limiter) if (delay.deadlineMs < nowMs) limiter.delete(key);
}
