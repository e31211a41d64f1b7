/**
 * What a master knows of who may do what: credentials, who is authenticated, principals of schedulers, limits of their
 * messages.
 * Source: Mesos 1.0.1, src/master/master.hpp (authenticating, authenticated, Frameworks::principals, limiters).
 */
import type { Credential } from '../../authentication/credentials.ts';
import type { Acls } from '../../authorizer/acls.ts';
import type { HttpAccess } from '../../http/http-access.ts';
import type { Upid } from '../../libprocess/upid.ts';
import type { MesosMessage } from '../../messages/messages.ts';
import type { RateLimiters } from './rate-limits.ts';

export type WaitingMessage = { readonly from: Upid; readonly to: string; readonly message: MesosMessage };

/** One attempt of an agent or scheduler to authenticate; a frozen row. */
export type AuthenticationSession = {
  /** The session's own actor, and the authenticatee that it speaks with. */
  readonly actor: Upid;
  readonly peer: Upid;
  readonly step: 'starting' | 'stepping';
  readonly challenge: string;
  /** Registrations that came meanwhile, oldest first. */
  readonly waiting: readonly WaitingMessage[];
};

/** Counters of one principal: `frameworks/PRINCIPAL/messages_received` and `_processed`. */
export type MessageCounts = { received: number; processed: number };

export type AccessState = {
  /** Pids of registered schedulers of the driver. Null: without a principal. */
  readonly principals: Map<Upid, string | null>;
  /** Principals whose messages are counted. */
  readonly messages: Map<string, MessageCounts>;
  readonly limiters: RateLimiters;
  /** Of --credentials; null: not given, so that everybody is refused who wants to authenticate. */
  readonly credentials: readonly Credential[] | null;
  readonly authenticatorLoaded: boolean;
  /** By the pid of the agent or scheduler. */
  readonly authenticating: Map<Upid, AuthenticationSession>;
  /** Principals of those who are authenticated. */
  readonly authenticated: Map<Upid, string>;
  sessionNumber: number;
  readonly http: HttpAccess;
  /** Of --acls; null: everything is allowed. */
  readonly acls: Acls | null;
  /** Numbers the requests that wait for the authorizer. */
  authorizationNumber: number;
};

export type AccessSettings = Pick<AccessState, 'limiters' | 'credentials' | 'http' | 'acls'>;

export function initialAccess(settings: AccessSettings): AccessState {
  return {
    principals: new Map(),
    messages: new Map(),
    ...settings,
    authenticatorLoaded: true,
    authenticating: new Map(),
    authenticated: new Map(),
    sessionNumber: 0,
    authorizationNumber: 0,
  };
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
  access.authenticated.delete(pid);
  if (principal === null || [...access.principals.values()].includes(principal)) return;
  access.messages.delete(principal);
}
