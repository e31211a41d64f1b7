/**
 * Ensembles to experiment on: servers on hosts of their own with fresh disks, one host for clients, and the few moves that
 * experiments need. Nothing restarts by itself; whoever experiments decides when a server comes back.
 */
import { assert, must } from '../../kernel/assert.ts';
import { applyCommand, type Command } from '../../kernel/command.ts';
import type { Flags, Program, Registry } from '../../kernel/context.ts';
import { initialFile } from '../../kernel/disk.ts';
import { type HostId, hostId, type ProcessId, processId } from '../../kernel/ids.ts';
import { spawnLater, spawnProcess } from '../../kernel/process-life.ts';
import { createSimulator, executeNext, nextEventAtUs, runUntil, type Simulator } from '../../kernel/simulator.ts';
import { addHost, initialWorld, ownHost } from '../../kernel/world.ts';
import { findProcess, hasProcess } from '../../kernel/process-table.ts';
import type { ZookeeperFlags } from '../server/config.ts';
import { zookeeperServerProgram } from '../server/program.ts';
import type { ZookeeperServerState } from '../server/server-state.ts';
import { LIBRARY_CLIENT, libraryClientProgram } from './library-client.ts';
import { RAW_CLIENT, rawClientProgram } from './raw-client.ts';

export type Ensemble = {
  readonly simulator: Simulator;
  /** All servers, observers included. */
  readonly size: number;
  readonly observers: number;
  readonly clientHost: HostId;
};

export type EnsembleOptions = {
  readonly seed: number;
  /** One server runs standalone. */
  readonly size: number;
  readonly flags?: Partial<ZookeeperFlags>;
  /** The last so many servers are observers; none unless given. */
  readonly observers?: number;
  /** Address of the machine that clients run on. */
  readonly clientHost?: string;
  /** `none`: servers are started one by one later. */
  readonly start?: 'together' | 'none';
  /** More programs that the experiment runs. */
  readonly programs?: readonly Program[];
};

export const CLIENT_HOST = hostId('10.0.0.100');
export const CLIENT_PORT = 2181;
export const DATA_FOLDER = '/var/lib/zookeeper/version-2';

const PROGRAMS: readonly Program[] = [zookeeperServerProgram, rawClientProgram, libraryClientProgram];

export function serverHost(myid: number): string {
  return `10.0.0.${String(myid)}`;
}

export function serverId(myid: number): ProcessId {
  return processId(`zookeeper@${serverHost(myid)}`);
}

export function buildEnsemble(options: EnsembleOptions): Ensemble {
  const world = initialWorld(options.seed);
  const programs = [...PROGRAMS, ...(options.programs ?? [])];
  const registry: Registry = new Map(programs.map((program) => [program.kind, program]));
  const simulator = createSimulator({ registry, world, traceCapacity: 1024, landmarkKinds: ['leader'] });
  const clientHost = hostId(options.clientHost ?? CLIENT_HOST);
  const ensemble: Ensemble = { simulator, size: options.size, observers: options.observers ?? 0, clientHost };
  addHost(world, clientHost);
  for (const myid of serverNumbers(ensemble)) addServer(ensemble, myid, options.flags ?? {});
  if (options.start === 'none')
    for (const myid of serverNumbers(ensemble)) command(ensemble, { kind: 'stopProcess', process: serverId(myid) });
  return ensemble;
}

export function serverNumbers(ensemble: Ensemble): readonly number[] {
  return Array.from({ length: ensemble.size }, (_, index) => index + 1);
}

function addServer(ensemble: Ensemble, myid: number, more: Partial<ZookeeperFlags>): void {
  const { simulator } = ensemble;
  const host = hostId(serverHost(myid));
  addHost(simulator.world, host);
  const text = `${String(myid)}\n`;
  ownHost(simulator.world, host).files.set('/var/lib/zookeeper/myid', initialFile({ kind: 'text', text }));
  const servers = serverNumbers(ensemble).map((id) => ({
    id,
    host: serverHost(id),
    quorumPort: 2888,
    electionPort: 3888,
    observer: id > ensemble.size - ensemble.observers,
  }));
  const flags: ZookeeperFlags = { servers, ...more };
  const spec = { id: serverId(myid), host, program: 'zookeeper', diesWith: null, parent: null, restart: null };
  spawnLater(simulator, { ...spec, flags: Object.freeze({ ...flags }) }, 0);
}

/** Applies a command; one that is refused is a mistake of the experiment. */
export function command(ensemble: Ensemble, what: Command): void {
  const result = applyCommand(ensemble.simulator, what);
  assert(result.ok, result.ok ? '' : result.error.message);
}

export function tell(ensemble: Ensemble, process: ProcessId, body: unknown): void {
  command(ensemble, { kind: 'tell', process, body });
}

/** Starts a client program on the clients' host. */
export function spawnClient(ensemble: Ensemble, id: ProcessId, program: string, flags: Flags): void {
  const spec = { id, host: ensemble.clientHost, program, flags, diesWith: null, parent: null, restart: null };
  spawnProcess(ensemble.simulator, spec);
}

export function rawClientId(ensemble: Ensemble): ProcessId {
  const id = processId(`${RAW_CLIENT}@${ensemble.clientHost}`);
  if (!hasProcess(ensemble.simulator.world, id)) spawnClient(ensemble, id, RAW_CLIENT, {});
  return id;
}

export function libraryClientId(name: string, host: string = CLIENT_HOST): ProcessId {
  return processId(`${LIBRARY_CLIENT}:${name}@${host}`);
}

export function nowMs(ensemble: Ensemble): number {
  return ensemble.simulator.world.nowUs / 1000;
}

export function runFor(ensemble: Ensemble, durationMs: number): void {
  const { simulator } = ensemble;
  runUntil(simulator, simulator.world.nowUs + Math.round(durationMs * 1000));
}

/** Runs until the condition holds after an event; false when it did not within the limit. */
export function runUntilTrue(ensemble: Ensemble, condition: () => boolean, limitMs: number): boolean {
  const { simulator } = ensemble;
  const untilUs = simulator.world.nowUs + Math.round(limitMs * 1000);
  while (!condition()) {
    const next = nextEventAtUs(simulator);
    if (next === null || next > untilUs) {
      simulator.world.nowUs = untilUs;
      return condition();
    }
    executeNext(simulator);
  }
  return true;
}

/** A running server's state; null while it is down or its program has not booted. */
export function serverState(ensemble: Ensemble, myid: number): ZookeeperServerState | null {
  const process = must(findProcess(ensemble.simulator.world, serverId(myid)), 'a server of the ensemble');
  return process.status === 'ended' ? null : (process.state as ZookeeperServerState | null);
}

/** Answers clients. */
export function isServing(ensemble: Ensemble, myid: number): boolean {
  return serverState(ensemble, myid)?.serving?.running === true;
}

/** The server that leads with a quorum's support and serves; null when none does. */
export function servingLeader(ensemble: Ensemble): number | null {
  const leaders = serverNumbers(ensemble).filter((myid) => {
    const state = serverState(ensemble, myid);
    return state?.serving?.running === true && (state.serving.role === 'leader' || state.serving.role === 'standalone');
  });
  return leaders.at(-1) ?? null;
}

export function allServing(ensemble: Ensemble): boolean {
  return serverNumbers(ensemble).every((myid) => isServing(ensemble, myid));
}
