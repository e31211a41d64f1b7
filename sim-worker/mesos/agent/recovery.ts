/**
 * What a starting agent finds of an earlier one: its id, its frameworks, executors and unacknowledged updates; containers
 * nobody knows are removed, executors that live are asked to come back.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (recover, _recover, __recover), src/slave/state.cpp, docker.cpp (recover).
 */
import { startOversubscription } from './oversubscription.ts';
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import { agentId, containerId, randomUuid, taskId as taskIdOf, type FrameworkId } from '../ids.ts';
import type { ExecutorInfo, FrameworkInfo, SlaveInfo } from '../messages/infos.ts';
import { isTerminalState, type Task } from '../messages/tasks.ts';
import { formatAttributes } from '../resources/attributes.ts';
import { formatResources } from '../resources/format.ts';
import { applyCheckpointed } from '../resources/checkpointed.ts';
import type { Resources } from '../resources/resource.ts';
import { sameInfo } from './agent-info.ts';
import { executorText, sendTo } from './agent-messages.ts';
import {
  bootIdPath,
  executorPath,
  frameworkPath,
  HOST_BOOT_ID_PATH,
  latestSlavePath,
  metaDir,
  resourcesInfoPath,
  runPath,
  slavePath,
} from './agent-paths.ts';
import { EXECUTOR_REREGISTER_TIMEOUT_MS, type AgentState, type Executor, type Framework } from './agent-state.ts';
import { checkpointBootId, readRecord, readText, workDirOf, type UpdateRecord } from './checkpoint.ts';
import { destroyContainer, recoverContainer } from './containerizer.ts';
import { callEngine, type EngineAnswer } from './engine-calls.ts';
import { endIfDone, onContainerUnknown } from './executor-end.ts';
import { HTTP_PID, isHttpExecutor } from './http/executor-streams.ts';
import { killUnreregistered } from './executor-registration.ts';
import { shutDownExecutor } from './executor-shutdown.ts';
import { completeTask, recordStatus, setExecutor, terminateTask } from './executor-table.ts';
import { scheduleGc } from './garbage-collector.ts';
import { onDetected, setPhase } from './registration.ts';
import { recoverStream } from './status-streams.ts';

/** From the process's start to the reading of its checkpoints (an assumption, section 16 of the reference). */
const START_MS = 50;
const FINISH_MS = 20;

export const RECOVER_TIMER = 'recover';
export const RECOVERED_TIMER = 'recovered';

export function beginRecovery(context: Context): void {
  context.setTimer(RECOVER_TIMER, START_MS);
}

/** Reads the checkpoints; with the Docker containerizer the engine is asked what runs first. */
export function onRecoverTimer(state: AgentState, context: Context): void {
  const workDir = workDirOf(state);
  context.log('INFO', `Recovering state from '${metaDir(workDir)}'`, 'state.cpp:57');
  state.checkpointedResources =
    (readRecord(context, resourcesInfoPath(workDir)) as Resources | null) ?? state.checkpointedResources;
  const refusal = incompatibleResources(state) ?? recoverSlaveInfo(state, context);
  if (refusal !== null) return failRecovery(state, context, refusal);
  if (state.info.id !== null) recoverFrameworks(state, context);
  context.log('INFO', 'Recovering status update manager', 'status_update_manager.cpp:200');
  if (!state.flags.containerizers.includes('docker')) return recoverExecutors(state, context);
  context.log('INFO', 'Recovering Docker containers', 'docker.cpp:775');
  callEngine(
    state,
    context,
    { purpose: 'ps', containerId: null },
    { type: 'docker.ps', all: true, namePrefix: 'mesos-' },
  );
}

/** What was reserved or made a volume of must still be there. */
function incompatibleResources({ checkpointedResources, info }: AgentState): string | null {
  const applied = applyCheckpointed(info.resources, checkpointedResources);
  if (applied.ok) return null;
  const [checkpointed, own] = [formatResources(checkpointedResources), formatResources(info.resources)];
  return `Checkpointed resources ${checkpointed} are incompatible with agent resources ${own}: ${applied.error}`;
}

