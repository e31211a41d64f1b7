/**
 * Agents: registration, re-registration, what the master knows of them, disconnection.
 * Source: Mesos 1.0.1, src/master/master.cpp (registerSlave, reregisterSlave, addSlave, reconcile, disconnect, deactivate).
 */
import type { Context } from '../../kernel/context.ts';
import { type AgentId, agentId, type FrameworkId } from '../ids.ts';
import { lpLink, type Upid } from '../libprocess/transport.ts';
import { parseUpid } from '../libprocess/upid.ts';
import type { ExecutorInfo, MachineId, SlaveInfo } from '../messages/infos.ts';
import type { ArchiveFramework, MessageOf, ReconcileTasks } from '../messages/messages.ts';
import { isTerminalState, type Task, type TaskStatus } from '../messages/tasks.ts';
import { sameMachine } from '../registrar/registry.ts';
import { formatResources } from '../resources/format.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import { addResources, equalResources, flattenResources, nonRevocableResources, subtractResources } from '../resources/resources.ts';
import { startObserver } from './agent-health.ts';
import { loseTask, removeAgent } from './agent-removal.ts';
import { allocator } from './allocation.ts';
import { archiveTask, bookTask, bookUse, releaseUse, tasksOf, updateAgentRow } from './books.ts';
import { removeExecutors } from './frameworks.ts';
import { count, type MasterAgent, type MasterState, type RegistrarTag } from './master-state.ts';
import { rescindAgentOffers } from './offers.ts';
import { applyToRegistry } from './registry-operations.ts';
import { agentText, nowSecs, send } from './wire.ts';

type Registering = { readonly from: Upid; readonly message: MessageOf<'mesos.RegisterSlaveMessage'> };
type Reregistering = { readonly from: Upid; readonly message: MessageOf<'mesos.ReregisterSlaveMessage'> };

export const machineOf = (info: SlaveInfo, pid: Upid): MachineId => ({ hostname: info.hostname, ip: parseUpid(pid).host });

export function onRegisterSlave(master: MasterState, context: Context, registering: Registering): void {
  const { from, message } = registering;
  count(master, 'messages_register_slave');
  if (isMachineDown(master, machineOf(message.slave, from))) {
    context.log('WARN', `Ignoring register agent message from ${message.slave.hostname} since its machine is DOWN`, 'master.cpp:4712');
    return send(master, context, from, { type: 'mesos.ShutdownMessage', message: 'Machine is `DOWN`' });
  }
  const knownId = master.agentIdsByPid.get(from);
  const known = knownId === undefined ? undefined : master.agents.get(knownId);
  if (known !== undefined && known.connected) {
    context.log('INFO', `Agent ${agentText(known)} already registered, resending acknowledgement`, 'master.cpp:4753');
    return tellRegistered(master, context, known.id, from);
  }
  if (known !== undefined) {
    context.log('INFO', `Removing old disconnected agent ${agentText(known)} because a registration attempt occurred`, 'master.cpp:4740');
    removeAgent(master, context, known, { reason: 'a new agent registered at the same address', counter: 'slave_removals/reason_registered' });
  }
  if (master.registering.has(from)) {
    context.log('INFO', `Ignoring register agent message from ${from} (${message.slave.hostname}) as admission is already in progress`, 'master.cpp:4764');
    return;
  }
  master.registering.add(from);
  const id = agentId(`${master.info.id}-S${String(master.nextAgentNumber)}`);
  master.nextAgentNumber += 1;
  context.log('INFO', `Registering agent at ${from} (${message.slave.hostname}) with id ${id}`, 'master.cpp:4781');
  const info = Object.freeze({ ...message.slave, id });
  const { checkpointedResources: checkpointed, version } = message;
  applyToRegistry(master, context, { kind: 'admitSlave', slave: info }, { kind: 'admit', agentId: id, pid: from, info, checkpointed, version });
}

