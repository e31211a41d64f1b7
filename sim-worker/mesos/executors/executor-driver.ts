/**
 * Executor driver: registers with the agent, delivers its messages as callbacks, keeps unacknowledged updates and tasks
 * for re-registration, waits for a restarted agent, and ends the process after a shutdown's grace period.
 * Source: Mesos 1.0.1, src/exec/exec.cpp (ExecutorProcess, ShutdownProcess, MesosExecutorDriver).
 * Left out: `join`, the local mode. Over HTTP: `executor-http-driver.ts`.
 */
import { must } from '../../kernel/assert.ts';
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { randomUuid, type AgentId, type ExecutorId, type FrameworkId, type TaskId } from '../ids.ts';
import {
  initialLibprocess,
  lpLink,
  lpOwnsEvent,
  lpReceive,
  lpSend,
  type LibprocessState,
  type Upid,
} from '../libprocess/transport.ts';
import type { ExecutorInfo, FrameworkInfo, SlaveInfo } from '../messages/infos.ts';
import type { MessageOf, MesosMessage } from '../messages/messages.ts';
import type { KillPolicy, StatusUpdate, TaskInfo, TaskStatus } from '../messages/tasks.ts';

export type ExecutorDriverOptions = {
  /** Prefix of the driver's timer keys. */
  readonly key: string;
  readonly slavePid: Upid;
  readonly frameworkId: FrameworkId;
  readonly executorId: ExecutorId;
  readonly checkpoint: boolean;
  readonly recoveryTimeoutMs: number;
  readonly shutdownGracePeriodMs: number;
};

export type ExecutorDriverState = {
  readonly options: ExecutorDriverOptions;
  readonly libprocess: LibprocessState;
  readonly pid: Upid;
  slavePid: Upid;
  slaveId: AgentId | null;
  connected: boolean;
  /** Counts registrations, so that an old recovery time-out is told from a new one. */
  connection: number;
  aborted: boolean;
  /** Updates without acknowledgement, and tasks without an acknowledged terminal update. */
  readonly updates: Map<string, StatusUpdate>;
  readonly tasks: Map<TaskId, TaskInfo>;
};

export type ExecutorCallback =
  | {
      readonly kind: 'registered';
      readonly executorInfo: ExecutorInfo;
      readonly frameworkInfo: FrameworkInfo;
      readonly slaveInfo: SlaveInfo;
    }
  | { readonly kind: 'reregistered'; readonly slaveInfo: SlaveInfo }
  /** Over HTTP: for the first time or again. */
  | { readonly kind: 'subscribed'; readonly frameworkInfo: FrameworkInfo; readonly slaveInfo: SlaveInfo }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'launchTask'; readonly task: TaskInfo }
  | { readonly kind: 'killTask'; readonly taskId: TaskId; readonly killPolicy: KillPolicy | null }
  | { readonly kind: 'frameworkMessage'; readonly data: string }
  | { readonly kind: 'shutdown' };

/** A status as the executor gives it; the driver adds ids, source, time and uuid. */
export type ExecutorStatus = Pick<TaskStatus, 'taskId' | 'state'> &
  Partial<Pick<TaskStatus, 'message' | 'data' | 'healthy' | 'labels' | 'containerStatus' | 'reason'>>;

/** Where an executor looks for a free port; tasks have 31000 to 32000. */
const FIRST_PORT = 33_000;
const PORT_COUNT = 30_000;

export function executorDriverStart(context: Context, options: ExecutorDriverOptions): ExecutorDriverState {
  const port = listenSomewhere(context);
  const driver: ExecutorDriverState = {
    options,
    libprocess: initialLibprocess({ port, http: false }),
    pid: `executor(1)@${context.host}:${String(port)}`,
    slavePid: options.slavePid,
    slaveId: null,
    connected: false,
    connection: 0,
    aborted: false,
    updates: new Map(),
    tasks: new Map(),
  };
  lpLink(driver.libprocess, context, driver.slavePid);
  send(driver, context, {
    type: 'mesos.RegisterExecutorMessage',
    frameworkId: options.frameworkId,
    executorId: options.executorId,
  });
  return driver;
}

