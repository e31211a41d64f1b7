/**
 * Docker and Mesos containerizers: from a launch to the executor's process, and from its end to the agent's books.
 * Source: Mesos 1.0.1, src/slave/containerizer/{composing,docker}.cpp, mesos/containerizer.cpp, Slave::executorLaunched.
 * Left out: isolators, provisioning, the fetcher's downloads (URIs cost time only), executors run from an image.
 */
import { must } from '../../kernel/assert.ts';
import type { ChildExit, Context } from '../../kernel/context.ts';
import { processId, type ProcessId } from '../../kernel/ids.ts';
import type { ExecutorFlags } from '../executors/executor-flags.ts';
import type { ContainerId } from '../ids.ts';
import type { ContainerInfo } from '../messages/infos.ts';
import type { Container, AgentState, Executor, Framework } from './agent-state.ts';
import { checkpointForkedPid } from './checkpoint.ts';
import { callEngine, clientCommand, type EngineAnswer } from './engine-calls.ts';
import { onContainerUnknown, onExecutorTerminated, type Termination } from './executor-end.ts';
import { findExecutor, setExecutor } from './executor-table.ts';

/** From the launch to the fork: checkpoints and set-up, random between the two (an assumption, 9.2 of the reference). */
const FORK_MIN_MS = 5;
const FORK_MAX_MS = 30;
/** For each URI, whatever its size (an assumption). */
const FETCH_MS = 200;
/** Children are reaped by polling. Source: 3rdparty/libprocess/include/process/reap.hpp (100 ms with few pids). */
const REAP_INTERVAL_MS = 100;

export function executorProcessId(context: { readonly host: string }, containerId: ContainerId): ProcessId {
  return processId(`executor:${containerId}@${context.host}`);
}

/** Name of the container that a docker task runs in. */
export function dockerContainerName(state: AgentState, containerId: ContainerId): string {
  return `mesos-${state.info.id ?? ''}.${containerId}`;
}

function putContainer(state: AgentState, container: Container): Container {
  state.containers.set(container.containerId, Object.freeze(container));
  return container;
}

/** The first containerizer of the list that accepts; null when none does. */
function chooseKind(state: AgentState, info: ContainerInfo | null): Container['kind'] | null {
  for (const name of state.flags.containerizers.split(',')) {
    if (name === 'docker' && info?.type === 'DOCKER') return 'docker';
    if (name === 'mesos' && info?.type !== 'DOCKER') return 'mesos';
  }
  return null;
}

export function launchContainer(state: AgentState, context: Context, framework: Framework, executor: Executor): void {
  const { info, containerId } = executor;
  const kind = chooseKind(state, info.container);
  // The refusal comes back after the task was queued, as every answer of a containerizer does.
  if (kind === null) return context.setTimer(`refused:${containerId}`, 0, executor);
  const container = putContainer(state, containerOf(state, context, executor, kind));
  if (kind === 'docker') {
    const id = framework.info.id ?? '';
    const what = executor.isCommandExecutor
      ? `task '${info.executorId}' (and executor '${info.executorId}') of framework '${id}'`
      : `executor '${info.executorId}' and framework '${id}'`;
    const source = executor.isCommandExecutor ? 'docker.cpp:1009' : 'docker.cpp:1047';
    context.log('INFO', `Starting container '${containerId}' for ${what}`, source);
  } else {
    context.log(
      'INFO',
      `Starting container '${containerId}' for executor '${info.executorId}' of framework '${framework.info.id ?? ''}'`,
      'containerizer.cpp:781',
    );
  }
  context.setTimer(`fetched:${containerId}`, info.command.uris.length * FETCH_MS, container.containerId);
}

function containerOf(state: AgentState, context: Context, executor: Executor, kind: Container['kind']): Container {
  const { containerId, info } = executor;
  return {
    containerId,
    frameworkId: executor.frameworkId,
    executorId: info.executorId,
    kind,
    phase: 'FETCHING',
    process: executorProcessId(context, containerId),
    name: dockerContainerName(state, containerId),
    image: info.container?.docker?.image ?? null,
    forcePull: info.container?.docker?.forcePullImage ?? false,
    executorStatus: null,
  };
}

/** The launch went wrong: the executor's tasks will be reported with the reason. */
function failLaunch(state: AgentState, context: Context, executor: Executor, message: string, logText: string): void {
  const { info, containerId, frameworkId } = executor;
  noteFailedLaunch(state, context, executor, { why: logText, source: 'slave.cpp:3976' });
  const framework = state.frameworks.get(frameworkId);
  if (framework !== undefined) {
    const pendingTermination = Object.freeze({
      state: 'TASK_FAILED' as const,
      reason: 'REASON_CONTAINER_LAUNCH_FAILED' as const,
      message: `Failed to launch container: ${message}`,
    });
    setExecutor(framework, executor, { pendingTermination });
  }
  onExecutorTerminated(
    state,
    context,
    { containerId, frameworkId, executorId: info.executorId },
    { status: null, message: '' },
  );
}

