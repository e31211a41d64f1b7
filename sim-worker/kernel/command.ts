/**
 * What a person, a lab or a chaos schedule does to a world. Commands are data, are journaled with the virtual time at
 * which they applied, and are refused with a reason, changing nothing, when they make no sense.
 */
import { initialFile, loseUnsynced, wipeFolder } from './disk.ts';
import { type Engine, schedule } from './engine.ts';
import { queuePush } from './event-queue.ts';
import { hashText, mixRunHash } from './hash.ts';
import type { HostId, ProcessId } from './ids.ts';
import { linkBetween, setBlocked, setTargetOff } from './network.ts';
import { dropHeldFrom } from './retransmission.ts';
import { EXIT_SIGKILL, endProcess, startProcess } from './process-life.ts';
import { signalProcess } from './program-context.ts';
import { traceRecord } from './trace.ts';
import { findProcess, hasProcess, ownProcess } from './process-table.ts';
import { firesFor, requeueTimer } from './timer-table.ts';
import { type Process, ownHost, ownLink } from './world.ts';

export type Command =
  /** Supervisor start. */
  | { readonly kind: 'startProcess'; readonly process: ProcessId }
  /** Supervisor stop: SIGTERM, and no restart. */
  | { readonly kind: 'stopProcess'; readonly process: ProcessId }
  /** SIGKILL; the supervisor's policy applies. */
  | { readonly kind: 'killProcess'; readonly process: ProcessId }
  | { readonly kind: 'pauseProcess'; readonly process: ProcessId }
  | { readonly kind: 'resumeProcess'; readonly process: ProcessId }
  /** New flags for the next start; only while stopped. */
  | {
      readonly kind: 'configureProcess';
      readonly process: ProcessId;
      readonly flags: Readonly<Record<string, unknown>>;
    }
  /** A command line for the next start, over the flags that the process has; only while stopped. */
  | {
      readonly kind: 'setArguments';
      readonly process: ProcessId;
      readonly arguments: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
      /** Started by its package's script, which makes flags of files below /etc; absent: as before. */
      readonly packageStart?: boolean;
    }
  /** A text file, whole and durable. */
  | { readonly kind: 'writeFile'; readonly host: HostId; readonly path: string; readonly text: string }
  | { readonly kind: 'powerOffHost'; readonly host: HostId }
  | { readonly kind: 'powerOnHost'; readonly host: HostId }
  /** Drops everything between the two groups; `oneWay`: only from the first to the second. */
  | {
      readonly kind: 'partition';
      readonly from: readonly HostId[];
      readonly to: readonly HostId[];
      readonly oneWay: boolean;
    }
  | { readonly kind: 'heal'; readonly from: readonly HostId[]; readonly to: readonly HostId[] }
  | {
      readonly kind: 'setLink';
      readonly from: HostId;
      readonly to: HostId;
      readonly latencyMs: number;
      readonly jitterMs: number;
      readonly lossPermille: number;
      readonly slowMs: number;
    }
  /** `rm -rf folder`; `process`: refused while it runs. */
  | { readonly kind: 'wipeFolder'; readonly host: HostId; readonly folder: string; readonly process: ProcessId | null }
  /** What is not named stays as it is. */
  | {
      readonly kind: 'setDisk';
      readonly host: HostId;
      readonly full?: boolean | undefined;
      readonly failing?: boolean | undefined;
      readonly slowFactor?: number | undefined;
    }
  | { readonly kind: 'setClock'; readonly host: HostId; readonly skewMs: number }
  /** Hands plain data to a program that stands for a person's tool. */
  | { readonly kind: 'tell'; readonly process: ProcessId; readonly body: unknown };

export type CommandError = {
  readonly code:
    | 'UNKNOWN_PROCESS'
    | 'UNKNOWN_HOST'
    | 'NOT_RUNNING'
    | 'ALREADY_RUNNING'
    | 'NOT_PAUSED'
    | 'STILL_RUNNING'
    | 'HOST_OFF'
    | 'HOST_ON'
    | 'BAD_VALUE';
  readonly message: string;
};