function listenSomewhere(context: Context): number {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = FIRST_PORT + ((context.pid * 7 + attempt * 101) % PORT_COUNT);
    if (context.listen(port) === 'ok') return port;
  }
  throw new Error('assertion failed: a host has a free port for an executor');
}

export function executorDriverOwnsEvent(driver: ExecutorDriverState, event: ProgramEvent): boolean {
  if (event.kind === 'timer') return event.key === recoveryKey(driver) || event.key === killKey(driver);
  return lpOwnsEvent(driver.libprocess, event);
}

export function executorDriverReceive(
  driver: ExecutorDriverState,
  context: Context,
  event: ProgramEvent,
): readonly ExecutorCallback[] {
  if (event.kind === 'timer') return onTimer(driver, context, event.key, event.body);
  const callbacks: ExecutorCallback[] = [];
  for (const output of lpReceive(driver.libprocess, context, event)) {
    if (output.kind === 'message') callbacks.push(...onMessage(driver, context, output.from, output.message));
    if (output.kind === 'exited') callbacks.push(...onExited(driver, context, output.pid));
  }
  return callbacks;
}

/** Fills in what the driver knows: ids, source, time and uuid. */
export function statusOf(
  driver: { readonly options: ExecutorDriverOptions; readonly slaveId: AgentId | null },
  context: Context,
  status: ExecutorStatus,
): TaskStatus {
  const uuid = randomUuid(context.randomInt);
  return Object.freeze({
    taskId: status.taskId,
    state: status.state,
    message: status.message ?? null,
    source: 'SOURCE_EXECUTOR',
    reason: status.reason ?? null,
    data: status.data ?? null,
    slaveId: driver.slaveId,
    executorId: driver.options.executorId,
    timestampSecs: context.wallClockMs / 1000,
    uuid,
    healthy: status.healthy ?? null,
    labels: status.labels ?? [],
    containerStatus: status.containerStatus ?? null,
  });
}

/** Sends an update and remembers it until it is acknowledged. */
export function executorDriverSendStatus(driver: ExecutorDriverState, context: Context, status: ExecutorStatus): void {
  const full = statusOf(driver, context, status);
  const { timestampSecs } = full;
  const uuid = must(full.uuid, 'uuid of an update');
  const update: StatusUpdate = Object.freeze({
    frameworkId: driver.options.frameworkId,
    executorId: driver.options.executorId,
    slaveId: driver.slaveId,
    status: full,
    timestampSecs,
    uuid,
    latestState: null,
  });
  driver.updates.set(uuid, update);
  send(driver, context, { type: 'mesos.StatusUpdateMessage', update, pid: driver.pid });
}

export function executorDriverSendMessage(driver: ExecutorDriverState, context: Context, data: string): void {
  send(driver, context, {
    type: 'mesos.ExecutorToFrameworkMessage',
    slaveId: must(driver.slaveId, 'agent of a registered executor'),
    frameworkId: driver.options.frameworkId,
    executorId: driver.options.executorId,
    data,
  });
}

function send(driver: ExecutorDriverState, context: Context, message: MesosMessage): void {
  lpSend(driver.libprocess, context, { from: driver.pid, to: driver.slavePid, message: Object.freeze(message) });
}

function recoveryKey(driver: ExecutorDriverState): string {
  return `${driver.options.key}.recovery`;
}

function killKey(driver: ExecutorDriverState): string {
  return `${driver.options.key}.kill`;
}

function onTimer(
  driver: ExecutorDriverState,
  context: Context,
  key: string,
  body: unknown,
): readonly ExecutorCallback[] {
  if (key === killKey(driver)) {
    // The real driver kills its process group, and with it whatever still runs.
    context.exit(137);
    return [];
  }
  if (driver.connected || driver.connection !== body) return [];
  context.log('INFO', recoveryText(driver.options), 'exec.cpp:512');
  return shutDown(driver, context);
}

export function recoveryText(options: ExecutorDriverOptions): string {
  return `Recovery timeout of ${minutesText(options.recoveryTimeoutMs)} exceeded; Shutting down`;
}

