/**
 * The side that proves who it is: one attempt of an agent or a scheduler driver to authenticate with the master, and what
 * follows from its end (registration, another attempt after a random wait, giving up).
 * Source: Mesos 1.0.1, src/authentication/cram_md5/authenticatee.cpp; src/slave/slave.cpp and src/sched/sched.cpp
 * (authenticate, _authenticate, authenticationTimeout).
 */
import type { Context, Severity } from '../../kernel/context.ts';
import { lpLink, lpSend, type LibprocessState, type Upid } from '../libprocess/transport.ts';
import { parseUpid, upid } from '../libprocess/upid.ts';
import type { MesosMessage } from '../messages/messages.ts';
import { CRAM_MD5, responseTo } from './cram-md5.ts';
import type { Credential } from './credentials.ts';

/** Source: src/slave/constants.hpp, src/sched/constants.hpp (DEFAULT_AUTHENTICATION_BACKOFF_FACTOR). */
export const AUTHENTICATION_BACKOFF_FACTOR_MS = 1_000;
/** Source: AUTHENTICATION_RETRY_INTERVAL_MAX, 1mins. */
const RETRY_INTERVAL_MAX_MS = 60_000;
/** Both sides give up after 5 s. */
const ATTEMPT_TIMEOUT_MS = 5_000;

type Attempt = {
  /** The actor that speaks: `crammd5_authenticatee(N)@…`. */
  readonly actor: Upid;
  readonly step: 'starting' | 'stepping';
};

export type AuthenticateeState = {
  readonly credential: Credential | null;
  /** Null: none in progress. */
  attempt: Attempt | null;
  authenticated: boolean;
  failures: number;
  nextActor: number;
};

/** Who authenticates: the owner's own transport, pid and timers. */
export type Authenticating = {
  readonly authenticatee: AuthenticateeState;
  readonly libprocess: LibprocessState;
  readonly context: Context;
  /** Of the agent or scheduler. */
  readonly pid: Upid;
  readonly master: Upid | null;
  /** In front of the timers' names. */
  readonly key: string;
  readonly backoffFactorMs: number;
  /** Of the line about a failed attempt: a warning for agents. */
  readonly failureSeverity: Severity;
};

/** `refused`: the owner gives up. */
export type AuthenticationEnd = 'authenticated' | 'refused' | null;

export function initialAuthenticatee(credential: Credential | null): AuthenticateeState {
  return { credential, attempt: null, authenticated: false, failures: 0, nextActor: 1 };
}

const timeoutTimer = (key: string): string => `${key}authentication.timeout`;
const retryTimer = (key: string): string => `${key}authentication.retry`;

export function isAuthenticationTimer(timer: string, key: string): boolean {
  return timer === timeoutTimer(key) || timer === retryTimer(key);
}

/** An attempt that is still going on with another master is given up, and a new one follows after a wait. */
export function authenticate(by: Authenticating): AuthenticationEnd {
  const { authenticatee, context, master } = by;
  const { credential } = authenticatee;
  authenticatee.authenticated = false;
  if (master === null || credential === null) return null;
  if (authenticatee.attempt !== null) {
    fail(by, 'master changed');
    return null;
  }
  context.clearTimer(retryTimer(by.key));
  context.log('INFO', `Authenticating with master ${master}`, 'slave.cpp:954');
  lpLink(by.libprocess, context, master);
  context.log('INFO', 'Using default CRAM-MD5 authenticatee', 'slave.cpp:965');
  if (credential.secret === null) {
    context.log('WARN', 'Authentication failed; secret needed by CRAM-MD5 authenticatee', 'authenticatee.cpp:400');
    return 'refused';
  }
  context.log('INFO', 'Creating new client SASL connection', 'authenticatee.cpp:121');
  const { host, port } = parseUpid(by.pid);
  const actor = upid(`crammd5_authenticatee(${String(authenticatee.nextActor)})`, host, port);
  authenticatee.nextActor += 1;
  authenticatee.attempt = Object.freeze({ actor, step: 'starting' });
  context.setTimer(timeoutTimer(by.key), ATTEMPT_TIMEOUT_MS);
  say(by, master, { type: 'mesos.AuthenticateMessage', pid: by.pid });
  return null;
}

/** The leader is lost: nothing is tried again until there is one. */
export function forgetAuthentication(by: Authenticating): void {
  by.authenticatee.authenticated = false;
  if (by.authenticatee.attempt === null) return;
  by.authenticatee.attempt = null;
  by.context.clearTimer(timeoutTimer(by.key));
  by.context.log('INFO', 'Ignoring _authenticate because the master is lost', 'slave.cpp:1001');
}