export type CommandResult = { readonly ok: true } | { readonly ok: false; readonly error: CommandError };

/** Largest delay that a link may be given, in ms. */
export const MAX_LINK_DELAY_MS = 600_000;

/** Applies a command at the current time, or says why not. Does not journal it: `history.ts` does. */
export function applyCommand(engine: Engine, command: Command): CommandResult {
  const error = refuse(engine, command);
  if (error !== null) return { ok: false, error };
  mixRunHash(engine.world.hash, hashText(`${command.kind} ${JSON.stringify(command)}`));
  engine.eventSeq = 0;
  perform(engine, command);
  const process = 'process' in command && command.process !== null ? command.process : ('' as ProcessId);
  const body: Record<string, unknown> = { ...command };
  traceRecord(engine.trace, {
    atUs: engine.world.nowUs,
    seq: 0,
    process,
    kind: command.kind === 'tell' ? 'request' : 'fault',
    body,
  });
  return { ok: true };
}

function refuse(engine: Engine, command: Command): CommandError | null {
  switch (command.kind) {
    case 'startProcess':
    case 'stopProcess':
    case 'killProcess':
    case 'pauseProcess':
    case 'resumeProcess':
    case 'configureProcess':
    case 'setArguments':
    case 'tell':
      return refuseForProcess(engine, command);
    case 'powerOffHost':
    case 'powerOnHost':
    case 'setDisk':
    case 'setClock':
    case 'wipeFolder':
    case 'writeFile':
      return refuseForHost(engine, command);
    case 'partition':
    case 'heal':
      return firstUnknownHost(engine, [...command.from, ...command.to]);
    case 'setLink':
      return firstUnknownHost(engine, [command.from, command.to]) ?? refuseLink(command);
  }
}

type ProcessCommand = Extract<
  Command,
  {
    readonly kind:
      | 'startProcess'
      | 'stopProcess'
      | 'killProcess'
      | 'pauseProcess'
      | 'resumeProcess'
      | 'configureProcess'
      | 'setArguments'
      | 'tell';
  }
>;

function refuseForProcess(engine: Engine, command: ProcessCommand): CommandError | null {
  const process = findProcess(engine.world, command.process);
  if (process === undefined) return { code: 'UNKNOWN_PROCESS', message: `no process ${command.process}` };
  const running = process.status !== 'ended';
  switch (command.kind) {
    case 'startProcess':
      if (running) return { code: 'ALREADY_RUNNING', message: `${command.process} is already running` };
      if (engine.world.hosts.get(process.spec.host)?.power !== 'on')
        return { code: 'HOST_OFF', message: `host ${process.spec.host} is off` };
      return null;
    case 'stopProcess':
      return running || process.restartAtUs !== null ? null : notRunning(command.process);
    case 'killProcess':
    case 'tell':
      return running ? null : notRunning(command.process);
    case 'pauseProcess':
      return process.status === 'running' ? null : notRunning(command.process);
    case 'resumeProcess':
      return process.status === 'paused' ? null : { code: 'NOT_PAUSED', message: `${command.process} is not paused` };
    case 'configureProcess':
    case 'setArguments':
      return running ? { code: 'STILL_RUNNING', message: `stop ${command.process} before changing its flags` } : null;
  }
}

function notRunning(id: ProcessId): CommandError {
  return { code: 'NOT_RUNNING', message: `${id} is not running` };
}

type HostCommand = Extract<
  Command,
  { readonly kind: 'powerOffHost' | 'powerOnHost' | 'setDisk' | 'setClock' | 'wipeFolder' | 'writeFile' }
>;

