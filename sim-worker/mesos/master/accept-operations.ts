/**
 * The operations of an authorised ACCEPT, one after another on a working copy of the offered resources; what is left goes
 * back to the allocator with the call's filter.
 * Source: Mesos 1.0.1, src/master/master.cpp (_accept, addTask).
 */
import type { Context } from '../../kernel/context.ts';
import { userOf } from '../authorizer/local-authorizer.ts';
import type { AgentId } from '../ids.ts';
import { createTask } from '../messages/create-task.ts';
import type { TaskInfo } from '../messages/tasks.ts';
import { formatResources } from '../resources/format.ts';
import type { Resources } from '../resources/resource.ts';
import { addResources, checkpointableResources, isNothing, subtractResources } from '../resources/resources.ts';
import { type Accept, reject, tellAll } from './accept-rejections.ts';
import type { AuthorizedAccept } from './access/authorize.ts';
import { addExecutor } from './executor-rows.ts';
import { addTask } from './agent-rows.ts';
import { allocator } from './allocation.ts';
import { findTask, updateAgentRow } from './books.ts';
import type { MasterAgent, MasterFramework, MasterState } from './master-state.ts';
import { refuseSecondsOf } from './offers.ts';
import { applyError, conversionOf, operationError, type ReservationOperation } from './operations.ts';
import { hasExecutor, launchResources, taskError } from './task-validation.ts';
import { agentText, frameworkText, pidForAgents, send } from './wire.ts';

export function onOperationsAuthorized(master: MasterState, context: Context, authorized: AuthorizedAccept): void {
  const { frameworkId, agentId, offered, accept, verdicts } = authorized;
  const framework = master.frameworks.get(frameworkId);
  if (framework === undefined) {
    const text = `Ignoring ACCEPT call for framework ${frameworkId} because the framework cannot be found`;
    context.log('WARN', text, 'master.cpp:3452');
    return giveBack(master, context, authorized, offered, null);
  }
  const agent = master.agents.get(agentId);
  if (agent === undefined || !agent.connected)
    return loseAll(master, context, framework, { accept, agentId, offered, removed: agent === undefined });
  let left = offered;
  accept.operations.forEach((operation, index) => {
    const verdict = verdicts[index] ?? [];
    left =
      operation.type === 'LAUNCH'
        ? launchAll(master, context, framework, { agentId: agent.id, tasks: operation.taskInfos, left, verdict })
        : convert(master, context, framework, { agentId: agent.id, operation, left, isAllowed: verdict[0] === true });
  });
  if (!isNothing(left)) giveBack(master, context, authorized, left, refuseSecondsOf(accept.filters));
}

function giveBack(
  master: MasterState,
  context: Context,
  { frameworkId, agentId }: AuthorizedAccept,
  resources: Resources,
  refuseSeconds: number | null,
): void {
  allocator(master, context, { kind: 'recoverResources', frameworkId, agentId, resources, refuseSeconds });
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
  for (const operation of accept.operations)
    if (operation.type === 'LAUNCH') for (const task of operation.taskInfos) framework.pendingTasks.delete(task.taskId);
  const reason = removed ? 'REASON_SLAVE_REMOVED' : 'REASON_SLAVE_DISCONNECTED';
  tellAll(master, context, framework, { accept, reason, message: removed ? 'Agent removed' : 'Agent disconnected' });
}

type Launch = {
  readonly agentId: AgentId;
  readonly tasks: readonly TaskInfo[];
  readonly left: Resources;
  /** Of each task: it may be launched. */
  readonly verdict: readonly boolean[];
};

