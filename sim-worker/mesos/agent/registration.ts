/**
 * Detection of the master, registration with back-off, and the watch over its pings.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (detected, doReliableRegistration, registered, reregistered, ping, pingTimeout, exited).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import {
  authenticate,
  type Authenticating,
  type AuthenticationEnd,
  forgetAuthentication,
  onAuthenticationMessage,
  onAuthenticationTimer,
} from '../authentication/authenticatee.ts';
import type { AgentId } from '../ids.ts';
import { lpHasConnection, lpLink, type LpOutput, type Upid } from '../libprocess/transport.ts';
import type { MasterInfo } from '../messages/infos.ts';
import type { ArchiveFramework, MessageOf, ReconcileTasks } from '../messages/messages.ts';
import type { Task } from '../messages/tasks.ts';
import { durationText } from './agent-flags.ts';
import { sendTo, sendToMaster } from './agent-messages.ts';
import {
  DEFAULT_MASTER_PING_TIMEOUT_MS,
  MESOS_VERSION,
  REGISTER_RETRY_MAX_MS,
  type AgentState,
  type Executor,
  type Framework,
} from './agent-state.ts';
import { checkpointSlaveInfo } from './checkpoint.ts';
import { createTask } from '../messages/create-task.ts';
import { executorOfTask } from './executor-table.ts';
import { tellOversubscribed } from './oversubscription.ts';
import { pauseUpdates, resumeUpdates, streamUpdate } from './status-streams.ts';
import { agentUpdate } from './task-status.ts';

export type Detection =
  { readonly kind: 'master'; readonly master: MasterInfo | null } | { readonly kind: 'discarded' };

const PING_TIMER = 'ping';

/** A new leader, none, or the wish to look again (`discarded`). */
export function onDetected(state: AgentState, context: Context, detection: Detection): void {
  state.detectionNumber += 1;
  if (state.phase !== 'TERMINATING') setPhase(state, context, 'DISCONNECTED');
  pauseUpdates(state, context);
  const master = detection.kind === 'master' ? detection.master : null;
  state.masterInfo = master;
  state.master = master?.pid ?? null;
  if (detection.kind === 'discarded') context.log('INFO', 'Re-detecting master', 'slave.cpp:884');
  else if (master === null) loseMaster(state, context);
  else startRegistration(state, context, master);
  context.log('INFO', 'Detecting new master', 'slave.cpp:927');
  // A discarded detection asks anew and gets the leader that is still there.
  if (detection.kind === 'discarded' && state.detected !== null)
    onDetected(state, context, { kind: 'master', master: state.detected });
}

function loseMaster(state: AgentState, context: Context): void {
  context.log('INFO', 'Lost leading master', 'slave.cpp:888');
  forgetAuthentication(authenticating(state, context));
}

export function setPhase(state: AgentState, context: Context, phase: AgentState['phase']): void {
  if (state.phase === phase) return;
  state.phase = phase;
  state.registered = phase === 'RUNNING';
  context.trace('role', { role: phase, detail: { agentId: state.info.id, master: state.master } });
}

function startRegistration(state: AgentState, context: Context, master: MasterInfo): void {
  context.log('INFO', `New master detected at ${master.pid}`, 'slave.cpp:895');
  if (state.phase === 'TERMINATING')
    return context.log('INFO', 'Skipping registration because agent is terminating', 'slave.cpp:898');
  const factorMs = state.flags.registrationBackoffFactorMs;
  if (state.authenticatee.credential !== null)
    return onAuthenticationEnd(state, context, authenticate(authenticating(state, context)));
  context.log('INFO', 'No credentials provided. Attempting to register without authentication', 'slave.cpp:916');
  scheduleAttempt(state, context, factorMs * context.random(), factorMs * 2);
}

/** In front of the names of the timers of authentication. */
export const AUTHENTICATION_KEY = '';

