/**
 * A client program under which an ensemble is tried: it writes, reads and watches without end through the client library,
 * opens a new session when the old one expires, and remembers what was promised to it. What ZooKeeper guarantees to one
 * client is checked here, where the client sees it (ZooKeeper Programmer's Guide, Consistency Guarantees and Watches).
 */
import type { Context, Message, Program, ProgramEvent } from '../../kernel/context.ts';
import {
  zkAbandon,
  type ZkClientState,
  type ZkOperation,
  type ZkOutput,
  zkOpen,
  zkOwnsEvent,
  zkReceive,
  type ZkReplyOutput,
  zkRequest,
} from '../../zookeeper/client/client.ts';
import type { ZkServerAddress } from '../../zookeeper/client/client-types.ts';
import { BAD_ARGUMENTS, NO_NODE, NODE_EXISTS, OK } from '../../zookeeper/protocol/error-codes.ts';
import type { WatcherEvent } from '../../zookeeper/protocol/messages.ts';
import { utf8Bytes, utf8Text } from '../../zookeeper/protocol/text-bytes.ts';

export const WORKLOAD = 'zk-workload';

export type WorkloadFlags = {
  readonly number: number;
  readonly clients: number;
  readonly flavour: 'java' | 'c';
  readonly servers: readonly ZkServerAddress[];
  readonly sessionTimeoutMs: number;
};

/** Told to the process: no new operations from now on. */
export const STOP_WORKLOAD = 'stop';

/** What happened to a znode that only this client touches. `maybe`: the answer was lost. */
export type Fate = 'there' | 'gone' | 'maybe';

type Intent =
  | { readonly kind: 'setUp' }
  | { readonly kind: 'count'; readonly value: number }
  | { readonly kind: 'create' | 'delete'; readonly path: string }
  | { readonly kind: 'createEphemeral'; readonly path: string; readonly sessionId: string }
  | { readonly kind: 'read'; readonly path: string; readonly watch: boolean; readonly handle: number };

export type WorkloadState = {
  client: ZkClientState;
  /** Handles opened so far. */
  handle: number;
  /** Tags of requests in flight to what they mean. */
  readonly intents: Map<number, Intent>;
  nextTag: number;
  nextValue: number;
  stopped: boolean;
  /** Highest value of the own counter that was acknowledged, and the highest sent. */
  acknowledged: number;
  sent: number;
  readonly fates: Map<string, Fate>;
  /** Acknowledged ephemerals to their sessions. */
  readonly ephemerals: Map<string, string>;
  /** Counters read by the present session: value last seen, and value at which a watch waits (null: none). */
  readonly seen: Map<string, number>;
  readonly armed: Map<string, number>;
  replies: number;
  writes: number;
  events: number;
  readonly problems: string[];
};

const WORK_TIMER = 'work';
const WORK_LEAST_MS = 40;
const WORK_SPREAD_MS = 160;
/** Requests in flight at a time. */
const IN_FLIGHT = 4;
/** Problems kept: the first tell the story. */
const KEPT_PROBLEMS = 10;

export const workloadProgram: Program<WorkloadState> = {
  kind: WORKLOAD,
  boot(context, given) {
    const flags = given as unknown as WorkloadFlags;
    const state: WorkloadState = {
      client: openHandle(context, flags, 1),
      handle: 1,
      intents: new Map(),
      nextTag: 1,
      nextValue: 1,
      stopped: false,
      acknowledged: 0,
      sent: 0,
      fates: new Map(),
      ephemerals: new Map(),
      seen: new Map(),
      armed: new Map(),
      replies: 0,
      writes: 0,
      events: 0,
      problems: [],
    };
    context.setTimer(WORK_TIMER, WORK_LEAST_MS);
    return state;
  },
  receive(state, context, event) {
    if (event.kind === 'told') state.stopped = true;
    else if (event.kind === 'timer' && event.key === WORK_TIMER) work(state, context);
    else if (zkOwnsEvent(state.client, event)) receiveFromLibrary(state, context, event);
  },
};

