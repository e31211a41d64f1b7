/**
 * The master's side of authentication: a session for each agent or scheduler that wants to prove who it is, and the
 * registrations that wait for it.
 * Source: Mesos 1.0.1, src/master/master.cpp (authenticate, _authenticate, authenticationTimeout),
 * src/authentication/cram_md5/authenticator.cpp.
 */
import type { Context } from '../../../kernel/context.ts';
import { CRAM_MD5, challengeOf, verdictOn } from '../../authentication/cram-md5.ts';
import { lpLink, lpSend } from '../../libprocess/transport.ts';
import { parseUpid, type Upid, upid } from '../../libprocess/upid.ts';
import type { MesosMessage } from '../../messages/messages.ts';
import { count, type MasterState } from '../master-state.ts';
import { send } from '../wire.ts';
import type { AuthenticationSession, WaitingMessage } from './access-state.ts';

export const AUTHENTICATION_TIMER = 'authentication:';
/** Nobody waits for an authentication for ever. */
const SESSION_TIMEOUT_MS = 5_000;
/** Largest random part of a challenge, as 32-bit numbers have it. */
const RANDOM_BOUND = 2_147_483_647;

/** Messages that waited and may be handled now. */
type Released = readonly WaitingMessage[];
const NOTHING: Released = [];

/** `client`: the agent or scheduler; `from`: the actor that speaks for it. */
export function onAuthenticate(master: MasterState, context: Context, from: Upid, client: Upid): void {
  count(master, 'messages_authenticate');
  const { access } = master;
  access.authenticated.delete(client);
  if (!access.authenticatorLoaded) {
    context.log(
      'ERROR',
      `Received authentication request from ${client} but authenticator is not loaded`,
      'master.cpp:5871',
    );
    send(master, context, from, { type: 'mesos.AuthenticationErrorMessage', error: 'No authenticator loaded' });
    return;
  }
  if (access.authenticating.has(client)) {
    context.log(
      'INFO',
      `Queuing up authentication request from ${client} because authentication is still in progress`,
      'master.cpp:5882',
    );
    failed(master, context, client, 'Authentication discarded');
    count(master, 'messages_authenticate');
  }
  context.log('INFO', `Authenticating ${client}`, 'master.cpp:5896');
  access.sessionNumber += 1;
  const { host, port } = parseUpid(master.pid);
  const actor = upid(`crammd5_authenticator_session(${String(access.sessionNumber)})`, host, port);
  access.authenticating.set(client, { actor, peer: from, step: 'starting', challenge: '', waiting: [] });
  context.setTimer(AUTHENTICATION_TIMER + client, SESSION_TIMEOUT_MS, client);
  context.log('INFO', 'Creating new server SASL connection', 'authenticator.cpp:98');
  lpLink(master.libprocess, context, from);
  say(master, context, client, { type: 'mesos.AuthenticationMechanismsMessage', mechanisms: [CRAM_MD5] });
}

/** Messages to `crammd5_authenticator_session(N)`. */
export function onSessionMessage(
  master: MasterState,
  context: Context,
  received: { readonly to: string; readonly message: MesosMessage },
): Released {
  const found = [...master.access.authenticating].find(([, session]) => parseUpid(session.actor).name === received.to);
  if (found === undefined) return NOTHING;
  const [client, session] = found;
  switch (received.message.type) {
    case 'mesos.AuthenticationStartMessage':
      if (session.step !== 'starting') return unexpected(master, context, client, 'start');
      return onStart(master, context, client, received.message.mechanism);
    case 'mesos.AuthenticationStepMessage':
      if (session.step !== 'stepping') return unexpected(master, context, client, 'step');
      return onStep(master, context, client, received.message.data);
    default:
      return NOTHING;
  }
}

function onStart(master: MasterState, context: Context, client: Upid, mechanism: string): Released {
  context.log('INFO', 'Received SASL authentication start', 'authenticator.cpp:204');
  if (mechanism !== CRAM_MD5) {
    const error = `SASL(-4): no mechanism available: Couldn't find mech ${mechanism}`;
    context.log('ERROR', 'Authentication error: no mechanism available', 'authenticator.cpp:335');
    return failWithError(master, context, client, error);
  }
  const host = master.info.hostname;
  const challenge = challengeOf(context.randomInt(RANDOM_BOUND), context.wallClockMs / 1000, host);
  update(master, client, { step: 'stepping', challenge });
  context.log('INFO', 'Authentication requires more steps', 'authenticator.cpp:326');
  say(master, context, client, { type: 'mesos.AuthenticationStepMessage', data: challenge });
  return NOTHING;
}