function refuseForHost(engine: Engine, command: HostCommand): CommandError | null {
  const unknown = firstUnknownHost(engine, [command.host]);
  if (unknown !== null) return unknown;
  const power = engine.world.hosts.get(command.host)?.power;
  if (command.kind === 'powerOffHost' && power === 'off')
    return { code: 'HOST_OFF', message: `host ${command.host} is off already` };
  if (command.kind === 'powerOnHost' && power === 'on')
    return { code: 'HOST_ON', message: `host ${command.host} is on already` };
  if (command.kind === 'setDisk' && !isSlowFactor(command.slowFactor ?? 1)) {
    return { code: 'BAD_VALUE', message: 'slowFactor is from 1 to 10000' };
  }
  if (command.kind === 'setClock' && !Number.isFinite(command.skewMs))
    return { code: 'BAD_VALUE', message: 'skewMs is a number' };
  if (command.kind === 'writeFile' && !/^\/[^/]/.test(command.path))
    return { code: 'BAD_VALUE', message: `not a path: ${command.path}` };
  if (command.kind === 'wipeFolder') return refuseWipe(engine, command.folder, command.process);
  return null;
}

function isSlowFactor(factor: number): boolean {
  return factor >= 1 && factor <= 10_000;
}

function refuseWipe(engine: Engine, folder: string, process: ProcessId | null): CommandError | null {
  if (!folder.startsWith('/') || folder.length < 2) return { code: 'BAD_VALUE', message: `not a folder: ${folder}` };
  if (process === null) return null;
  const found = findProcess(engine.world, process);
  if (found === undefined) return { code: 'UNKNOWN_PROCESS', message: `no process ${process}` };
  if (found.status !== 'ended') return { code: 'STILL_RUNNING', message: `stop ${process} before wiping ${folder}` };
  return null;
}

function firstUnknownHost(engine: Engine, hosts: readonly HostId[]): CommandError | null {
  const unknown = hosts.find((host) => !engine.world.hosts.has(host));
  return unknown === undefined ? null : { code: 'UNKNOWN_HOST', message: `no host ${unknown}` };
}

function refuseLink(command: Extract<Command, { readonly kind: 'setLink' }>): CommandError | null {
  const delays = [command.latencyMs, command.jitterMs, command.slowMs];
  const delaysFit = delays.every((delay) => delay >= 0 && delay <= MAX_LINK_DELAY_MS);
  const lossFits = Number.isInteger(command.lossPermille) && command.lossPermille >= 0 && command.lossPermille <= 999;
  return delaysFit && lossFits
    ? null
    : { code: 'BAD_VALUE', message: 'delays are 0 to 600000 ms, loss 0 to 999 per mille' };
}

function perform(engine: Engine, command: Command): void {
  switch (command.kind) {
    case 'startProcess':
      return startProcess(engine, command.process);
    case 'stopProcess':
      return stopProcess(engine, command.process);
    case 'killProcess':
      return endProcess(engine, command.process, { code: EXIT_SIGKILL, lastLine: null, tellPeers: true });
    case 'pauseProcess':
      ownProcess(engine.world, command.process).status = 'paused';
      return;
    case 'resumeProcess':
      return resumeProcess(engine, ownProcess(engine.world, command.process));
    case 'configureProcess': {
      const process = ownProcess(engine.world, command.process);
      process.spec = Object.freeze({ ...process.spec, flags: Object.freeze({ ...command.flags }) });
      return;
    }
    case 'setArguments': {
      const process = ownProcess(engine.world, command.process);
      const { arguments: commandLine, environment, packageStart } = command;
      const given = { commandLine, environment, ...(packageStart === undefined ? {} : { packageStart }) };
      process.spec = Object.freeze({
        ...process.spec,
        flags: Object.freeze({ ...process.spec.flags, ...given }),
      });
      return;
    }
    case 'tell':
      tell(engine, command.process, command.body);
      return;
    default:
      return performOnGround(engine, command);
  }
}

type GroundCommand = Exclude<Command, ProcessCommand>;

