/** The one context object of an engine: every call works for the process whose event is in progress. */
import { must } from './assert.ts';
import type { Context, ReadContext } from './context.ts';
import { processDisk, readOnlyDisk } from './disk.ts';
import { type Engine, schedule } from './engine.ts';
import { hostId, type ProcessId } from './ids.ts';
import { DIAL_TIMEOUT_US, closeSocket, dial, sendMessage } from './network.ts';
import { EXIT_SIGKILL, EXIT_SIGTERM, endProcess, spawnProcess } from './process-life.ts';
import { appendLogLine, recentLines } from './process-log.ts';
import { nextBelow, nextFraction } from './random.ts';
import { traceRecord } from './trace.ts';
import { freeCell, readCell, takeCell, writeCell } from './cell-table.ts';
import { findProcess, ownProcess } from './process-table.ts';
import { findSocket, lastReceivedUs, lastSentUs } from './socket-table.ts';
import { addTimer, armTimer, clearTimer, isTimerArmed, putOffTimer } from './timer-table.ts';
import { type Process, ownHost, wallClockMs } from './world.ts';

/** What the product of an exact number of ms may be off by. */
const ROUNDING_ERROR_US = 1e-6;

/**
 * Shared by the context and the dispatcher: the process in progress. The current world owns it while its handler runs;
 * while it only takes note of idle traffic, whatever changes the process takes it through `owned`.
 */
export type Current = { process: Process };

function owned(engine: Engine, current: Current): Process {
  if (current.process.epoch !== engine.world.epoch) current.process = ownProcess(engine.world, current.process.spec.id);
  return current.process;
}

export function createContext(engine: Engine, current: Current): Context {
  return Object.defineProperties(
    {
      ...identity(engine, current),
      ...randomness(engine, current),
      ...network(engine, current),
      ...timers(engine, current),
      ...cells(engine, current),
      ...lifeAndTrace(engine, current),
    },
    getters(engine, current),
  ) as Context;
}

function getters(engine: Engine, current: Current): PropertyDescriptorMap {
  const host = () => must(engine.world.hosts.get(current.process.spec.host), 'host');
  return {
    nowUs: { get: () => engine.world.nowUs },
    eventSeq: { get: () => engine.eventSeq },
    self: { get: () => current.process.spec.id },
    host: { get: () => current.process.spec.host },
    pid: { get: () => current.process.pid },
    incarnation: { get: () => current.process.incarnation },
    flags: { get: () => current.process.spec.flags },
    wallClockMs: { get: () => wallClockMs(engine.world, host()) },
  };
}

function identity(engine: Engine, current: Current) {
  return {
    disk: processDisk(
      engine,
      () => current.process.spec.host,
      () => current.process.spec.id,
    ),
    recentLog: (count: number) => recentLines(current.process, count),
  };
}

function randomness(engine: Engine, current: Current) {
  return {
    random: () => nextFraction(owned(engine, current).random),
    randomInt: (bound: number) => nextBelow(owned(engine, current).random, bound),
  };
}

type NetworkCalls =
  | 'listen'
  | 'unlisten'
  | 'connect'
  | 'send'
  | 'close'
  | 'isOpen'
  | 'remoteAddress'
  | 'localPort'
  | 'lastSentUs'
  | 'lastReceivedUs';

function network(engine: Engine, current: Current): Pick<Context, NetworkCalls> {
  const ports = () => ownHost(engine.world, current.process.spec.host).ports;
  return {
    listen: (port) => {
      const owner = ports().get(port);
      if (owner !== undefined && owner !== current.process.spec.id) return 'in use';
      ports().set(port, current.process.spec.id);
      return 'ok';
    },
    unlisten: (port) => {
      if (ports().get(port) === current.process.spec.id) ports().delete(port);
    },
    connect: (host, port, protocol, timeoutMs) =>
      dial(
        engine,
        owned(engine, current),
        hostId(host),
        port,
        protocol,
        timeoutMs === undefined ? DIAL_TIMEOUT_US : Math.round(timeoutMs * 1000),
      ),
    send: (connection, message) => sendMessage(engine, current.process, connection, message),
    close: (connection) => {
      owned(engine, current);
      closeSocket(engine, connection);
    },
    isOpen: (connection) => findSocket(engine.world, connection)?.phase === 'open',
    remoteAddress: (connection) => {
      const socket = must(findSocket(engine.world, connection), 'connection');
      return { host: socket.remoteHost, port: socket.remotePort };
    },
    localPort: (connection) => must(findSocket(engine.world, connection), 'connection').localPort,
    lastSentUs: (connection) => lastSentUs(engine.world, connection),
    lastReceivedUs: (connection) => lastReceivedUs(engine.world, connection),
  };
}

