/** One client connection of a server. Source: ZooKeeper 3.4.14, server/NIOServerCnxn.java, server/ServerCnxn.java. */
import type { ConnectionId } from '../../kernel/ids.ts';
import type { AuthId } from '../protocol/acl.ts';
import type { ClientRequest } from '../protocol/messages.ts';
import { NO_SESSION } from '../protocol/session-id.ts';
import type { Zxid } from '../protocol/zxid.ts';

export type ClientConnection = {
  readonly id: ConnectionId;
  readonly host: string;
  readonly port: number;
  sessionId: string;
  timeoutMs: number;
  /** `attaching`: the session is being made or checked; nothing is read meanwhile. */
  phase: 'new' | 'attaching' | 'open';
  /** False while the server does not read from it. */
  receiving: boolean;
  inbox: ClientRequest[];
  outstanding: number;
  authIds: readonly AuthId[];
  /** Wall clock, Unix milliseconds. */
  readonly establishedAtMs: number;
  received: number;
  sent: number;
  lastOp: string;
  lastCxid: number;
  /** Null: none since the statistics began. */
  lastZxid: Zxid | null;
  lastResponseAtMs: number;
  latency: Latency;
};

/** Milliseconds between arrival of a request and its answer. */
export type Latency = { last: number; min: number | null; max: number; total: number; count: number };

export function initialLatency(): Latency {
  return { last: 0, min: null, max: 0, total: 0, count: 0 };
}

export function noteLatency(latency: Latency, elapsedMs: number): void {
  const whole = Math.floor(elapsedMs);
  latency.last = whole;
  latency.min = latency.min === null || whole < latency.min ? whole : latency.min;
  latency.max = Math.max(latency.max, whole);
  latency.total += whole;
  latency.count += 1;
}

/** Whole milliseconds, as 3.4 prints it. */
export function averageLatency(latency: Latency): number {
  return latency.count === 0 ? 0 : Math.floor(latency.total / latency.count);
}

export function openConnection(
  id: ConnectionId,
  from: { readonly host: string; readonly port: number },
  nowMs: number,
): ClientConnection {
  return {
    id,
    host: from.host,
    port: from.port,
    sessionId: NO_SESSION,
    timeoutMs: 0,
    phase: 'new',
    receiving: true,
    inbox: [],
    outstanding: 0,
    authIds: Object.freeze([Object.freeze({ scheme: 'ip', id: from.host })]),
    establishedAtMs: nowMs,
    received: 0,
    sent: 0,
    lastOp: 'NA',
    lastCxid: -1,
    lastZxid: null,
    lastResponseAtMs: 0,
    latency: initialLatency(),
  };
}

export function connectionName(connection: ClientConnection): string {
  return `/${connection.host}:${String(connection.port)}`;
}
