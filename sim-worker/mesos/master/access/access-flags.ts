/**
 * The flags about who may do what, read when the master starts.
 * Source: Mesos 1.0.1, src/master/main.cpp, src/master/master.cpp (initialize).
 */
import type { ReadonlyDisk } from '../../../kernel/context.ts';
import { type Credential, readCredentials } from '../../authentication/credentials.ts';
import { jsonFlag } from '../../flags/json-flag.ts';
import type { Parsed } from '../../resources/parse.ts';
import type { MasterFlags } from '../flags.ts';
import { type AccessState, initialAccess } from './access-state.ts';
import { NO_LIMITS, RATE_LIMITS, rateLimitersOf, type RateLimiters } from './rate-limits.ts';

/** The error is the last line of a master that refuses to start. */
export function accessOfFlags(disk: ReadonlyDisk, flags: MasterFlags): Parsed<AccessState> {
  const credentials = credentialsOf(disk, flags.credentials);
  if (!credentials.ok) return credentials;
  const authenticators = authenticatorsError(flags.authenticators);
  if (authenticators !== null) return { ok: false, error: authenticators };
  const limiters = limitersOf(disk, flags.rateLimits);
  if (!limiters.ok) return limiters;
  return { ok: true, value: initialAccess({ limiters: limiters.value, credentials: credentials.value }) };
}

/** Of a master that does not start. */
export function noAccess(): AccessState {
  return initialAccess({ limiters: NO_LIMITS, credentials: null });
}

function credentialsOf(disk: ReadonlyDisk, path: string | null): Parsed<readonly Credential[] | null> {
  if (path === null) return { ok: true, value: null };
  const read = readCredentials(disk, path);
  if (!read.ok) return { ok: false, error: `${read.error} (see --credentials flag)` };
  if (read.value !== null) return read;
  return { ok: false, error: 'Credentials file must contain at least one credential (see --credentials flag)' };
}

const DEFAULT_AUTHENTICATOR = 'crammd5';

function authenticatorsError(names: string): string | null {
  const [name = '', ...more] = names.split(',');
  if (more.length > 0) return 'Multiple authenticators not supported';
  if (name === DEFAULT_AUTHENTICATOR) return null;
  return `Authenticator '${name}' not found. Check the spelling (compare to '${DEFAULT_AUTHENTICATOR}') or verify that the authenticator was loaded successfully (see --modules)`;
}

function limitersOf(disk: ReadonlyDisk, value: string | null): Parsed<RateLimiters> {
  if (value === null) return { ok: true, value: NO_LIMITS };
  const limits = jsonFlag(disk, { name: 'rate_limits', value }, RATE_LIMITS);
  return limits.ok ? rateLimitersOf(limits.value) : limits;
}
