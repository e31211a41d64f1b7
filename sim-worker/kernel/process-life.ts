/**
 * Birth and death of processes: spawning, booting, ending by own decision or by a signal, what dies with them, and the
 * supervisor that starts them again.
 */
import { emptyLog } from './append-log.ts';
import { assert, must } from './assert.ts';
import type { ChildExit, ProcessSpec } from './context.ts';
import { type Engine, schedule } from './engine.ts';
import type { ProcessId } from './ids.ts';
import { closeSocket, forgetSocket } from './network.ts';
import { appendLogLine } from './process-log.ts';
import { initialRandom } from './random.ts';
import { traceRecord } from './trace.ts';
import { freeCellsOf } from './cell-table.ts';
import { deleteProcess, findProcess, hasProcess, ownProcess, putProcess } from './process-table.ts';
import { findSocket } from './socket-table.ts';
import { clearAllTimers } from './timer-table.ts';
import { type Process, ownHost } from './world.ts';

/** Exit statuses as a shell prints them. */
export const EXIT_SIGKILL = 137;
export const EXIT_SIGTERM = 143;

/** Makes the process known and boots it right after the current event. */
export function spawnProcess(engine: Engine, spec: ProcessSpec): void {
  registerProcess(engine, spec);
  startProcess(engine, spec.id);
}

/** Makes the process known; its supervisor starts it after a delay, as a booting host does. */
export function spawnLater(engine: Engine, spec: ProcessSpec, delayMs: number): void {
  registerProcess(engine, spec);
  const process = ownProcess(engine.world, spec.id);
  process.restartAtUs = engine.world.nowUs + Math.round(delayMs * 1000);
  schedule(engine, process.restartAtUs, { target: spec.id, incarnation: process.incarnation, kind: 'restart' });
}

function registerProcess(engine: Engine, spec: ProcessSpec): void {
  const { world } = engine;
  const host = ownHost(world, spec.host);
  assert(engine.registry.has(spec.program), `program ${spec.program} is in the registry`);
  assert(!hasProcess(world, spec.id) || findProcess(world, spec.id)?.status === 'ended', `${spec.id} does not run yet`);
  const earlier = findProcess(world, spec.id);
  putProcess(world, {
    epoch: world.epoch,
    index: earlier?.index ?? world.nextIndex,
    spec: Object.freeze(spec),
    status: 'ended',
    wanted: true,
    incarnation: earlier?.incarnation ?? 0,
    pid: 0,
    startedAtUs: world.nowUs,
    endedAtUs: null,
    exitCode: null,
    restartDelayMs: spec.restart?.initialDelayMs ?? 0,
    restartAtUs: null,
    random: earlier === undefined ? initialRandom(world.seed, `process ${spec.id}`) : { ...earlier.random },
    timersEpoch: world.epoch,
    timers: new Map(),
    socketsEpoch: world.epoch,
    sockets: new Set(),
    hasCells: false,
    dependents: new Set(),
    deferred: [],
    log: earlier?.log ?? emptyLog(),
    state: null,
  });
  if (earlier === undefined) world.nextIndex += 1;
  host.processes.add(spec.id);
}

/** Starts an ended process: a new incarnation with a new pid, booted by an event of its own. */
export function startProcess(engine: Engine, id: ProcessId): void {
  const { world } = engine;
  const process = ownProcess(world, id);
  const host = ownHost(world, process.spec.host);
  assert(process.status === 'ended', 'only an ended process is started');
  assert(host.power === 'on', 'a process starts on a host that is on');
  process.status = 'running';
  process.wanted = true;
  process.incarnation += 1;
  process.pid = host.nextPid;
  host.nextPid += 1;
  process.startedAtUs = world.nowUs;
  process.endedAtUs = null;
  process.exitCode = null;
  process.restartAtUs = null;
  process.state = null;
  if (process.spec.diesWith !== null && hasProcess(world, process.spec.diesWith)) {
    ownProcess(world, process.spec.diesWith).dependents.add(id);
  }
  schedule(engine, world.nowUs, { target: id, incarnation: process.incarnation, kind: 'boot' });
}

export type EndOptions = {
  readonly code: number;
  readonly lastLine: string | null;
  /** False when the host lost power: peers are told nothing. */
  readonly tellPeers: boolean;
};

/** Ends a running process and all that dies with it. */
export function endProcess(engine: Engine, id: ProcessId, options: EndOptions): void {
  const { world } = engine;
  const process = ownProcess(world, id);
  assert(process.status !== 'ended', 'a process ends once');
  if (options.lastLine !== null)
    appendLogLine(engine, process, options.code === 0 ? 'INFO' : 'FATAL', options.lastLine);
  process.status = 'ended';
  process.endedAtUs = world.nowUs;
  process.exitCode = options.code;
  clearAllTimers(world, process);
  freeCellsOf(world, process);
  process.deferred = [];
  releaseNetwork(engine, process, options.tellPeers);
  traceRecord(engine.trace, {
    atUs: world.nowUs,
    seq: engine.eventSeq,
    process: id,
    kind: 'exit',
    body: { code: options.code, lastLine: options.lastLine },
  });
  const dependents = [...process.dependents];
  process.dependents.clear();
  for (const dependent of dependents) {
    if (findProcess(world, dependent)?.status === 'ended' || !hasProcess(world, dependent)) continue;
    endProcess(engine, dependent, { code: EXIT_SIGKILL, lastLine: null, tellPeers: options.tellPeers });
  }
  afterEnd(engine, process);
}

function releaseNetwork(engine: Engine, process: Process, tellPeers: boolean): void {
  for (const id of [...process.sockets]) {
    if (tellPeers) closeSocket(engine, id);
    else forgetSocket(engine, must(findSocket(engine.world, id), 'socket of a process'));
  }
  const host = ownHost(engine.world, process.spec.host);
  for (const [port, owner] of host.ports) if (owner === process.spec.id) host.ports.delete(port);
}

/** Tells the parent, lets the supervisor plan a restart, and forgets a child that nobody restarts. */
function afterEnd(engine: Engine, process: Process): void {
  const { world } = engine;
  const { spec } = process;
  const parent = spec.parent === null ? undefined : findProcess(world, spec.parent);
  if (parent !== undefined && parent.status !== 'ended') {
    const body: ChildExit = { processId: spec.id, code: process.exitCode ?? 0, incarnation: process.incarnation };
    schedule(engine, world.nowUs, {
      target: parent.spec.id,
      incarnation: parent.incarnation,
      kind: 'childExited',
      key: spec.id,
      body,
    });
  }
  if (spec.restart !== null && process.wanted && world.hosts.get(spec.host)?.power === 'on')
    planRestart(engine, process);
  if (spec.parent !== null && spec.restart === null) {
    deleteProcess(world, spec.id);
    ownHost(world, spec.host).processes.delete(spec.id);
  }
}

function planRestart(engine: Engine, process: Process): void {
  const { world } = engine;
  const policy = must(process.spec.restart, 'restart policy');
  const livedMs = (world.nowUs - process.startedAtUs) / 1000;
  if (livedMs >= policy.resetAfterMs) process.restartDelayMs = policy.initialDelayMs;
  process.restartAtUs = world.nowUs + process.restartDelayMs * 1000;
  schedule(engine, process.restartAtUs, { target: process.spec.id, incarnation: process.incarnation, kind: 'restart' });
  process.restartDelayMs = Math.min(process.restartDelayMs * 2, policy.maxDelayMs);
}
