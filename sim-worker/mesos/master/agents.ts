/**
 * Registration and re-registration of agents.
 * Source: Mesos 1.0.1, src/master/master.cpp (registerSlave, reregisterSlave, and their continuations).
 */
import type { Context } from '../../kernel/context.ts';
import { type AgentId, agentId } from '../ids.ts';
import { lpLink, type Upid } from '../libprocess/transport.ts';
import { parseUpid } from '../libprocess/upid.ts';
import type { MachineId } from '../messages/infos.ts';
import type { MessageOf } from '../messages/messages.ts';
import { sameMachine } from '../registrar/registry.ts';
import { formatResources } from '../resources/format.ts';
import { waitForAuthentication } from './access/authenticator.ts';
import { pingConnection, reconcileAgent } from './agent-reconciliation.ts';
import { removeAgent } from './agent-removal.ts';
import { addAgent, machineOf } from './agent-rows.ts';
import { allocator } from './allocation.ts';
import { updateAgentRow } from './books.ts';
import { count, type MasterAgent, type MasterState, type RegistrarTag } from './master-state.ts';
import { applyToRegistry } from './registry-operations.ts';
import { agentText, nowSecs, send } from './wire.ts';

type Registering = { readonly from: Upid; readonly message: MessageOf<'mesos.RegisterSlaveMessage'> };
type Reregistering = { readonly from: Upid; readonly message: MessageOf<'mesos.ReregisterSlaveMessage'> };

export function onRegisterSlave(master: MasterState, context: Context, registering: Registering): void {
  const { from, message } = registering;
  count(master, 'messages_register_slave');
  if (waitForAuthentication(master, context, { ...registering, to: 'master' }, `registration request from ${from}`))
    return;
  if (master.flags.authenticateAgents && !master.access.authenticated.has(from))
    return refuseUnauthenticated(master, context, from, 'registration');
  if (isMachineDown(master, machineOf(message.slave, from))) {
    context.log(
      'WARN',
      `Ignoring register agent message from ${message.slave.hostname} since its machine is DOWN`,
      'master.cpp:4712',
    );
    return send(master, context, from, { type: 'mesos.ShutdownMessage', message: 'Machine is `DOWN`' });
  }
  const knownId = master.agentIdsByPid.get(from);
  const known = knownId === undefined ? undefined : master.agents.get(knownId);
  if (known !== undefined && known.connected) {
    context.log('INFO', `Agent ${agentText(known)} already registered, resending acknowledgement`, 'master.cpp:4753');
    return tellRegistered(master, context, known.id, from);
  }
  if (known !== undefined) {
    context.log(
      'INFO',
      `Removing old disconnected agent ${agentText(known)} because a registration attempt occurred`,
      'master.cpp:4740',
    );
    removeAgent(master, context, known, {
      reason: 'a new agent registered at the same address',
      counter: 'slave_removals/reason_registered',
    });
  }
  if (master.registering.has(from)) {
    context.log(
      'INFO',
      `Ignoring register agent message from ${from} (${message.slave.hostname}) as admission is already in progress`,
      'master.cpp:4764',
    );
    return;
  }
  master.registering.add(from);
  const id = agentId(`${master.info.id}-S${String(master.nextAgentNumber)}`);
  master.nextAgentNumber += 1;
  context.log('INFO', `Registering agent at ${from} (${message.slave.hostname}) with id ${id}`, 'master.cpp:4781');
  const info = Object.freeze({ ...message.slave, id });
  const { checkpointedResources: checkpointed, version } = message;
  applyToRegistry(
    master,
    context,
    { kind: 'admitSlave', slave: info },
    { kind: 'admit', agentId: id, pid: from, info, checkpointed, version },
  );
}

function refuseUnauthenticated(master: MasterState, context: Context, from: Upid, what: string): void {
  context.log('WARN', `Refusing ${what} of agent at ${from} because it is not authenticated`, 'master.cpp:4475');
  send(master, context, from, { type: 'mesos.ShutdownMessage', message: 'Agent is not authenticated' });
}

/** The registrar stored the new agent. */
export function onAdmitted(
  master: MasterState,
  context: Context,
  tag: Extract<RegistrarTag, { readonly kind: 'admit' }>,
): void {
  master.registering.delete(tag.pid);
  count(master, 'slave_registrations');
  const agent = addAgent(master, context, {
    ...tag,
    tasks: [],
    executors: [],
    completedFrameworks: [],
    reregistered: false,
  });
  tellRegistered(master, context, agent.id, agent.pid);
  context.log('INFO', `Registered agent ${agentText(agent)} with ${formatResources(agent.total)}`, 'master.cpp:4872');
}

