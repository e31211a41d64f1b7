/**
 * `mesos-docker-executor`: runs one task by `docker run`, reports RUNNING with what `docker inspect` says, and stops it.
 * Source: Mesos 1.0.1, src/docker/executor.cpp, src/docker/docker.cpp (inspect with retry).
 */
import type { DockerResponse } from '../../host/docker/docker-api.ts';
import { isDockerResponse, DOCKER_PORT } from '../../host/docker/docker-api.ts';
import { must } from '../../kernel/assert.ts';
import type { Context, Flags, Program, ProgramEvent } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { FrameworkInfo } from '../messages/infos.ts';
import type { ContainerStatus, TaskInfo } from '../messages/tasks.ts';
import { dockerRunOptions } from './docker-run.ts';
import {
  executorDriverOwnsEvent,
  executorDriverReceive,
  executorDriverSendStatus,
  executorDriverStart,
  type ExecutorCallback,
  type ExecutorDriverState,
} from './executor-driver.ts';
import type { ExecutorFlags } from './executor-flags.ts';
import {
  healthOwnsEvent,
  healthReceive,
  healthStart,
  healthStop,
  type HealthCheckerState,
  type HealthVerdict,
} from './health-checker.ts';
import { logLine, printLine } from './sandbox-log.ts';
import { exitStatusText } from './wait-status.ts';

/** src/docker/executor.cpp, DOCKER_INSPECT_DELAY. */
const INSPECT_RETRY_MS = 500;
/** src/docker/executor.cpp, DOCKER_INSPECT_TIMEOUT: so long the end of a container that never showed waits. */
const INSPECT_TIMEOUT_MS = 5_000;
/** The executor stays this long after the terminal update, so that it gets through. */
const LINGER_MS = 1_000;
/** Reap interval and one second of margin come off the agent's grace period at a shutdown. */
const SHUTDOWN_MARGIN_MS = 2_000;

type DockerCall = 'run' | 'inspect' | 'stop';

export type DockerExecutorState = {
  readonly flags: ExecutorFlags;
  driver: ExecutorDriverState | null;
  framework: FrameworkInfo | null;
  /** Connection to the engine, as the `docker` clients that the executor runs. */
  engine: ConnectionId | null;
  readonly calls: Map<number, DockerCall>;
  nextRequestId: number;
  task: TaskInfo | null;
  /** Inspect has shown a started container: TASK_RUNNING was sent. */
  inspected: boolean;
  /** Address that inspect showed; told again with every health update. */
  containerStatus: ContainerStatus | null;
  killed: boolean;
  /** Grace of a kill that waits for the container to start; null when none. */
  deferredStopMs: number | null;
  /** `docker run` has ended. */
  terminated: boolean;
  /** Its exit status, while inspect has still to tell that the container had started. */
  endedStatus: number | null;
  health: HealthCheckerState | null;
  killedByHealthCheck: boolean;
};

export const dockerExecutorProgram: Program<DockerExecutorState> = { kind: 'docker-executor', boot, receive };

function boot(context: Context, rawFlags: Flags): DockerExecutorState {
  const flags = rawFlags as unknown as ExecutorFlags;
  context.setTimer('main', flags.startMinMs + context.random() * (flags.startMaxMs - flags.startMinMs));
  return {
    flags,
    driver: null,
    framework: null,
    engine: null,
    calls: new Map(),
    nextRequestId: 1,
    task: null,
    inspected: false,
    containerStatus: null,
    killed: false,
    deferredStopMs: null,
    terminated: false,
    endedStatus: null,
    health: null,
    killedByHealthCheck: false,
  };
}

function receive(state: DockerExecutorState, context: Context, event: ProgramEvent): void {
  if (state.driver !== null && executorDriverOwnsEvent(state.driver, event)) {
    for (const callback of executorDriverReceive(state.driver, context, event)) onCallback(state, context, callback);
    return;
  }
  if (state.health !== null && healthOwnsEvent(state.health, event)) {
    const verdict = healthReceive(state.health, context, event);
    if (verdict !== null) onHealth(state, context, verdict);
    return;
  }
  switch (event.kind) {
    case 'timer':
      return onTimer(state, context, event.key);
    case 'message':
      if (event.connection === state.engine && isDockerResponse(event.body)) onDocker(state, context, event.body);
      return;
    case 'closed':
    case 'connectFailed':
      if (event.connection === state.engine) onEngineLost(state, context);
      return;
    default:
      return;
  }
}

