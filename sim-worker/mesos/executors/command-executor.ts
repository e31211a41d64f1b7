/**
 * `mesos-executor`: runs one task's command as a process of its own.
 * Source: Mesos 1.0.1, src/launcher/executor.cpp.
 * Left out: task root file systems, capabilities.
 */
import { must } from '../../kernel/assert.ts';
import type { ChildExit, Context, Flags, Program, ProgramEvent } from '../../kernel/context.ts';
import { processId, type ProcessId } from '../../kernel/ids.ts';
import type { CommandInfo, FrameworkInfo } from '../messages/infos.ts';
import type { KillPolicy, TaskInfo, TaskState } from '../messages/tasks.ts';
import {
  type CommandDriver,
  commandDriverOwnsEvent,
  commandDriverReceive,
  commandDriverSendStatus,
  commandDriverStart,
} from './command-driver.ts';
import type { ExecutorCallback } from './executor-driver.ts';
import type { ExecutorFlags } from './executor-flags.ts';
import {
  healthOwnsEvent,
  healthReceive,
  healthStart,
  healthStop,
  type HealthCheckerState,
  type HealthVerdict,
} from './health-checker.ts';
import { durationText } from '../master/duration.ts';
import { logLine, printLine } from './sandbox-log.ts';
import { waitStatusText } from './wait-status.ts';

/** src/launcher/executor.cpp, killTask: without any policy. */
const DEFAULT_KILL_GRACE_MS = 3_000;
/** The executor stays this long after the terminal update, so that it gets through. */
const LINGER_MS = 1_000;
/** Reap interval and one second of margin come off the agent's grace period at a shutdown. */
const SHUTDOWN_MARGIN_MS = 2_000;
/** Children are reaped by polling. Source: 3rdparty/libprocess/include/process/reap.hpp (100 ms with few pids). */
const REAP_INTERVAL_MS = 100;

export type CommandExecutorState = {
  readonly flags: ExecutorFlags;
  driver: CommandDriver | null;
  framework: FrameworkInfo | null;
  task: TaskInfo | null;
  process: ProcessId | null;
  taskPid: number;
  /** When the kill began and when SIGKILL follows; null: nobody asked for one. */
  escalation: { readonly startedAtUs: number; readonly graceMs: number; readonly atUs: number } | null;
  terminated: boolean;
  health: HealthCheckerState | null;
  killedByHealthCheck: boolean;
};

export const commandExecutorProgram: Program<CommandExecutorState> = { kind: 'command-executor', boot, receive };

function boot(context: Context, rawFlags: Flags): CommandExecutorState {
  const flags = rawFlags as unknown as ExecutorFlags;
  context.setTimer('main', flags.startMinMs + context.random() * (flags.startMaxMs - flags.startMinMs));
  return {
    flags,
    driver: null,
    framework: null,
    task: null,
    process: null,
    taskPid: 0,
    escalation: null,
    terminated: false,
    health: null,
    killedByHealthCheck: false,
  };
}

function receive(state: CommandExecutorState, context: Context, event: ProgramEvent): void {
  if (state.driver !== null && commandDriverOwnsEvent(state.driver, event)) {
    for (const callback of commandDriverReceive(state.driver, context, event)) onCallback(state, context, callback);
    return;
  }
  if (state.health !== null && healthOwnsEvent(state.health, event)) {
    const verdict = healthReceive(state.health, context, event);
    if (verdict !== null) onHealth(state, context, verdict);
    return;
  }
  if (event.kind === 'timer') return onTimer(state, context, event.key, event.body);
  if (event.kind === 'childExited' && event.body.processId === state.process) {
    context.setTimer('reap', context.random() * REAP_INTERVAL_MS, event.body);
  }
}

function onTimer(state: CommandExecutorState, context: Context, key: string, body: unknown): void {
  if (key === 'main') {
    const { flags } = state;
    logLine(context, flags.directory, 'I', 'exec.cpp:161', 'Version: 1.0.1');
    state.driver = commandDriverStart(context, flags);
  }
  if (key === 'reap') onReaped(state, context, body as ChildExit);
  if (key === 'escalate') onEscalated(state, context);
  if (key === 'stop') context.exit(0);
}

