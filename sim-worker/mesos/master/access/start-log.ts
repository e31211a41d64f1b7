/**
 * What a starting master says of its access rules.
 * Source: Mesos 1.0.1, src/master/master.cpp (initialize), src/credentials/credentials.hpp.
 */
import type { Context } from '../../../kernel/context.ts';
import { aclWarnings } from '../../authorizer/acls.ts';
import type { MasterFlags } from '../flags.ts';
import type { AccessState } from './access-state.ts';

export function logAccess(context: Context, flags: MasterFlags, access: AccessState): void {
  const who = (required: boolean): string => (required ? 'only allowing authenticated' : 'allowing unauthenticated');
  const log = (text: string, source: string): void => context.log('INFO', text, source);
  log(`Master ${who(flags.authenticateFrameworks)} frameworks to register`, 'master.cpp:429');
  log(`Master ${who(flags.authenticateAgents)} agents to register`, 'master.cpp:443');
  log(
    flags.authenticateHttpFrameworks
      ? 'Master only allowing authenticated HTTP frameworks to register'
      : 'Master allowing HTTP frameworks to register without authentication',
    'master.cpp:454',
  );
  if (flags.credentials !== null)
    log(`Loading credentials for authentication from '${flags.credentials}'`, 'credentials.hpp:37');
  log("Using default 'crammd5' authenticator", 'master.cpp:497');
  if (flags.credentials === null) {
    context.log('WARN', 'No credentials provided, authentication requests will be refused', 'authenticator.cpp:512');
  }
  log('Initializing server SASL', 'authenticator.cpp:519');
  for (const realm of access.http.realms.keys())
    log(`Using default 'basic' HTTP authenticator for realm '${realm}'`, 'http.cpp:883');
  if (access.acls !== null) {
    for (const warning of aclWarnings(access.acls)) context.log('WARN', warning, 'authorizer.cpp:341');
    log('Authorization enabled', 'master.cpp:579');
  }
  if (flags.rateLimits !== null) log('Framework rate limiting enabled', 'master.cpp:625');
  if (flags.agentRemovalRateLimit !== null)
    log(`Agent removal is rate limited to ${flags.agentRemovalRateLimit}`, 'master.cpp:631');
}
