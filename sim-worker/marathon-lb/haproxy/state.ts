/**
 * State of HAProxy on one host: its configurations in use (one for each process that a reload left behind), the
 * connections, and the counters that its statistics show. One process of the simulation stands for all of them and for
 * the script that reloads them (docs/fidelity.md).
 */
import type { HttpRequest } from '../../kernel/http.ts';
import type { Message } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { HaproxyConfig, Proxy } from './config.ts';

/** As the statistics name it: `INI`, `SOCKERR`, `L4OK`, `L4CON`, `L4TOUT`, `L7OK`, `L7STS`, `L7RSP`, `L7TOUT`. */
export type CheckStatus = 'INI' | 'L4OK' | 'L4CON' | 'L4TOUT' | 'L7OK' | 'L7STS' | 'L7RSP' | 'L7TOUT';

export type ServerState = {
  up: boolean;
  /** From 0 to rise + fall - 1; up from `rise` on. */
  health: number;
  checkStatus: CheckStatus;
  checkCode: number;
  checkMs: number;
  failedChecks: number;
  downs: number;
  lastChangeUs: number;
  downUs: number;
  current: number;
  max: number;
  total: number;
  connectErrors: number;
  responseErrors: number;
  retries: number;
  redispatches: number;
  clientAborts: number;
  serverAborts: number;
  /** By class of the status: other, 1xx … 5xx. */
  readonly responses: number[];
  lastSessionUs: number | null;
};

export type ProxyTotals = {
  current: number;
  max: number;
  total: number;
  requests: number;
  denied: number;
  requestErrors: number;
  connectErrors: number;
  responseErrors: number;
  retries: number;
  redispatches: number;
  readonly responses: number[];
};

export type BackendState = {
  readonly name: string;
  /** Index at which round robin goes on. */
  next: number;
  readonly servers: ServerState[];
  readonly totals: ProxyTotals;
  lastChangeUs: number;
  downs: number;
};

/** One HAProxy process: a configuration and what it serves. */
export type Generation = {
  readonly id: number;
  readonly pid: number;
  readonly config: HaproxyConfig;
  readonly startedAtUs: number;
  /** A newer one took the listening sockets: it ends with its last connection. */
  finishing: boolean;
  /** By name; a `listen` section without servers too. */
  readonly backends: Map<string, BackendState>;
  readonly frontends: Map<string, ProxyTotals>;
  connections: number;
  readonly startupMaps: ReadonlyMap<string, string>;
};

export type ClientConnection = {
  readonly generation: number;
  readonly frontend: Proxy;
  readonly address: string;
  /** Its request in progress, and the stream that carries it; in TCP mode the stream alone. */
  request: HttpRequest | null;
  stream: number | null;
  /** What arrived before its turn came. */
  waiting: Message[];
  /** Its SYN was dropped during a reload: nothing is read before then. */
  heldUntilUs: number;
  closeAfter: boolean;
};

export type Stream = {
  readonly id: number;
  readonly generation: number;
  readonly client: ConnectionId;
  readonly backend: Proxy;
  readonly frontend: Proxy;
  /** Null in TCP mode. */
  readonly request: HttpRequest | null;
  server: number | null;
  connection: ConnectionId | null;
  phase: 'connecting' | 'turnaround' | 'established' | 'responding';
  retriesLeft: number;
  /** Chosen by a cookie: it is not balanced. */
  direct: boolean;
  /** Client's messages until a server has them: a retry sends them again. */
  sent: Message[];
};

export type Check = {
  readonly generation: number;
  readonly backend: string;
  readonly server: number;
  readonly startedAtUs: number;
};

export type HaproxyState = {
  readonly flags: HaproxyFlags;
  generations: Map<number, Generation>;
  /** Newest one; null before the first configuration. */
  current: number | null;
  nextGeneration: number;
  nextPid: number;
  readonly clients: Map<ConnectionId, ClientConnection>;
  readonly streams: Map<number, Stream>;
  readonly byServerConnection: Map<ConnectionId, number>;
  nextStream: number;
  readonly checks: Map<ConnectionId, Check>;
  /** The reload script: `idle` sleeps half a second at a time and looks for a hang-up in between. */
  script: { phase: 'idle' | 'dropping' | 'starting' | 'pausing'; hangUp: boolean; readonly loopStartUs: number };
  /** Who waits for a new process. */
  reloaders: ConnectionId[];
  dropSince: number | null;
  reloads: number;
};

export type HaproxyFlags = {
  /** `-f`. */
  readonly config: string;
  /** Environment variable PORTS of the image: new connections to these are dropped while a reload runs. */
  readonly ports: readonly number[];
};

export const DEFAULT_HAPROXY_FLAGS: HaproxyFlags = Object.freeze({
  config: '/marathon-lb/haproxy.cfg',
  ports: Object.freeze([9090]),
});

export function initialTotals(): ProxyTotals {
  return {
    current: 0,
    max: 0,
    total: 0,
    requests: 0,
    denied: 0,
    requestErrors: 0,
    connectErrors: 0,
    responseErrors: 0,
    retries: 0,
    redispatches: 0,
    responses: [0, 0, 0, 0, 0, 0],
  };
}

/** A server begins up and falls by its first failed check. */
export function initialServer(rise: number, nowUs: number): ServerState {
  return {
    up: true,
    health: rise,
    checkStatus: 'INI',
    checkCode: 0,
    checkMs: 0,
    failedChecks: 0,
    downs: 0,
    lastChangeUs: nowUs,
    downUs: 0,
    current: 0,
    max: 0,
    total: 0,
    connectErrors: 0,
    responseErrors: 0,
    retries: 0,
    redispatches: 0,
    clientAborts: 0,
    serverAborts: 0,
    responses: [0, 0, 0, 0, 0, 0],
    lastSessionUs: null,
  };
}

export function currentGeneration(state: HaproxyState): Generation | null {
  return state.current === null ? null : (state.generations.get(state.current) ?? null);
}

/** Class of a status as an index: 1xx … 5xx, 0 for anything else. */
export function statusClass(status: number): number {
  const first = Math.floor(status / 100);
  return first >= 1 && first <= 5 ? first : 0;
}