/** The registrar stored the new agent. */
export function onAdmitted(master: MasterState, context: Context, tag: Extract<RegistrarTag, { readonly kind: 'admit' }>): void {
  master.registering.delete(tag.pid);
  count(master, 'slave_registrations');
  const agent = addAgent(master, context, { ...tag, tasks: [], executors: [], completedFrameworks: [], reregistered: false });
  tellRegistered(master, context, agent.id, agent.pid);
  context.log('INFO', `Registered agent ${agentText(agent)} with ${formatResources(agent.total)}`, 'master.cpp:4872');
}

function tellRegistered(master: MasterState, context: Context, id: AgentId, to: Upid): void {
  send(master, context, to, { type: 'mesos.SlaveRegisteredMessage', slaveId: id, connection: pingConnection(master) });
}

function pingConnection(master: MasterState): { readonly totalPingTimeoutSeconds: number } {
  return { totalPingTimeoutSeconds: (master.flags.agentPingTimeoutMs * master.flags.maxAgentPingTimeouts) / 1000 };
}

export function onReregisterSlave(master: MasterState, context: Context, reregistering: Reregistering): void {
  const { from, message } = reregistering;
  const { slave } = message;
  count(master, 'messages_reregister_slave');
  if (slave.id === null) return;
  const refusal = reregistrationRefusal(master, reregistering, slave.id);
  if (refusal !== null) {
    context.log('WARN', `Refusing re-registration of agent ${slave.id} at ${from} (${slave.hostname}): ${refusal}`, 'master.cpp:4925');
    return send(master, context, from, { type: 'mesos.ShutdownMessage', message: refusal });
  }
  const known = master.agents.get(slave.id);
  if (known !== undefined) return reregisterKnown(master, context, known, reregistering);
  if (master.reregistering.has(slave.id)) {
    context.log('INFO', `Ignoring re-register agent message from agent ${slave.id} at ${from} (${slave.hostname}) as readmission is already in progress`, 'master.cpp:5015');
    return;
  }
  context.log('INFO', `Re-registering agent ${slave.id} at ${from} (${slave.hostname})`, 'master.cpp:5021');
  master.recoveredAgents.delete(slave.id);
  master.reregistering.add(slave.id);
  const info = Object.freeze({ ...slave, id: slave.id });
  const { checkpointedResources: checkpointed, version, tasks, executorInfos: executors, frameworks, completedFrameworks } = message;
  const tag: RegistrarTag = { kind: 'readmit', agentId: slave.id, pid: from, info, checkpointed, version, tasks, executors, frameworks, completedFrameworks };
  applyToRegistry(master, context, { kind: 'readmitSlave', slave: info }, tag);
}

function reregistrationRefusal(master: MasterState, { from, message }: Reregistering, id: AgentId): string | null {
  if (isMachineDown(master, machineOf(message.slave, from))) return 'Machine is `DOWN`';
  if (master.removedAgents.has(id)) return 'Agent attempted to re-register after removal';
  const known = master.agents.get(id);
  if (known === undefined) return null;
  const sameAddress = parseUpid(known.pid).host === parseUpid(from).host && known.info.hostname === message.slave.hostname;
  return sameAddress ? null : 'Agent attempted to re-register with different IP / hostname';
}

function isMachineDown(master: MasterState, id: MachineId): boolean {
  return master.machines.some((machine) => machine.mode === 'DOWN' && sameMachine(machine.id, id));
}

/** The registrar stored the agent that this master did not know yet. */
export function onReadmitted(master: MasterState, context: Context, tag: Extract<RegistrarTag, { readonly kind: 'readmit' }>): void {
  master.reregistering.delete(tag.agentId);
  count(master, 'slave_reregistrations');
  for (const info of tag.frameworks) {
    if (info.id !== null && !master.frameworks.has(info.id)) master.recoveredFrameworks.set(info.id, info);
  }
  const agent = addAgent(master, context, { ...tag, reregistered: true });
  send(master, context, agent.pid, { type: 'mesos.SlaveReregisteredMessage', slaveId: agent.id, reconciliations: [], connection: pingConnection(master) });
  context.log('INFO', `Re-registered agent ${agentText(agent)} with ${formatResources(agent.total)}`, 'master.cpp:5115');
  afterReregistration(master, context, agent.id);
}