function onCallback(state: CommandExecutorState, context: Context, callback: ExecutorCallback): void {
  const { directory } = state.flags;
  switch (callback.kind) {
    case 'registered':
      state.framework = callback.frameworkInfo;
      logLine(
        context,
        directory,
        'I',
        'exec.cpp:236',
        `Executor registered on agent ${state.driver?.driver.slaveId ?? ''}`,
      );
      printLine(context, directory, 'Received SUBSCRIBED event');
      printLine(context, directory, `Subscribed executor on ${callback.slaveInfo.hostname}`);
      return;
    case 'subscribed':
      state.framework = callback.frameworkInfo;
      printLine(context, directory, 'Received SUBSCRIBED event');
      printLine(context, directory, `Subscribed executor on ${callback.slaveInfo.hostname}`);
      return;
    case 'reregistered':
      printLine(context, directory, `Subscribed executor on ${callback.slaveInfo.hostname}`);
      return;
    case 'launchTask':
      return onLaunch(state, context, callback.task);
    case 'killTask':
      printLine(context, directory, 'Received KILL event');
      return killAsked(state, context, callback.killPolicy);
    case 'shutdown':
      return onShutdown(state, context);
    case 'disconnected':
    case 'frameworkMessage':
      return;
  }
}

function onLaunch(state: CommandExecutorState, context: Context, task: TaskInfo): void {
  const { directory } = state.flags;
  printLine(context, directory, 'Received LAUNCH event');
  if (state.task !== null)
    return sendStatus(
      state,
      context,
      task,
      'TASK_FAILED',
      'Attempted to run multiple tasks using a "command" executor',
    );
  state.task = task;
  printLine(context, directory, `Starting task ${task.taskId}`);
  const command = must(task.command, 'command of a command task');
  const words = commandWords(command);
  printLine(context, directory, command.shell ? `sh -c '${command.value ?? ''}'` : words.join(' '));
  state.process = processId(`task:${state.flags.containerId}@${context.host}`);
  state.taskPid = context.pid + 1;
  context.spawn({
    id: state.process,
    host: context.host,
    program: 'task-process',
    flags: {
      taskId: task.taskId,
      command: words,
      environment: taskEnvironment(state, command),
      output: { stdoutPath: `${directory}/stdout`, stderrPath: `${directory}/stderr` },
    },
    diesWith: context.self,
    parent: context.self,
    restart: null,
  });
  printLine(context, directory, `Forked command at ${String(state.taskPid)}`);
  sendStatus(state, context, task, 'TASK_RUNNING', null);
  const environment = taskEnvironment(state, command);
  state.health = healthStart(context, { key: 'health', check: task.healthCheck, environment });
}

function onHealth(state: CommandExecutorState, context: Context, verdict: HealthVerdict): void {
  if (state.terminated) return;
  const { healthy } = verdict;
  printLine(context, state.flags.directory, `Received task health update, healthy: ${String(healthy)}`);
  const { taskId } = must(state.task, 'task of a health check');
  const status = { taskId, state: 'TASK_RUNNING' as const, healthy };
  commandDriverSendStatus(must(state.driver, 'driver'), context, status);
  if (!verdict.killTask) return;
  state.killedByHealthCheck = true;
  killAsked(state, context, null);
}

function commandWords(command: CommandInfo): readonly string[] {
  if (command.shell) return ['sh', '-c', command.value ?? ''];
  return command.arguments.length > 0 ? [command.value ?? '', ...command.arguments.slice(1)] : [command.value ?? ''];
}

function taskEnvironment(state: CommandExecutorState, command: CommandInfo): readonly string[] {
  const { frameworkId, executorId, directory } = state.flags;
  const own = [`MESOS_FRAMEWORK_ID=${frameworkId}`, `MESOS_EXECUTOR_ID=${executorId}`, `MESOS_SANDBOX=${directory}`];
  return Object.freeze([...own, ...command.environment.map((variable) => `${variable.name}=${variable.value}`)]);
}

function graceOf(state: CommandExecutorState, policy: KillPolicy | null): number {
  return policy?.gracePeriodMs ?? state.task?.killPolicy?.gracePeriodMs ?? DEFAULT_KILL_GRACE_MS;
}

function killAsked(state: CommandExecutorState, context: Context, policy: KillPolicy | null): void {
  const graceMs = graceOf(state, policy);
  const text = `Received kill for task ${state.task?.taskId ?? ''} with grace period of ${durationText(graceMs)}`;
  printLine(context, state.flags.directory, text);
  kill(state, context, graceMs);
}