function tellRegistered(master: MasterState, context: Context, id: AgentId, to: Upid): void {
  send(master, context, to, { type: 'mesos.SlaveRegisteredMessage', slaveId: id, connection: pingConnection(master) });
}

export function onReregisterSlave(master: MasterState, context: Context, reregistering: Reregistering): void {
  const { from, message } = reregistering;
  const { slave } = message;
  count(master, 'messages_reregister_slave');
  if (
    waitForAuthentication(master, context, { ...reregistering, to: 'master' }, `re-registration request from ${from}`)
  )
    return;
  if (master.flags.authenticateAgents && !master.access.authenticated.has(from))
    return refuseUnauthenticated(master, context, from, 're-registration');
  if (slave.id === null) return;
  const refusal = reregistrationRefusal(master, reregistering, slave.id);
  if (refusal !== null) {
    context.log(
      'WARN',
      `Refusing re-registration of agent ${slave.id} at ${from} (${slave.hostname}): ${refusal}`,
      'master.cpp:4925',
    );
    return send(master, context, from, { type: 'mesos.ShutdownMessage', message: refusal });
  }
  const known = master.agents.get(slave.id);
  if (known !== undefined) return reregisterKnown(master, context, known, reregistering);
  if (master.reregistering.has(slave.id)) {
    context.log(
      'INFO',
      `Ignoring re-register agent message from agent ${slave.id} at ${from} (${slave.hostname}) as readmission is already in progress`,
      'master.cpp:5015',
    );
    return;
  }
  context.log('INFO', `Re-registering agent ${slave.id} at ${from} (${slave.hostname})`, 'master.cpp:5021');
  master.recoveredAgents.delete(slave.id);
  master.reregistering.add(slave.id);
  const info = Object.freeze({ ...slave, id: slave.id });
  const {
    checkpointedResources: checkpointed,
    version,
    tasks,
    executorInfos: executors,
    frameworks,
    completedFrameworks,
  } = message;
  const tag: RegistrarTag = {
    kind: 'readmit',
    agentId: slave.id,
    pid: from,
    info,
    checkpointed,
    version,
    tasks,
    executors,
    frameworks,
    completedFrameworks,
  };
  applyToRegistry(master, context, { kind: 'readmitSlave', slave: info }, tag);
}

function reregistrationRefusal(master: MasterState, { from, message }: Reregistering, id: AgentId): string | null {
  if (isMachineDown(master, machineOf(message.slave, from))) return 'Machine is `DOWN`';
  if (master.removedAgents.has(id)) return 'Agent attempted to re-register after removal';
  const known = master.agents.get(id);
  if (known === undefined) return null;
  const sameAddress =
    parseUpid(known.pid).host === parseUpid(from).host && known.info.hostname === message.slave.hostname;
  return sameAddress ? null : 'Agent attempted to re-register with different IP / hostname';
}

function isMachineDown(master: MasterState, id: MachineId): boolean {
  return master.machines.some((machine) => machine.mode === 'DOWN' && sameMachine(machine.id, id));
}

/** The registrar stored the agent that this master did not know yet. */
export function onReadmitted(
  master: MasterState,
  context: Context,
  tag: Extract<RegistrarTag, { readonly kind: 'readmit' }>,
): void {
  master.reregistering.delete(tag.agentId);
  count(master, 'slave_reregistrations');
  for (const info of tag.frameworks) {
    if (info.id !== null && !master.frameworks.has(info.id)) master.recoveredFrameworks.set(info.id, info);
  }
  const agent = addAgent(master, context, { ...tag, reregistered: true });
  send(master, context, agent.pid, {
    type: 'mesos.SlaveReregisteredMessage',
    slaveId: agent.id,
    reconciliations: [],
    connection: pingConnection(master),
  });
  context.log(
    'INFO',
    `Re-registered agent ${agentText(agent)} with ${formatResources(agent.total)}`,
    'master.cpp:5115',
  );
  afterReregistration(master, context, agent.id);
}

/** Tells the agent where its frameworks' schedulers are, and which resources to checkpoint. */
function afterReregistration(master: MasterState, context: Context, id: AgentId): void {
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  for (const frameworkId of new Set(agent.tasks.map((key) => key.frameworkId))) {
    const framework = master.frameworks.get(frameworkId);
    if (framework !== undefined)
      send(master, context, agent.pid, { type: 'mesos.UpdateFrameworkMessage', frameworkId, pid: framework.pid });
  }
  send(master, context, agent.pid, { type: 'mesos.CheckpointResourcesMessage', resources: agent.checkpointed });
}

/** A known agent is back: its list of tasks is compared with ours. */
function reregisterKnown(
  master: MasterState,
  context: Context,
  known: MasterAgent,
  { from, message }: Reregistering,
): void {
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
