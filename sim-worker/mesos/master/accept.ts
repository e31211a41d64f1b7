/**
 * ACCEPT: checks the offers, then carries out the operations one after another on a working copy of their resources;
 * what is left goes back to the allocator with the call's filter.
 * Source: Mesos 1.0.1, src/master/master.cpp (accept, _accept, addTask), src/master/validation.cpp (offer::validate).
 * Left out: authorisation (nothing is pending between check and launch).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId, OfferId } from '../ids.ts';
import type { CallBody } from '../messages/scheduler-call.ts';
import type { Offer } from '../messages/offers.ts';
import type { Task, TaskInfo, TaskStatusReason } from '../messages/tasks.ts';
import { formatResources } from '../resources/format.ts';
import { type Resources, NO_RESOURCES } from '../resources/resource.ts';
import { addResources, checkpointableResources, isNothing, subtractResources } from '../resources/resources.ts';
import { addExecutor } from './agent-rows.ts';
import { allocator } from './allocation.ts';
import { bookTask, findTask, updateAgentRow } from './books.ts';
import { tellTaskAdded } from './http/streams.ts';
import { count, type MasterAgent, type MasterFramework, type MasterState } from './master-state.ts';
import { endOffer, recoverOffer, refuseSecondsOf } from './offers.ts';
import { applyError, conversionOf, operationError, type ReservationOperation } from './operations.ts';
import { forward, masterUpdate } from './status-updates.ts';
import { countTerminal } from './task-life.ts';
import { hasExecutor, launchResources, taskError } from './task-validation.ts';
import { agentText, frameworkText, pidForAgents, send } from './wire.ts';

type Accept = Extract<CallBody, { readonly call: 'ACCEPT' }>;

export function onAccept(master: MasterState, context: Context, framework: MasterFramework, accept: Accept): void {
  if (accept.operations.some((operation) => operation.type === 'LAUNCH')) {
    count(
      master,
      accept.operations.some((operation) => operation.type === 'LAUNCH' && operation.taskInfos.length > 0)
        ? 'messages_launch_tasks'
        : 'messages_decline_offers',
    );
  }
  const error = offersError(master, framework, accept.offerIds);
  const offers = accept.offerIds.flatMap((id) => master.offers.get(id) ?? []);
  const first = offers[0];
  if (error !== null || first === undefined)
    return refuse(master, context, framework, { accept, error: error ?? 'No offers specified' });
  const agent = master.agents.get(first.slaveId);
  const where = agent === undefined ? first.slaveId : agentText(agent);
  context.log(
    'INFO',
    `Processing ACCEPT call for offers: [ ${accept.offerIds.join(', ')} ] on agent ${where} for framework ${frameworkText(framework)}`,
    'master.cpp:3342',
  );
  let offered: Resources = NO_RESOURCES;
  const answer = { tasks: launchedBy(accept), refuseSeconds: refuseSecondsOf(accept.filters) };
  for (const offer of offers) {
    endOffer(master, context, offer, 'accepted', answer);
    offered = addResources(offered, offer.resources);
  }
  if (agent === undefined || !agent.connected)
    return loseAll(master, context, framework, {
      accept,
      agentId: first.slaveId,
      offered,
      removed: agent === undefined,
    });
  let left = offered;
  for (const operation of accept.operations) {
    left =
      operation.type === 'LAUNCH'
        ? launchAll(master, context, framework, { agentId: agent.id, tasks: operation.taskInfos, left })
        : convert(master, context, framework, { agentId: agent.id, operation, left });
  }
  if (isNothing(left)) return;
  allocator(master, context, {
    kind: 'recoverResources',
    frameworkId: framework.id,
    agentId: agent.id,
    resources: left,
    refuseSeconds: refuseSecondsOf(accept.filters),
  });
}

function launchedBy(accept: Accept): number {
  let tasks = 0;
  for (const operation of accept.operations) if (operation.type === 'LAUNCH') tasks += operation.taskInfos.length;
  return tasks;
}

/** In the order of the real checks. */
function offersError(master: MasterState, framework: MasterFramework, ids: readonly OfferId[]): string | null {
  if (ids.length === 0) return 'No offers specified';
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `Duplicate offer ${twice} in offer list`;
  const gone = ids.find((id) => !master.offers.has(id));
  if (gone !== undefined) return `Offer ${gone} is no longer valid`;
  const offers = ids.flatMap((id) => master.offers.get(id) ?? []);
  const foreign = offers.find((offer) => offer.frameworkId !== framework.id);
  if (foreign !== undefined)
    return `Offer ${foreign.id} has invalid framework ${foreign.frameworkId} while framework ${framework.id} is expected`;
  const agentId = offers[0]?.slaveId ?? '';
  const other = offers.find((offer) => offer.slaveId !== agentId);
  if (other !== undefined) {
    return `Aggregated offers must belong to one single agent. Offer ${other.id} uses agent ${other.slaveId} and agent ${agentId}`;
  }
  return null;
}