function authenticating(state: AgentState, context: Context): Authenticating {
  return {
    authenticatee: state.authenticatee,
    libprocess: state.libprocess,
    context,
    pid: state.pid,
    master: state.master,
    key: AUTHENTICATION_KEY,
    backoffFactorMs: state.flags.authenticationBackoffFactorMs,
    failureSeverity: 'WARN',
  };
}

/** A message to the authenticatee, or one of its timers. */
export function onAuthentication(
  state: AgentState,
  context: Context,
  event: { readonly timer: string } | Extract<LpOutput, { readonly kind: 'message' }>,
): void {
  const by = authenticating(state, context);
  const end = 'timer' in event ? onAuthenticationTimer(by, event.timer) : onAuthenticationMessage(by, event);
  onAuthenticationEnd(state, context, end);
}

/** An agent that the master does not believe ends, without shutting down its executors. */
function onAuthenticationEnd(state: AgentState, context: Context, end: AuthenticationEnd): void {
  if (end === 'refused') return context.exit(1, `Master ${state.master ?? ''} refused authentication`);
  if (end === 'authenticated') onAttempt(state, context, state.flags.registrationBackoffFactorMs * 2);
}

/** Chains of attempts are never cancelled, so those of two detections may overlap for a while. */
function scheduleAttempt(state: AgentState, context: Context, delayMs: number, nextMaxMs: number): void {
  state.nextAttempt += 1;
  context.setTimer(`attempt:${String(state.nextAttempt)}`, delayMs, nextMaxMs);
}

export function onAttempt(state: AgentState, context: Context, maxBackoffMs: number): void {
  if (state.master === null)
    return context.log('INFO', 'Skipping registration because no master present', 'slave.cpp:1304');
  if (state.authenticatee.credential !== null && !state.authenticatee.authenticated)
    return context.log('INFO', 'Skipping registration because not authenticated', 'slave.cpp:1309');
  if (state.phase === 'RUNNING') return;
  if (state.phase === 'TERMINATING')
    return context.log('INFO', 'Skipping registration because agent is terminating', 'slave.cpp:1318');
  lpLink(state.libprocess, context, state.master);
  if (state.info.id === null) {
    sendToMaster(state, context, {
      type: 'mesos.RegisterSlaveMessage',
      slave: state.info,
      checkpointedResources: state.checkpointedResources,
      version: MESOS_VERSION,
    });
  } else sendToMaster(state, context, reregistration(state));
  const boundMs = Math.min(maxBackoffMs, REGISTER_RETRY_MAX_MS);
  scheduleAttempt(state, context, boundMs * context.random(), boundMs * 2);
}

/** Everything that the agent runs, for a master that may know nothing. */
function reregistration(state: AgentState): MessageOf<'mesos.ReregisterSlaveMessage'> {
  const frameworks = [...state.frameworks.values()];
  const executors = frameworks.flatMap((framework) => [...framework.executors.values()]);
  const tasks = frameworks.flatMap((framework) =>
    [...framework.executors.values()].flatMap((executor) => tasksOf(executor)),
  );
  const custom = executors.filter((executor) => !executor.isCommandExecutor && executor.phase !== 'TERMINATED');
  return {
    type: 'mesos.ReregisterSlaveMessage',
    slave: state.info,
    checkpointedResources: state.checkpointedResources,
    executorInfos: Object.freeze(
      custom.map((executor) => Object.freeze({ ...executor.info, frameworkId: executor.frameworkId })),
    ),
    tasks: Object.freeze(tasks),
    frameworks: Object.freeze(frameworks.map((framework) => framework.info)),
    completedFrameworks: Object.freeze([
      ...state.completedFrameworks.map((framework) =>
        archive(framework.info, framework.pid, framework.completedExecutors),
      ),
      ...frameworks
        .filter((framework) => hasHistory(framework))
        .map((framework) => archive(framework.info, framework.pid, historyOf(framework))),
    ]),
    version: MESOS_VERSION,
  };
}

