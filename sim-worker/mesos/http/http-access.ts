/**
 * Who may ask over HTTP: basic authentication by realm, and endpoints that a firewall rule disables.
 * Source: Mesos 1.0.1, src/common/http.cpp (initializeHttpAuthenticators), 3rdparty/libprocess/src/authenticator.cpp
 * (BasicAuthenticator), include/process/firewall.hpp, include/process/http.hpp (Unauthorized, Forbidden).
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import type { Credential } from '../authentication/credentials.ts';
import { base64ToText, foreignLetter } from '../protobuf/base64.ts';
import { emptyAnswer, errorAnswer } from './request.ts';

export type HttpAccess = {
  /** Realms that want to know who asks, each with those whom it knows. */
  readonly realms: ReadonlyMap<string, readonly Credential[]>;
  /** Paths that nobody may ask for, as they are written in the request. */
  readonly disabledPaths: readonly string[];
};

export const OPEN_HTTP: HttpAccess = Object.freeze({ realms: new Map(), disabledPaths: [] });

const DEFAULT_HTTP_AUTHENTICATOR = 'basic';

/** Why the realm cannot be guarded; null: it can. */
export function realmError(
  realm: string,
  authenticators: string,
  credentials: readonly Credential[] | null,
): string | null {
  const [name = '', ...more] = authenticators.split(',');
  if (more.length > 0) return 'Multiple HTTP authenticators not supported';
  if (name !== DEFAULT_HTTP_AUTHENTICATOR) {
    return `HTTP authenticator '${name}' not found. Check the spelling (compare to '${DEFAULT_HTTP_AUTHENTICATOR}') or verify that the authenticator was loaded successfully (see --modules)`;
  }
  if (credentials !== null) return null;
  return `No credentials provided for the default '${DEFAULT_HTTP_AUTHENTICATOR}' HTTP authenticator for realm '${realm}'`;
}

/** 403 of a disabled path; null: it is not. */
export function disabledAnswer(access: HttpAccess, request: HttpRequest): HttpReply | null {
  const path = request.path.split('?')[0] ?? '';
  return access.disabledPaths.includes(path) ? errorAnswer(403, `Endpoint '${path}' is disabled`) : null;
}

/** Principal null: nobody was asked who he is. An error is the answer with the challenge. */
export function authenticateHttp(
  access: HttpAccess,
  realm: string | null,
  request: HttpRequest,
): { readonly ok: true; readonly principal: string | null } | { readonly ok: false; readonly reply: HttpReply } {
  const known = realm === null ? undefined : access.realms.get(realm);
  if (realm === null || known === undefined) return { ok: true, principal: null };
  const given = basicCredential(request.headers['authorization']);
  const matching = given === null ? undefined : known.filter(({ principal }) => principal === given.principal).at(-1);
  if (given !== null && matching !== undefined && (matching.secret ?? '') === given.secret)
    return { ok: true, principal: given.principal };
  const challenge = `Basic realm="${realm}"`;
  return {
    ok: false,
    reply: {
      status: 401,
      headers: { 'www-authenticate': challenge, 'content-type': 'text/plain; charset=utf-8' },
      body: '',
    },
  };
}

/** `Basic BASE64(PRINCIPAL:SECRET)`, exactly so. */
function basicCredential(header: string | undefined): { readonly principal: string; readonly secret: string } | null {
  const [scheme, encoded, ...rest] = (header ?? '').split(' ');
  if (scheme !== 'Basic' || encoded === undefined || rest.length > 0) return null;
  const [principal, secret, ...more] = foreignLetter(encoded) === null ? base64ToText(encoded).split(':') : [];
  return principal === undefined || secret === undefined || more.length > 0 ? null : { principal, secret };
}

/** Known, but not allowed. */
export const FORBIDDEN: HttpReply = Object.freeze(emptyAnswer(403));
