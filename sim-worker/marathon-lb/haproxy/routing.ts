/**
 * What becomes of an HTTP request by the rules of its frontend and backend: a backend, or an answer at once.
 * Source: HAProxy 1.6, doc/configuration.txt 4.2 and 7. Rules of `http-request` come before redirections, those before
 * `use_backend`. Left out: HTTPS is spoken as HTTP on port 443, its server name being the Host header.
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import { type Acl, backendNamed, type Condition, type HaproxyConfig, type Proxy, type Rule } from './config.ts';
import { errorReply, redirectReply, unauthorizedReply } from './replies.ts';

export type Asked = {
  readonly config: HaproxyConfig;
  readonly frontend: Proxy;
  readonly request: HttpRequest;
  readonly address: string;
  readonly ssl: boolean;
  /** Content of a map file as it was when the process started. */
  readonly mapFile: (path: string) => string;
};

export type Route =
  | { readonly kind: 'backend'; readonly backend: Proxy }
  | { readonly kind: 'reply'; readonly reply: HttpReply; readonly denied: boolean }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'statistics' };

const STATISTICS_URI = '/haproxy?stats';

export function routeRequest(asked: Asked): Route {
  const { frontend, request } = asked;
  if (frontend.monitorUri !== null && request.path === frontend.monitorUri) return reply(errorReply(200));
  const early = firstAnswer(asked, frontend);
  if (early !== null) return early;
  if (frontend.statistics && request.path.startsWith(STATISTICS_URI)) return { kind: 'statistics' };
  const backend = backendFor(asked);
  if (backend === null) return reply(errorReply(503));
  return (backend === frontend ? null : firstAnswer(asked, backend)) ?? { kind: 'backend', backend };
}

function reply(answer: HttpReply, denied = false): Route {
  return { kind: 'reply', reply: answer, denied };
}

function firstAnswer(asked: Asked, proxy: Proxy): Route | null {
  const access = proxy.rules.find(
    (rule) => ['service', 'auth', 'allow', 'deny'].includes(rule.kind) && holds(asked, rule.when),
  );
  const found = access ?? proxy.rules.find((rule) => rule.kind === 'redirect' && holds(asked, rule.when));
  const answer = found === undefined ? null : answerOf(asked, found);
  if (answer !== null || found?.kind !== 'allow') return answer;
  const redirect = proxy.rules.find((rule) => rule.kind === 'redirect' && holds(asked, rule.when));
  return redirect === undefined ? null : answerOf(asked, redirect);
}

function answerOf(asked: Asked, rule: Rule): Route | null {
  switch (rule.kind) {
    case 'service':
      return { kind: 'service', service: rule.service };
    case 'auth':
      return reply(unauthorizedReply(rule.realm), true);
    case 'deny':
      return reply(errorReply(403), true);
    case 'redirect': {
      const { to, code } = rule;
      const location =
        to.kind === 'location' ? to.value : `${to.value}://${hostOf(asked.request)}${asked.request.path}`;
      return reply(redirectReply(code, location));
    }
    default:
      return null;
  }
}

function backendFor(asked: Asked): Proxy | null {
  const { config, frontend } = asked;
  for (const rule of frontend.rules) {
    if (rule.kind !== 'useBackend' || !holds(asked, rule.when)) continue;
    const name = rule.map === null ? rule.backend : mapped(asked, rule.map.header, rule.map.file);
    const backend = name === null ? null : backendNamed(config, name);
    if (backend !== null) return backend;
  }
  if (frontend.defaultBackend !== null) return backendNamed(config, frontend.defaultBackend);
  return frontend.section === 'listen' ? frontend : null;
}

function mapped(asked: Asked, header: string, file: string): string | null {
  const value = header === 'host' ? hostOf(asked.request) : (asked.request.headers[header.toLowerCase()] ?? '');
  for (const line of asked.mapFile(file).split('\n')) {
    const [key = '', backend = ''] = line.split(' ');
    if (key !== '' && key === value.toLowerCase()) return backend;
  }
  return null;
}

/** Without its port. */
function hostOf(request: HttpRequest): string {
  return (request.headers['host'] ?? '').replace(/:\d+$/, '');
}

function holds(asked: Asked, condition: Condition): boolean {
  return condition.every((term) => term.acls.some((acl) => matches(asked, acl)) !== term.negated);
}

function matches(asked: Asked, acl: Acl): boolean {
  const { request } = asked;
  const path = request.path.split('?')[0] ?? '';
  switch (acl.kind) {
    case 'header':
      return acl.values.some((value) => sameText(headerOf(request, acl.subject), value, acl.ignoreCase));
    case 'path':
      return acl.values.some((value) => sameText(path, value, acl.ignoreCase));
    case 'pathBegin':
      return acl.values.some((value) => sameText(path.slice(0, value.length), value, acl.ignoreCase));
    case 'sni':
      return asked.ssl && acl.values.some((value) => sameText(hostOf(request), value, true));
    case 'ssl':
      return asked.ssl;
    case 'source':
      return acl.values.some((network) => isInNetwork(asked.address, network));
    case 'auth':
      return isKnownUser(asked, acl.subject);
    case 'other':
      return false;
  }
}

/** A browser names the port in the Host header only when it is not the usual one. */
function headerOf(request: HttpRequest, name: string): string {
  const value = request.headers[name] ?? '';
  return name === 'host' ? value.replace(/:(80|443)$/, '') : value;
}

function sameText(text: string, value: string, ignoreCase: boolean): boolean {
  return ignoreCase ? text.toLowerCase() === value.toLowerCase() : text === value;
}

/** Passwords are compared as they stand: crypt(3) is not modelled. */
function isKnownUser(asked: Asked, list: string): boolean {
  const header = /^Basic (.*)$/.exec(asked.request.headers['authorization'] ?? '')?.[1];
  if (header === undefined) return false;
  const users = asked.config.userlists.get(list) ?? [];
  return users.some(({ user, password }) => decodeBase64(header) === `${user}:${password}`);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): string {
  let bits = 0;
  let count = 0;
  let decoded = '';
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) break;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded += String.fromCharCode((bits >> count) & 255);
  }
  return decoded;
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', length = '32'] = network.split('/');
  let size = 1;
  for (let bit = Number(length); bit < 32; bit += 1) size *= 2;
  return Math.floor(addressNumber(address) / size) === Math.floor(addressNumber(base) / size);
}

function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + (Number(part) || 0), 0);
}
