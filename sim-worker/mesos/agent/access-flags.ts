/**
 * The agent's flags about who it is and who may ask it, read when it starts.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (initialize), src/slave/main.cpp, src/credentials/credentials.hpp.
 */
import type { Context, ReadonlyDisk } from '../../kernel/context.ts';
import { type Credential, readCredential, readCredentials } from '../authentication/credentials.ts';
import { aclWarnings } from '../authorizer/acls.ts';
import { authorizerOf, firewallFlag } from '../authorizer/authorizer-flags.ts';
import { type HttpAccess, OPEN_HTTP, realmError } from '../http/http-access.ts';
import type { Parsed } from '../resources/parse.ts';
import type { AgentIdentity } from './agent-access.ts';
import type { AgentFlags } from './agent-flags.ts';
import type { AgentState } from './agent-state.ts';

/** Source: src/slave/constants.hpp. */
export const AGENT_READONLY_REALM = 'mesos-agent-readonly';
export const AGENT_READWRITE_REALM = 'mesos-agent-readwrite';

/** Of an agent that does not start. */
export const NO_IDENTITY: AgentIdentity = Object.freeze({
  credential: null,
  access: Object.freeze({ http: OPEN_HTTP, acls: null }),
});

/** The error is the last line of an agent that refuses to start. */
export function identityOf(disk: ReadonlyDisk, flags: AgentFlags): Parsed<AgentIdentity> {
  const acls = authorizerOf(disk, { acls: flags.acls, authorizers: flags.authorizer });
  if (!acls.ok) return acls;
  const disabledPaths = firewallFlag(disk, flags.firewallRules);
  if (!disabledPaths.ok) return disabledPaths;
  const credential = credentialOf(disk, flags.credential);
  if (!credential.ok) return credential;
  const realms = realmsOf(disk, flags);
  if (!realms.ok) return realms;
  const http = Object.freeze({ realms: realms.value, disabledPaths: disabledPaths.value });
  return { ok: true, value: { credential: credential.value, access: Object.freeze({ http, acls: acls.value }) } };
}

/** Of --credential. */
function credentialOf(disk: ReadonlyDisk, path: string | null): Parsed<Credential | null> {
  if (path === null) return { ok: true, value: null };
  const read = readCredential(disk, path);
  if (!read.ok) return { ok: false, error: `${read.error} (see --credential flag)` };
  if (read.value !== null) return read;
  return { ok: false, error: `Empty credential file '${path}' (see --credential flag)` };
}

/** Realms that want authentication, against --http_credentials. */
function realmsOf(disk: ReadonlyDisk, flags: AgentFlags): Parsed<HttpAccess['realms']> {
  const read = flags.httpCredentials === null ? null : readCredentials(disk, flags.httpCredentials);
  if (read !== null && !read.ok) return { ok: false, error: `${read.error} (see --http_credentials flag)` };
  if (read !== null && read.value === null) {
    const error = 'Credentials file must contain at least one credential (see --http_credentials flag)';
    return { ok: false, error };
  }
  const credentials = read?.value ?? null;
  const realms = new Map<string, readonly Credential[]>();
  for (const [isWanted, realm] of [
    [flags.authenticateHttpReadonly, AGENT_READONLY_REALM],
    [flags.authenticateHttpReadwrite, AGENT_READWRITE_REALM],
  ] as const) {
    if (!isWanted) continue;
    const error = realmError(realm, flags.httpAuthenticators, credentials);
    if (error !== null) return { ok: false, error };
    realms.set(realm, credentials ?? []);
  }
  return { ok: true, value: realms };
}

export function logIdentity(state: AgentState, context: Context): void {
  const { access, authenticatee, flags } = state;
  for (const warning of access.acls === null ? [] : aclWarnings(access.acls))
    context.log('WARN', warning, 'authorizer.cpp:341');
  if (authenticatee.credential !== null) {
    const path = flags.credential ?? '';
    context.log('INFO', `Loading credential for authentication from '${path}'`, 'credentials.hpp:86');
    context.log('INFO', `Agent using credential for: ${authenticatee.credential.principal}`, 'slave.cpp:336');
  }
  if (flags.httpCredentials !== null) {
    const path = flags.httpCredentials;
    context.log('INFO', `Loading credentials for authentication from '${path}'`, 'credentials.hpp:37');
  }
  for (const realm of access.http.realms.keys())
    context.log('INFO', `Using default 'basic' HTTP authenticator for realm '${realm}'`, 'http.cpp:883');
}