function onStep(master: MasterState, context: Context, client: Upid, response: string): Released {
  const session = master.access.authenticating.get(client);
  if (session === undefined) return NOTHING;
  context.log('INFO', 'Received SASL authentication step', 'authenticator.cpp:232');
  // The last of several credentials of a principal counts.
  const secretOf = (principal: string): string | null => {
    const known = master.access.credentials?.filter((credential) => credential.principal === principal).at(-1);
    return known === undefined ? null : (known.secret ?? '');
  };
  const verdict = verdictOn(response, session.challenge, secretOf);
  if (verdict.kind === 'refused') {
    context.log('WARN', `Authentication failure: ${verdict.error}`, 'authenticator.cpp:332');
    say(master, context, client, { type: 'mesos.AuthenticationFailedMessage' });
    context.log('WARN', `Failed to authenticate ${client}: Refused authentication`, 'master.cpp:5922');
    return release(master, context, client);
  }
  context.log('INFO', 'Authentication success', 'authenticator.cpp:318');
  say(master, context, client, { type: 'mesos.AuthenticationCompletedMessage' });
  const { principal } = verdict;
  context.log('INFO', `Successfully authenticated principal '${principal}' at ${client}`, 'master.cpp:5926');
  master.access.authenticated.set(client, principal);
  return release(master, context, client);
}

function unexpected(master: MasterState, context: Context, client: Upid, what: string): Released {
  return failWithError(master, context, client, `Unexpected authentication '${what}' received`);
}

function failWithError(master: MasterState, context: Context, client: Upid, error: string): Released {
  say(master, context, client, { type: 'mesos.AuthenticationErrorMessage', error });
  return failed(master, context, client, error);
}

/** What waited for this attempt is dropped: whoever sent it will try again. */
function failed(master: MasterState, context: Context, client: Upid, reason: string): Released {
  context.log('WARN', `Failed to authenticate ${client}: ${reason}`, 'master.cpp:5923');
  release(master, context, client);
  return NOTHING;
}

function release(master: MasterState, context: Context, client: Upid): Released {
  const waiting = master.access.authenticating.get(client)?.waiting ?? NOTHING;
  master.access.authenticating.delete(client);
  context.clearTimer(AUTHENTICATION_TIMER + client);
  return waiting;
}

export function onAuthenticationTimeout(master: MasterState, context: Context, client: Upid): void {
  context.log('WARN', 'Authentication timed out', 'master.cpp:5942');
  failed(master, context, client, 'Authentication discarded');
}

/** The peer of a session is gone. */
export function onPeerExited(master: MasterState, context: Context, pid: Upid): void {
  for (const [client, session] of [...master.access.authenticating])
    if (session.peer === pid) failed(master, context, client, 'Failed to communicate with authenticatee');
}

/** True: the sender is just being authenticated, and the message waits for the outcome. */
export function waitForAuthentication(
  master: MasterState,
  context: Context,
  message: WaitingMessage,
  what: string,
): boolean {
  const session = master.access.authenticating.get(message.from);
  if (session === undefined) return false;
  context.log('INFO', `Queuing up ${what} because authentication is still in progress`, 'master.cpp:2360');
  update(master, message.from, { waiting: [...session.waiting, message] });
  return true;
}

function update(master: MasterState, client: Upid, change: Partial<AuthenticationSession>): void {
  const session = master.access.authenticating.get(client);
  if (session !== undefined) master.access.authenticating.set(client, Object.freeze({ ...session, ...change }));
}

function say(master: MasterState, context: Context, client: Upid, message: MesosMessage): void {
  const session = master.access.authenticating.get(client);
  if (session === undefined) return;
  lpSend(master.libprocess, context, { from: session.actor, to: session.peer, message });
}

/** Why a scheduler of the driver may not subscribe, as far as its authentication goes. */
export function authenticationError(master: MasterState, from: Upid, principal: string | null): string | null {
  const { access, flags } = master;
  if (access.authenticating.has(from)) return 'Re-authentication in progress';
  const authenticated = access.authenticated.get(from);
  if (authenticated === undefined)
    return flags.authenticateFrameworks ? `Framework at ${from} is not authenticated` : null;
  if (principal === null || principal === authenticated) return null;
  return `Framework principal '${principal}' does not match authenticated principal '${authenticated}'`;
}