function minutesText(ms: number): string {
  return ms % 60_000 === 0 ? `${String(ms / 60_000)}mins` : `${String(ms / 1000)}secs`;
}

function onMessage(
  driver: ExecutorDriverState,
  context: Context,
  from: Upid,
  message: MesosMessage,
): readonly ExecutorCallback[] {
  if (driver.aborted) return [];
  switch (message.type) {
    case 'mesos.ExecutorRegisteredMessage':
      context.log('INFO', `Executor registered on agent ${message.slaveId}`, 'exec.cpp:236');
      connect(driver, message.slaveId);
      return [
        {
          kind: 'registered',
          executorInfo: message.executorInfo,
          frameworkInfo: message.frameworkInfo,
          slaveInfo: message.slaveInfo,
        },
      ];
    case 'mesos.ExecutorReregisteredMessage':
      context.log('INFO', `Executor re-registered on agent ${message.slaveId}`, 'exec.cpp:259');
      connect(driver, message.slaveId);
      context.clearTimer(recoveryKey(driver));
      return [{ kind: 'reregistered', slaveInfo: message.slaveInfo }];
    case 'mesos.ReconnectExecutorMessage':
      onReconnect(driver, context, from, message);
      return [];
    case 'mesos.RunTaskMessage':
      driver.tasks.set(message.task.taskId, message.task);
      return [{ kind: 'launchTask', task: message.task }];
    case 'mesos.KillTaskMessage':
      return [{ kind: 'killTask', taskId: message.taskId, killPolicy: message.killPolicy }];
    case 'mesos.StatusUpdateAcknowledgementMessage':
      driver.updates.delete(message.uuid);
      driver.tasks.delete(message.taskId);
      return [];
    case 'mesos.FrameworkToExecutorMessage':
      return [{ kind: 'frameworkMessage', data: message.data }];
    case 'mesos.ShutdownExecutorMessage':
      context.log('INFO', 'Executor asked to shutdown', 'exec.cpp:413');
      return shutDown(driver, context);
    default:
      return [];
  }
}

function connect(driver: ExecutorDriverState, slaveId: AgentId): void {
  driver.connected = true;
  driver.connection += 1;
  driver.slaveId = slaveId;
}

/** A restarted agent asks its executors to come back; it learns what it may have missed. */
function onReconnect(
  driver: ExecutorDriverState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.ReconnectExecutorMessage'>,
): void {
  context.log('INFO', `Received reconnect request from agent ${message.slaveId}`, 'exec.cpp:282');
  driver.slavePid = from;
  lpLink(driver.libprocess, context, from);
  send(driver, context, {
    type: 'mesos.ReregisterExecutorMessage',
    frameworkId: driver.options.frameworkId,
    executorId: driver.options.executorId,
    tasks: Object.freeze([...driver.tasks.values()]),
    updates: Object.freeze([...driver.updates.values()]),
  });
}

function onExited(driver: ExecutorDriverState, context: Context, pid: Upid): readonly ExecutorCallback[] {
  if (driver.aborted || pid !== driver.slavePid) return [];
  const { checkpoint, recoveryTimeoutMs } = driver.options;
  if (checkpoint && driver.connected) {
    driver.connected = false;
    const wait = `Waiting ${minutesText(recoveryTimeoutMs)} to reconnect with agent ${driver.slaveId ?? ''}`;
    context.log('INFO', `Agent exited, but framework has checkpointing enabled. ${wait}`, 'exec.cpp:487');
    context.setTimer(recoveryKey(driver), recoveryTimeoutMs, driver.connection);
    return [{ kind: 'disconnected' }];
  }
  driver.connected = false;
  context.log('INFO', 'Agent exited ... shutting down', 'exec.cpp:495');
  return shutDown(driver, context);
}

/** The executor is asked to end; after the grace period it is killed with its process group. */
function shutDown(driver: ExecutorDriverState, context: Context): readonly ExecutorCallback[] {
  driver.aborted = true;
  context.setTimer(killKey(driver), driver.options.shutdownGracePeriodMs);
  return [{ kind: 'shutdown' }];
}
