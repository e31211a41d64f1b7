/**
 * Who may ask (--http_credentials), and how many at once (--http_max_concurrent_requests).
 * Source: Marathon 1.1.1, api/LimitConcurrentRequestsFilter.scala; mesosphere/chaos 0.8.4, HttpModule.scala; Jetty 8,
 * BasicAuthenticator.
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import type { MarathonState } from '../state.ts';
import { errorPage } from './replies.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Text of Base64; null when it is none. */
function base64Text(encoded: string): string | null {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const char of encoded.replace(/=+$/, '')) {
    const value = DIGITS.indexOf(char);
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xff_ffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    text += String.fromCharCode((bits >>> count) & 0xff);
  }
  return text;
}

/** The answer to a request without the right user and password; null when it may pass. */
export function unauthorized({ flags }: MarathonState, request: HttpRequest): HttpReply | null {
  if (flags.httpCredentials === null) return null;
  const [scheme = '', encoded = ''] = (request.headers['authorization'] ?? '').split(' ');
  if (scheme.toLowerCase() === 'basic' && base64Text(encoded) === flags.httpCredentials) return null;
  const page = errorPage(401, 'Unauthorized', request.path.split('?')[0] ?? '/');
  return { ...page, headers: { ...page.headers, 'www-authenticate': `basic realm="${flags.httpRealm}"` } };
}

/** Requests that wait for their answer: passed on to the leader, or for a change that is being stored. */
function waitingRequests({ http, leading }: MarathonState): number {
  if (leading === null) return http.proxied.size;
  const queued = leading.rootUpdates.filter((update) => update.replyTo !== null).length;
  const running = leading.rootUpdate?.update.replyTo == null ? 0 : 1;
  return http.proxied.size + queued + running;
}

export function tooManyRequests(state: MarathonState, request: HttpRequest): HttpReply | null {
  const limit = state.flags.httpMaxConcurrentRequests;
  if (limit === null || waitingRequests(state) < limit) return null;
  const reason = `Too many concurrent requests! Allowed: ${String(limit)}.`;
  return errorPage(503, reason, request.path.split('?')[0] ?? '/');
}