function performOnGround(engine: Engine, command: GroundCommand): void {
  switch (command.kind) {
    case 'powerOffHost':
      return powerOff(engine, command.host);
    case 'powerOnHost':
      return powerOn(engine, command.host);
    case 'partition':
    case 'heal':
      return cut(engine, command);
    case 'setLink': {
      const index = linkBetween(engine, command.from, command.to);
      const link = ownLink(engine.world, index);
      link.latencyUs = Math.round(command.latencyMs * 1000);
      link.jitterUs = Math.round(command.jitterMs * 1000);
      link.lossPermille = command.lossPermille;
      link.slowUs = Math.round(command.slowMs * 1000);
      return;
    }
    case 'wipeFolder':
      wipeFolder(ownHost(engine.world, command.host), command.folder);
      return;
    case 'writeFile':
      ownHost(engine.world, command.host).files.set(
        command.path,
        initialFile({ kind: 'text', text: command.text }, engine.world.nowUs),
      );
      return;
    case 'setDisk': {
      const host = ownHost(engine.world, command.host);
      host.diskFull = command.full ?? host.diskFull;
      host.diskFailing = command.failing ?? host.diskFailing;
      host.diskSlowFactor = command.slowFactor ?? host.diskSlowFactor;
      return;
    }
    case 'setClock':
      ownHost(engine.world, command.host).clockSkewMs = command.skewMs;
      return;
  }
}

function stopProcess(engine: Engine, id: ProcessId): void {
  const process = ownProcess(engine.world, id);
  process.wanted = false;
  process.restartAtUs = null;
  if (process.status === 'ended') return;
  if (process.status === 'paused') resumeProcess(engine, process);
  signalProcess(engine, id, 'SIGTERM');
}

/** What arrived meanwhile happens now, in its order. */
function resumeProcess(engine: Engine, process: Process): void {
  const { world } = engine;
  process.status = 'running';
  const waiting = process.deferred;
  process.deferred = [];
  for (const event of waiting) {
    const seq = world.nextSeq;
    world.nextSeq += 1;
    if (event.kind === 'timer') {
      if (firesFor(world, event) !== process.index) continue;
      requeueTimer(world, event.slot, seq);
    }
    queuePush(world.queue, {
      ...event,
      // An end of connection waited as the network's own event: it is handled as if it arrived now.
      target: event.kind.startsWith('net.') ? event.target : process.spec.id,
      incarnation: process.incarnation,
      at: world.nowUs,
      seq,
    });
  }
}

function tell(engine: Engine, id: ProcessId, body: unknown): void {
  const process = ownProcess(engine.world, id);
  schedule(engine, engine.world.nowUs, { target: id, incarnation: process.incarnation, kind: 'told', body });
}

function powerOff(engine: Engine, id: HostId): void {
  const { world } = engine;
  setTargetOff(engine, id, true);
  dropHeldFrom(engine, id);
  const host = ownHost(world, id);
  host.power = 'off';
  for (const process of [...host.processes]) {
    if (findProcess(world, process)?.status === 'ended' || !hasProcess(world, process)) continue;
    endProcess(engine, process, { code: EXIT_SIGKILL, lastLine: null, tellPeers: false });
  }
  loseUnsynced(ownHost(world, id));
}

/** The host boots: supervised processes that nobody stopped start again. */
function powerOn(engine: Engine, id: HostId): void {
  const { world } = engine;
  const host = ownHost(world, id);
  host.power = 'on';
  host.diskBusyUntilUs = world.nowUs;
  setTargetOff(engine, id, false);
  for (const name of [...host.processes]) {
    const process = ownProcess(world, name);
    if (process.status !== 'ended' || !process.wanted || process.spec.restart === null) continue;
    process.restartAtUs = world.nowUs + process.spec.restart.initialDelayMs * 1000;
    schedule(engine, process.restartAtUs, { target: name, incarnation: process.incarnation, kind: 'restart' });
  }
}

function cut(engine: Engine, command: Extract<Command, { readonly kind: 'partition' | 'heal' }>): void {
  const blocked = command.kind === 'partition';
  for (const from of command.from) {
    for (const to of command.to) {
      if (from === to) continue;
      setBlocked(engine, from, to, blocked);
      if (command.kind === 'heal' || !command.oneWay) setBlocked(engine, to, from, blocked);
    }
  }
}