/** The id of the work directory, unless the host was rebooted; null when all is well. */
function recoverSlaveInfo(state: AgentState, context: Context): string | null {
  const workDir = workDirOf(state);
  const hostBootId = currentBootId(context);
  const bootId = readText(context, bootIdPath(workDir));
  if (bootId !== null && bootId !== hostBootId) {
    context.log('INFO', 'Agent host rebooted', 'state.cpp:88');
    context.disk.remove(latestSlavePath(workDir));
  }
  const latest = readText(context, latestSlavePath(workDir));
  if (latest === null) return null;
  const info = readRecord(context, `${slavePath(metaDir(workDir), latest)}/slave.info`) as SlaveInfo | null;
  if (info === null) {
    context.log(
      'WARN',
      `Failed to find agent info file '${slavePath(metaDir(workDir), latest)}/slave.info'`,
      'state.cpp:140',
    );
    return null;
  }
  if (!sameInfo(info, state.info) && state.flags.recover === 'reconnect') return incompatible(info, state.info);
  state.info = Object.freeze({ ...state.info, id: agentId(latest) });
  return null;
}

/** Made by the host's kernel at boot; it lives in memory alone, so that a power-off loses it. */
function currentBootId(context: Context): string {
  const known = readText(context, HOST_BOOT_ID_PATH);
  if (known !== null) return known;
  const bootId = randomUuid(context.randomInt);
  context.disk.write(HOST_BOOT_ID_PATH, { kind: 'text', text: bootId });
  return bootId;
}

function incompatible(old: SlaveInfo, current: SlaveInfo): string {
  const rule = '------------------------------------------------------------';
  return `Incompatible agent info detected.\n${rule}\nOld agent info:\n${dump(old)}\n${rule}\nNew agent info:\n${dump(current)}\n${rule}`;
}

function dump(info: SlaveInfo): string {
  return `hostname: "${info.hostname}"\nresources: ${formatResources(info.resources)}\nattributes: ${formatAttributes(info.attributes)}\nport: ${String(info.port)}`;
}

function failRecovery(state: AgentState, context: Context, reason: string): void {
  state.metrics.recoveryErrors += 1;
  const latest = latestSlavePath(workDirOf(state));
  const remedy = `To remedy this do as follows:\nStep 1: rm -f ${latest}\n        This ensures agent doesn't recover old live executors.\nStep 2: Restart the agent.`;
  context.exit(1, `Failed to perform recovery: ${reason}\n${remedy}`);
}

function recoverFrameworks(state: AgentState, context: Context): void {
  const slaveId = must(state.info.id, 'recovered agent id');
  const root = metaDir(workDirOf(state));
  for (const name of context.disk.list(`${slavePath(root, slaveId)}/frameworks`)) {
    const folder = frameworkPath(root, slaveId, name);
    const info = readRecord(context, `${folder}/framework.info`) as FrameworkInfo | null;
    if (info === null) continue;
    context.log('INFO', `Recovering framework ${name}`, 'slave.cpp:4870');
    const pid = readText(context, `${folder}/framework.pid`) ?? '';
    const framework: Framework = { info, pid, terminating: false, executors: new Map(), completedExecutors: [] };
    for (const executorId of context.disk.list(`${folder}/executors`))
      recoverExecutor(state, context, framework, executorId);
    if (framework.executors.size > 0) state.frameworks.set(name as FrameworkId, framework);
    else collectFramework(state, context, name, framework);
  }
}

/** Nothing of it runs any more. */
function collectFramework(state: AgentState, context: Context, id: string, framework: Framework): void {
  const slaveId = must(state.info.id, 'recovered agent id');
  const { info, pid, completedExecutors } = framework;
  if (completedExecutors.length > 0) {
    context.log('INFO', `Cleaning up framework ${id}`, 'slave.cpp:4281');
    const completed = Object.freeze({ info, pid, completedExecutors });
    state.completedFrameworks = Object.freeze([...state.completedFrameworks, completed]);
  }
  scheduleGc(state, context, frameworkPath(workDirOf(state), slaveId, id));
  scheduleGc(state, context, frameworkPath(metaDir(workDirOf(state)), slaveId, id));
}

