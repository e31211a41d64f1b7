/**
 * Which server gets a request. Source: HAProxy 1.6, src/backend.c, src/lb_*.c.
 * Left out: weights but 0, slow start, hashes but that of the source address and the path, server queues.
 */
import type { HttpRequest } from '../../kernel/http.ts';
import type { Proxy, ServerLine } from './config.ts';
import type { BackendState } from './state.ts';

export function isUsable(backend: BackendState, line: ServerLine, index: number): boolean {
  return !line.disabled && line.weight > 0 && backend.servers[index]?.up === true;
}

export function usableServers(proxy: Proxy, backend: BackendState): number[] {
  return proxy.servers.flatMap((line, index) => (isUsable(backend, line, index) ? [index] : []));
}

/** Algorithms that turn: a failed connection may go to another server at once. */
export function isRoundRobin(proxy: Proxy): boolean {
  return proxy.balance === 'roundrobin' || proxy.balance === 'static-rr';
}

export type Asking = { readonly address: string; readonly request: HttpRequest | null };

/** Null when no server is left. Round robin moves on. */
export function chooseServer(proxy: Proxy, backend: BackendState, asking: Asking): number | null {
  switch (proxy.balance) {
    case 'leastconn':
      return leastConnections(proxy, backend);
    case 'source':
      return hashed(proxy, backend, asking.address);
    case 'uri':
      return hashed(proxy, backend, (asking.request?.path ?? '').split('?')[0] ?? '');
    case 'first':
      return usableServers(proxy, backend)[0] ?? null;
    default:
      return nextInTurn(proxy, backend);
  }
}

function nextInTurn(proxy: Proxy, backend: BackendState): number | null {
  const count = proxy.servers.length;
  for (let step = 0; step < count; step += 1) {
    const index = (backend.next + step) % count;
    const line = proxy.servers[index];
    if (line === undefined || !isUsable(backend, line, index)) continue;
    backend.next = (index + 1) % count;
    return index;
  }
  return null;
}

/** Among equals in turn. */
function leastConnections(proxy: Proxy, backend: BackendState): number | null {
  const usable = usableServers(proxy, backend);
  const least = Math.min(...usable.map((index) => backend.servers[index]?.current ?? 0));
  const candidates = usable.filter((index) => backend.servers[index]?.current === least);
  const chosen = candidates.find((index) => index >= backend.next) ?? candidates[0] ?? null;
  if (chosen !== null) backend.next = (chosen + 1) % proxy.servers.length;
  return chosen;
}

function hashed(proxy: Proxy, backend: BackendState, text: string): number | null {
  const usable = usableServers(proxy, backend);
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return usable[hash % Math.max(1, usable.length)] ?? null;
}

/** The server that a cookie names, if it is usable. */
export function serverOfCookie(proxy: Proxy, backend: BackendState, request: HttpRequest): number | null {
  if (proxy.cookie === null) return null;
  const wanted = cookieValue(request.headers['cookie'] ?? '', proxy.cookie);
  const index = wanted === null ? -1 : proxy.servers.findIndex((line) => line.cookie === wanted);
  const line = proxy.servers[index];
  return line !== undefined && isUsable(backend, line, index) ? index : null;
}

function cookieValue(header: string, name: string): string | null {
  const found = header.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return found === undefined ? null : found.trim().slice(name.length + 1);
}
