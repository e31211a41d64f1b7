/**
 * Reads of simulated HTTP servers that cost the cluster nothing and leave no mark on the run: the page polls them. The
 * answer is what a real request would get now from that process: refused when nobody listens, silence when the host
 * is off, cut off or the process is paused.
 */
import { hostId, type HostId } from './ids.ts';
import type { Engine } from './engine.ts';
import type { HttpAnswer, HttpReply, HttpRequest } from './http.ts';
import { findProcess } from './process-table.ts';
import { createReadContext } from './program-context.ts';

type HttpReadFailure = { readonly kind: 'refused' | 'timedOut' | 'unknownHost' | 'notHttp' };

export type HttpReadResult = { readonly kind: 'reply'; readonly reply: HttpReply } | HttpReadFailure;

/** As above, with a large body left in pieces. */
export type HttpPiecesResult = Extract<HttpAnswer, { readonly kind: 'reply' | 'pieces' }> | HttpReadFailure;

/** Proxies in a row before a read gives up. */
const MAX_FORWARDS = 5;

export function readHttp(
  engine: Engine,
  from: HostId,
  host: string,
  port: number,
  request: HttpRequest,
): HttpReadResult {
  const result = readHttpInPieces(engine, from, host, port, request);
  if (result.kind !== 'pieces') return result;
  const { status, headers, pieces } = result;
  return { kind: 'reply', reply: { status, headers, body: [...pieces].join('') } };
}

/** For readers that take a large body piece by piece: nothing has to make one text of it. */
export function readHttpInPieces(
  engine: Engine,
  from: HostId,
  host: string,
  port: number,
  request: HttpRequest,
): HttpPiecesResult {
  return readThrough(engine, from, host, port, request, 0);
}

function readThrough(
  engine: Engine,
  from: HostId,
  host: string,
  port: number,
  request: HttpRequest,
  depth: number,
): HttpPiecesResult {
  const { world } = engine;
  const target = world.hosts.get(hostId(host));
  if (target === undefined) return { kind: 'unknownHost' };
  if (target.power === 'off' || isCut(engine, from, target.id)) return { kind: 'timedOut' };
  const owner = target.ports.get(port);
  const process = owner === undefined ? undefined : findProcess(world, owner);
  if (process === undefined) return { kind: 'refused' };
  if (process.status === 'paused' || process.state === null) return { kind: 'timedOut' };
  const program = engine.registry.get(process.spec.program);
  const answer = program?.answer?.(process.state, createReadContext(engine, process), port, request) ?? null;
  if (answer === null) return { kind: 'notHttp' };
  if (answer.kind !== 'forward') return answer;
  if (depth >= MAX_FORWARDS) return { kind: 'timedOut' };
  const forwarded = readThrough(engine, target.id, answer.host, answer.port, answer.request, depth + 1);
  if (forwarded.kind === 'reply' || forwarded.kind === 'pieces') return forwarded;
  return forwarded.kind === 'timedOut' ? forwarded : { kind: 'reply', reply: answer.unreachable };
}

function isCut(engine: Engine, from: HostId, to: HostId): boolean {
  const there = engine.world.linkIndex.get(`${from}>${to}`);
  const back = engine.world.linkIndex.get(`${to}>${from}`);
  return [there, back].some((index) => index !== undefined && engine.world.links[index]?.blocked === true);
}
