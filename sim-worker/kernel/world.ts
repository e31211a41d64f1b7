/**
 * The whole simulated world as plain data. Snapshots share its records: a record is copied the first time it is
 * touched after a snapshot (its `epoch` differs from the world's), so every writer takes it through an `own…` function.
 */
import { must } from './assert.ts';
import type { AppendLog } from './append-log.ts';
import { clonePlain } from './clone.ts';
import type { FileContent, LogLine, Message, ProcessSpec } from './context.ts';
import { copyQueue, emptyQueue, type EventQueue, type EventRecord } from './event-queue.ts';
import { initialRunHash, type RunHash } from './hash.ts';
import type { ConnectionId, HostId, ProcessId } from './ids.ts';
import { initialRandom, type RandomStream } from './random.ts';

/** Costs of the ground, in microseconds; the scenario chooses them. */
export type WorldSettings = {
  /** Unix time in ms at virtual time 0. */
  readonly startEpochMs: number;
  readonly latencyUs: number;
  readonly jitterUs: number;
  /** Added to every message between hosts: the receiver's handling. */
  readonly handlingUs: number;
  readonly loopbackUs: number;
  readonly fsyncUs: number;
  readonly fsyncJitterUs: number;
};

export type TimerEntry = { readonly seq: number; readonly dueAtUs: number; readonly setAtUs: number };

export type ProcessStatus = 'running' | 'paused' | 'ended';

export type Process = {
  epoch: number;
  /** Small number unique in the world, for hashing. */
  readonly index: number;
  spec: ProcessSpec;
  status: ProcessStatus;
  /** False once a person stopped it: then the supervisor leaves it alone. */
  wanted: boolean;
  incarnation: number;
  pid: number;
  startedAtUs: number;
  endedAtUs: number | null;
  exitCode: number | null;
  restartDelayMs: number;
  restartAtUs: number | null;
  random: RandomStream;
  timers: Map<string, TimerEntry>;
  sockets: Set<ConnectionId>;
  /** Processes that die with this one. */
  dependents: Set<ProcessId>;
  /** Events that arrived while paused, in order. */
  deferred: EventRecord[];
  log: AppendLog<LogLine>;
  /** The program's state; null while not booted. */
  state: unknown;
};

export type Socket = {
  epoch: number;
  readonly id: ConnectionId;
  readonly peer: ConnectionId;
  readonly protocol: string;
  readonly process: ProcessId;
  readonly incarnation: number;
  readonly localPort: number;
  readonly remoteHost: HostId;
  readonly remotePort: number;
  remoteProcess: ProcessId;
  /** Index of the outgoing link. */
  readonly link: number;
  phase: 'dialing' | 'open';
  readonly dialer: boolean;
  readonly openedAtUs: number;
  readonly dialDeadlineUs: number;
  /** Messages given before the connection was open. */
  pending: readonly Message[];
  /** Arrival time of the latest thing sent: later ones do not overtake it. */
  lastDeliveryUs: number;
  sent: number;
};

export type HeldItem = {
  readonly sentAtUs: number;
  /** Arrival of what the same socket sent before, which may be under way still: TCP delivers in order. */
  readonly afterUs: number;
  readonly rtoUs: number;
  readonly socket: ConnectionId;
  readonly event: EventRecord;
};

/** One direction between two hosts. */
export type Link = {
  epoch: number;
  readonly from: HostId;
  readonly to: HostId;
  latencyUs: number;
  jitterUs: number;
  /** Chance in thousandths that a transmission is lost and sent again. */
  lossPermille: number;
  /** Bytes are not modelled: a slow link adds this to each message, one after the other. */
  slowUs: number;
  blocked: boolean;
  targetOff: boolean;
  random: RandomStream;
  held: readonly HeldItem[];
};

export type StoredFile =
  | { readonly kind: 'value'; readonly content: FileContent; readonly durable: FileContent | null }
  | {
      readonly kind: 'records' | 'text';
      readonly items: AppendLog<unknown>;
      readonly sizeBytes: number;
      readonly durableItems: AppendLog<unknown>;
      readonly durableBytes: number;
    };

export type Host = {
  epoch: number;
  readonly id: HostId;
  power: 'on' | 'off';
  ports: Map<number, ProcessId>;
  files: Map<string, StoredFile>;
  processes: Set<ProcessId>;
  nextPid: number;
  nextPort: number;
  diskFull: boolean;
  diskFailing: boolean;
  diskSlowFactor: number;
  diskBusyUntilUs: number;
  /** Wall clock = world's clock + skew + drift since the skew was set. */
  clockSkewMs: number;
  random: RandomStream;
};