function openHandle(context: Context, flags: WorkloadFlags, handle: number): ZkClientState {
  const { flavour, servers, sessionTimeoutMs } = flags;
  return zkOpen(context, { key: `zk${String(handle)}`, flavour, servers, sessionTimeoutMs, chroot: '' });
}

export function ownFolder(number: number): string {
  return `/c${String(number)}`;
}

export function counterPath(number: number): string {
  return `${ownFolder(number)}/counter`;
}

function report(state: WorkloadState, problem: string): void {
  if (state.problems.length < KEPT_PROBLEMS) state.problems.push(problem);
}

function receiveFromLibrary(state: WorkloadState, context: Context, event: ProgramEvent): void {
  if (event.kind === 'message') checkEventIsAwaited(state, event.body);
  for (const output of zkReceive(state.client, context, event)) onOutput(state, context, output);
}

/** A server sends each watch once: an event that the library does not wait for came twice or without being asked. */
function checkEventIsAwaited(state: WorkloadState, message: Message): void {
  if (message.type !== 'zk.event') return;
  const { path, event } = message as WatcherEvent;
  const { dataWatches, existWatches, childWatches } = state.client;
  if (dataWatches.has(path) || existWatches.has(path) || childWatches.has(path)) return;
  report(state, `${event} ${path} without a watch`);
}

function onOutput(state: WorkloadState, context: Context, output: ZkOutput): void {
  switch (output.kind) {
    case 'reply':
      onReply(state, output);
      return;
    case 'watch':
      state.events += 1;
      state.armed.delete(output.path);
      return;
    case 'session':
      if (output.change === 'expired') reopen(state, context);
  }
}

/** A new session sees what its server has: older values are no breach, and its watches are gone. */
function reopen(state: WorkloadState, context: Context): void {
  zkAbandon(state.client, context);
  state.handle += 1;
  state.client = openHandle(context, context.flags as unknown as WorkloadFlags, state.handle);
  state.seen.clear();
  state.armed.clear();
}

function onReply(state: WorkloadState, reply: ZkReplyOutput): void {
  const intent = state.intents.get(reply.tag as number);
  if (intent === undefined) return;
  state.intents.delete(reply.tag as number);
  state.replies += reply.error === OK ? 1 : 0;
  switch (intent.kind) {
    case 'setUp':
      return;
    case 'count':
      if (reply.error === OK) state.acknowledged = Math.max(state.acknowledged, intent.value);
      break;
    case 'create':
    case 'delete':
      onFate(state, intent.kind, intent.path, reply.error);
      break;
    case 'createEphemeral':
      if (reply.error === OK) state.ephemerals.set(intent.path, intent.sessionId);
      break;
    case 'read':
      onRead(state, intent, reply);
      return;
  }
  state.writes += reply.error === OK ? 1 : 0;
}

function onFate(state: WorkloadState, kind: 'create' | 'delete', path: string, error: number): void {
  if (error === OK) state.fates.set(path, kind === 'create' ? 'there' : 'gone');
  else if (error === NODE_EXISTS && kind === 'create')
    report(state, `create ${path}: ${String(error)}, but its name is new`);
  else if (error === NO_NODE && kind === 'delete')
    report(state, `delete ${path}: ${String(error)}, but it was acknowledged`);
  else if (error === BAD_ARGUMENTS) report(state, `${kind} ${path}: ${String(error)}`);
}

