/**
 * The flags about who may do what, read when the master starts.
 * Source: Mesos 1.0.1, src/master/main.cpp, src/master/master.cpp (initialize).
 */
import type { ReadonlyDisk } from '../../../kernel/context.ts';
import { type Credential, readCredentials } from '../../authentication/credentials.ts';
import { authorizerOf, firewallFlag } from '../../authorizer/authorizer-flags.ts';
import { jsonFlag } from '../../flags/json-flag.ts';
import { OPEN_HTTP, realmError } from '../../http/http-access.ts';
import type { Message } from '../../protobuf/schema.ts';
import type { Parsed } from '../../resources/parse.ts';
import type { MasterFlags } from '../flags.ts';
import { type AccessState, initialAccess } from './access-state.ts';
import { NO_LIMITS, rateLimitersOf } from './rate-limits.ts';
import { FRAMEWORKS_REALM, READONLY_REALM, READWRITE_REALM } from './realms.ts';

/** The error is the last line of a master that refuses to start. */
export function accessOfFlags(disk: ReadonlyDisk, flags: MasterFlags): Parsed<AccessState> {
  const acls = authorizerOf(disk, flags);
  if (!acls.ok) return acls;
  const limits = limitsFlag(disk, flags.rateLimits);
  if (!limits.ok) return limits;
  const disabledPaths = firewallFlag(disk, flags.firewallRules);
  if (!disabledPaths.ok) return disabledPaths;
  const credentials = credentialsOf(disk, flags.credentials);
  if (!credentials.ok) return credentials;
  const authenticators = authenticatorsError(flags.authenticators);
  if (authenticators !== null) return { ok: false, error: authenticators };
  const realms = realmsOf(flags, credentials.value);
  if (!realms.ok) return realms;
  const limiters = limits.value === null ? { ok: true as const, value: NO_LIMITS } : rateLimitersOf(limits.value);
  if (!limiters.ok) return limiters;
  const settings = {
    limiters: limiters.value,
    credentials: credentials.value,
    http: Object.freeze({ realms: realms.value, disabledPaths: disabledPaths.value }),
    acls: acls.value,
  };
  return { ok: true, value: initialAccess(settings) };
}

/** Of a master that does not start. */
export function noAccess(): AccessState {
  return initialAccess({ limiters: NO_LIMITS, credentials: null, http: OPEN_HTTP, acls: null });
}

/** Realms that want authentication. */
function realmsOf(
  flags: MasterFlags,
  credentials: readonly Credential[] | null,
): Parsed<ReadonlyMap<string, readonly Credential[]>> {
  if (flags.authenticateHttpFrameworks && flags.httpFrameworkAuthenticators === null) {
    return {
      ok: false,
      error:
        'Missing `--http_framework_authenticators` flag. This must be used in conjunction with `--authenticate_http_frameworks`',
    };
  }
  const wanted = [
    [flags.authenticateHttpReadonly, READONLY_REALM, flags.httpAuthenticators],
    [flags.authenticateHttpReadwrite, READWRITE_REALM, flags.httpAuthenticators],
    [flags.authenticateHttpFrameworks, FRAMEWORKS_REALM, flags.httpFrameworkAuthenticators ?? ''],
  ] as const;
  const realms = new Map<string, readonly Credential[]>();
  for (const [isWanted, realm, authenticators] of wanted) {
    if (!isWanted) continue;
    const error = realmError(realm, authenticators, credentials);
    if (error !== null) return { ok: false, error };
    realms.set(realm, credentials ?? []);
  }
  return { ok: true, value: realms };
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

function limitsFlag(disk: ReadonlyDisk, value: string | null): Parsed<Message | null> {
  return value === null ? { ok: true, value: null } : jsonFlag(disk, { name: 'rate_limits', value }, 'RateLimits');
}
