/**
 * The discrete-event loop: takes the earliest event, sets the clock to it, gives it to the kernel's network or to the
 * program it is meant for, and folds it into the run's hash.
 */
import { must } from './assert.ts';
import type { Context, ProgramEvent, Registry } from './context.ts';
import { type SyncedBody, finishSync } from './disk.ts';
import type { Engine } from './engine.ts';
import { type EventRecord, queuePeek, queuePop, queuePush } from './event-queue.ts';
import { hashText, mixRunHash } from './hash.ts';
import type { ProcessId } from './ids.ts';
import {
  dialFailure,
  failDial,
  forgetSocket,
  holdAtDeadHost,
  onEstablished,
  onGiveUp,
  onSyn,
  resetSender,
} from './network.ts';
import { endProcess, startProcess } from './process-life.ts';
import { type Current, createContext } from './program-context.ts';
import { type Trace, createTrace } from './trace.ts';
import { copyProcess, findProcess, ownProcess, processAt } from './process-table.ts';
import { findSocket, noteReceived } from './socket-table.ts';
import { disarmTimer, dropFiredTimer, firesFor, requeueTimer, timerDueUs } from './timer-table.ts';
import type { Process, Socket, World } from './world.ts';

/** An engine with its dispatcher. */
export type Simulator = Engine & {
  readonly context: Context;
  readonly current: Current;
  readonly kindHashes: Map<string, number>;
};

export type SimulatorOptions = {
  readonly registry: Registry;
  readonly world: World;
  readonly traceCapacity?: number;
  readonly landmarkKinds?: Iterable<string>;
  readonly archiveKinds?: Iterable<string>;
};

const DEFAULT_TRACE_CAPACITY = 32_768;

export function createSimulator(options: SimulatorOptions): Simulator {
  const trace: Trace = createTrace(
    options.traceCapacity ?? DEFAULT_TRACE_CAPACITY,
    options.landmarkKinds ?? [],
    options.archiveKinds ?? [],
  );
  const engine: Engine = {
    world: options.world,
    registry: options.registry,
    trace,
    lastEpoch: options.world.epoch,
    eventSeq: 0,
    exit: null,
  };
  const current: Current = { process: undefined as unknown as Process };
  // One object serves both names, so that context and dispatcher always see the same world.
  return Object.assign(engine, {
    current,
    context: createContext(engine, current),
    kindHashes: new Map<string, number>(),
  });
}

/** Virtual time of the next event; null when nothing is pending. */
export function nextEventAtUs(simulator: Simulator): number | null {
  return queuePeek(simulator.world.queue)?.at ?? null;
}

/** Takes events up to and including time `untilUs`, at most `limit` of them, and returns how many. Leaves the clock at the last event. */
export function runEvents(simulator: Simulator, untilUs: number, limit: number): number {
  let count = 0;
  while (count < limit) {
    const next = queuePeek(simulator.world.queue);
    if (next === undefined || next.at > untilUs) break;
    executeNext(simulator);
    count += 1;
  }
  return count;
}

/** Runs to a time and sets the clock to it. */
export function runUntil(simulator: Simulator, untilUs: number): number {
  const count = runEvents(simulator, untilUs, Number.MAX_SAFE_INTEGER);
  if (simulator.world.nowUs < untilUs) simulator.world.nowUs = untilUs;
  return count;
}

/** Executes the earliest event; false when it turned out to be stale (a cancelled timer, a process that is gone). */
export function executeNext(simulator: Simulator): boolean {
  const { world } = simulator;
  const event = queuePop(world.queue);
  if (event === undefined) return false;
  world.nowUs = event.at;
  world.taken += 1;
  simulator.eventSeq = event.seq;
  const done =
    event.target === '' || event.kind === 'message'
      ? onNetworkEvent(simulator, event)
      : onProcessEvent(simulator, event);
  if (done) {
    world.executed += 1;
    mixEvent(simulator, event);
  }
  simulator.eventSeq = 0;
  return done;
}

function mixEvent(simulator: Simulator, event: EventRecord): void {
  const { hash } = simulator.world;
  mixRunHash(hash, event.at % 4294967296);
  mixRunHash(hash, event.seq);
  const kind = event.kind === 'message' ? (event.body as { type: string }).type : event.kind;
  let kindHash = simulator.kindHashes.get(kind);
  if (kindHash === undefined) {
    kindHash = hashText(kind);
    simulator.kindHashes.set(kind, kindHash);
  }
  mixRunHash(hash, kindHash + event.connection);
}

function onNetworkEvent(simulator: Simulator, event: EventRecord): boolean {
  switch (event.kind) {
    case 'message':
      return onMessage(simulator, event);
    case 'net.syn':
      return onDial(simulator, event);
    case 'net.established': {
      const socket = onEstablished(simulator, event);
      return socket !== null && deliverTo(simulator, socket, { ...event, kind: 'connected', body: null });
    }
    case 'net.refused':
    case 'net.dialTimeout': {
      const socket = failDial(simulator, event.connection);
      if (socket === null) return false;
      return deliverTo(simulator, socket, {
        ...event,
        kind: 'connectFailed',
        body: dialFailure(event.kind),
      });
    }
    case 'net.fin':
      return onClosed(simulator, event, 'eof');
    case 'net.rst':
      return onClosed(simulator, event, 'reset');
    case 'net.giveUp': {
      const socket = onGiveUp(simulator, event);
      return socket !== null && deliverTo(simulator, socket, { ...event, kind: 'closed', body: 'timeout' });
    }
    default:
      throw new Error(`assertion failed: unknown kernel event ${event.kind}`);
  }
}

