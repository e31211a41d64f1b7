/** Answers that HAProxy gives itself. Source: HAProxy 1.6, src/proto_http.c (http_err_msgs). */
import type { HttpReply } from '../../kernel/http.ts';

const PAGES: ReadonlyMap<number, readonly [title: string, text: string]> = new Map([
  [200, ['200 OK', 'Service ready.']],
  [400, ['400 Bad request', 'Your browser sent an invalid request.']],
  [403, ['403 Forbidden', 'Request forbidden by administrative rules.']],
  [500, ['500 Server Error', 'An internal server error occured.']],
  [502, ['502 Bad Gateway', 'The server returned an invalid or incomplete response.']],
  [503, ['503 Service Unavailable', 'No server is available to handle this request.']],
  [504, ['504 Gateway Time-out', "The server didn't respond in time."]],
]);

const HEADERS = { 'cache-control': 'no-cache', connection: 'close', 'content-type': 'text/html' };

export function errorReply(status: number): HttpReply {
  const [title, text] = PAGES.get(status) ?? ['500 Server Error', 'An internal server error occured.'];
  return { status, headers: HEADERS, body: `<html><body><h1>${title}</h1>\n${text}\n</body></html>\n` };
}

export function unauthorizedReply(realm: string): HttpReply {
  return {
    status: 401,
    headers: { ...HEADERS, 'www-authenticate': `Basic realm="${realm}"` },
    body: '<html><body><h1>401 Unauthorized</h1>\nYou need a valid user and password to access this content.\n</body></html>\n',
  };
}

export function redirectReply(code: number, location: string): HttpReply {
  return { status: code, headers: { 'content-length': '0', location, connection: 'close' }, body: '' };
}

/** What a Lua service answers. */
export function serviceReply(status: number, body: string): HttpReply {
  return { status, headers: { 'content-length': String(body.length), 'content-type': 'text/plain' }, body };
}
