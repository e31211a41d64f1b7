/**
 * A small world for conformance cases and tests: an ensemble, and clients that do as they are told and keep what they hear.
 */
import type { Context, Message, Program, ProgramEvent, Registry } from '../../kernel/context.ts';
import { type Command, applyCommand } from '../../kernel/command.ts';
import { initialFile } from '../../kernel/disk.ts';
import { type ConnectionId, hostId, type ProcessId, processId } from '../../kernel/ids.ts';
import { spawnProcess } from '../../kernel/process-life.ts';
import { createSimulator, runUntil, type Simulator } from '../../kernel/simulator.ts';
import { addHost, DEFAULT_SETTINGS, initialWorld, type WorldSettings } from '../../kernel/world.ts';
import {
  zkAbandon,
  zkClose,
  type ZkClientOptions,
  type ZkClientState,
  zkOpen,
  type ZkOperation,
  type ZkOutput,
  zkOwnsEvent,
  zkReceive,
  zkRequest,
} from '../client/client.ts';
import { answerWord } from '../server/four-letter-words.ts';
import type { QuorumServer, ZookeeperFlags } from '../server/config.ts';
import { zookeeperServerProgram } from '../server/program.ts';
import type { ZookeeperServerState } from '../server/server-state.ts';
import { initialZookeeperDisk } from '../server/storage/initial-disk.ts';

/** What a test tells a library client. */
export type TestTold =
  | { readonly do: 'open'; readonly options: ZkClientOptions }
  | { readonly do: 'request'; readonly operation: ZkOperation; readonly tag: unknown }
  | { readonly do: 'close' }
  | { readonly do: 'abandon' };

export type TestClientState = { client: ZkClientState | null; outputs: { readonly atMs: number; readonly output: ZkOutput }[] };

export const testClientProgram: Program<TestClientState> = {
  kind: 'test-client',
  boot: () => ({ client: null, outputs: [] }),
  receive(state, context, event) {
    if (event.kind === 'told') onTold(state, context, event.body as TestTold);
    else if (state.client !== null && zkOwnsEvent(state.client, event)) {
      for (const output of zkReceive(state.client, context, event)) state.outputs.push({ atMs: context.nowUs / 1000, output });
    }
  },
};

function onTold(state: TestClientState, context: Context, told: TestTold): void {
  if (told.do === 'open') state.client = zkOpen(context, told.options);
  else if (state.client === null) return;
  else if (told.do === 'request') zkRequest(state.client, context, told.operation, told.tag);
  else if (told.do === 'close') zkClose(state.client, context);
  else zkAbandon(state.client, context);
}

/** A raw connection to one server: sends the records that a test gives it, keeps what comes back. */
export type RawTold = { readonly do: 'dial'; readonly host: string } | { readonly do: 'send'; readonly message: Message } | { readonly do: 'hangUp' };
export type RawState = { connection: ConnectionId | null; open: boolean; heard: Message[]; closedAtMs: number | null };

export const rawClientProgram: Program<RawState> = {
  kind: 'raw-client',
  boot: () => ({ connection: null, open: false, heard: [], closedAtMs: null }),
  receive(state, context, event: ProgramEvent) {
    if (event.kind === 'told') onRawTold(state, context, event.body as RawTold);
    else if (event.kind === 'connected') state.open = true;
    else if (event.kind === 'message') state.heard.push(event.body);
    else if (event.kind === 'closed' || event.kind === 'connectFailed') {
      state.open = false;
      state.closedAtMs = context.nowUs / 1000;
    }
  },
};

function onRawTold(state: RawState, context: Context, told: RawTold): void {
  if (told.do === 'dial') {
    state.closedAtMs = null;
    state.connection = context.connect(told.host, 2181, 'zookeeper');
  } else if (state.connection === null) return;
  else if (told.do === 'send') context.send(state.connection, told.message);
  else {
    context.close(state.connection);
    state.open = false;
  }
}

const REGISTRY: Registry = new Map<string, Program>(
  [zookeeperServerProgram, testClientProgram, rawClientProgram].map((program) => [program.kind, program as Program]),
);