function onRefused(state: AgentState, context: Context, launched: Executor): void {
  const executor = findExecutor(state, launched.frameworkId, launched.info.executorId);
  if (executor?.containerId !== launched.containerId) return;
  const { containerizers } = state.flags;
  const { containerId } = executor;
  const why = `None of the enabled containerizers (${containerizers}) could create a container for the provided TaskInfo/ExecutorInfo message`;
  noteFailedLaunch(state, context, executor, { why, source: 'slave.cpp:4004' });
  const failure = containerizers.includes(',')
    ? `Container '${containerId}' not found`
    : `Unknown container: ${containerId}`;
  onContainerUnknown(state, context, executor, failure);
}

function noteFailedLaunch(
  state: AgentState,
  context: Context,
  { containerId, info, frameworkId }: Executor,
  { why, source }: { readonly why: string; readonly source: string },
): void {
  const which = `Container '${containerId}' for executor '${info.executorId}' of framework ${frameworkId}`;
  context.log('ERROR', `${which} failed to start: ${why}`, source);
  state.metrics.containerLaunchErrors += 1;
}

/** Timers of containers: `refused:`, `fetched:`, `fork:`, `reap:`, `rm:` and the container's id. False for other keys. */
export function onContainerTimer(state: AgentState, context: Context, key: string, body: unknown): boolean {
  if (key.startsWith('fetched:')) onFetched(state, context, body as ContainerId);
  else if (key.startsWith('refused:')) onRefused(state, context, body as Executor);
  else if (key.startsWith('fork:')) onFork(state, context, body as ContainerId);
  else if (key.startsWith('reap:')) onReaped(state, context, body as ReapBody);
  else if (key.startsWith('rm:'))
    callEngine(
      state,
      context,
      { purpose: 'rm', containerId: null },
      { type: 'docker.rm', name: body as string, force: true },
    );
  else return false;
  return true;
}

function onFetched(state: AgentState, context: Context, containerId: ContainerId): void {
  const container = state.containers.get(containerId);
  if (container?.phase !== 'FETCHING') return;
  if (container.kind === 'mesos') return scheduleFork(state, context, container);
  putContainer(state, { ...container, phase: 'PULLING' });
  callEngine(
    state,
    context,
    { purpose: 'pull', containerId },
    { type: 'docker.pull', image: container.image ?? '', force: container.forcePull },
  );
}

function scheduleFork(state: AgentState, context: Context, container: Container): void {
  putContainer(state, { ...container, phase: 'FORKING' });
  context.setTimer(
    `fork:${container.containerId}`,
    FORK_MIN_MS + context.random() * (FORK_MAX_MS - FORK_MIN_MS),
    container.containerId,
  );
}

function onPulled(state: AgentState, context: Context, container: Container, answer: EngineAnswer): void {
  if (container.phase !== 'PULLING') return;
  if (answer.status === 0) return scheduleFork(state, context, container);
  const executor = findExecutor(state, container.frameworkId, container.executorId);
  const command = clientCommand(state, `pull ${container.image ?? ''}`);
  const message = `Failed to run '${command}': exited with status ${String(answer.status)}; stderr='${answer.stderr.trim()}\n'`;
  state.containers.delete(container.containerId);
  if (executor !== null) failLaunch(state, context, executor, message, message);
}

function onFork(state: AgentState, context: Context, containerId: ContainerId): void {
  const container = state.containers.get(containerId);
  if (container?.phase !== 'FORKING') return;
  const executor = findExecutor(state, container.frameworkId, container.executorId);
  if (executor === null) return;
  putContainer(state, { ...container, phase: 'RUNNING' });
  const program = programOf(state, executor, container);
  if (program !== null) {
    context.spawn({
      id: container.process,
      host: context.host,
      program,
      flags: executorFlags(state, executor, container),
      diesWith: diesWith(state, context),
      parent: context.self,
      restart: null,
    });
  }
  if (executor.checkpoint) checkpointForkedPid(state, context, executor, context.pid + state.containers.size);
}

/** Null: a binary that no program stands for; it runs and never registers. */
function programOf(state: AgentState, executor: Executor, container: Container): string | null {
  if (executor.isCommandExecutor) return container.kind === 'docker' ? 'docker-executor' : 'command-executor';
  const words = (executor.info.command.value ?? '').trim().split(/\s+/);
  const binary = words[0] ?? '';
  return state.flags.customExecutors[binary.slice(binary.lastIndexOf('/') + 1)] ?? null;
}

function executorFlags(state: AgentState, executor: Executor, container: Container): ExecutorFlags {
  const { flags } = state;
  return Object.freeze({
    slavePid: state.pid,
    frameworkId: executor.frameworkId,
    executorId: executor.info.executorId,
    containerId: executor.containerId,
    directory: executor.directory,
    checkpoint: executor.checkpoint,
    recoveryTimeoutMs: flags.recoveryTimeoutMs,
    shutdownGracePeriodMs: executor.info.shutdownGracePeriodMs ?? flags.executorShutdownGracePeriodMs,
    stopTimeoutMs: flags.dockerStopTimeoutMs,
    containerName: container.name,
    sandboxDirectory: flags.sandboxDirectory,
    http: flags.httpCommandExecutor,
    startMinMs: flags.executorStartMinMs,
    startMaxMs: flags.executorStartMaxMs,
  });
}

