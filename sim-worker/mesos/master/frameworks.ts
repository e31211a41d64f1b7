/**
 * Frameworks: subscription, failover to another scheduler, disconnection with its time-out, removal.
 * Source: Mesos 1.0.1, src/master/master.cpp (subscribe, _subscribe, failoverFramework, _exited, removeFramework).
 */
import type { Context } from '../../kernel/context.ts';
import { type AgentId, type FrameworkId, frameworkId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { FrameworkInfo } from '../messages/infos.ts';
import type { MessageOf } from '../messages/messages.ts';
import type { Task } from '../messages/tasks.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import { sumResources } from '../resources/resources.ts';
import { streamedDouble } from '../stream-double.ts';
import { addPrincipal, removePrincipal } from './access/access-state.ts';
import { authenticationError, waitForAuthentication } from './access/authenticator.ts';
import { authorizeLater, type AuthorizedSubscription, mayUseRole } from './access/authorize.ts';
import { dropExecutor } from './executor-rows.ts';
import { allocator, traitsOf } from './allocation.ts';
import { tasksOf, usedOn } from './books.ts';
import { durationText } from './duration.ts';
import { isStreamPid } from './http/streams.ts';
import { count, type MasterFramework, type MasterState } from './master-state.ts';
import { takeBackFrameworkOffers } from './offers.ts';
import { roleError } from './roles.ts';
import { masterUpdate } from './status-updates.ts';
import { removeTask, updateTask } from './task-life.ts';
import { frameworkText, linkTo, nowSecs, pidForAgents, send } from './wire.ts';

export const failoverTimer = (id: FrameworkId): string => `failover:${id}`;
/** A failover timeout beyond what 64-bit nanoseconds hold is invalid (about 292 years). */
const MAX_FAILOVER_SECS = 9_223_372_036;

type Subscription = { readonly from: Upid; readonly info: FrameworkInfo; readonly force: boolean };

export function onSubscribe(master: MasterState, context: Context, subscription: Subscription): void {
  const { from, info, force } = subscription;
  count(master, info.id === null ? 'messages_register_framework' : 'messages_reregister_framework');
  const who = isStreamPid(from) ? `HTTP framework '${info.name}'` : `framework '${info.name}' at ${from}`;
  const call: MessageOf<'mesos.scheduler.Call'> = {
    type: 'mesos.scheduler.Call',
    frameworkId: info.id,
    body: { call: 'SUBSCRIBE', frameworkInfo: info, force },
  };
  if (waitForAuthentication(master, context, { from, to: 'master', message: call }, `SUBSCRIBE call for ${who}`))
    return;
  if (isStreamPid(from)) context.log('INFO', `Received subscription request for ${who}`, 'master.cpp:2146');
  const error =
    subscriptionError(master, info) ?? (isStreamPid(from) ? null : authenticationError(master, from, info.principal));
  if (error !== null) return refuse(master, context, subscription, error);
  if (!isStreamPid(from)) context.log('INFO', `Received SUBSCRIBE call for ${who}`, 'master.cpp:2424');
  const asked = { ...subscription, info: withPrincipal(master, context, from, info) };
  const isAllowed = mayUseRole(master, context, asked.info);
  const authorized = { kind: 'subscribe', ...asked, isAllowed } as const;
  authorizeLater(master, context, authorized, () => onSubscriptionAuthorized(master, context, authorized));
}

export function onSubscriptionAuthorized(
  master: MasterState,
  context: Context,
  authorized: AuthorizedSubscription,
): void {
  const { from, info } = authorized;
  if (!authorized.isAllowed) return refuse(master, context, authorized, `Not authorized to use role '${info.role}'`);
  // The scheduler may authenticate anew meanwhile: it subscribes again after that.
  const error = isStreamPid(from) ? null : authenticationError(master, from, info.principal);
  if (error === null) return subscribe(master, context, authorized);
  context.log('INFO', `Dropping SUBSCRIBE call for framework '${info.name}' at ${from}: ${error}`, 'master.cpp:2494');
}

function refuse(
  master: MasterState,
  context: Context,
  { from, info }: Pick<Subscription, 'from' | 'info'>,
  error: string,
): void {
  const at = isStreamPid(from) ? '' : ` at ${from}`;
  context.log('INFO', `Refusing subscription of framework '${info.name}'${at}: ${error}`, 'master.cpp:2476');
  send(master, context, from, { type: 'mesos.FrameworkErrorMessage', message: error });
}

/** A framework that is authenticated has a principal, whether it named it or not. */
function withPrincipal(master: MasterState, context: Context, from: Upid, info: FrameworkInfo): FrameworkInfo {
  const authenticated = master.access.authenticated.get(from);
  if (info.principal !== null || authenticated === undefined) return info;
  context.log(
    'WARN',
    `Setting 'principal' in FrameworkInfo to '${authenticated}' because the framework authenticated with that principal but did not set it in FrameworkInfo`,
    'master.cpp:2432',
  );
  return { ...info, principal: authenticated };
}

function subscribe(master: MasterState, context: Context, subscription: Subscription): void {
  const { from, info, force } = subscription;
  const capabilities = info.capabilities.length === 0 ? '[  ]' : `[ ${info.capabilities.join(', ')} ]`;
  // For the HTTP API the original writes one quote before the name and one behind it.
  const name = isStreamPid(from) ? `'${info.name}'` : info.name;
  context.log(
    'INFO',
    `Subscribing framework ${name} with checkpointing ${info.checkpoint ? 'enabled' : 'disabled'} and capabilities ${capabilities}`,
    'master.cpp:2500',
  );
  if (info.id === null) return subscribeNew(master, context, { from, info });
  const framework = master.frameworks.get(info.id);
  if (framework === undefined) {
    addFramework(master, context, { id: info.id, info, pid: from });
    return updateAgents(master, context, info.id);
  }
  if (framework.pid !== from && !force) {
    context.log(
      'ERROR',
      `Disallowing subscription attempt of framework ${frameworkText(framework)} because it is not expected from ${from}`,
      'master.cpp:2551',
    );
    return send(master, context, from, { type: 'mesos.FrameworkErrorMessage', message: 'Framework failed over' });
  }
  context.log('INFO', `Updating info for framework ${framework.id}`, 'master.cpp:2564');
  if (force) return failOver(master, context, framework, { from, info });
  resubscribe(master, context, framework, info);
}

function subscriptionError(master: MasterState, info: FrameworkInfo): string | null {
  const invalidRole = roleError(info.role);
  if (invalidRole !== null) return invalidRole;
  const roles = master.flags.roles?.split(',') ?? null;
  if (roles !== null && info.role !== '*' && !roles.includes(info.role)) {
    return `Role '${info.role}' is not present in the master's --roles`;
  }
  if (info.user === 'root' && !master.flags.rootSubmissions)
    return "User 'root' is not allowed to run frameworks without --root_submissions set";
  if (info.id !== null && master.completedFrameworks.some((completed) => completed.id === info.id))
    return 'Framework has been removed';
  if (!(info.failoverTimeoutSecs <= MAX_FAILOVER_SECS))
    return `The framework failover_timeout (${streamedDouble(info.failoverTimeoutSecs)}) is invalid`;
  return null;
}

function subscribeNew(
  master: MasterState,
  context: Context,
  subscriber: { readonly from: Upid; readonly info: FrameworkInfo },
): void {
  const { from, info } = subscriber;
  for (const framework of master.frameworks.values()) {
    if (framework.pid !== from) continue;
    context.log(
      'INFO',
      `Framework ${frameworkText(framework)} already subscribed, resending acknowledgement`,
      'master.cpp:2510',
    );
    return tellRegistered(master, context, framework.id);
  }
  const id = frameworkId(`${master.info.id}-${String(master.nextFrameworkNumber).padStart(4, '0')}`);
  master.nextFrameworkNumber += 1;
  addFramework(master, context, { id, info: { ...info, id }, pid: from });
}

function tellRegistered(master: MasterState, context: Context, id: FrameworkId): void {
  const framework = master.frameworks.get(id);
  if (framework === undefined) return;
  send(master, context, framework.pid, {
    type: 'mesos.FrameworkRegisteredMessage',
    frameworkId: id,
    masterInfo: master.info,
  });
}

/** Takes in a framework; tasks that agents reported before are its own from now on. */
function addFramework(
  master: MasterState,
  context: Context,
  added: { readonly id: FrameworkId; readonly info: FrameworkInfo; readonly pid: Upid },
): void {
  const { id, info, pid } = added;
  const used = new Map<AgentId, Resources>();
  for (const agent of master.agents.values()) {
    const resources = usedOn(agent, id);
    if (resources.length > 0) used.set(agent.id, resources);
  }
  const framework: MasterFramework = {
    id,
    info,
    pid,
    connected: true,
    active: true,
    registeredAtSecs: nowSecs(context),
    reregisteredAtSecs: null,
    used: sumResources(used.values()),
    offered: NO_RESOURCES,
    offerIds: new Set(),
    pendingTasks: new Map(),
    completedTasks: [],
  };
  master.frameworks.set(id, framework);
  master.recoveredFrameworks.delete(id);
  addPrincipal(master.access, isStreamPid(pid) ? null : pid, info.principal);
  linkTo(master, context, pid);
  // First of all messages: a driver that is not registered yet drops offers, and their resources would stay offered.
  tellRegistered(master, context, id);
  allocator(master, context, { kind: 'addFramework', frameworkId: id, role: info.role, traits: traitsOf(info), used });
}

/** Every agent learns where the scheduler is now, so that it resumes its status updates. */
function updateAgents(master: MasterState, context: Context, id: FrameworkId): void {
  const framework = master.frameworks.get(id);
  if (framework === undefined) return;
  for (const agent of master.agents.values()) {
    send(master, context, agent.pid, {
      type: 'mesos.UpdateFrameworkMessage',
      frameworkId: id,
      pid: pidForAgents(framework.pid),
    });
  }
}

/** Another scheduler process takes over, or the same one insists. */
function failOver(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  by: { readonly from: Upid; readonly info: FrameworkInfo },
): void {
  context.log('INFO', `Framework ${frameworkText(framework)} failed over`, 'master.cpp:2577');
  mergeInfo(context, framework, by.info);
  framework.reregisteredAtSecs = nowSecs(context);
  if (framework.pid !== by.from && framework.connected) {
    send(master, context, framework.pid, { type: 'mesos.FrameworkErrorMessage', message: 'Framework failed over' });
  }
  takeBackFrameworkOffers(master, context, framework, true);
  if (isStreamPid(by.from)) removePrincipal(master.access, framework.pid);
  else {
    master.access.principals.delete(framework.pid);
    master.access.principals.set(by.from, master.access.authenticated.get(by.from) ?? null);
  }
  framework.pid = by.from;
  linkTo(master, context, by.from);
  tellRegistered(master, context, framework.id);
  reactivate(master, context, framework);
  updateAgents(master, context, framework.id);
}

/** The same scheduler subscribes again, after a disconnection that only one side noticed. */
function resubscribe(master: MasterState, context: Context, framework: MasterFramework, info: FrameworkInfo): void {
  context.log(
    'INFO',
    `Allowing framework ${frameworkText(framework)} to subscribe with an already used id`,
    'master.cpp:2580',
  );
  mergeInfo(context, framework, info);
  framework.reregisteredAtSecs = nowSecs(context);
  takeBackFrameworkOffers(master, context, framework, false);
  linkTo(master, context, framework.pid);
  send(master, context, framework.pid, {
    type: 'mesos.FrameworkReregisteredMessage',
    frameworkId: framework.id,
    masterInfo: master.info,
  });
  reactivate(master, context, framework);
}

function reactivate(master: MasterState, context: Context, framework: MasterFramework): void {
  context.clearTimer(failoverTimer(framework.id));
  framework.connected = true;
  allocator(master, context, { kind: 'updateFramework', frameworkId: framework.id, traits: traitsOf(framework.info) });
  if (framework.active) return;
  framework.active = true;
  allocator(master, context, { kind: 'activateFramework', frameworkId: framework.id });
}

/** Some fields follow the scheduler, others stay as first registered. */
function mergeInfo(context: Context, framework: MasterFramework, info: FrameworkInfo): void {
  const kept = ['user', 'checkpoint', 'role', 'principal'] as const;
  for (const field of kept) {
    if (framework.info[field] === info[field]) continue;
    // What the line names is what stays, as in the original.
    context.log(
      'WARN',
      `Can not update FrameworkInfo.${field} to '${String(framework.info[field] ?? '')}' for framework ${framework.id}. Check MESOS-703`,
      'master.hpp:2244',
    );
  }
  const { user, checkpoint, role, principal, id } = framework.info;
  framework.info = { ...info, user, checkpoint, role, principal, id };
}

/** The scheduler's connection broke. */
export function onFrameworkExited(master: MasterState, context: Context, framework: MasterFramework): void {
  if (!isStreamPid(framework.pid))
    send(master, context, framework.pid, { type: 'mesos.FrameworkErrorMessage', message: 'Framework disconnected' });
  context.log('INFO', `Framework ${frameworkText(framework)} disconnected`, 'master.cpp:1284');
  framework.connected = false;
  context.log('INFO', `Disconnecting framework ${frameworkText(framework)}`, 'master.cpp:2725');
  // It authenticates anew before it subscribes again.
  master.access.authenticated.delete(framework.pid);
  deactivateFramework(master, context, framework);
  const timeoutMs = Math.max(0, framework.info.failoverTimeoutSecs * 1000);
  context.log(
    'INFO',
    `Giving framework ${frameworkText(framework)} ${durationText(timeoutMs)} to failover`,
    'master.cpp:1297',
  );
  context.setTimer(failoverTimer(framework.id), timeoutMs, framework.id);
}

export function deactivateFramework(master: MasterState, context: Context, framework: MasterFramework): void {
  if (!framework.active) return;
  context.log('INFO', `Deactivating framework ${frameworkText(framework)}`, 'master.cpp:2749');
  framework.active = false;
  allocator(master, context, { kind: 'deactivateFramework', frameworkId: framework.id });
  takeBackFrameworkOffers(master, context, framework, false);
}

export function onFailoverTimeout(master: MasterState, context: Context, id: FrameworkId): void {
  const framework = master.frameworks.get(id);
  if (framework === undefined || framework.connected) return;
  context.log('INFO', `Framework failover timeout, removing framework ${frameworkText(framework)}`, 'master.cpp:5577');
  removeFramework(master, context, framework);
}

export function removeFramework(master: MasterState, context: Context, framework: MasterFramework): void {
  context.log('INFO', `Removing framework ${frameworkText(framework)}`, 'master.cpp:6312');
  if (framework.active) {
    framework.active = false;
    allocator(master, context, { kind: 'deactivateFramework', frameworkId: framework.id });
  }
  for (const agent of master.agents.values()) {
    send(master, context, agent.pid, { type: 'mesos.ShutdownFrameworkMessage', frameworkId: framework.id });
  }
  framework.pendingTasks.clear();
  for (const task of [...tasksOf(master, framework.id)]) killWithFramework(master, context, framework, task);
  takeBackFrameworkOffers(master, context, framework, true);
  for (const agent of [...master.agents.values()]) removeExecutors(master, context, agent.id, framework.id);
  context.clearTimer(failoverTimer(framework.id));
  allocator(master, context, { kind: 'removeFramework', frameworkId: framework.id });
  removePrincipal(master.access, framework.pid);
  master.frameworks.delete(framework.id);
  master.recoveredFrameworks.delete(framework.id);
  const { id, info, pid, registeredAtSecs, reregisteredAtSecs, completedTasks } = framework;
  const unregisteredAtSecs = nowSecs(context);
  master.completedFrameworks.push(
    Object.freeze({ id, info, pid, registeredAtSecs, reregisteredAtSecs, unregisteredAtSecs, completedTasks }),
  );
  while (master.completedFrameworks.length > master.flags.maxCompletedFrameworks) master.completedFrameworks.shift();
}

/** Marked as killed in the books; nobody is told. */
function killWithFramework(master: MasterState, context: Context, framework: MasterFramework, task: Task): void {
  const update = masterUpdate(context, {
    frameworkId: framework.id,
    agentId: task.slaveId,
    taskId: task.taskId,
    executorId: task.executorId,
    state: 'TASK_KILLED',
    reason: 'REASON_FRAMEWORK_REMOVED',
    message: `Framework ${framework.id} removed`,
  });
  removeTask(master, context, Object.freeze(updateTask(master, context, task, update)));
}

/** Takes the framework's custom executors on the agent out of the books. */
export function removeExecutors(master: MasterState, context: Context, agentId: AgentId, id: FrameworkId): void {
  const agent = master.agents.get(agentId);
  if (agent === undefined) return;
  for (const executor of agent.executors)
    if (executor.frameworkId === id) dropExecutor(master, context, agentId, executor);
}