export type EnsembleOptions = {
  readonly size: number;
  readonly observers?: number;
  readonly seed?: number;
  readonly flags?: Partial<ZookeeperFlags>;
  /** Boots with this history; fresh disks otherwise. */
  readonly epoch?: number;
  readonly settings?: Partial<WorldSettings>;
  /** Ids of the servers that start at once; all unless given. */
  readonly start?: readonly number[];
};

export type Ensemble = { readonly simulator: Simulator; readonly servers: readonly QuorumServer[]; readonly flags: ZookeeperFlags };

export const CLIENT_HOST = '10.0.1.1';

export function serverHost(id: number): string {
  return `10.0.0.${String(id)}`;
}

export function serverId(id: number): ProcessId {
  return processId(`zookeeper@${serverHost(id)}`);
}

export function buildEnsemble(options: EnsembleOptions): Ensemble {
  const world = initialWorld(options.seed ?? 1, { ...DEFAULT_SETTINGS, ...options.settings });
  const simulator = createSimulator({ registry: REGISTRY, world });
  const total = options.size + (options.observers ?? 0);
  const servers: QuorumServer[] = [];
  for (let id = 1; id <= total; id += 1) {
    servers.push({ id, host: serverHost(id), quorumPort: 2888, electionPort: 3888, observer: id > options.size });
  }
  const flags: ZookeeperFlags = { servers: total === 1 ? [] : servers, ...options.flags };
  for (const server of servers) {
    const host = addHost(world, hostId(server.host));
    if (options.epoch !== undefined) {
      const files = initialZookeeperDisk({ myid: server.id, epoch: options.epoch, snapshotZxid: options.epoch * 4294967296 + 0x52 });
      for (const file of files) host.files.set(file.path, initialFile(file.content));
    } else host.files.set('/var/lib/zookeeper/myid', initialFile({ kind: 'text', text: `${String(server.id)}\n` }));
  }
  addHost(world, hostId(CLIENT_HOST));
  const ensemble: Ensemble = { simulator, servers, flags };
  for (const id of options.start ?? servers.map((server) => server.id)) startServer(ensemble, id);
  return ensemble;
}

export function startServer(ensemble: Ensemble, id: number): void {
  const { simulator, flags } = ensemble;
  if (simulator.world.processes.has(serverId(id))) {
    command(ensemble, { kind: 'startProcess', process: serverId(id) });
    return;
  }
  spawnProcess(simulator, { id: serverId(id), host: hostId(serverHost(id)), program: 'zookeeper', flags, diesWith: null, parent: null, restart: null });
}

export function command(ensemble: Ensemble, what: Command): void {
  const result = applyCommand(ensemble.simulator, what);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
}

export function kill(ensemble: Ensemble, id: number): void {
  command(ensemble, { kind: 'killProcess', process: serverId(id) });
}

export function wipe(ensemble: Ensemble, id: number): void {
  command(ensemble, { kind: 'wipeFolder', host: hostId(serverHost(id)), folder: '/var/lib/zookeeper/version-2', process: serverId(id) });
}

export function nowMs(ensemble: Ensemble): number {
  return ensemble.simulator.world.nowUs / 1000;
}

export function run(ensemble: Ensemble, forMs: number): void {
  runUntil(ensemble.simulator, Math.round(ensemble.simulator.world.nowUs + forMs * 1000));
}

/** Runs until a condition holds; throws when it does not within the limit. Returns the virtual time it took, in ms. */
export function runUntilTrue(ensemble: Ensemble, condition: () => boolean, limitMs = 30_000): number {
  const start = nowMs(ensemble);
  while (!condition()) {
    if (nowMs(ensemble) - start > limitMs) throw new Error(`condition does not hold within ${String(limitMs)} ms`);
    run(ensemble, 1);
  }
  return nowMs(ensemble) - start;
}

export function isUp(ensemble: Ensemble, id: number): boolean {
  const process = ensemble.simulator.world.processes.get(serverId(id));
  return process !== undefined && process.status !== 'ended' && process.state !== null;
}