/** The owner stops. */
export function dropAuthentication(by: Authenticating): void {
  by.authenticatee.attempt = null;
  by.context.clearTimer(timeoutTimer(by.key));
  by.context.clearTimer(retryTimer(by.key));
}

export function onAuthenticationTimer(by: Authenticating, timer: string): AuthenticationEnd {
  if (timer === retryTimer(by.key)) return authenticate(by);
  if (by.authenticatee.attempt === null) return null;
  by.context.log('WARN', 'Authentication timed out', 'slave.cpp:1068');
  fail(by, 'Authentication discarded');
  return null;
}

/** True: the message is for the actor of the attempt, or for one whose attempt is over. */
export function isForAuthenticatee(to: string): boolean {
  return to.startsWith('crammd5_authenticatee(');
}

export function onAuthenticationMessage(
  by: Authenticating,
  received: { readonly from: Upid; readonly to: string; readonly message: MesosMessage },
): AuthenticationEnd {
  const { attempt } = by.authenticatee;
  const { from, message } = received;
  if (attempt === null || received.to !== parseUpid(attempt.actor).name) return null;
  switch (message.type) {
    case 'mesos.AuthenticationMechanismsMessage':
      if (attempt.step !== 'starting') return fail(by, "Unexpected authentication 'mechanisms' received");
      return start(by, from, message.mechanisms);
    case 'mesos.AuthenticationStepMessage':
      if (attempt.step !== 'stepping') return fail(by, "Unexpected authentication 'step' received");
      return step(by, from, message.data);
    case 'mesos.AuthenticationCompletedMessage':
      if (attempt.step !== 'stepping') return fail(by, "Unexpected authentication 'completed' received");
      return succeed(by);
    case 'mesos.AuthenticationFailedMessage':
      end(by);
      return 'refused';
    case 'mesos.AuthenticationErrorMessage':
      return fail(by, `Authentication error: ${message.error}`);
    default:
      return null;
  }
}

function start(by: Authenticating, session: Upid, mechanisms: readonly string[]): null {
  const { context, authenticatee } = by;
  context.log('INFO', `Received SASL authentication mechanisms: ${mechanisms.join(',')}`, 'authenticatee.cpp:213');
  if (!mechanisms.includes(CRAM_MD5)) {
    return fail(by, 'Failed to start the SASL client: SASL(-4): no mechanism available: No worthy mechs found');
  }
  context.log('INFO', `Attempting to authenticate with mechanism '${CRAM_MD5}'`, 'authenticatee.cpp:239');
  if (authenticatee.attempt !== null)
    authenticatee.attempt = Object.freeze({ ...authenticatee.attempt, step: 'stepping' });
  say(by, session, { type: 'mesos.AuthenticationStartMessage', mechanism: CRAM_MD5, data: '' });
  return null;
}

function step(by: Authenticating, session: Upid, challenge: string): null {
  by.context.log('INFO', 'Received SASL authentication step', 'authenticatee.cpp:259');
  const { principal = '', secret = '' } = by.authenticatee.credential ?? {};
  const data = responseTo(challenge, principal, secret ?? '');
  say(by, session, { type: 'mesos.AuthenticationStepMessage', data });
  return null;
}

function succeed(by: Authenticating): AuthenticationEnd {
  const { context, authenticatee, master } = by;
  context.log('INFO', 'Authentication success', 'authenticatee.cpp:299');
  end(by);
  context.log('INFO', `Successfully authenticated with master ${master ?? ''}`, 'slave.cpp:1049');
  authenticatee.authenticated = true;
  authenticatee.failures = 0;
  return 'authenticated';
}

function end(by: Authenticating): void {
  by.authenticatee.attempt = null;
  by.context.clearTimer(timeoutTimer(by.key));
}

/** Random wait below the factor doubled with each failure. */
function fail(by: Authenticating, reason: string): null {
  const { context, authenticatee, master } = by;
  context.log(by.failureSeverity, `Failed to authenticate with master ${master ?? ''}: ${reason}`, 'slave.cpp:1016');
  end(by);
  authenticatee.failures += 1;
  let boundMs = by.backoffFactorMs;
  for (let doubled = 0; doubled < authenticatee.failures && boundMs < RETRY_INTERVAL_MAX_MS; doubled += 1) boundMs *= 2;
  context.setTimer(retryTimer(by.key), Math.min(boundMs, RETRY_INTERVAL_MAX_MS) * context.random());
  return null;
}

function say(by: Authenticating, to: Upid, message: MesosMessage): void {
  const actor = by.authenticatee.attempt?.actor ?? by.pid;
  lpSend(by.libprocess, by.context, { from: actor, to, message });
}