function onTimer(state: DockerExecutorState, context: Context, key: string): void {
  if (key === 'main') {
    logLine(context, state.flags.directory, 'I', 'exec.cpp:161', 'Version: 1.0.1');
    state.driver = executorDriverStart(context, { key: 'driver', ...state.flags });
  }
  if (key === 'inspect') inspect(state, context);
  if (key === 'inspectTimeout' && state.endedStatus !== null) finish(state, context, state.endedStatus);
  if (key === 'stop') context.exit(0);
}

function onCallback(state: DockerExecutorState, context: Context, callback: ExecutorCallback): void {
  const { directory } = state.flags;
  switch (callback.kind) {
    case 'registered':
      state.framework = callback.frameworkInfo;
      logLine(context, directory, 'I', 'exec.cpp:236', `Executor registered on agent ${state.driver?.slaveId ?? ''}`);
      printLine(context, directory, `Registered docker executor on ${callback.slaveInfo.hostname}`);
      return;
    case 'reregistered':
      printLine(context, directory, `Re-registered docker executor on ${callback.slaveInfo.hostname}`);
      return;
    case 'launchTask':
      return onLaunch(state, context, callback.task);
    case 'killTask':
      printLine(context, directory, `Received killTask for task ${callback.taskId}`);
      return kill(state, context, graceOf(state));
    case 'shutdown':
      printLine(context, directory, 'Shutting down');
      if (state.task === null) return void context.setTimer('stop', 0);
      return kill(state, context, Math.max(0, shutdownGrace(state) - SHUTDOWN_MARGIN_MS));
    case 'disconnected':
      printLine(context, directory, 'Disconnected from the agent');
      return;
    case 'frameworkMessage':
      return;
  }
}

function onLaunch(state: DockerExecutorState, context: Context, task: TaskInfo): void {
  const { directory } = state.flags;
  const driver = must(state.driver, 'driver of a registered executor');
  if (state.task !== null) {
    const message = 'Attempted to run multiple tasks using a "docker" executor';
    return executorDriverSendStatus(driver, context, { taskId: task.taskId, state: 'TASK_FAILED', message });
  }
  state.task = task;
  printLine(context, directory, `Starting task ${task.taskId}`);
  state.engine = context.connect(context.host, DOCKER_PORT, 'docker');
  const output = { stdoutPath: `${directory}/stdout`, stderrPath: `${directory}/stderr` };
  call(state, context, 'run', { type: 'docker.run', options: dockerRunOptions(task, state.flags), output });
  inspect(state, context);
}

type DockerCommand = { readonly type: string } & Readonly<Record<string, unknown>>;

function call(state: DockerExecutorState, context: Context, kind: DockerCall, command: DockerCommand): void {
  const requestId = state.nextRequestId;
  state.nextRequestId += 1;
  state.calls.set(requestId, kind);
  context.send(must(state.engine, 'connection to the Docker engine'), Object.freeze({ ...command, requestId }));
}

function inspect(state: DockerExecutorState, context: Context): void {
  if (state.engine === null) return void context.setTimer('inspect', INSPECT_RETRY_MS);
  call(state, context, 'inspect', { type: 'docker.inspect', name: state.flags.containerName });
}

function onDocker(state: DockerExecutorState, context: Context, response: DockerResponse): void {
  const kind = state.calls.get(response.requestId);
  state.calls.delete(response.requestId);
  if (kind === 'run') return onRunEnded(state, context, response.status, response.stderr);
  if (kind === 'inspect') return onInspected(state, context, response);
}

/** Its end was told. */
function isOver({ terminated, endedStatus }: DockerExecutorState): boolean {
  return terminated && endedStatus === null;
}

/** Polls until the container shows a start time, be it over by then: TASK_RUNNING comes before the kill and the end. */
function onInspected(state: DockerExecutorState, context: Context, response: DockerResponse): void {
  const summary = response.containers[0];
  if (state.inspected || isOver(state)) return;
  if (summary?.started !== true) return void context.setTimer('inspect', INSPECT_RETRY_MS);
  state.inspected = true;
  sendRunning(state, context, response.stdout, summary.ipAddress);
  if (state.endedStatus !== null) return finish(state, context, state.endedStatus);
  if (state.deferredStopMs !== null) return issueKill(state, context, state.deferredStopMs);
  const task = must(state.task, 'task of an inspected container');
  const environment = (task.command?.environment ?? []).map((variable) => `${variable.name}=${variable.value}`);
  state.health = healthStart(context, { key: 'health', check: task.healthCheck, environment });
}