export function serverState(ensemble: Ensemble, id: number): ZookeeperServerState {
  const state = ensemble.simulator.world.processes.get(serverId(id))?.state;
  if (state === null || state === undefined) throw new Error(`server ${String(id)} has no state`);
  return state as ZookeeperServerState;
}

/** The serving leader's id; null when there is none. */
export function leaderOf(ensemble: Ensemble): number | null {
  for (const { id } of ensemble.servers) {
    if (isUp(ensemble, id) && serverState(ensemble, id).serving?.role === 'leader' && serverState(ensemble, id).leading?.phase === 'broadcast') return id;
  }
  return null;
}

export function isServing(ensemble: Ensemble, id: number): boolean {
  return isUp(ensemble, id) && serverState(ensemble, id).serving?.running === true;
}

export function allServing(ensemble: Ensemble): boolean {
  return ensemble.servers.every(({ id }) => isServing(ensemble, id));
}

export function word(ensemble: Ensemble, id: number, text: string): string | null {
  const { current, context } = ensemble.simulator;
  current.process = ensemble.simulator.world.processes.get(serverId(id)) as typeof current.process;
  return answerWord(serverState(ensemble, id), context, null, text);
}

/** Tells a process at once; the event it makes is handled when the run goes on. */
export function tell(ensemble: Ensemble, process: ProcessId, body: unknown): void {
  command(ensemble, { kind: 'tell', process, body: Object.freeze(body) });
}

function spawnTool(ensemble: Ensemble, name: string, program: string): ProcessId {
  const id = processId(`${name}@${CLIENT_HOST}`);
  if (ensemble.simulator.world.processes.get(id) === undefined) {
    spawnProcess(ensemble.simulator, { id, host: hostId(CLIENT_HOST), program, flags: {}, diesWith: null, parent: null, restart: null });
    run(ensemble, 0.001);
  }
  return id;
}

export function openClient(ensemble: Ensemble, name: string, options: Partial<ZkClientOptions> = {}): ProcessId {
  const id = spawnTool(ensemble, name, 'test-client');
  const servers = ensemble.servers.map((server) => ({ host: server.host, port: 2181 }));
  tell(ensemble, id, { do: 'open', options: { key: 'zk', flavour: 'java', servers, sessionTimeoutMs: 10_000, chroot: '', raw: true, ...options } });
  return id;
}

export function clientState(ensemble: Ensemble, id: ProcessId): TestClientState {
  return ensemble.simulator.world.processes.get(id)?.state as TestClientState;
}

/** Asks and runs until the answer is there. */
export function ask(ensemble: Ensemble, id: ProcessId, operation: ZkOperation, limitMs = 30_000): Extract<ZkOutput, { kind: 'reply' }> {
  const tag = `ask ${String(clientState(ensemble, id).outputs.length)} ${String(ensemble.simulator.world.nowUs)}`;
  tell(ensemble, id, { do: 'request', operation, tag });
  const find = (): ZkOutput | undefined => clientState(ensemble, id).outputs.find(({ output }) => output.kind === 'reply' && output.tag === tag)?.output;
  runUntilTrue(ensemble, () => find() !== undefined, limitMs);
  return find() as Extract<ZkOutput, { kind: 'reply' }>;
}

export function isConnected(ensemble: Ensemble, id: ProcessId): boolean {
  return clientState(ensemble, id).client?.connected === true;
}

export function watchEvents(ensemble: Ensemble, id: ProcessId): string[] {
  const events: string[] = [];
  for (const { output } of clientState(ensemble, id).outputs) if (output.kind === 'watch') events.push(`${output.type} ${output.path}`);
  return events;
}

export function openRaw(ensemble: Ensemble, name: string, server: number): ProcessId {
  const id = spawnTool(ensemble, name, 'raw-client');
  tell(ensemble, id, { do: 'dial', host: serverHost(server) });
  run(ensemble, 10);
  return id;
}

export function rawState(ensemble: Ensemble, id: ProcessId): RawState {
  return ensemble.simulator.world.processes.get(id)?.state as RawState;
}
