/** State of the simulated clients: what they measure, their requests under way, and how they learn of services. */
import type { AppendLog } from '../../kernel/append-log.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { Histogram } from './latency-histogram.ts';

/**
 * How a request failed: `refused`, `connectTimeout`, `timeout` (no answer in time), `closed` (the connection ended without
 * an answer), `noInstance` (an instance that should run is not there), or `http 503` and its kin.
 */
export type ErrorKind = string;

/** Requests that were sent within one second. */
export type Window = {
  /** Second of virtual time. */
  readonly second: number;
  readonly sent: number;
  readonly good: number;
  readonly errors: readonly (readonly [ErrorKind, number])[];
  /** Of good answers. */
  readonly latency: Histogram;
};

export type OpenWindow = {
  readonly second: number;
  sent: number;
  good: number;
  done: number;
  readonly errors: Map<ErrorKind, number>;
  readonly latency: Map<number, number>;
};

/** `balancer`: by the service port; `direct`: to each instance at its host and port. */
export type Way = 'balancer' | 'direct';

export type Target = {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Host header; null: the address itself. */
  readonly vhost: string | null;
};

export type Meter = {
  /** `balancer /web:10000`, `balancer /web web.example.com`, `direct /web`. */
  readonly id: string;
  readonly way: Way;
  readonly appId: string;
  /** Service port; 0 for direct requests. */
  readonly port: number;
  /** Null for direct requests, which go to one instance after the other. */
  readonly target: Target | null;
  /** Added by a person: no discovery takes it away. */
  readonly pinned: boolean;
  /** Full second after the first good answer: outages count from then on. */
  startedUs: number | null;
  /** The app was destroyed. */
  endedUs: number | null;
  attempts: number;
  sent: number;
  good: number;
  readonly errors: Map<ErrorKind, number>;
  readonly latency: Map<number, number>;
  windows: AppendLog<Window>;
  readonly open: Map<number, OpenWindow>;
  /** Kept-alive connections at rest. */
  idle: ConnectionId[];
  /** Permille of good answers in the last closed window; null before the first. */
  lastPermille: number | null;
  turn: number;
};

export type Instance = { readonly taskId: string; readonly host: string; readonly port: number };

export type KnownApp = {
  readonly id: string;
  readonly ports: readonly number[];
  /** Host names of `HAPROXY_{n}_VHOST`. */
  readonly vhosts: readonly string[];
  readonly instances: number;
  readonly running: Map<string, Instance>;
  /** Most instances seen running at once since `instances` was last changed: those are missed when they are gone. */
  seenRunning: number;
};

export type ClientSettings = {
  /** To each service port and host name, through the balancer. 0: none. */
  readonly requestsPerSecond: number;
  /** To each running instance. 0: none. */
  readonly directPerSecond: number;
  readonly timeoutMs: number;
  readonly keepAlive: boolean;
};

export type ClientsFlags = ClientSettings & {
  /** Where service ports are. */
  readonly balancer: string;
  /** `http://host:port`, from which services are learnt. */
  readonly marathon: readonly string[];
  /** Apps with this `HAPROXY_GROUP` are measured. */
  readonly group: string;
};

export type Request = {
  readonly meter: string;
  readonly second: number;
  readonly sentUs: number;
  readonly requestId: number;
  /** On a connection that had served before: it may have been closed just now, and the request is sent anew. */
  readonly reused: boolean;
  readonly target: Target;
};

export type ClientsState = {
  readonly flags: ClientsFlags;
  settings: ClientSettings;
  readonly meters: Map<string, Meter>;
  readonly apps: Map<string, KnownApp>;
  readonly requests: Map<ConnectionId, Request>;
  nextRequestId: number;
  discovery: {
    nextHost: number;
    stream: ConnectionId | null;
    rest: string;
    fetch: ConnectionId | null;
    fetchHost: number;
    /** One fetch more when this one is through. */
    again: boolean;
  };
};

export const DEFAULT_CLIENT_SETTINGS: ClientSettings = Object.freeze({
  requestsPerSecond: 1,
  directPerSecond: 1,
  timeoutMs: 10_000,
  keepAlive: false,
});

/** Ranges of the settings. */
export const MAX_RATE = 1000;
export const MIN_TIMEOUT_MS = 50;
export const MAX_TIMEOUT_MS = 300_000;
