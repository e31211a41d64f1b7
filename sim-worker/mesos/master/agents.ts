/**
 * Registration and re-registration of agents.
 * Source: Mesos 1.0.1, src/master/master.cpp (registerSlave, reregisterSlave, and their continuations).
 */
import type { Context } from '../../kernel/context.ts';
import { type AgentId, agentId, type FrameworkId } from '../ids.ts';
import { lpLink, type Upid } from '../libprocess/transport.ts';
import { parseUpid } from '../libprocess/upid.ts';
import type { FrameworkInfo, MachineId } from '../messages/infos.ts';
import type { MessageOf } from '../messages/messages.ts';
import type { Task } from '../messages/tasks.ts';
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
import { agentText, nowSecs, pidForAgents, send } from './wire.ts';

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
    context.log('WARN', machineRefusal(registering, 'registration'), 'master.cpp:4491');
    return send(master, context, from, { type: 'mesos.ShutdownMessage', message: 'Machine is `DOWN`' });
  }
  const knownId = master.agentIdsByPid.get(from);
  const known = knownId === undefined ? undefined : master.agents.get(knownId);
  if (known !== undefined && known.connected) {
    context.log('INFO', `Agent ${agentText(known)} already registered, resending acknowledgement`, 'master.cpp:4520');
    return tellRegistered(master, context, known.id, from);
  }
  if (known !== undefined) {
    context.log(
      'INFO',
      `Removing old disconnected agent ${agentText(known)} because a registration attempt occurred`,
      'master.cpp:4511',
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
      'master.cpp:4538',
    );
    return;
  }
  master.registering.add(from);
  const id = agentId(`${master.info.id}-S${String(master.nextAgentNumber)}`);
  master.nextAgentNumber += 1;
  context.log('INFO', `Registering agent at ${from} (${message.slave.hostname}) with id ${id}`, 'master.cpp:4550');
  const info = Object.freeze({ ...message.slave, id });
  const { checkpointedResources: checkpointed, version } = message;
  applyToRegistry(
    master,
    context,
    { kind: 'admitSlave', slave: info },
    { kind: 'admit', agentId: id, pid: from, info, checkpointed, version },
  );
}

function machineRefusal({ from, message }: Registering | Reregistering, what: string): string {
  const { hostname, ip } = machineOf(message.slave, from);
  return `Refusing ${what} of agent at ${from} because the machine '${hostname} (${ip})' that it is running on is \`DOWN\``;
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
  context.log('INFO', `Registered agent ${agentText(agent)} with ${formatResources(agent.total)}`, 'master.cpp:4619');
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
  const refusal = reregistrationRefusal(master, context, reregistering, slave.id);
  if (refusal !== null) return send(master, context, from, { type: 'mesos.ShutdownMessage', message: refusal });
  const known = master.agents.get(slave.id);
  if (known !== undefined) return reregisterKnown(master, context, known, reregistering);
  if (master.reregistering.has(slave.id)) {
    context.log(
      'INFO',
      `Ignoring re-register agent message from agent ${slave.id} at ${from} (${slave.hostname}) as readmission is already in progress`,
      'master.cpp:4780',
    );
    return;
  }
  context.log('INFO', `Re-registering agent ${slave.id} at ${from} (${slave.hostname})`, 'master.cpp:4787');
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

/** What the agent is told; the log says more. */
function reregistrationRefusal(
  master: MasterState,
  context: Context,
  reregistering: Reregistering,
  id: AgentId,
): string | null {
  const { from, message } = reregistering;
  const { hostname } = message.slave;
  if (isMachineDown(master, machineOf(message.slave, from))) {
    context.log('WARN', machineRefusal(reregistering, 're-registration'), 'master.cpp:4675');
    return 'Machine is `DOWN`';
  }
  const attempt = `Agent ${id} at ${from} (${hostname}) attempted to re-register`;
  if (master.removedAgents.has(id)) {
    context.log('WARN', `${attempt} after removal; shutting it down`, 'master.cpp:4691');
    return 'Agent attempted to re-register after removal';
  }
  const known = master.agents.get(id);
  if (known === undefined) return null;
  context.log('INFO', `Re-registering agent ${agentText(known)}`, 'master.cpp:4713');
  const expected = parseUpid(known.pid).host;
  if (expected === parseUpid(from).host && known.info.hostname === hostname) return null;
  context.log(
    'WARN',
    `${attempt} with different IP / hostname; expected ${expected} (${known.info.hostname}) shutting it down`,
    'master.cpp:4721',
  );
  return 'Agent attempted to re-register with different IP / hostname';
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
    'master.cpp:4872',
  );
  afterReregistration(master, context, agent.id, tag);
}

type Reported = { readonly tasks: readonly Task[]; readonly frameworks: readonly FrameworkInfo[] };

/** Tells the agent where its frameworks' schedulers are, and which resources to checkpoint. */
function afterReregistration(master: MasterState, context: Context, id: AgentId, reported: Reported): void {
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  const told = new Set<FrameworkId>();
  const tell = (frameworkId: FrameworkId): boolean => {
    const framework = master.frameworks.get(frameworkId);
    if (framework === undefined || told.has(frameworkId)) return false;
    told.add(frameworkId);
    const pid = pidForAgents(framework.pid);
    send(master, context, agent.pid, { type: 'mesos.UpdateFrameworkMessage', frameworkId, pid });
    return true;
  };
  for (const task of reported.tasks) tell(task.frameworkId);
  // One that was told for its tasks already counts as recovered too, as in the original.
  for (const info of reported.frameworks)
    if (info.id !== null && !tell(info.id)) master.recoveredFrameworks.set(info.id, info);
  context.log(
    'INFO',
    `Sending updated checkpointed resources ${formatResources(agent.checkpointed)} to agent ${agentText(agent)}`,
    'master.cpp:4940',
  );
  send(master, context, agent.pid, { type: 'mesos.CheckpointResourcesMessage', resources: agent.checkpointed });
}

/** A known agent is back: its list of tasks is compared with ours. */
function reregisterKnown(
  master: MasterState,
  context: Context,
  known: MasterAgent,
  { from, message }: Reregistering,
): void {
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
  afterReregistration(master, context, known.id, message);
}
