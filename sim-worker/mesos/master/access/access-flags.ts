/**
 * The flags about who may do what, read when the master starts.
 * Source: Mesos 1.0.1, src/master/main.cpp, src/master/master.cpp (initialize).
 */
import type { ReadonlyDisk } from '../../../kernel/context.ts';
import { jsonFlag } from '../../flags/json-flag.ts';
import type { Parsed } from '../../resources/parse.ts';
import type { MasterFlags } from '../flags.ts';
import { type AccessState, initialAccess } from './access-state.ts';
import { NO_LIMITS, RATE_LIMITS, rateLimitersOf, type RateLimiters } from './rate-limits.ts';

/** The error is the last line of a master that refuses to start. */
export function accessOfFlags(disk: ReadonlyDisk, flags: MasterFlags): Parsed<AccessState> {
  const limiters = limitersOf(disk, flags.rateLimits);
  if (!limiters.ok) return limiters;
  return { ok: true, value: initialAccess(limiters.value) };
}

function limitersOf(disk: ReadonlyDisk, value: string | null): Parsed<RateLimiters> {
  if (value === null) return { ok: true, value: NO_LIMITS };
  const limits = jsonFlag(disk, { name: 'rate_limits', value }, RATE_LIMITS);
  return limits.ok ? rateLimitersOf(limits.value) : limits;
}
