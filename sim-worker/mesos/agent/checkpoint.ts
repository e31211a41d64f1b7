/**
 * What the agent writes below its work directory so that a restarted one can go on.
 * Source: Mesos 1.0.1, src/slave/state.hpp (checkpoint: write to a temporary file and rename), slave.cpp, status_update_manager.cpp.
 * The real agent leaves it to the operating system to bring the files to the disk within some 30 s; here they are durable at once.
 */
import type { Context, DiskResult } from '../../kernel/context.ts';
import type { FrameworkInfo, SlaveInfo } from '../messages/infos.ts';
import type { StatusUpdate, Task } from '../messages/tasks.ts';
import type { Resources } from '../resources/resource.ts';
import { equalResources } from '../resources/resources.ts';
import {
  bootIdPath,
  executorPath,
  frameworkPath,
  latestSlavePath,
  metaDir,
  resourcesInfoPath,
  runPath,
  slavePath,
  taskPath,
  type RunIds,
} from './agent-paths.ts';
import type { AgentState, Executor, Framework } from './agent-state.ts';
import { must } from '../../kernel/assert.ts';

/** A record of task.updates. */
export type UpdateRecord =
  { readonly type: 'UPDATE'; readonly update: StatusUpdate } | { readonly type: 'ACK'; readonly uuid: string };

/** Rough sizes of the protobuf records, for the disk. */
const INFO_BYTES = 400;
const UPDATE_BYTES = 600;
const ACK_BYTES = 20;

export function workDirOf(state: AgentState): string {
  return must(state.flags.workDir, 'work directory of a started agent');
}

export function runIds(state: AgentState, executor: Executor): RunIds {
  return {
    slaveId: must(state.info.id, 'id of a registered agent'),
    frameworkId: executor.frameworkId,
    executorId: executor.info.executorId,
    containerId: executor.containerId,
  };
}

function writeRecord(context: Context, path: string, record: unknown): void {
  expectWritten(
    context,
    path,
    context.disk.writeSynced(path, { kind: 'records', records: [record], sizeBytes: INFO_BYTES }),
  );
}

function writeText(context: Context, path: string, text: string): void {
  expectWritten(context, path, context.disk.writeSynced(path, { kind: 'text', text }));
}

/** An agent that cannot checkpoint aborts (CHECK_SOME around state::checkpoint in slave.cpp). */
function expectWritten(context: Context, path: string, result: DiskResult): void {
  if (result === 'ok') return;
  const reason = result === 'full' ? 'No space left on device' : 'Input/output error';
  context.exit(134, `CHECK_SOME(state::checkpoint(path, t)): Failed to write temporary file '${path}.tmp': ${reason}`);
}

/** The only record of a file that `writeRecord` made; null when it is missing or something else. */
export function readRecord(context: Context, path: string): unknown {
  const file = context.disk.read(path);
  return file?.kind === 'records' ? (file.records[0] ?? null) : null;
}

export function readText(context: Context, path: string): string | null {
  const file = context.disk.read(path);
  return file?.kind === 'text' ? file.text : null;
}

export function checkpointSlaveInfo(state: AgentState, context: Context, info: SlaveInfo): void {
  const workDir = workDirOf(state);
  const slaveId = must(info.id, 'id of a registered agent');
  writeRecord(context, `${slavePath(metaDir(workDir), slaveId)}/slave.info`, info);
  writeText(context, latestSlavePath(workDir), slaveId);
  writeText(context, `${workDir}/slaves/latest`, slaveId);
}

export function checkpointBootId(state: AgentState, context: Context, bootId: string): void {
  writeText(context, bootIdPath(workDirOf(state)), bootId);
}

/** Volumes that are no more lose their folders. (One that is new has a folder once something is written there.) */
export function removeVolumes(state: AgentState, context: Context, resources: Resources): void {
  for (const volume of state.checkpointedResources) {
    const id = volume.disk?.persistence?.id;
    if (id === undefined || resources.some((other) => equalResources([other], [volume]))) continue;
    const path = `${workDirOf(state)}/volumes/roles/${volume.role}/${id}`;
    context.log('INFO', `Deleting persistent volume '${id}' at '${path}'`, 'slave.cpp:2501');
    context.disk.removeFolder(path);
  }
}

export function checkpointResources(state: AgentState, context: Context, resources: Resources): void {
  writeRecord(context, resourcesInfoPath(workDirOf(state)), resources);
}

export function checkpointFramework(state: AgentState, context: Context, framework: Framework): void {
  const info: FrameworkInfo = framework.info;
  const folder = frameworkPath(
    metaDir(workDirOf(state)),
    must(state.info.id, 'agent id'),
    must(info.id, 'framework id'),
  );
  writeRecord(context, `${folder}/framework.info`, info);
  writeText(context, `${folder}/framework.pid`, framework.pid);
}

export function checkpointExecutor(state: AgentState, context: Context, executor: Executor): void {
  const ids = runIds(state, executor);
  const meta = executorPath(metaDir(workDirOf(state)), ids);
  writeRecord(context, `${meta}/executor.info`, executor.info);
  writeText(context, `${meta}/runs/latest`, executor.containerId);
}

export function checkpointForkedPid(state: AgentState, context: Context, executor: Executor, pid: number): void {
  writeText(context, `${metaRun(state, executor)}/pids/forked.pid`, String(pid));
}

export function checkpointLibprocessPid(state: AgentState, context: Context, executor: Executor, pid: string): void {
  writeText(context, `${metaRun(state, executor)}/pids/libprocess.pid`, pid);
}

/** Tells a recovering agent that the executor speaks HTTP. */
export function checkpointHttpMarker(state: AgentState, context: Context, executor: Executor): void {
  writeText(context, `${metaRun(state, executor)}/http.marker`, '');
}

export function checkpointSentinel(state: AgentState, context: Context, executor: Executor): void {
  writeText(context, `${metaRun(state, executor)}/executor.sentinel`, '');
}

export function checkpointTask(state: AgentState, context: Context, executor: Executor, task: Task): void {
  writeRecord(context, `${taskPath(metaDir(workDirOf(state)), runIds(state, executor), task.taskId)}/task.info`, task);
}

export function updatesPath(state: AgentState, executor: Executor, taskId: string): string {
  return `${taskPath(metaDir(workDirOf(state)), runIds(state, executor), taskId)}/task.updates`;
}

export function appendUpdateRecord(context: Context, path: string, record: UpdateRecord): void {
  const sizeBytes = record.type === 'UPDATE' ? UPDATE_BYTES : ACK_BYTES;
  expectWritten(context, path, context.disk.append(path, Object.freeze(record), sizeBytes));
}

function metaRun(state: AgentState, executor: Executor): string {
  return runPath(metaDir(workDirOf(state)), runIds(state, executor));
}
