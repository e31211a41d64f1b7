/**
 * The whole simulated world as plain data. Snapshots share its tables, pages and records: each is copied the first time
 * it is touched after a snapshot (its `epoch` differs from the world's), so every writer takes it through an `own…`
 * function.
 */
import { must } from './assert.ts';
import type { AppendLog } from './append-log.ts';
import type { FileContent, LogLine, Message, ProcessSpec } from './context.ts';
import { copyQueue, emptyQueue, type EventQueue, type EventRecord } from './event-queue.ts';
import { initialRunHash, type RunHash } from './hash.ts';
import type { ConnectionId, HostId, ProcessId } from './ids.ts';
import type { NumberPage } from './pages.ts';
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

export type ProcessStatus = 'running' | 'paused' | 'ended';

export type Process = {
  epoch: number;
  /** Its place in the table; never used for another name. */
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
  /** Slots of its timers by their keys, and its sockets; each shared until it changes (`own…` in process-table.ts). */
  timersEpoch: number;
  timers: Map<string, number>;
  socketsEpoch: number;
  sockets: Set<ConnectionId>;
  /** True once it asked for a cell. */
  hasCells: boolean;
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
  /** Index of that process. */
  readonly owner: number;
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
};

export type HeldItem = {
  readonly sentAtUs: number;
  /** Arrival of what the same socket sent before, which may be under way still: TCP delivers in order. */
  readonly afterUs: number;
  readonly rtoUs: number;
  readonly socket: ConnectionId;
  readonly event: EventRecord;
};

/** One direction between two hosts. Its random stream lies in `linkRandom`, since every message draws from it. */
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
  held: readonly HeldItem[];
};

export type StoredFile = {
  /** Virtual time of the last write. */
  readonly changedUs: number;
} & (
  | { readonly kind: 'value'; readonly content: FileContent; readonly durable: FileContent | null }
  | {
      readonly kind: 'records' | 'text';
      readonly items: AppendLog<unknown>;
      readonly sizeBytes: number;
      readonly durableItems: AppendLog<unknown>;
      readonly durableBytes: number;
    }
);

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

export type ProcessPage = { readonly epoch: number; live: number; readonly processes: (Process | undefined)[] };

/** Number of each process by its name; shared between worlds of other epochs. */
export type ProcessNames = { readonly epoch: number; readonly numbers: Map<ProcessId, number> };

export type SocketPage = {
  readonly epoch: number;
  live: number;
  readonly sockets: (Socket | undefined)[];
  readonly numbers: Float64Array;
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
  processNames: ProcessNames;
  processPages: (ProcessPage | null)[];
  socketPages: (SocketPage | null)[];
  socketCount: number;
  cellPages: NumberPage[];
  nextCell: number;
  freeCell: number;
  timerPages: NumberPage[];
  nextTimer: number;
  /** First of the slots that were given back, as of `freeCell`; -1: none. */
  freeTimer: number;
  /** Epochs in which these tables were copied last; `own…` functions copy them when a host or link changes. */
  hostsEpoch: number;
  hosts: Map<HostId, Host>;
  linksEpoch: number;
  links: Link[];
  linkIndexEpoch: number;
  linkIndex: Map<string, number>;
  linkRandom: NumberPage[];
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
    processNames: { epoch: 1, numbers: new Map() },
    processPages: [],
    socketPages: [],
    socketCount: 0,
    cellPages: [],
    nextCell: 0,
    freeCell: -1,
    timerPages: [],
    nextTimer: 0,
    freeTimer: -1,
    hostsEpoch: 1,
    hosts: new Map(),
    linksEpoch: 1,
    links: [],
    linkIndexEpoch: 1,
    linkIndex: new Map(),
    linkRandom: [],
  };
}

/** A second world that shares everything but the lists of pages with this one; both copy what they touch from now on. Epochs must be unused. */
export function copyWorld(world: World, epoch: number): World {
  return {
    ...world,
    epoch,
    hash: { ...world.hash },
    queue: copyQueue(world.queue),
    processPages: world.processPages.slice(),
    socketPages: world.socketPages.slice(),
    cellPages: world.cellPages.slice(),
    timerPages: world.timerPages.slice(),
    linkRandom: world.linkRandom.slice(),
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
  ownHosts(world).set(id, host);
  return host;
}

function ownHosts(world: World): Map<HostId, Host> {
  if (world.hostsEpoch !== world.epoch) {
    world.hosts = new Map(world.hosts);
    world.hostsEpoch = world.epoch;
  }
  return world.hosts;
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
  ownHosts(world).set(id, copy);
  return copy;
}

export function ownLink(world: World, index: number): Link {
  const link = must(world.links[index], `link ${index}`);
  if (link.epoch === world.epoch) return link;
  const copy: Link = { ...link, epoch: world.epoch };
  ownLinks(world)[index] = copy;
  return copy;
}

export function ownLinks(world: World): Link[] {
  if (world.linksEpoch !== world.epoch) {
    world.links = world.links.slice();
    world.linksEpoch = world.epoch;
  }
  return world.links;
}

export function ownLinkIndex(world: World): Map<string, number> {
  if (world.linkIndexEpoch !== world.epoch) {
    world.linkIndex = new Map(world.linkIndex);
    world.linkIndexEpoch = world.epoch;
  }
  return world.linkIndex;
}

/** Host's wall clock in Unix milliseconds. */
export function wallClockMs(world: World, host: Host): number {
  return world.settings.startEpochMs + world.nowUs / 1000 + host.clockSkewMs;
}
