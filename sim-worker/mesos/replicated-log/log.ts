/**
 * The replicated log as a master runs it: its replica recovers at start, whether it leads or not; a leading master wins the
 * right to write, appends, and learns when that right is lost.
 * Source: Mesos 1.0.1, src/log/log.cpp (LogProcess, LogWriterProcess).
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import type { Upid } from '../libprocess/transport.ts';
import {
  ELECT_TIMER,
  onAppendChecked,
  onElected,
  onHoles,
  onPromiseResponse,
  onWriteResponse,
  tryElect,
  writeNext,
} from './coordinator.ts';
import { FILL_RETRY_TIMER, FILL_TIMER, onFillMissing, onFillResponse, onFillTimer } from './filling.ts';
import type { ReplicaMessage } from './log-messages.ts';
import type { LogOptions, LogOutput, LogPost, LogState, Round } from './log-state.ts';
import { joinNetwork, networkOwnsEvent, networkReceive, openGroup } from './network.ts';
import {
  continueRecovery,
  onCaughtUp,
  onRecovering,
  onRecoverResponse,
  onRecoverTimeout,
  RECOVER_RETRY_TIMER,
  RECOVER_TIMER,
  runProtocol,
  startRecovery,
} from './recovery.ts';
import { type ReplicaEvent, replicaSynced, runReplica } from './replica-actor.ts';
import { loadReplica, PERSIST_KEY } from './replica-storage.ts';
import { takeResponse } from './rounds.ts';

export type { LogOptions, LogOutput, LogPost, LogState } from './log-state.ts';

const TIMERS: readonly string[] = [ELECT_TIMER, FILL_TIMER, FILL_RETRY_TIMER, RECOVER_TIMER, RECOVER_RETRY_TIMER];
/** Steps of one event: more would be a loop of our own making. */
const MAX_STEPS = 100_000;

export function logOpen(context: Context, options: LogOptions): LogState {
  const log: LogState = {
    options,
    replica: loadReplica(context, options.folder),
    inbox: [],
    writing: null,
    memberGroup: openGroup(context, options, { key: 'log.member', number: 1 }),
    networkGroup: openGroup(context, options, { key: 'log.network', number: 2 }),
    members: Object.freeze([options.pid]),
    reading: null,
    phase: 'recovering',
    catchUpRange: Object.freeze({ begin: 0, end: 0 }),
    round: null,
    nextRound: 1,
    filling: null,
    role: 'none',
    asking: null,
    proposal: 0,
    index: 0,
    queue: [],
    appending: null,
    outbox: [],
    outputs: [],
  };
  joinNetwork(log, context, 'first');
  startRecovery(log, context);
  pump(log, context);
  return log;
}

/** Wants to write: `elected` follows, however long it takes. */
export function logElect(log: LogState, context: Context): readonly LogOutput[] {
  log.role = 'electing';
  return pump(log, context);
}

/** `appended` or `demoted` follows. */
export function logAppend(
  log: LogState,
  context: Context,
  record: { readonly value: unknown; readonly sizeBytes: number },
): readonly LogOutput[] {
  log.queue = [
    ...log.queue,
    Object.freeze({ type: 'APPEND' as const, value: record.value, sizeBytes: record.sizeBytes, to: 0 }),
  ];
  writeNext(log, context);
  return pump(log, context);
}

export function logOwnsEvent(log: LogState, event: ProgramEvent): boolean {
  if (event.kind === 'synced') return event.key === PERSIST_KEY;
  if (event.kind === 'timer' && TIMERS.includes(event.key)) return true;
  return networkOwnsEvent(log, event);
}

export function logReceive(log: LogState, context: Context, event: ProgramEvent): readonly LogOutput[] {
  if (event.kind === 'synced') {
    const done = replicaSynced(log, context);
    if (done !== null) onReplicaEvent(log, context, done);
  } else if (event.kind === 'timer' && TIMERS.includes(event.key)) {
    onTimer(log, context, event.key);
  } else {
    networkReceive(log, context, event);
  }
  return pump(log, context);
}

/** A message to `log-replica(1)` or to one of our rounds. */
export function logMessage(
  log: LogState,
  context: Context,
  received: { readonly from: Upid; readonly to: string; readonly message: ReplicaMessage },
): readonly LogOutput[] {
  const { from, to, message } = received;
  switch (message.type) {
    case 'mesos.internal.log.PromiseResponse':
    case 'mesos.internal.log.WriteResponse':
    case 'mesos.internal.log.RecoverResponse':
      onReplicaEvent(log, context, { kind: 'response', to, from, response: message });
      break;
    default:
      log.inbox.push({ kind: 'request', from, request: message });
  }
  return pump(log, context);
}

/** What the log wants sent; the owner empties it after each event. */
export function takeLogPosts(log: LogState): readonly LogPost[] {
  const posts = log.outbox;
  if (posts.length > 0) log.outbox = [];
  return posts;
}

function onTimer(log: LogState, context: Context, key: string): void {
  switch (key) {
    case ELECT_TIMER:
      return tryElect(log);
    case RECOVER_TIMER:
      return onRecoverTimeout(log, context);
    case RECOVER_RETRY_TIMER:
      return runProtocol(log, context);
    default:
      return onFillTimer(log, context, key === FILL_RETRY_TIMER);
  }
}

/** Lets the own replica work and takes up what it tells, until nothing more happens within this event. */
function pump(log: LogState, context: Context): readonly LogOutput[] {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    tryElect(log);
    const events = runReplica(log, context);
    if (events.length === 0) break;
    for (const event of events) onReplicaEvent(log, context, event);
  }
  const { outputs } = log;
  if (outputs.length > 0) log.outputs = [];
  return outputs;
}

function onReplicaEvent(log: LogState, context: Context, event: ReplicaEvent): void {
  switch (event.kind) {
    case 'response': {
      const round = takeResponse(log, event);
      if (round !== null) onResponse(log, context, round);
      return;
    }
    case 'statusChanged':
      return log.replica.status === 'RECOVERING' ? onRecovering(log, context) : onStatus(log, context);
    case 'missing':
      return onMissing(log, context, event.positions);
  }
}

function onStatus(log: LogState, context: Context): void {
  if (log.phase === 'catchingUp') context.log('INFO', 'Successfully joined the Paxos group', 'recover.cpp:582');
  log.phase = 'recovering';
  continueRecovery(log, context);
}

function onResponse(log: LogState, context: Context, round: Round): void {
  if (round.request.type === 'mesos.internal.log.RecoverRequest') return onRecoverResponse(log, context, round);
  if (log.filling !== null) return onFillResponse(log, context, round);
  if (round.request.type === 'mesos.internal.log.PromiseRequest') return onPromiseResponse(log, context, round);
  onWriteResponse(log, context, round);
}

function onMissing(log: LogState, context: Context, positions: readonly number[]): void {
  if (log.asking === 'holes') return onHoles(log, context, positions);
  if (log.asking === 'append') return onAppendChecked(log, context, positions.length > 0);
  if (!onFillMissing(log, context, positions.length > 0)) return;
  if (log.phase === 'catchingUp') onCaughtUp(log);
  else if (log.role === 'electing') onElected(log, context);
}