export type World = {
  readonly seed: number;
  readonly settings: WorldSettings;
  epoch: number;
  nowUs: number;
  nextSeq: number;
  nextSocket: number;
  nextIndex: number;
  /** Events executed so far. */
  executed: number;
  /** Events taken from the queue so far, with those that turned out stale or wait for a paused process: the run's position. */
  taken: number;
  messagesDelivered: number;
  hash: RunHash;
  queue: EventQueue;
  processes: Map<ProcessId, Process>;
  hosts: Map<HostId, Host>;
  sockets: Map<ConnectionId, Socket>;
  links: Link[];
  linkIndex: Map<string, number>;
};

export const DEFAULT_SETTINGS: WorldSettings = Object.freeze({
  startEpochMs: 1480852800000, // 2016-12-04T12:00:00Z, the days of the documents.
  latencyUs: 1000,
  jitterUs: 200,
  handlingUs: 1000,
  loopbackUs: 50,
  fsyncUs: 3000,
  fsyncJitterUs: 500,
});

export function initialWorld(seed: number, settings: WorldSettings = DEFAULT_SETTINGS): World {
  return {
    seed,
    settings,
    epoch: 1,
    nowUs: 0,
    nextSeq: 1,
    nextSocket: 1,
    nextIndex: 1,
    executed: 0,
    taken: 0,
    messagesDelivered: 0,
    hash: initialRunHash(seed),
    queue: emptyQueue(),
    processes: new Map(),
    hosts: new Map(),
    sockets: new Map(),
    links: [],
    linkIndex: new Map(),
  };
}

/** A second world that shares every record with this one; both copy what they touch from now on. Epochs must be unused. */
export function copyWorld(world: World, epoch: number): World {
  return {
    ...world,
    epoch,
    hash: { ...world.hash },
    queue: copyQueue(world.queue),
    processes: new Map(world.processes),
    hosts: new Map(world.hosts),
    sockets: new Map(world.sockets),
    links: world.links.slice(),
    linkIndex: new Map(world.linkIndex),
  };
}

export function addHost(world: World, id: HostId): Host {
  const host: Host = {
    epoch: world.epoch,
    id,
    power: 'on',
    ports: new Map(),
    files: new Map(),
    processes: new Set(),
    nextPid: 1000,
    nextPort: 32768,
    diskFull: false,
    diskFailing: false,
    diskSlowFactor: 1,
    diskBusyUntilUs: 0,
    clockSkewMs: 0,
    random: initialRandom(world.seed, `host ${id}`),
  };
  world.hosts.set(id, host);
  return host;
}

export function ownProcess(world: World, id: ProcessId): Process {
  const process = must(world.processes.get(id), `process ${id}`);
  if (process.epoch === world.epoch) return process;
  const copy: Process = {
    ...process,
    epoch: world.epoch,
    random: { ...process.random },
    timers: new Map(process.timers),
    sockets: new Set(process.sockets),
    dependents: new Set(process.dependents),
    deferred: process.deferred.slice(),
    state: clonePlain(process.state),
  };
  world.processes.set(id, copy);
  return copy;
}

export function ownHost(world: World, id: HostId): Host {
  const host = must(world.hosts.get(id), `host ${id}`);
  if (host.epoch === world.epoch) return host;
  const copy: Host = {
    ...host,
    epoch: world.epoch,
    ports: new Map(host.ports),
    files: new Map(host.files),
    processes: new Set(host.processes),
    random: { ...host.random },
  };
  world.hosts.set(id, copy);
  return copy;
}

export function ownSocket(world: World, socket: Socket): Socket {
  if (socket.epoch === world.epoch) return socket;
  const copy: Socket = { ...socket, epoch: world.epoch };
  world.sockets.set(copy.id, copy);
  return copy;
}

export function ownLink(world: World, index: number): Link {
  const link = must(world.links[index], `link ${index}`);
  if (link.epoch === world.epoch) return link;
  const copy: Link = { ...link, epoch: world.epoch, random: { ...link.random } };
  world.links[index] = copy;
  return copy;
}

/** Host's wall clock in Unix milliseconds. */
export function wallClockMs(world: World, host: Host): number {
  return world.settings.startEpochMs + world.nowUs / 1000 + host.clockSkewMs;
}