/** Tells the agent where its frameworks' schedulers are, and which resources to checkpoint. */
function afterReregistration(master: MasterState, context: Context, id: AgentId): void {
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  for (const frameworkId of new Set(agent.tasks.map((key) => key.frameworkId))) {
    const framework = master.frameworks.get(frameworkId);
    if (framework !== undefined) send(master, context, agent.pid, { type: 'mesos.UpdateFrameworkMessage', frameworkId, pid: framework.pid });
  }
  send(master, context, agent.pid, { type: 'mesos.CheckpointResourcesMessage', resources: agent.checkpointed });
}

type AddedAgent = {
  readonly agentId: AgentId;
  readonly pid: Upid;
  readonly info: SlaveInfo;
  readonly checkpointed: Resources;
  readonly version: string;
  readonly tasks: readonly Task[];
  readonly executors: readonly ExecutorInfo[];
  readonly completedFrameworks: readonly ArchiveFramework[];
  readonly reregistered: boolean;
};

function addAgent(master: MasterState, context: Context, added: AddedAgent): MasterAgent {
  const { agentId: id, pid, info, checkpointed, version } = added;
  const now = nowSecs(context);
  const row: MasterAgent = Object.freeze({
    id, info, pid, machine: Object.freeze(machineOf(info, pid)), version,
    registeredAtSecs: now, reregisteredAtSecs: added.reregistered ? now : null,
    connected: true, active: true, total: withCheckpointed(info.resources, checkpointed), checkpointed,
    offered: NO_RESOURCES, usedBy: [], tasks: [], executors: [], offerIds: [], killed: [],
  });
  master.agents.set(id, row);
  master.agentIdsByPid.set(pid, id);
  lpLink(master.libprocess, context, pid);
  for (const executor of added.executors) addExecutor(master, id, executor);
  for (const task of added.tasks) addReportedTask(master, context, id, task);
  keepCompleted(master, context, added.completedFrameworks);
  const agent = updateAgentRow(master, id, {});
  const used = new Map(agent.usedBy.map((entry) => [entry.frameworkId, entry.resources] as const));
  const unavailability = master.machines.find((machine) => sameMachine(machine.id, agent.machine))?.unavailability ?? null;
  startObserver(master, context, id);
  allocator(master, context, { kind: 'addAgent', agentId: id, hostname: info.hostname, total: agent.total, used, unavailability });
  return updateAgentRow(master, id, {});
}

export function addExecutor(master: MasterState, id: AgentId, executor: ExecutorInfo): void {
  const agent = master.agents.get(id);
  if (agent === undefined || executor.frameworkId === null) return;
  const row = Object.freeze({ ...executor, frameworkId: executor.frameworkId });
  updateAgentRow(master, id, { executors: Object.freeze([...agent.executors, row]) });
  bookUse(master, { agentId: id, frameworkId: executor.frameworkId, resources: executor.resources });
}

function addReportedTask(master: MasterState, context: Context, id: AgentId, task: Task): void {
  bookTask(master, task);
  context.trace('task', { taskId: task.taskId, state: task.state, frameworkId: task.frameworkId, agentId: id });
  const agent = master.agents.get(id);
  if (agent === undefined || master.frameworks.has(task.frameworkId)) return;
  context.log('WARN', `Possibly orphaned task ${task.taskId} of framework ${task.frameworkId} running on agent ${agentText(agent)}`, 'master.cpp:6300');
}

function keepCompleted(master: MasterState, context: Context, completed: readonly ArchiveFramework[]): void {
  for (const { frameworkInfo, tasks } of completed) {
    const framework = frameworkInfo.id === null ? undefined : master.frameworks.get(frameworkInfo.id);
    for (const task of tasks) {
      if (framework !== undefined) archiveTask(master, framework, Object.freeze(task));
      else context.log('WARN', `Possibly orphaned completed task ${task.taskId} of framework ${task.frameworkId} that ran on agent ${task.slaveId}`, 'master.cpp:6322');
    }
  }
}