function tasksOf(executor: Executor): readonly Task[] {
  const queued = executor.queuedTasks.map((task) => createTask(task, executor.frameworkId));
  return [...executor.launchedTasks, ...executor.terminatedTasks, ...queued];
}

function hasHistory(framework: Framework): boolean {
  return (
    framework.completedExecutors.length > 0 ||
    [...framework.executors.values()].some((executor) => executor.completedTasks.length > 0)
  );
}

function historyOf(framework: Framework): readonly Executor[] {
  return [...framework.completedExecutors, ...framework.executors.values()];
}

function archive(frameworkInfo: Framework['info'], pid: string, executors: readonly Executor[]): ArchiveFramework {
  const tasks = executors.flatMap((executor) => [...executor.terminatedTasks, ...executor.completedTasks]);
  return Object.freeze({ frameworkInfo, pid, tasks: Object.freeze(tasks) });
}

type Confirmation = MessageOf<'mesos.SlaveRegisteredMessage'> | MessageOf<'mesos.SlaveReregisteredMessage'>;

export function onRegistered(state: AgentState, context: Context, from: Upid, message: Confirmation): void {
  const again = message.type === 'mesos.SlaveReregisteredMessage';
  const what = again ? 're-registration' : 'registration';
  if (from !== state.master) {
    return context.log(
      'WARN',
      `Ignoring ${what} message from ${from} because it is not the expected master: ${state.master ?? 'None'}`,
      'slave.cpp:1030',
    );
  }
  if (state.info.id !== null && state.info.id !== message.slaveId)
    return wrongId(state, context, message.slaveId, again);
  if (state.phase === 'TERMINATING')
    return context.log(
      'WARN',
      `Ignoring ${what} because agent is terminating`,
      again ? 'slave.cpp:1219' : 'slave.cpp:1145',
    );
  if (state.phase === 'RUNNING') {
    context.log('WARN', `Already ${again ? 're-' : ''}registered with master ${from}`, 'slave.cpp:1141');
  } else {
    const text = again
      ? `Re-registered with master ${from}`
      : `Registered with master ${from}; given agent ID ${message.slaveId}`;
    context.log('INFO', text, again ? 'slave.cpp:1181' : 'slave.cpp:1095');
    becomeRegistered(state, context, message);
  }
  tellOversubscribed(state, context);
  if (again) for (const reconciliation of message.reconciliations) reconcile(state, context, reconciliation);
}

function becomeRegistered(state: AgentState, context: Context, message: Confirmation): void {
  if (state.info.id === null) {
    state.info = Object.freeze({ ...state.info, id: message.slaveId });
    checkpointSlaveInfo(state, context, state.info);
  }
  setPhase(state, context, 'RUNNING');
  state.masterPingTimeoutMs = message.connection.totalPingTimeoutSeconds * 1000 || DEFAULT_MASTER_PING_TIMEOUT_MS;
  resumeUpdates(state, context);
  expectPing(state, context);
}

function wrongId(state: AgentState, context: Context, given: AgentId, again: boolean): void {
  const verb = again ? 'Re-registered' : 'Registered';
  context.exit(1, `${verb} but got wrong id: ${given} (expected: ${state.info.id ?? ''}). Committing suicide`);
}

/** Tasks that only the master knows are reported lost, so that it forgets them. */
function reconcile(state: AgentState, context: Context, reconciliation: ReconcileTasks): void {
  const framework = state.frameworks.get(reconciliation.frameworkId);
  for (const { taskId } of reconciliation.statuses) {
    if (framework !== undefined && executorOfTask(framework, taskId) !== null) continue;
    const text = `Agent reconciling task ${taskId} of framework ${reconciliation.frameworkId} in state TASK_LOST: task unknown to the agent`;
    context.log('WARN', text, 'slave.cpp:1273');
    const update = agentUpdate(state, context, {
      frameworkId: reconciliation.frameworkId,
      taskId,
      executorId: null,
      state: 'TASK_LOST',
      message: 'Reconciliation: task unknown to the agent',
      reason: 'REASON_RECONCILIATION',
    });
    streamUpdate(state, context, update, null);
  }
}

