/** Counters of the statistics page, moved at the places where HAProxy moves them. */
import type { Context } from '../../kernel/context.ts';
import { must } from '../../kernel/assert.ts';
import {
  type BackendState,
  type Generation,
  type HaproxyState,
  type ProxyTotals,
  type ServerState,
  type Stream,
  statusClass,
} from './state.ts';

export function generationOf(state: HaproxyState, id: number): Generation {
  return must(state.generations.get(id), 'generation of a connection');
}

export function backendOf(generation: Generation, name: string): BackendState {
  return must(generation.backends.get(name), 'backend of the configuration');
}

export function backendOfStream(state: HaproxyState, stream: Stream): BackendState {
  return backendOf(generationOf(state, stream.generation), stream.backend.name);
}

export function serverOfStream(state: HaproxyState, stream: Stream): ServerState | null {
  return stream.server === null ? null : (backendOfStream(state, stream).servers[stream.server] ?? null);
}

export function countUp(totals: ProxyTotals): void {
  totals.current += 1;
  totals.total += 1;
  totals.max = Math.max(totals.max, totals.current);
}

export function countResponse(totals: { readonly responses: number[] }, status: number): void {
  const index = statusClass(status);
  totals.responses[index] = (totals.responses[index] ?? 0) + 1;
}

/** A server takes a session. */
export function enterServer(state: HaproxyState, context: Context, stream: Stream): void {
  const server = serverOfStream(state, stream);
  if (server === null) return;
  server.current += 1;
  server.total += 1;
  server.max = Math.max(server.max, server.current);
  server.lastSessionUs = context.nowUs;
}

export function leaveServer(state: HaproxyState, stream: Stream): void {
  const server = serverOfStream(state, stream);
  if (server !== null) server.current -= 1;
}
