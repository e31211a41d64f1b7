/**
 * State of a Docker engine and the small steps that change it.
 * Source: Docker 1.12, daemon. Left out: see dockerd.ts.
 */
import type { Context } from '../../kernel/context.ts';
import { processId, type ConnectionId, type ProcessId } from '../../kernel/ids.ts';
import type { ContainerRow } from './container-row.ts';
import type { AttachedOutput, DockerContainerSummary, DockerRunOptions } from './docker-api.ts';
import type { DockerdFlags } from './images.ts';

/** A client that waits for an answer. */
export type Caller = { readonly connection: ConnectionId; readonly requestId: number };

export type PendingRun = {
  readonly caller: Caller;
  readonly options: DockerRunOptions;
  readonly output: AttachedOutput | null;
};

export type Pull = {
  readonly image: string;
  readonly callers: readonly Caller[];
  readonly runs: readonly PendingRun[];
};

export type DockerdState = {
  readonly flags: DockerdFlags;
  /** By name; rows are frozen. */
  readonly containers: Map<string, ContainerRow>;
  /** Images pulled so far, with tag. */
  pulled: readonly string[];
  /** By image with tag. */
  readonly pulls: Map<string, Pull>;
  /** Attached runs and waits, by container name. */
  readonly waiters: Map<string, readonly Caller[]>;
  /** Stops in progress, by container name. */
  readonly stops: Map<string, { readonly callers: readonly Caller[]; readonly remove: boolean }>;
  /** Output files of attached runs whose container has not started yet. */
  readonly outputs: Map<string, AttachedOutput>;
  nextAddress: number;
};

const ROW_FOLDER = '/var/lib/docker/containers';
const IMAGES_PATH = '/var/lib/docker/image/repositories.json';

export function containerProcessId(context: { readonly host: string }, row: ContainerRow): ProcessId {
  return processId(`container:${row.id.slice(0, 12)}@${context.host}`);
}

/** 64 hexadecimal digits. */
export function newContainerId(context: Context): string {
  const parts = Array.from({ length: 8 }, () => context.randomInt(0x1_0000_0000).toString(16).padStart(8, '0'));
  return parts.join('');
}

/** Addresses of the bridge are given out in turn, as the engine's address management does. */
export function takeAddress(state: DockerdState): string {
  const number = state.nextAddress;
  state.nextAddress = number >= 65_533 ? 2 : number + 1;
  return `172.17.${String(Math.floor(number / 256))}.${String(number % 256)}`;
}

/** Replaces a row, in memory and on the disk. */
export function putRow(state: DockerdState, context: Context, row: ContainerRow): void {
  Object.freeze(row);
  state.containers.set(row.options.name, row);
  context.disk.writeSynced(rowPath(row), { kind: 'records', records: [row], sizeBytes: 3_000 });
}

export function deleteRow(state: DockerdState, context: Context, row: ContainerRow): void {
  state.containers.delete(row.options.name);
  context.disk.remove(rowPath(row));
}

function rowPath(row: ContainerRow): string {
  return `${ROW_FOLDER}/${row.id}/config.v2.json`;
}

/** What an engine finds on its disk at start: no container runs any more. */
export function loadRows(context: Context): readonly ContainerRow[] {
  const rows: ContainerRow[] = [];
  for (const id of context.disk.list(ROW_FOLDER)) {
    const file = context.disk.read(`${ROW_FOLDER}/${id}/config.v2.json`);
    if (file?.kind !== 'records') continue;
    const row = file.records[0] as ContainerRow;
    const ended =
      row.phase === 'running' ? { phase: 'exited' as const, exitCode: 137, finishedAtMs: context.wallClockMs } : {};
    rows.push(Object.freeze({ ...row, ...ended }));
  }
  return rows;
}

export function saveImages(state: DockerdState, context: Context): void {
  context.disk.writeSynced(IMAGES_PATH, {
    kind: 'records',
    records: [...state.pulled],
    sizeBytes: 100 * state.pulled.length,
  });
}

export function loadImages(context: Context): readonly string[] {
  const file = context.disk.read(IMAGES_PATH);
  return file?.kind === 'records' ? Object.freeze(file.records as readonly string[]) : [];
}

/** By name, or by a beginning of the id of at least four digits. */
export function findRow(state: DockerdState, name: string): ContainerRow | null {
  const row = state.containers.get(name);
  if (row !== undefined) return row;
  if (!/^[0-9a-f]{4,64}$/.test(name)) return null;
  return [...state.containers.values()].find((candidate) => candidate.id.startsWith(name)) ?? null;
}

export function respond(
  context: Context,
  caller: Caller,
  result: {
    readonly status: number;
    readonly stdout?: string;
    readonly stderr?: string;
    readonly containers?: readonly DockerContainerSummary[];
  },
): void {
  if (!context.isOpen(caller.connection)) return;
  context.send(
    caller.connection,
    Object.freeze({
      type: 'docker.response',
      requestId: caller.requestId,
      status: result.status,
      stdout: result.stdout ?? '',
      stderr: result.stderr ?? '',
      containers: result.containers ?? [],
    }),
  );
}