function onMessage(simulator: Simulator, event: EventRecord): boolean {
  const { world } = simulator;
  const socket = findSocket(world, event.connection);
  if (socket === undefined) {
    if (isTargetOff(simulator, event.target)) holdAtDeadHost(simulator, event);
    else resetSender(simulator, event);
    return true;
  }
  world.messagesDelivered += 1;
  return deliverTo(simulator, socket, event);
}

function isTargetOff(simulator: Simulator, target: ProcessId): boolean {
  const process = findProcess(simulator.world, target);
  return process !== undefined && simulator.world.hosts.get(process.spec.host)?.power === 'off';
}

function onDial(simulator: Simulator, event: EventRecord): boolean {
  const host = simulator.world.hosts.get((event.body as { toHost: Process['spec']['host'] }).toHost);
  if (host?.power !== 'on') {
    holdAtDeadHost(simulator, event);
    return true;
  }
  const socket = onSyn(simulator, event);
  if (socket === null) return true;
  return deliverTo(simulator, socket, { ...event, kind: 'accepted', body: null });
}

function onClosed(simulator: Simulator, event: EventRecord, reason: string): boolean {
  const socket = findSocket(simulator.world, event.connection);
  if (socket === undefined) return false;
  if (findProcess(simulator.world, socket.process)?.status === 'paused') {
    // The socket stays until the process runs again and has read what came before the end.
    ownProcess(simulator.world, socket.process).deferred.push(event);
    return false;
  }
  forgetSocket(simulator, socket);
  const kind = socket.phase === 'dialing' ? 'connectFailed' : 'closed';
  const body = kind === 'closed' ? reason : 'refused';
  return deliverTo(simulator, socket, { ...event, kind, body });
}

function onProcessEvent(simulator: Simulator, event: EventRecord): boolean {
  if (event.kind === 'timer') return onTimer(simulator, event);
  const { world } = simulator;
  const process = findProcess(world, event.target);
  if (event.kind === 'synced') {
    if (process === undefined) return false;
    const body = event.body as SyncedBody;
    finishSync(simulator, process.spec.host, body);
    if (process.status === 'paused' && process.incarnation === event.incarnation) {
      // The disk has finished; the program hears of it when it goes on, and the disk is not told twice.
      ownProcess(world, event.target).deferred.push({ ...event, body: { ...body, file: null } });
      return false;
    }
    return deliver(simulator, process, event.incarnation, { ...event, body: body.body });
  }
  if (process === undefined || process.incarnation !== event.incarnation) return false;
  if (event.kind === 'restart') {
    if (process.status !== 'ended' || !process.wanted || world.hosts.get(process.spec.host)?.power !== 'on')
      return false;
    startProcess(simulator, event.target);
    return true;
  }
  return deliver(simulator, process, event.incarnation, event);
}

function onTimer(simulator: Simulator, event: EventRecord): boolean {
  const { world } = simulator;
  const owner = firesFor(world, event);
  if (owner < 0) return false;
  const dueAtUs = timerDueUs(world, event.slot);
  if (dueAtUs <= event.at) return deliver(simulator, processAt(world, owner), event.incarnation, event);
  // Its deadline was put off since.
  const seq = world.nextSeq;
  world.nextSeq = seq + 1;
  requeueTimer(world, event.slot, seq);
  queuePush(world.queue, { ...event, at: dueAtUs, seq });
  return false;
}

function deliverTo(simulator: Simulator, socket: Socket, event: EventRecord): boolean {
  return deliver(simulator, processAt(simulator.world, socket.owner), socket.incarnation, event);
}

/** Gives an event to its program, or keeps it while the process is paused. */
function deliver(simulator: Simulator, found: Process | undefined, incarnation: number, event: EventRecord): boolean {
  const { world } = simulator;
  if (found === undefined || found.incarnation !== incarnation || found.status === 'ended') return false;
  if (found.status === 'paused') {
    ownProcess(world, found.spec.id).deferred.push(event);
    return false;
  }
  if (event.kind === 'timer') disarmTimer(world, event.slot);
  else if (event.kind === 'message') noteReceived(world, event.connection);
  handle(simulator, found, event);
  if (simulator.exit !== null) {
    const { code, lastLine } = simulator.exit;
    simulator.exit = null;
    endProcess(simulator, found.spec.id, { code, lastLine, tellPeers: true });
  }
  if (event.kind === 'timer') dropFiredTimer(world, processAt(world, found.index), event.key, event.slot);
  return true;
}

function handle(simulator: Simulator, found: Process, event: EventRecord): void {
  const { world, current, context } = simulator;
  const program = must(simulator.registry.get(found.spec.program), 'program');
  const isIdleKind = event.kind === 'timer' || event.kind === 'message';
  if (isIdleKind && program.receiveIdle !== undefined) {
    current.process = found;
    if (program.receiveIdle(found.state, context, event as unknown as ProgramEvent)) return;
  }
  const process = found.epoch === world.epoch ? found : copyProcess(world, found, program.copyState);
  current.process = process;
  if (event.kind === 'boot') process.state = program.boot(context, process.spec.flags);
  else program.receive(process.state, context, event as unknown as ProgramEvent);
}