function launchAll(master: MasterState, context: Context, framework: MasterFramework, launch: Launch): Resources {
  let { left } = launch;
  launch.tasks.forEach((task, index) => {
    const agent = updateAgentRow(master, launch.agentId, {});
    // A task that was killed meanwhile is not pending any more.
    const isPending = framework.pendingTasks.delete(task.taskId);
    if (launch.verdict[index] !== true) {
      const message = `Not authorized to launch as user '${userOf(framework.info, task)}'`;
      return reject(master, context, framework, {
        task,
        state: 'TASK_ERROR',
        reason: 'REASON_TASK_UNAUTHORIZED',
        message,
      });
    }
    const isLive = (id: TaskInfo['taskId']): boolean => findTask(master, framework.id, id) !== undefined;
    const message = taskError({ task, frameworkId: framework.id, agent, available: left, isLive });
    if (message !== null) {
      return reject(master, context, framework, { task, state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID', message });
    }
    if (!isPending) return;
    left = subtractResources(left, launchResources(task, agent, framework.id));
    launchTask(master, context, framework, agent, task);
  });
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
  const { executor } = task;
  if (executor !== null && !hasExecutor(agent, framework.id, executor.executorId))
    addExecutor(master, agent.id, executor);
  const staged = createTask(task, framework.id);
  addTask(master, context, staged);
  context.log(
    'INFO',
    `Launching task ${task.taskId} of framework ${frameworkText(framework)} with resources ${resources} on agent ${agentText(agent)}`,
    'master.cpp:3831',
  );
  context.trace('task', { taskId: task.taskId, state: 'TASK_STAGING', frameworkId: framework.id, agentId: agent.id });
  send(master, context, agent.pid, {
    type: 'mesos.RunTaskMessage',
    framework: { ...framework.info, id: framework.id },
    pid: pidForAgents(framework.pid),
    task,
  });
}

type Converted = {
  readonly agentId: AgentId;
  readonly operation: ReservationOperation;
  readonly left: Resources;
  readonly isAllowed: boolean;
};

const DEEDS: Readonly<Record<ReservationOperation['type'], string>> = {
  RESERVE: 'reserve resources',
  UNRESERVE: 'unreserve resources',
  CREATE: 'create persistent volumes',
  DESTROY: 'destroy persistent volumes',
};

const APPLIED: Readonly<Record<ReservationOperation['type'], { readonly what: string; readonly source: string }>> = {
  RESERVE: { what: 'resources', source: 'master.cpp:3569' },
  UNRESERVE: { what: 'resources', source: 'master.cpp:3622' },
  CREATE: { what: 'volumes', source: 'master.cpp:3679' },
  DESTROY: { what: 'volumes', source: 'master.cpp:3732' },
};

/** The original prints the volumes to create for a DESTROY too: there are none. */
function operandsText(operation: ReservationOperation): string {
  if (operation.type === 'DESTROY') return '';
  return formatResources(operation.type === 'CREATE' ? operation.volumes : operation.resources);
}

/** RESERVE, UNRESERVE, CREATE, DESTROY: the framework learns nothing of a refusal. */
function convert(master: MasterState, context: Context, framework: MasterFramework, converted: Converted): Resources {
  const { agentId, operation, left } = converted;
  const agent = updateAgentRow(master, agentId, {});
  const { principal } = framework.info;
  const { from, to } = conversionOf(operation);
  const error =
    (converted.isAllowed ? null : `Not authorized to ${DEEDS[operation.type]} as '${principal ?? ''}'`) ??
    operationError(operation, { principal, checkpointed: agent.checkpointed }) ??
    applyError(left, operation);
  if (error !== null) {
    context.log(
      'ERROR',
      `Dropping ${operation.type} offer operation from framework ${frameworkText(framework)}: ${error}`,
      'master.cpp:1955',
    );
    return left;
  }
  const applied = APPLIED[operation.type];
  context.log(
    'INFO',
    `Applying ${operation.type} operation for ${applied.what} ${operandsText(operation)} from framework ${frameworkText(framework)} to agent ${agentText(agent)}`,
    applied.source,
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
  context.log(
    'INFO',
    `Sending checkpointed resources ${formatResources(checkpointed)} to agent ${agentText(agent)}`,
    'master.cpp:6980',
  );
  send(master, context, agent.pid, { type: 'mesos.CheckpointResourcesMessage', resources: checkpointed });
}