/** The latest run of an executor; a run with a sentinel file is history. */
function recoverExecutor(state: AgentState, context: Context, framework: Framework, executorId: string): void {
  const ids = {
    slaveId: must(state.info.id, 'agent id'),
    frameworkId: must(framework.info.id, 'framework id'),
    executorId,
  };
  context.log('INFO', `Recovering executor '${executorId}' of framework ${ids.frameworkId}`, 'slave.cpp:5798');
  const root = metaDir(workDirOf(state));
  const roots = [workDirOf(state), root];
  const info = readRecord(context, `${executorPath(root, ids)}/executor.info`) as ExecutorInfo | null;
  const latest = readText(context, `${executorPath(root, ids)}/runs/latest`);
  if (info === null || latest === null) {
    const text = `Skipping recovery of executor '${executorId}' of framework ${ids.frameworkId} because its latest run or executor info cannot be recovered`;
    context.log('WARN', text, 'slave.cpp:5804');
    for (const base of roots) scheduleGc(state, context, executorPath(base, ids));
    return;
  }
  for (const run of context.disk.list(`${executorPath(root, ids)}/runs`)) {
    if (run === latest || run === 'latest') continue;
    for (const base of roots) scheduleGc(state, context, runPath(base, { ...ids, containerId: run }));
  }
  const folder = runPath(root, { ...ids, containerId: latest });
  let executor = setExecutor(framework, emptyExecutor(state, framework, info, latest), {
    pid: context.disk.exists(`${folder}/http.marker`) ? HTTP_PID : readText(context, `${folder}/pids/libprocess.pid`),
  });
  for (const taskId of context.disk.list(`${folder}/tasks`))
    executor = recoverTask(state, context, framework, executor, `${folder}/tasks/${taskId}`);
  if (context.disk.exists(`${folder}/executor.sentinel`)) {
    state.metrics.executorsTerminated += 1;
    for (const base of roots) scheduleGc(state, context, runPath(base, { ...ids, containerId: latest }));
    for (const base of roots) scheduleGc(state, context, executorPath(base, ids));
    framework.executors.delete(info.executorId);
    framework.completedExecutors = Object.freeze([
      ...framework.completedExecutors,
      Object.freeze({ ...executor, phase: 'TERMINATED' as const }),
    ]);
  }
}

function emptyExecutor(state: AgentState, framework: Framework, info: ExecutorInfo, latest: string): Executor {
  const frameworkId = must(framework.info.id, 'framework id');
  const ids = {
    slaveId: must(state.info.id, 'agent id'),
    frameworkId,
    executorId: info.executorId,
    containerId: latest,
  };
  return {
    info,
    frameworkId,
    containerId: containerId(latest),
    directory: runPath(workDirOf(state), ids),
    checkpoint: true,
    isCommandExecutor: info.name.startsWith('Command Executor (Task: '),
    phase: 'REGISTERING',
    pid: null,
    pendingTermination: null,
    queuedTasks: [],
    launchedTasks: [],
    terminatedTasks: [],
    completedTasks: [],
  };
}

function recoverTask(
  state: AgentState,
  context: Context,
  framework: Framework,
  executor: Executor,
  folder: string,
): Executor {
  const task = readRecord(context, `${folder}/task.info`) as Task | null;
  if (task === null) return executor;
  const file = context.disk.read(`${folder}/task.updates`);
  const records = file?.kind === 'records' ? (file.records as readonly UpdateRecord[]) : [];
  let next = setExecutor(framework, executor, { launchedTasks: Object.freeze([...executor.launchedTasks, task]) });
  const acks = new Set(records.filter((record) => record.type === 'ACK').map((record) => record.uuid));
  for (const record of records) {
    if (record.type !== 'UPDATE') continue;
    const { status } = record.update;
    next = recordStatus(framework, next, status);
    if (!isTerminalState(status.state)) continue;
    next = terminateTask(framework, next, status);
    if (acks.has(record.update.uuid ?? '')) next = completeTask(framework, next, status.taskId);
    break;
  }
  const ids = {
    frameworkId: must(framework.info.id, 'framework id'),
    taskId: taskIdOf(task.taskId),
    path: `${folder}/task.updates`,
  };
  recoverStream(state, ids, records);
  return next;
}

/** The engine's list: containers that no checkpoint knows are stopped and removed. */
export function onEngineList(state: AgentState, context: Context, answer: EngineAnswer): void {
  if (state.phase !== 'RECOVERING') return;
  if (answer.status !== 0) return failRecovery(state, context, `Failed to run 'docker ps -a': ${answer.stderr}`);
  const known = new Set<string>();
  for (const framework of state.frameworks.values())
    for (const executor of framework.executors.values()) known.add(executor.containerId);
  if (state.flags.dockerKillOrphans) {
    for (const { name } of answer.containers) {
      const id = name.slice(name.lastIndexOf('.') + 1);
      if (known.has(id) || !/^mesos-.+\../.test(name)) continue;
      const graceMs = state.flags.dockerStopTimeoutMs;
      callEngine(
        state,
        context,
        { purpose: 'rm', containerId: null },
        { type: 'docker.stop', name, graceMs, remove: true },
      );
    }
  }
  recoverExecutors(state, context);
}