/** Invalid offers: those still valid are used up, every task of a LAUNCH is lost. */
function refuse(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  refused: { readonly accept: Accept; readonly error: string },
): void {
  const { accept, error } = refused;
  context.log(
    'WARN',
    `ACCEPT call used invalid offers '[ ${accept.offerIds.join(', ')} ]': ${error}`,
    'master.cpp:3301',
  );
  for (const id of new Set(accept.offerIds)) {
    const offer: Offer | undefined = master.offers.get(id);
    if (offer === undefined || offer.frameworkId !== framework.id) continue;
    endOffer(master, context, offer, 'rescinded');
    recoverOffer(master, context, offer);
  }
  tellAll(master, context, framework, {
    accept,
    reason: 'REASON_INVALID_OFFERS',
    message: `Task launched with invalid offers: ${error}`,
  });
}

/** The agent went away between offer and launch. */
function loseAll(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  lost: { readonly accept: Accept; readonly agentId: AgentId; readonly offered: Resources; readonly removed: boolean },
): void {
  const { accept, agentId, offered, removed } = lost;
  allocator(master, context, {
    kind: 'recoverResources',
    frameworkId: framework.id,
    agentId,
    resources: offered,
    refuseSeconds: null,
  });
  const reason = removed ? 'REASON_SLAVE_REMOVED' : 'REASON_SLAVE_DISCONNECTED';
  tellAll(master, context, framework, { accept, reason, message: removed ? 'Agent removed' : 'Agent disconnected' });
}

function tellAll(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  told: { readonly accept: Accept; readonly reason: TaskStatusReason; readonly message: string },
): void {
  for (const operation of told.accept.operations) {
    if (operation.type !== 'LAUNCH') continue;
    for (const task of operation.taskInfos)
      reject(master, context, framework, { task, state: 'TASK_LOST', reason: told.reason, message: told.message });
  }
}

type Rejection = {
  readonly task: TaskInfo;
  readonly state: 'TASK_LOST' | 'TASK_ERROR';
  readonly reason: TaskStatusReason;
  readonly message: string;
};

function reject(master: MasterState, context: Context, framework: MasterFramework, rejection: Rejection): void {
  const { task, state, reason, message } = rejection;
  const update = masterUpdate(context, {
    frameworkId: framework.id,
    agentId: task.slaveId,
    taskId: task.taskId,
    executorId: task.executor?.executorId ?? null,
    state,
    reason,
    message,
  });
  countTerminal(master, state, update.status);
  context.trace('task', {
    taskId: task.taskId,
    state,
    frameworkId: framework.id,
    agentId: task.slaveId,
    reason,
    message,
  });
  forward(master, context, framework, { update, pid: null });
}

type Launch = { readonly agentId: AgentId; readonly tasks: readonly TaskInfo[]; readonly left: Resources };