function onHealth(state: DockerExecutorState, context: Context, verdict: HealthVerdict): void {
  const task = must(state.task, 'task of a health check');
  if (state.terminated || state.killed) return;
  const { healthy } = verdict;
  printLine(context, state.flags.directory, `Received task health update, healthy: ${String(healthy)}`);
  const { containerStatus } = state;
  const status = { taskId: task.taskId, state: 'TASK_RUNNING' as const, healthy, containerStatus };
  executorDriverSendStatus(must(state.driver, 'driver'), context, status);
  if (!verdict.killTask) return;
  state.killedByHealthCheck = true;
  kill(state, context, graceOf(state));
}

function sendRunning(state: DockerExecutorState, context: Context, data: string, ipAddress: string): void {
  const task = must(state.task, 'task of an inspected container');
  const driver = must(state.driver, 'driver');
  // With the host's network there is no address of its own; the agent fills in its own.
  if (ipAddress === '')
    return executorDriverSendStatus(driver, context, { taskId: task.taskId, state: 'TASK_RUNNING', data });
  const addresses = Object.freeze([Object.freeze({ ipAddress })]);
  const network = Object.freeze({ ipAddresses: addresses, name: null, groups: [], labels: [] });
  state.containerStatus = Object.freeze({ networkInfos: Object.freeze([network]), executorPid: null });
  executorDriverSendStatus(driver, context, {
    taskId: task.taskId,
    state: 'TASK_RUNNING',
    data,
    labels: Object.freeze([Object.freeze({ key: 'Docker.NetworkSettings.IPAddress', value: ipAddress })]),
    containerStatus: state.containerStatus,
  });
}

/** The policy of a KILL call does not come this far; --docker_stop_timeout is a lower bound of the agent's grace. */
function graceOf(state: DockerExecutorState): number {
  return state.task?.killPolicy?.gracePeriodMs ?? shutdownGrace(state);
}

function shutdownGrace(state: DockerExecutorState): number {
  return Math.max(state.flags.shutdownGracePeriodMs, state.flags.stopTimeoutMs);
}

/** `docker stop`, once: it waits for the container to have started. */
function kill(state: DockerExecutorState, context: Context, graceMs: number): void {
  if (state.terminated || state.killed || state.task === null) return;
  if (state.health !== null) healthStop(state.health, context);
  if (state.inspected) issueKill(state, context, graceMs);
  else state.deferredStopMs ??= graceMs;
}

function issueKill(state: DockerExecutorState, context: Context, graceMs: number): void {
  const { taskId } = must(state.task, 'task to kill');
  state.killed = true;
  state.deferredStopMs = null;
  if (state.framework?.capabilities.includes('TASK_KILLING_STATE') === true) {
    executorDriverSendStatus(must(state.driver, 'driver'), context, {
      taskId,
      state: 'TASK_KILLING',
    });
  }
  call(state, context, 'stop', { type: 'docker.stop', name: state.flags.containerName, graceMs, remove: false });
}

function onRunEnded(state: DockerExecutorState, context: Context, status: number, stderr: string): void {
  if (state.terminated) return;
  if (stderr !== '') context.disk.appendText(`${state.flags.directory}/stderr`, stderr);
  onEnded(state, context, status);
}

/** The end waits for inspect, so that TASK_RUNNING comes first, but not for ever. */
function onEnded(state: DockerExecutorState, context: Context, status: number): void {
  state.terminated = true;
  if (state.health !== null) healthStop(state.health, context);
  if (state.inspected) return finish(state, context, status);
  state.endedStatus = status;
  context.setTimer('inspectTimeout', INSPECT_TIMEOUT_MS);
}

/** The engine ended: the `docker run` client fails, whatever becomes of the container. */
function onEngineLost(state: DockerExecutorState, context: Context): void {
  state.engine = null;
  if (state.terminated || state.task === null) return;
  context.disk.appendText(
    `${state.flags.directory}/stderr`,
    'docker: Cannot connect to the Docker daemon. Is the docker daemon running on this host?\n',
  );
  onEnded(state, context, 125);
}

function finish(state: DockerExecutorState, context: Context, status: number): void {
  state.endedStatus = null;
  for (const timer of ['inspect', 'inspectTimeout']) context.clearTimer(timer);
  executorDriverSendStatus(must(state.driver, 'driver'), context, {
    taskId: must(state.task, 'task that ended').taskId,
    state: status === 0 ? 'TASK_FINISHED' : state.killed ? 'TASK_KILLED' : 'TASK_FAILED',
    message: `Container ${exitStatusText(status)}`,
    healthy: state.killed && state.killedByHealthCheck ? false : null,
  });
  context.setTimer('stop', LINGER_MS);
}
