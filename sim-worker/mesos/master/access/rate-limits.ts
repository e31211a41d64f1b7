/**
 * Limits on the messages of frameworks, by principal (`--rate_limits`): who waits for a permit, and who has too many
 * messages waiting.
 * Source: Mesos 1.0.1, src/master/master.cpp (visit, throttled, exceededCapacity), src/master/master.hpp
 * (BoundedRateLimiter), 3rdparty/libprocess/include/process/limiter.hpp.
 */
import type { Upid } from '../../libprocess/upid.ts';
import type { MesosMessage } from '../../messages/messages.ts';
import type { Message } from '../../protobuf/schema.ts';
import type { Parsed } from '../../resources/parse.ts';

/** What waits for a permit. Broken links wait too, so that they keep their place behind the messages. */
export type ThrottledEvent =
  | { readonly kind: 'message'; readonly from: Upid; readonly to: string; readonly message: MesosMessage }
  | { readonly kind: 'exited'; readonly pid: Upid };

export type Limiter = {
  /** Permits a second. */
  readonly qps: number;
  /** Messages that may wait; null: any number. */
  readonly capacity: number | null;
  nextPermitAtUs: number;
  /** Oldest first. */
  readonly waiting: ThrottledEvent[];
};

export type RateLimiters = {
  /** Null: this principal is not limited. */
  readonly byPrincipal: Map<string, Limiter | null>;
  /** Shared by all frameworks that `byPrincipal` does not name, and those without principal; null: not limited. */
  readonly shared: Limiter | null;
};

export const NO_LIMITS: RateLimiters = Object.freeze({ byPrincipal: new Map(), shared: null });

type Limit = { readonly qps?: number; readonly principal: string; readonly capacity?: number };

/** The error is the last line of a master that does not start with such limits. */
export function rateLimitersOf(limits: Message): Parsed<RateLimiters> {
  const byPrincipal = new Map<string, Limiter | null>();
  for (const { principal, qps, capacity } of (limits['limits'] ?? []) as readonly Limit[]) {
    if (byPrincipal.has(principal))
      return { ok: false, error: `Duplicate principal ${principal} found in RateLimits configuration` };
    if (qps !== undefined && qps <= 0)
      return { ok: false, error: `Invalid qps: ${String(qps)}. It must be a positive number` };
    byPrincipal.set(principal, qps === undefined ? null : limiter(qps, capacity));
  }
  const qps = limits['aggregate_default_qps'] as number | undefined;
  if (qps !== undefined && qps <= 0)
    return { ok: false, error: `Invalid aggregate_default_qps: ${String(qps)}. It must be a positive number` };
  const capacity = limits['aggregate_default_capacity'] as number | undefined;
  return { ok: true, value: { byPrincipal, shared: qps === undefined ? null : limiter(qps, capacity) } };
}

function limiter(qps: number, capacity: number | undefined): Limiter {
  return { qps, capacity: capacity ?? null, nextPermitAtUs: 0, waiting: [] };
}

/** `principal` null: a registered framework without one. The key names the limiter's timer. */
export function limiterFor(
  limiters: RateLimiters,
  principal: string | null,
): { readonly key: string; readonly limiter: Limiter } | null {
  if (principal !== null && limiters.byPrincipal.has(principal)) {
    const own = limiters.byPrincipal.get(principal);
    return own == null ? null : { key: `principal:${principal}`, limiter: own };
  }
  return limiters.shared === null ? null : { key: 'shared', limiter: limiters.shared };
}

export function limiterByKey(limiters: RateLimiters, key: string): Limiter | null {
  return key === 'shared' ? limiters.shared : (limiters.byPrincipal.get(key.slice('principal:'.length)) ?? null);
}

export type Permit = 'granted' | 'waits' | 'exceeded';

/** Only messages count towards the capacity. */
export function acquirePermit(limiter: Limiter, event: ThrottledEvent, nowUs: number): Permit {
  if (event.kind === 'message' && limiter.capacity !== null) {
    const messages = limiter.waiting.filter((other) => other.kind === 'message').length;
    if (messages >= limiter.capacity) return 'exceeded';
  }
  if (limiter.waiting.length === 0 && limiter.nextPermitAtUs <= nowUs) {
    limiter.nextPermitAtUs = nowUs + permitDistanceUs(limiter);
    return 'granted';
  }
  limiter.waiting.push(Object.freeze(event));
  return 'waits';
}

/** The permit that the first one waited for is there. */
export function takePermitted(limiter: Limiter, nowUs: number): ThrottledEvent | null {
  const first = limiter.waiting.shift();
  if (first === undefined) return null;
  limiter.nextPermitAtUs = nowUs + permitDistanceUs(limiter);
  return first;
}

function permitDistanceUs(limiter: Limiter): number {
  return Math.ceil(1_000_000 / limiter.qps);
}