/** Whether executors end with the agent's own process is a matter of how the agent is deployed. */
function diesWith(state: AgentState, context: Context): ProcessId | null {
  switch (state.flags.runtime) {
    case 'docker':
    case 'host+systemd(KillMode=control-group)':
      return context.self;
    case 'docker+docker_mesos_image':
      return processId(`dockerd@${context.host}`);
    case 'host+supervisord':
    case 'host+systemd(KillMode=process)':
      return null;
  }
}

type ReapBody = { readonly containerId: ContainerId; readonly status: number | null };

/** The executor's process ended; the containerizer notices at its next poll. */
export function onExecutorProcessExited(state: AgentState, context: Context, exit: ChildExit): void {
  const container = [...state.containers.values()].find((candidate) => candidate.process === exit.processId);
  if (container !== undefined) scheduleReap(context, container.containerId, exit.code);
}

export function scheduleReap(context: Context, containerId: ContainerId, status: number | null): void {
  context.setTimer(`reap:${containerId}`, context.random() * REAP_INTERVAL_MS, Object.freeze({ containerId, status }));
}

function onReaped(state: AgentState, context: Context, body: ReapBody): void {
  const container = state.containers.get(body.containerId);
  if (container === undefined) return;
  context.log(
    'INFO',
    `Executor for container '${body.containerId}' has exited`,
    container.kind === 'docker' ? 'docker.cpp:2084' : 'containerizer.cpp:1863',
  );
  if (container.phase === 'DESTROYING' && container.kind === 'docker') {
    putContainer(state, { ...container, executorStatus: body.status });
    return;
  }
  if (container.phase !== 'DESTROYING')
    context.log('INFO', `Destroying container '${body.containerId}'`, 'docker.cpp:1852');
  // An executor that went by itself leaves its task's container alone: no docker stop here.
  const message = container.kind === 'docker' ? 'Container terminated' : 'Executor terminated';
  finish(state, context, container, { status: body.status, message });
}

/** Kills what is there of a container; its end comes back as a termination. */
export function destroyContainer(state: AgentState, context: Context, containerId: ContainerId): void {
  const container = state.containers.get(containerId);
  if (container === undefined || container.phase === 'DESTROYING') return;
  context.log(
    'INFO',
    `Destroying container '${containerId}'`,
    container.kind === 'docker' ? 'docker.cpp:1921' : 'containerizer.cpp:1622',
  );
  if (container.phase !== 'RUNNING') {
    const message =
      container.phase === 'PULLING' ? 'Container destroyed while pulling image' : 'Container destroyed while fetching';
    return finish(state, context, container, { status: null, message });
  }
  putContainer(state, { ...container, phase: 'DESTROYING' });
  if (container.kind === 'mesos') {
    if (!context.kill(container.process, 'SIGKILL')) scheduleReap(context, containerId, null);
    return;
  }
  context.log('INFO', `Sending SIGTERM to executor with pid: ${container.process}`, 'docker.cpp:1938');
  context.kill(container.process, 'SIGTERM');
  context.log('INFO', `Running docker stop on container '${containerId}'`, 'docker.cpp:1980');
  const graceMs = state.flags.dockerStopTimeoutMs;
  callEngine(
    state,
    context,
    { purpose: 'stop', containerId },
    { type: 'docker.stop', name: container.name, graceMs, remove: false },
  );
}

/** Answers of the engine that concern containers. */
export function onEngineAnswer(state: AgentState, context: Context, answer: EngineAnswer): void {
  const { purpose, containerId } = answer.call;
  const container = containerId === null ? undefined : state.containers.get(containerId);
  if (container === undefined) return;
  if (purpose === 'pull') onPulled(state, context, container, answer);
  if (purpose === 'stop' && container.phase === 'DESTROYING') {
    finish(state, context, container, { status: container.executorStatus, message: 'Container killed' });
  }
}

function finish(state: AgentState, context: Context, container: Container, termination: Termination): void {
  context.clearTimer(`reap:${container.containerId}`);
  state.containers.delete(container.containerId);
  if (container.kind === 'docker')
    context.setTimer(`rm:${container.containerId}`, state.flags.dockerRemoveDelayMs, container.name);
  onExecutorTerminated(state, context, container, termination);
}

/** A container found in the checkpoint: its executor is watched again. */
export function recoverContainer(state: AgentState, context: Context, executor: Executor): void {
  const kind = must(chooseKind(state, executor.info.container) ?? 'mesos', 'containerizer of a recovered executor');
  const text = `Recovering container '${executor.containerId}' for executor '${executor.info.executorId}' of framework ${executor.frameworkId}`;
  context.log('INFO', text, kind === 'docker' ? 'docker.cpp:932' : 'containerizer.cpp:607');
  const container = putContainer(state, { ...containerOf(state, context, executor, kind), phase: 'RUNNING' });
  if (!context.isRunning(container.process)) scheduleReap(context, container.containerId, null);
}
