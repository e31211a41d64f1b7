/**
 * What a master knows of who may do what: principals of schedulers, limits of their messages.
 * Source: Mesos 1.0.1, src/master/master.hpp (Frameworks::principals, limiters, defaultLimiter, authenticated).
 */
import type { Upid } from '../../libprocess/upid.ts';
import type { RateLimiters } from './rate-limits.ts';

/** Counters of one principal: `frameworks/PRINCIPAL/messages_received` and `_processed`. */
export type MessageCounts = { received: number; processed: number };

export type AccessState = {
  /** Pids of registered schedulers of the driver. Null: without a principal. */
  readonly principals: Map<Upid, string | null>;
  /** Principals whose messages are counted. */
  readonly messages: Map<string, MessageCounts>;
  readonly limiters: RateLimiters;
};

export function initialAccess(limiters: RateLimiters): AccessState {
  return { principals: new Map(), messages: new Map(), limiters };
}

/** A framework registered. `pid` null: over HTTP, where nothing is counted or limited. */
export function addPrincipal(access: AccessState, pid: Upid | null, principal: string | null): void {
  if (pid !== null) access.principals.set(pid, principal);
  if (principal !== null && !access.messages.has(principal))
    access.messages.set(principal, { received: 0, processed: 0 });
}

/** A scheduler's pid is gone; the counters end with the last framework of the principal. */
export function removePrincipal(access: AccessState, pid: Upid): void {
  const principal = access.principals.get(pid);
  if (principal === undefined) return;
  access.principals.delete(pid);
  if (principal === null || [...access.principals.values()].includes(principal)) return;
  access.messages.delete(principal);
}
