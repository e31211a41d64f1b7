/** The tile of one process: what the kernel knows of it, with what its program says of itself. */
import { createReadContext } from '../../kernel/program-context.ts';
import type { ProcessId } from '../../kernel/ids.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import type { Process } from '../../kernel/world.ts';
import { PAINTERS } from './painters/painters.ts';
import { PLAIN_PICTURE, type ProgramPicture } from './program-picture.ts';
import type { ProcessTile } from './views.ts';

/** Tasks drawn in one tile; the rest is a number. */
const TASK_LIMIT = 64;

/** Programs that have a tile; all others (executors, containers, task processes) show inside their agent's or docker's. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['zookeeper', 'zk'],
  ['mesos-master', 'master'],
  ['mesos-agent', 'agent'],
  ['marathon', 'marathon'],
  ['marathon-lb', 'lb'],
  ['haproxy', 'haproxy'],
  ['clients', 'clients'],
  ['chronos', 'chronos'],
  ['steady-framework', 'framework'],
  ['dockerd', 'docker'],
  ['operator', 'operator'],
]);

export function hasTile(program: string): boolean {
  return SHORT_NAMES.has(program);
}

/** The tile that stands for a process: its own, or that of the engine that runs it on its host; null when there is none. */
export function tileIdFor(id: ProcessId): ProcessId | null {
  const at = id.lastIndexOf('@');
  if (at < 0) return null;
  const program = id.slice(0, at);
  if (hasTile(program)) return id;
  const host = id.slice(at + 1);
  if (program.startsWith('container:')) return `dockerd@${host}` as ProcessId;
  if (program.startsWith('zkcli')) return `operator@${host}` as ProcessId;
  return `mesos-agent@${host}` as ProcessId;
}

export function titleOf(process: Process): string {
  const name = SHORT_NAMES.get(process.spec.program) ?? process.spec.program;
  if (name === 'operator' || name === 'clients') return name;
  const parts = process.spec.host.split('.');
  const short = process.spec.host.startsWith('192.168.1.') ? (parts[3] ?? '') : process.spec.host;
  return `${name} ${short}`;
}

/** Null for a process without a tile. */
export function tileOf(simulator: Simulator, process: Process): ProcessTile | null {
  if (!hasTile(process.spec.program)) return null;
  const picture = pictureOf(simulator, process);
  return {
    id: process.spec.id,
    host: process.spec.host,
    program: process.spec.program,
    title: titleOf(process),
    status: statusOf(process),
    role: picture.role,
    leading: picture.leading,
    detail: picture.detail,
    pid: process.pid,
    incarnation: process.incarnation,
    exitCode: process.exitCode,
    restartAtUs: process.restartAtUs,
    vote: picture.vote,
    resources: picture.resources,
    tasks: picture.tasks.slice(0, TASK_LIMIT),
    taskCount: picture.tasks.length,
  };
}

export function statusOf(process: Process): ProcessTile['status'] {
  if (process.status !== 'ended') return process.status;
  return process.restartAtUs === null ? 'ended' : 'restarting';
}

/** What the program says of itself; plain while it is ended or has not booted. */
export function pictureOf(simulator: Simulator, process: Process): ProgramPicture {
  const paint = PAINTERS.get(process.spec.program);
  if (paint === undefined || process.status === 'ended' || process.state === null) return PLAIN_PICTURE;
  return paint(process.state, createReadContext(simulator, process));
}
