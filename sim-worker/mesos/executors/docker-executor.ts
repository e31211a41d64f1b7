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
import type { KillPolicy, TaskInfo } from '../messages/tasks.ts';
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
const INSPECT_RETRY_MS = 1_000;
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
  killed: boolean;
  /** Grace of a kill that waits for the container to start; null when none. */
  deferredStopMs: number | null;
  terminated: boolean;
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
    killed: false,
    deferredStopMs: null,
    terminated: false,
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
      return kill(state, context, graceOf(state, callback.killPolicy));
    case 'shutdown':
      printLine(context, directory, 'Shutting down');
      if (state.task === null || state.terminated) return void context.setTimer('stop', 0);
      return kill(state, context, Math.max(0, state.flags.shutdownGracePeriodMs - SHUTDOWN_MARGIN_MS));
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
  if (state.terminated) return;
  call(state, context, 'inspect', { type: 'docker.inspect', name: state.flags.containerName });
}

function onDocker(state: DockerExecutorState, context: Context, response: DockerResponse): void {
  const kind = state.calls.get(response.requestId);
  state.calls.delete(response.requestId);
  if (kind === 'run') return onRunEnded(state, context, response.status, response.stderr);
  if (kind === 'inspect') return onInspected(state, context, response);
}

/** Polls until the container shows a start time. */
function onInspected(state: DockerExecutorState, context: Context, response: DockerResponse): void {
  const summary = response.containers[0];
  if (state.terminated || state.inspected) return;
  if (summary === undefined || !summary.running) return void context.setTimer('inspect', INSPECT_RETRY_MS);
  state.inspected = true;
  if (!state.killed) sendRunning(state, context, response.stdout, summary.ipAddress);
  if (state.deferredStopMs !== null) stop(state, context, state.deferredStopMs);
  const task = must(state.task, 'task of an inspected container');
  const environment = (task.command?.environment ?? []).map((variable) => `${variable.name}=${variable.value}`);
  state.health = healthStart(context, { key: 'health', check: task.healthCheck, environment });
}

function onHealth(state: DockerExecutorState, context: Context, verdict: HealthVerdict): void {
  const task = must(state.task, 'task of a health check');
  if (state.terminated || state.killed) return;
  const { healthy } = verdict;
  printLine(context, state.flags.directory, `Received task health update, healthy: ${String(healthy)}`);
  const status = { taskId: task.taskId, state: 'TASK_RUNNING' as const, healthy };
  executorDriverSendStatus(must(state.driver, 'driver'), context, status);
  if (!verdict.killTask) return;
  state.killedByHealthCheck = true;
  kill(state, context, graceOf(state, null));
}

function sendRunning(state: DockerExecutorState, context: Context, data: string, ipAddress: string): void {
  const task = must(state.task, 'task of an inspected container');
  const driver = must(state.driver, 'driver');
  // With the host's network there is no address of its own; the agent fills in its own.
  if (ipAddress === '')
    return executorDriverSendStatus(driver, context, { taskId: task.taskId, state: 'TASK_RUNNING', data });
  const addresses = Object.freeze([Object.freeze({ ipAddress })]);
  const network = Object.freeze({ ipAddresses: addresses, name: null, groups: [], labels: [] });
  executorDriverSendStatus(driver, context, {
    taskId: task.taskId,
    state: 'TASK_RUNNING',
    data,
    labels: Object.freeze([Object.freeze({ key: 'Docker.NetworkSettings.IPAddress', value: ipAddress })]),
    containerStatus: Object.freeze({ networkInfos: Object.freeze([network]), executorPid: null }),
  });
}

function graceOf(state: DockerExecutorState, policy: KillPolicy | null): number {
  return policy?.gracePeriodMs ?? state.task?.killPolicy?.gracePeriodMs ?? state.flags.shutdownGracePeriodMs;
}

/** `docker stop`, once: it waits for the container to have started. */
function kill(state: DockerExecutorState, context: Context, graceMs: number): void {
  if (state.terminated || state.killed || state.task === null) return;
  state.killed = true;
  if (state.framework?.capabilities.includes('TASK_KILLING_STATE') === true) {
    executorDriverSendStatus(must(state.driver, 'driver'), context, {
      taskId: state.task.taskId,
      state: 'TASK_KILLING',
    });
  }
  if (state.inspected) stop(state, context, graceMs);
  else state.deferredStopMs = graceMs;
}

function stop(state: DockerExecutorState, context: Context, graceMs: number): void {
  state.deferredStopMs = null;
  call(state, context, 'stop', { type: 'docker.stop', name: state.flags.containerName, graceMs, remove: false });
}

function onRunEnded(state: DockerExecutorState, context: Context, status: number, stderr: string): void {
  if (state.terminated) return;
  if (stderr !== '') context.disk.appendText(`${state.flags.directory}/stderr`, stderr);
  const finalState = status === 0 ? 'TASK_FINISHED' : state.killed ? 'TASK_KILLED' : 'TASK_FAILED';
  finish(state, context, finalState, `Container ${exitStatusText(status)}`);
}

/** The engine ended: the `docker run` client fails, whatever becomes of the container. */
function onEngineLost(state: DockerExecutorState, context: Context): void {
  state.engine = null;
  if (state.terminated || state.task === null) return;
  context.disk.appendText(
    `${state.flags.directory}/stderr`,
    'docker: Cannot connect to the Docker daemon. Is the docker daemon running on this host?\n',
  );
  finish(state, context, state.killed ? 'TASK_KILLED' : 'TASK_FAILED', `Container ${exitStatusText(125)}`);
}

function finish(
  state: DockerExecutorState,
  context: Context,
  taskState: 'TASK_FINISHED' | 'TASK_KILLED' | 'TASK_FAILED',
  message: string,
): void {
  state.terminated = true;
  context.clearTimer('inspect');
  if (state.health !== null) healthStop(state.health, context);
  logLine(context, state.flags.directory, 'I', 'executor.cpp:403', message);
  const task = must(state.task, 'task that ended');
  const healthy = state.killedByHealthCheck ? false : null;
  executorDriverSendStatus(must(state.driver, 'driver'), context, {
    taskId: task.taskId,
    state: taskState,
    message,
    healthy,
  });
  context.setTimer('stop', LINGER_MS);
}