function expectPing(state: AgentState, context: Context): void {
  state.pingDetection = state.detectionNumber;
  context.setDeadline(PING_TIMER, state.masterPingTimeoutMs);
}

/** The ping that the agent waits for: its deadline moves, the agent stays as it is. False for any other. */
export function onIdlePing(
  state: AgentState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.PingSlaveMessage'>,
): boolean {
  const isExpected = message.connected && state.phase === 'RUNNING' && state.pingDetection === state.detectionNumber;
  if (!isExpected || !lpHasConnection(state.libprocess, from)) return false;
  context.setDeadline(PING_TIMER, state.masterPingTimeoutMs);
  sendTo(state, context, from, { type: 'mesos.PongSlaveMessage' });
  return true;
}

export function onPing(
  state: AgentState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.PingSlaveMessage'>,
): void {
  if (!message.connected && state.phase === 'RUNNING') {
    const text =
      'Master marked the agent as disconnected but the agent considers itself registered! Forcing re-registration.';
    context.log('INFO', text, 'slave.cpp:3694');
    onDetected(state, context, { kind: 'discarded' });
  }
  if (state.phase !== 'TERMINATING') expectPing(state, context);
  sendTo(state, context, from, { type: 'mesos.PongSlaveMessage' });
}

export function onPingTimer(state: AgentState, context: Context): void {
  if (state.phase === 'TERMINATING') return;
  context.log(
    'INFO',
    `No pings from master received within ${durationText(state.masterPingTimeoutMs)}`,
    'slave.cpp:3722',
  );
  // A detection that has since been answered cannot be discarded any more.
  if (state.pingDetection !== state.detectionNumber) return;
  onDetected(state, context, { kind: 'discarded' });
}

/** The connection to the master broke. Only the detector says whether it leads no more. */
export function onLinkExited(state: AgentState, context: Context, pid: Upid): void {
  context.log('INFO', `${pid} exited`, 'slave.cpp:3732');
  if (state.master !== null && pid !== state.master) return;
  context.log('WARN', 'Master disconnected! Waiting for a new master to be elected', 'slave.cpp:3737');
}

/** The leader as the detector sees it; told to the agent once it has recovered. */
export function rememberDetected(state: AgentState, context: Context, master: MasterInfo | null): void {
  state.detected = master;
  if (state.phase !== 'RECOVERING') onDetected(state, context, { kind: 'master', master });
}

/** `mesos.UpdateFrameworkMessage`: the framework's scheduler is somewhere else now. */
export function onUpdateFramework(
  state: AgentState,
  context: Context,
  message: MessageOf<'mesos.UpdateFrameworkMessage'>,
  store: (framework: Framework) => void,
): void {
  const { frameworkId } = message;
  if (state.phase !== 'RUNNING') {
    state.metrics.invalidFrameworkMessages += 1;
    const text = `Dropping updateFramework message for ${frameworkId} because the agent is in ${state.phase} state`;
    return context.log('WARN', text, 'slave.cpp:2368');
  }
  const framework = state.frameworks.get(must(frameworkId, 'framework id'));
  const ignoring = `Ignoring updating pid for framework ${frameworkId} because it`;
  if (framework === undefined) return context.log('WARN', `${ignoring} does not exist`, 'slave.cpp:2371');
  if (framework.terminating) return context.log('WARN', `${ignoring} is terminating`, 'slave.cpp:2378');
  context.log('INFO', `Updating framework ${frameworkId} pid to ${message.pid}`, 'slave.cpp:2387');
  framework.pid = message.pid;
  if (framework.info.checkpoint) store(framework);
  resumeUpdates(state, context);
}