/** SIGTERM at once, SIGKILL after the grace period. A second kill can only shorten the wait. */
function kill(state: CommandExecutorState, context: Context, graceMs: number): void {
  if (state.terminated || state.process === null || state.task === null) return;
  if (state.escalation !== null) return shortenGrace(state, context, graceMs);
  if (state.framework?.capabilities.includes('TASK_KILLING_STATE') === true)
    sendStatus(state, context, state.task, 'TASK_KILLING', null);
  const { directory } = state.flags;
  printLine(context, directory, `Sending SIGTERM to process tree at pid ${String(state.taskPid)}`);
  context.kill(state.process, 'SIGTERM');
  printLine(context, directory, `Sent SIGTERM to the following process trees:\n${processTree(state)}`);
  printLine(context, directory, `Scheduling escalation to SIGKILL in ${durationText(graceMs)} from now`);
  escalateIn(state, context, { startedAtUs: context.nowUs, graceMs });
}

type Grace = { readonly startedAtUs: number; readonly graceMs: number };

function escalateIn(state: CommandExecutorState, context: Context, grace: Grace): void {
  const atUs = Math.max(context.nowUs, grace.startedAtUs + grace.graceMs * 1000);
  state.escalation = { ...grace, atUs };
  context.setTimer('escalate', (atUs - context.nowUs) / 1000);
}

/** The grace counts from the first kill. */
function shortenGrace(state: CommandExecutorState, context: Context, graceMs: number): void {
  const { startedAtUs, atUs } = must(state.escalation, 'escalation of a kill');
  if (startedAtUs + graceMs * 1000 > atUs) return;
  escalateIn(state, context, { startedAtUs, graceMs });
  const remainingMs = (must(state.escalation, 'escalation').atUs - context.nowUs) / 1000;
  const text = `Rescheduling escalation to SIGKILL in ${durationText(remainingMs)} from now`;
  printLine(context, state.flags.directory, text);
}

function onEscalated(state: CommandExecutorState, context: Context): void {
  if (state.terminated || state.process === null) return;
  const { directory } = state.flags;
  const pid = String(state.taskPid);
  const grace = durationText(must(state.escalation, 'escalation').graceMs);
  printLine(
    context,
    directory,
    `Process ${pid} did not terminate after ${grace}, sending SIGKILL to process tree at ${pid}`,
  );
  context.kill(state.process, 'SIGKILL');
  printLine(context, directory, `Killed the following process trees:\n${processTree(state)}`);
}

/** As stringify(list of os::ProcessTree) prints it: the shell or the program itself, which has no children here. */
function processTree(state: CommandExecutorState): string {
  const command = must(state.task?.command ?? null, 'command of a forked task');
  return `[ \n--- ${String(state.taskPid)} ${commandWords(command).join(' ')}\n]`;
}

function onReaped(state: CommandExecutorState, context: Context, exit: ChildExit): void {
  const task = must(state.task, 'task of a forked command');
  state.terminated = true;
  if (state.health !== null) healthStop(state.health, context);
  context.clearTimer('escalate');
  const message = `Command ${waitStatusText(exit.code)}`;
  printLine(context, state.flags.directory, `${message} (pid: ${String(state.taskPid)})`);
  const finalState = exit.code === 0 ? 'TASK_FINISHED' : state.escalation !== null ? 'TASK_KILLED' : 'TASK_FAILED';
  sendStatus(state, context, task, finalState, message);
  context.setTimer('stop', LINGER_MS);
}

function sendStatus(
  state: CommandExecutorState,
  context: Context,
  task: TaskInfo,
  taskState: TaskState,
  message: string | null,
): void {
  commandDriverSendStatus(must(state.driver, 'driver of a running executor'), context, {
    taskId: task.taskId,
    state: taskState,
    message,
    healthy: state.killedByHealthCheck && state.terminated ? false : null,
  });
}

function onShutdown(state: CommandExecutorState, context: Context): void {
  printLine(context, state.flags.directory, 'Received SHUTDOWN event');
  printLine(context, state.flags.directory, 'Shutting down');
  if (state.process === null) return void context.setTimer('stop', 0);
  kill(state, context, Math.max(0, state.flags.shutdownGracePeriodMs - SHUTDOWN_MARGIN_MS));
}