function launchAll(master: MasterState, context: Context, framework: MasterFramework, launch: Launch): Resources {
  let { left } = launch;
  for (const task of launch.tasks) {
    const agent = updateAgentRow(master, launch.agentId, {});
    const isLive = (id: TaskInfo['taskId']): boolean => findTask(master, framework.id, id) !== undefined;
    const message = taskError({ task, frameworkId: framework.id, agent, available: left, isLive });
    if (message !== null) {
      context.log(
        'WARN',
        `Task ${task.taskId} of framework ${frameworkText(framework)} is invalid: ${message}`,
        'master.cpp:3850',
      );
      reject(master, context, framework, { task, state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID', message });
      continue;
    }
    left = subtractResources(left, launchResources(task, agent, framework.id));
    launchTask(master, context, framework, agent, task);
  }
  return left;
}

function launchTask(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  agent: MasterAgent,
  task: TaskInfo,
): void {
  const resources = formatResources(task.resources);
  context.log(
    'INFO',
    `Adding task ${task.taskId} with resources ${resources} on agent ${agent.id} (${agent.info.hostname})`,
    'master.hpp:178',
  );
  const { executor } = task;
  if (executor !== null && !hasExecutor(agent, framework.id, executor.executorId))
    addExecutor(master, agent.id, executor);
  const staged = stagedTask(framework, task);
  bookTask(master, staged);
  tellTaskAdded(master, context, staged);
  context.log(
    'INFO',
    `Launching task ${task.taskId} of framework ${frameworkText(framework)} with resources ${resources} on agent ${agentText(agent)}`,
    'master.cpp:3891',
  );
  context.trace('task', { taskId: task.taskId, state: 'TASK_STAGING', frameworkId: framework.id, agentId: agent.id });
  send(master, context, agent.pid, {
    type: 'mesos.RunTaskMessage',
    framework: { ...framework.info, id: framework.id },
    pid: pidForAgents(framework.pid),
    task,
  });
}

function stagedTask(framework: MasterFramework, info: TaskInfo): Task {
  const { name, taskId, slaveId, resources, labels, discovery, container, executor, command } = info;
  return {
    name,
    taskId,
    frameworkId: framework.id,
    executorId: executor?.executorId ?? null,
    slaveId,
    state: 'TASK_STAGING',
    resources,
    statuses: [],
    statusUpdateState: null,
    statusUpdateUuid: null,
    labels,
    discovery,
    container: container ?? executor?.container ?? null,
    user: command?.user ?? executor?.command.user ?? framework.info.user,
  };
}

type Converted = { readonly agentId: AgentId; readonly operation: ReservationOperation; readonly left: Resources };

/** RESERVE, UNRESERVE, CREATE, DESTROY: the framework learns nothing of a refusal. */
function convert(master: MasterState, context: Context, framework: MasterFramework, converted: Converted): Resources {
  const { agentId, operation, left } = converted;
  const agent = updateAgentRow(master, agentId, {});
  const { principal } = framework.info;
  const { from, to } = conversionOf(operation);
  const error =
    operationError(operation, { principal, checkpointed: agent.checkpointed }) ?? applyError(left, operation);
  if (error !== null) {
    context.log(
      'ERROR',
      `Dropping ${operation.type} offer operation from framework ${frameworkText(framework)}: ${error}`,
      'master.cpp:3520',
    );
    return left;
  }
  context.log(
    'INFO',
    `Applying ${operation.type} operation for resources ${formatResources(to)} from framework ${frameworkText(framework)} to agent ${agentText(agent)}`,
    'master.cpp:3600',
  );
  allocator(master, context, { kind: 'convert', agentId, frameworkId: framework.id, from, to });
  convertAgent(master, context, agent, { from, to });
  return addResources(subtractResources(left, from), to);
}

/** The agent's total changes kind, and the agent is told what to checkpoint. */
export function convertAgent(
  master: MasterState,
  context: Context,
  agent: MasterAgent,
  conversion: { readonly from: Resources; readonly to: Resources },
): void {
  const total = addResources(subtractResources(agent.total, conversion.from), conversion.to);
  const checkpointed = checkpointableResources(total);
  updateAgentRow(master, agent.id, { total, checkpointed });
  send(master, context, agent.pid, { type: 'mesos.CheckpointResourcesMessage', resources: checkpointed });
}