function onRead(state: WorkloadState, intent: Extract<Intent, { kind: 'read' }>, reply: ZkReplyOutput): void {
  if (reply.error !== OK || reply.data === undefined || reply.data === null || intent.handle !== state.handle) return;
  const value = Number(utf8Text(reply.data));
  const before = state.seen.get(intent.path) ?? 0;
  if (value < before)
    report(state, `${intent.path} went back from ${String(before)} to ${String(value)} within a session`);
  state.seen.set(intent.path, Math.max(before, value));
  const armedAt = state.armed.get(intent.path);
  if (armedAt !== undefined && value > armedAt) {
    report(state, `${intent.path} showed ${String(value)} before the event of the watch set at ${String(armedAt)}`);
  }
  if (intent.watch) state.armed.set(intent.path, value);
}

function work(state: WorkloadState, context: Context): void {
  if (state.stopped) return;
  context.setTimer(WORK_TIMER, WORK_LEAST_MS + context.random() * WORK_SPREAD_MS);
  if (state.intents.size >= IN_FLIGHT) return;
  const flags = context.flags as unknown as WorkloadFlags;
  if (state.acknowledged === 0) setUp(state, context, flags);
  const [operation, intent] = chooseOperation(state, context, flags);
  request(state, context, operation, intent);
}

/** Until a first write went through, the folders may be missing. */
function setUp(state: WorkloadState, context: Context, flags: WorkloadFlags): void {
  for (const path of ['/e', ownFolder(flags.number)]) {
    request(state, context, createOperation(path, false), { kind: 'setUp' });
  }
  const counter = counterPath(flags.number);
  request(state, context, { ...createOperation(counter, false), data: utf8Bytes('0') }, { kind: 'setUp' });
}

function request(state: WorkloadState, context: Context, operation: ZkOperation, intent: Intent): void {
  const tag = state.nextTag;
  state.nextTag += 1;
  state.intents.set(tag, intent);
  zkRequest(state.client, context, operation, tag);
}

function createOperation(path: string, ephemeral: boolean): Extract<ZkOperation, { op: 'create' }> {
  return { op: 'create', path, data: utf8Bytes(path), ephemeral, sequential: false };
}

function chooseOperation(state: WorkloadState, context: Context, flags: WorkloadFlags): readonly [ZkOperation, Intent] {
  const dice = context.randomInt(10);
  const value = state.nextValue;
  if (dice < 3) {
    state.nextValue += 1;
    state.sent = value;
    const path = counterPath(flags.number);
    return [
      { op: 'setData', path, data: utf8Bytes(String(value)), version: -1 },
      { kind: 'count', value },
    ];
  }
  if (dice < 5 && state.acknowledged > 0) return chooseCreate(state, flags);
  if (dice < 6) return chooseDelete(state) ?? chooseRead(state, context, flags);
  // An ephemeral is counted for the session that it was sent in: only while there is one.
  if (dice < 7 && state.client.connected) {
    state.nextValue += 1;
    const path = `/e/${String(flags.number)}-${String(value)}`;
    return [createOperation(path, true), { kind: 'createEphemeral', path, sessionId: state.client.sessionId }];
  }
  return chooseRead(state, context, flags);
}

function chooseCreate(state: WorkloadState, flags: WorkloadFlags): readonly [ZkOperation, Intent] {
  const path = `${ownFolder(flags.number)}/n${String(state.nextValue)}`;
  state.nextValue += 1;
  state.fates.set(path, 'maybe');
  return [createOperation(path, false), { kind: 'create', path }];
}

/** The oldest znode that is surely there. */
function chooseDelete(state: WorkloadState): readonly [ZkOperation, Intent] | null {
  for (const [path, fate] of state.fates) {
    if (fate !== 'there') continue;
    state.fates.set(path, 'maybe');
    return [
      { op: 'delete', path, version: -1 },
      { kind: 'delete', path },
    ];
  }
  return null;
}

function chooseRead(state: WorkloadState, context: Context, flags: WorkloadFlags): readonly [ZkOperation, Intent] {
  const path = counterPath(1 + context.randomInt(flags.clients));
  const watch = context.randomInt(2) === 0;
  return [
    { op: 'getData', path, watch },
    { kind: 'read', path, watch, handle: state.handle },
  ];
}