function hasForked(state: AgentState, context: Context, { frameworkId, info, containerId }: Executor): boolean {
  const ids = { slaveId: must(state.info.id, 'agent id'), frameworkId, executorId: info.executorId, containerId };
  return readText(context, `${runPath(metaDir(workDirOf(state)), ids)}/pids/forked.pid`) !== null;
}

function recoverExecutors(state: AgentState, context: Context): void {
  const recovered = state.frameworks.size;
  for (const framework of [...state.frameworks.values()]) {
    for (const executor of [...framework.executors.values()]) {
      if (!hasForked(state, context, executor)) {
        if (state.flags.recover === 'reconnect') reconnect(state, context, executor);
        onContainerUnknown(state, context, executor, `Unknown container: ${executor.containerId}`);
        continue;
      }
      recoverContainer(state, context, executor);
      if (state.flags.recover === 'reconnect') reconnect(state, context, executor);
      else endRecovered(state, context, framework, executor);
    }
  }
  const wait = recovered > 0 && state.flags.recover === 'reconnect';
  context.setTimer(RECOVERED_TIMER, wait ? EXECUTOR_REREGISTER_TIMEOUT_MS : FINISH_MS);
}

/** --recover=cleanup */
function endRecovered(state: AgentState, context: Context, framework: Framework, executor: Executor): void {
  const which = executorText(executor);
  if (executor.pid !== null) {
    context.log('INFO', `Sending shutdown to executor ${which}`, 'slave.cpp:4742');
    return shutDownExecutor(state, context, framework, executor);
  }
  const text = `Killing executor ${which} because no pid or http checkpoint file was found`;
  context.log('INFO', text, 'slave.cpp:4745');
  destroyContainer(state, context, executor.containerId);
}

function reconnect(state: AgentState, context: Context, executor: Executor): void {
  if (executor.pid === null) {
    return context.log(
      'INFO',
      `Unable to reconnect to executor ${executorText(executor)} because no pid or http checkpoint file was found`,
      'slave.cpp:4732',
    );
  }
  if (isHttpExecutor(executor.pid)) {
    const text = `Waiting for executor ${executorText(executor)} to subscribe`;
    return context.log('INFO', text, 'slave.cpp:4729');
  }
  context.log('INFO', `Sending reconnect request to executor ${executorText(executor)}`, 'slave.cpp:4722');
  sendTo(state, context, executor.pid, {
    type: 'mesos.ReconnectExecutorMessage',
    slaveId: must(state.info.id, 'agent id'),
  });
}

/** Folders of ids that this agent had before. */
function collectOldAgents(state: AgentState, context: Context): void {
  const workDir = workDirOf(state);
  // Folders whose files a power-off lost are still known by their checkpoints.
  const roots = [workDir, metaDir(workDir)];
  for (const id of new Set(roots.flatMap((root) => context.disk.list(`${root}/slaves`)))) {
    if (id === 'latest' || id === state.info.id) continue;
    context.log('INFO', `Garbage collecting old agent ${id}`, 'slave.cpp:4815');
    for (const root of roots) scheduleGc(state, context, slavePath(root, id));
  }
}

/** End of the window: recovery is over, and the agent looks for its master. */
export function onRecoveredTimer(state: AgentState, context: Context): void {
  if (state.phase !== 'RECOVERING') return;
  if (state.frameworks.size > 0 && state.flags.recover === 'reconnect') killUnreregistered(state, context);
  context.log('INFO', 'Finished recovery', 'slave.cpp:4782');
  checkpointBootId(state, context, currentBootId(context));
  collectOldAgents(state, context);
  if (state.flags.recover === 'cleanup') {
    setPhase(state, context, 'TERMINATING');
    return endIfDone(state, context);
  }
  setPhase(state, context, 'DISCONNECTED');
  if (state.detectionFailure !== null) return context.exit(1, `Failed to detect a master: ${state.detectionFailure}`);
  if (state.detected !== null) onDetected(state, context, { kind: 'master', master: state.detected });
  startOversubscription(state, context);
}