/** A known agent is back: its list of tasks is compared with ours. */
function reregisterKnown(master: MasterState, context: Context, known: MasterAgent, { from, message }: Reregistering): void {
  context.log('INFO', `Re-registering agent ${agentText(known)}`, 'master.cpp:4960');
  master.agentIdsByPid.delete(known.pid);
  master.agentIdsByPid.set(from, known.id);
  lpLink(master.libprocess, context, from);
  const { version } = message;
  const agent = updateAgentRow(master, known.id, { pid: from, reregisteredAtSecs: nowSecs(context), version });
  reconcileAgent(master, context, agent, message);
  if (!known.connected) {
    updateAgentRow(master, known.id, { connected: true, active: true });
    allocator(master, context, { kind: 'activateAgent', agentId: known.id });
  }
  context.log('INFO', `Re-registered agent ${agentText(agent)}`, 'master.cpp:4990');
  count(master, 'slave_reregistrations');
  afterReregistration(master, context, known.id);
}

function reconcileAgent(master: MasterState, context: Context, agent: MasterAgent, message: MessageOf<'mesos.ReregisterSlaveMessage'>): void {
  const reported = new Set(message.tasks.map((task) => `${task.frameworkId} ${task.taskId}`));
  const missing = new Map<FrameworkId, TaskStatus[]>();
  for (const { frameworkId, taskId } of agent.tasks) {
    const task = master.tasks.get(frameworkId)?.get(taskId);
    if (task === undefined || reported.has(`${frameworkId} ${taskId}`)) continue;
    context.log('WARN', `Task ${taskId} of framework ${frameworkId} unknown to the agent ${agentText(agent)} during re-registration: reconciling with the agent`, 'master.cpp:6010');
    missing.set(frameworkId, [...(missing.get(frameworkId) ?? []), statusOf(context, task)]);
  }
  const reconciliations: ReconcileTasks[] = [...missing].map(([frameworkId, statuses]) => ({ frameworkId, statuses }));
  send(master, context, agent.pid, { type: 'mesos.SlaveReregisteredMessage', slaveId: agent.id, reconciliations, connection: pingConnection(master) });
  dropUnreportedExecutors(master, context, agent, message.executorInfos);
  for (const task of message.tasks) {
    if (!isTerminalState(task.state) && agent.killed.some((key) => key.taskId === task.taskId && key.frameworkId === task.frameworkId)) {
      context.log('WARN', `Agent ${agentText(agent)} has non-terminal task ${task.taskId} that is supposed to be killed. Killing it now!`, 'master.cpp:6065');
      send(master, context, agent.pid, { type: 'mesos.KillTaskMessage', frameworkId: task.frameworkId, taskId: task.taskId, killPolicy: null });
    }
  }
  updateAgentRow(master, agent.id, { killed: [] });
  shutDownCompleted(master, context, agent, message.tasks);
}

function dropUnreportedExecutors(master: MasterState, context: Context, agent: MasterAgent, reported: readonly ExecutorInfo[]): void {
  for (const executor of agent.executors) {
    if (reported.some((other) => other.executorId === executor.executorId && other.frameworkId === executor.frameworkId)) continue;
    context.log('WARN', `Executor '${executor.executorId}' of framework ${executor.frameworkId} possibly unknown to the agent ${agentText(agent)}`, 'master.cpp:6042');
    dropExecutor(master, context, agent.id, executor);
  }
}

export function dropExecutor(master: MasterState, context: Context, id: AgentId, executor: MasterAgent['executors'][number]): void {
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  updateAgentRow(master, id, { executors: Object.freeze(agent.executors.filter((other) => other !== executor)) });
  const { frameworkId, resources } = executor;
  releaseUse(master, { agentId: id, frameworkId, resources });
  allocator(master, context, { kind: 'recoverResources', frameworkId, agentId: id, resources, refuseSeconds: null });
}