function timers(
  engine: Engine,
  current: Current,
): Pick<Context, 'setTimer' | 'setDeadline' | 'clearTimer' | 'hasTimer'> {
  const set = (key: string, delayMs: number, body?: unknown) => {
    const { world } = engine;
    const slot = current.process.timers.get(key) ?? addTimer(world, owned(engine, current), key);
    const { spec, incarnation } = current.process;
    const dueAtUs = world.nowUs + delayUs(delayMs);
    const seq = schedule(engine, dueAtUs, { target: spec.id, incarnation, kind: 'timer', key, slot, body });
    armTimer(world, slot, { seq, dueAtUs, setAtUs: world.nowUs });
  };
  return {
    setTimer: set,
    setDeadline: (key, delayMs) => {
      const slot = current.process.timers.get(key);
      if (slot !== undefined && putOffTimer(engine.world, slot, engine.world.nowUs + delayUs(delayMs))) return;
      set(key, delayMs);
    },
    clearTimer: (key) => {
      if (current.process.timers.has(key)) clearTimer(engine.world, owned(engine, current), key);
    },
    hasTimer: (key) => isTimerArmed(engine.world, current.process, key),
  };
}

function cells(engine: Engine, current: Current): Pick<Context, 'newCell' | 'readCell' | 'writeCell' | 'freeCell'> {
  return {
    newCell: (value) => takeCell(engine.world, owned(engine, current), value),
    readCell: (cell) => readCell(engine.world, cell),
    writeCell: (cell, value) => writeCell(engine.world, cell, value),
    freeCell: (cell) => freeCell(engine.world, cell),
  };
}

/** Rounded up, so that a timer never fires before its deadline and a handler that re-arms for the rest always moves on. */
function delayUs(delayMs: number): number {
  if (delayMs <= 0) return 0;
  // A rest of 1e-13 ms, an error of the subtraction that made it, is a rest still: at the same time it would come for ever.
  return Math.max(1, Math.ceil(delayMs * 1000 - ROUNDING_ERROR_US));
}

function lifeAndTrace(
  engine: Engine,
  current: Current,
): Pick<Context, 'log' | 'trace' | 'spawn' | 'kill' | 'isRunning' | 'exit'> {
  return {
    log: (severity, text, source) => appendLogLine(engine, owned(engine, current), severity, text, source),
    trace: (kind, body) =>
      traceRecord(engine.trace, {
        atUs: engine.world.nowUs,
        seq: engine.eventSeq,
        process: current.process.spec.id,
        kind,
        body,
      }),
    spawn: (spec) => spawnProcess(engine, spec),
    kill: (id, signal) => killFromProgram(engine, id, signal),
    isRunning: (id) => {
      const status = findProcess(engine.world, id)?.status;
      return status === 'running' || status === 'paused';
    },
    exit: (code, lastLine) => {
      engine.exit = { code, lastLine: lastLine ?? null };
    },
  };
}

function killFromProgram(engine: Engine, id: ProcessId, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  const process = findProcess(engine.world, id);
  if (process === undefined || process.status === 'ended') return false;
  signalProcess(engine, id, signal);
  return true;
}

/** Delivers a signal to a running process. */
export function signalProcess(engine: Engine, id: ProcessId, signal: 'SIGTERM' | 'SIGKILL'): void {
  const process = ownProcess(engine.world, id);
  const program = must(engine.registry.get(process.spec.program), 'program');
  if (signal === 'SIGTERM' && program.handlesSigterm === true && process.state !== null) {
    schedule(engine, engine.world.nowUs, { target: id, incarnation: process.incarnation, kind: 'sigterm' });
    return;
  }
  endProcess(engine, id, { code: signal === 'SIGKILL' ? EXIT_SIGKILL : EXIT_SIGTERM, lastLine: null, tellPeers: true });
}

/** What a pure read of one process may see. */
export function createReadContext(engine: Engine, process: Process): ReadContext {
  const host = must(engine.world.hosts.get(process.spec.host), 'host');
  return {
    nowUs: engine.world.nowUs,
    self: process.spec.id,
    host: process.spec.host,
    wallClockMs: wallClockMs(engine.world, host),
    incarnation: process.incarnation,
    pid: process.pid,
    flags: process.spec.flags,
    disk: readOnlyDisk(() => host),
    recentLog: (count) => recentLines(process, count),
    readCell: (cell) => readCell(engine.world, cell),
  };
}