function shutDownCompleted(master: MasterState, context: Context, agent: MasterAgent, tasks: readonly Task[]): void {
  for (const id of new Set(tasks.map((task) => task.frameworkId))) {
    if (!master.completedFrameworks.some((framework) => framework.id === id)) continue;
    context.log('WARN', `Agent ${agentText(agent)} re-registered with completed framework ${id}. Shutting down the framework on the agent`, 'master.cpp:6090');
    send(master, context, agent.pid, { type: 'mesos.ShutdownFrameworkMessage', frameworkId: id });
  }
}

function statusOf(context: Context, task: Task): TaskStatus {
  return {
    taskId: task.taskId, state: task.state, message: 'Reconciliation request', source: 'SOURCE_MASTER', reason: 'REASON_RECONCILIATION', data: null,
    slaveId: task.slaveId, executorId: task.executorId, timestampSecs: nowSecs(context), uuid: null, healthy: null, labels: [], containerStatus: null,
  };
}

/** The agent's own resources with its dynamic reservations and volumes in place of what they were made from. */
export function withCheckpointed(own: Resources, checkpointed: Resources): Resources {
  let total = own;
  for (const part of checkpointed) {
    const plain = flattenResources([part]);
    total = addResources(subtractResources(total, plain), [part]);
  }
  return total;
}

/** The agent's connection broke: no more offers; tasks stay, except those of frameworks without checkpointing. */
export function onAgentExited(master: MasterState, context: Context, agent: MasterAgent): void {
  context.log('INFO', `Agent ${agentText(agent)} disconnected`, 'master.cpp:1245');
  if (!agent.connected) {
    context.log('WARN', `Ignoring duplicate exited() notification for agent ${agentText(agent)}`, 'master.cpp:1250');
    return;
  }
  context.log('INFO', `Disconnecting agent ${agentText(agent)}`, 'master.cpp:2930');
  updateAgentRow(master, agent.id, { connected: false });
  deactivateAgent(master, context, agent.id);
  for (const framework of [...master.frameworks.values()]) {
    if (framework.info.checkpoint) continue;
    const tasks = [...tasksOf(master, framework.id)].filter((task) => task.slaveId === agent.id);
    for (const task of tasks) loseTask(master, context, task, { reason: 'REASON_SLAVE_DISCONNECTED', message: `Slave ${agent.info.hostname} disconnected` });
    removeExecutors(master, context, agent.id, framework.id);
  }
}

export function deactivateAgent(master: MasterState, context: Context, id: AgentId): void {
  const agent = master.agents.get(id);
  if (agent === undefined || !agent.active) return;
  context.log('INFO', `Deactivating agent ${agentText(agent)}`, 'master.cpp:2955');
  updateAgentRow(master, id, { active: false });
  allocator(master, context, { kind: 'deactivateAgent', agentId: id });
  rescindAgentOffers(master, context, agent);
}

/** A new estimate of what may be oversubscribed: offers of the old one are taken back. */
export function onUpdateSlave(master: MasterState, context: Context, from: Upid, message: MessageOf<'mesos.UpdateSlaveMessage'>): void {
  count(master, 'messages_update_slave');
  if (master.removedAgents.has(message.slaveId)) {
    return send(master, context, from, { type: 'mesos.ShutdownMessage', message: 'Update agent message from unknown agent' });
  }
  const agent = master.agents.get(message.slaveId);
  if (agent === undefined) {
    context.log('WARN', `Ignoring update of agent with total oversubscribed resources ${formatResources(message.oversubscribedResources)} on agent ${message.slaveId} because it is unknown`, 'master.cpp:5182');
    return;
  }
  const total = addResources(nonRevocableResources(agent.total), message.oversubscribedResources);
  if (equalResources(total, agent.total)) return;
  context.log('INFO', `Received update of agent ${agentText(agent)} with total oversubscribed resources ${formatResources(message.oversubscribedResources)}`, 'master.cpp:5193');
  for (const id of agent.offerIds) {
    const offer = master.offers.get(id);
    if (offer !== undefined && offer.resources.some((part) => part.revocable)) rescindAgentOffers(master, context, { ...agent, offerIds: [id] });
  }
  updateAgentRow(master, agent.id, { total });
  allocator(master, context, { kind: 'updateAgent', agentId: agent.id, oversubscribed: message.oversubscribedResources });
}
