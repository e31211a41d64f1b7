/**
 * The rows of registered agents: made from what an agent reports, with its tasks and custom executors.
 * Source: Mesos 1.0.1, src/master/master.cpp (addSlave), src/master/master.hpp (Slave).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import { lpLink, type Upid } from '../libprocess/transport.ts';
import { parseUpid } from '../libprocess/upid.ts';
import type { ExecutorInfo, MachineId, SlaveInfo } from '../messages/infos.ts';
import type { ArchiveFramework } from '../messages/messages.ts';
import type { Task } from '../messages/tasks.ts';
import { formatResources } from '../resources/format.ts';
import { sameMachine } from '../registrar/registry.ts';
import { applyCheckpointed } from '../resources/checkpointed.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import { startObserver } from './agent-health.ts';
import { allocator } from './allocation.ts';
import { archiveTask, bookTask, updateAgentRow } from './books.ts';
import { addExecutor } from './executor-rows.ts';
import { tellTaskAdded } from './http/streams.ts';
import type { MasterAgent, MasterState } from './master-state.ts';
import { agentText, nowSecs } from './wire.ts';

export const machineOf = (info: SlaveInfo, pid: Upid): MachineId => ({
  hostname: info.hostname,
  ip: parseUpid(pid).host,
});

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

export function addAgent(master: MasterState, context: Context, added: AddedAgent): MasterAgent {
  const { agentId: id, pid, info, checkpointed, version } = added;
  const now = nowSecs(context);
  const row: MasterAgent = Object.freeze({
    id,
    info,
    pid,
    machine: Object.freeze(machineOf(info, pid)),
    version,
    registeredAtSecs: now,
    reregisteredAtSecs: added.reregistered ? now : null,
    connected: true,
    active: true,
    total: totalOf(info.resources, checkpointed),
    checkpointed,
    offered: NO_RESOURCES,
    usedBy: [],
    tasks: [],
    executors: [],
    offerIds: [],
    killed: [],
  });
  master.agents.set(id, row);
  master.agentIdsByPid.set(pid, id);
  lpLink(master.libprocess, context, pid);
  for (const executor of added.executors) addExecutor(master, id, executor);
  for (const task of added.tasks) addReportedTask(master, context, id, task);
  keepCompleted(master, context, added.completedFrameworks, agentText(row));
  const agent = updateAgentRow(master, id, {});
  const used = new Map(agent.usedBy.map((entry) => [entry.frameworkId, entry.resources] as const));
  const unavailability =
    master.machines.find((machine) => sameMachine(machine.id, agent.machine))?.unavailability ?? null;
  startObserver(master, context, id);
  allocator(master, context, {
    kind: 'addAgent',
    agentId: id,
    hostname: info.hostname,
    total: agent.total,
    used,
    unavailability,
  });
  return updateAgentRow(master, id, {});
}

/** A task joins its agent's books. Source: master.cpp (Slave::addTask). */
export function addTask(master: MasterState, context: Context, task: Task): void {
  bookTask(master, task);
  tellTaskAdded(master, context, task);
  const { id, info } = updateAgentRow(master, task.slaveId, {});
  context.log(
    'INFO',
    `Adding task ${task.taskId} with resources ${formatResources(task.resources)} on agent ${id} (${info.hostname})`,
    'master.cpp:7447',
  );
}

function addReportedTask(master: MasterState, context: Context, id: AgentId, task: Task): void {
  addTask(master, context, task);
  context.trace('task', { taskId: task.taskId, state: task.state, frameworkId: task.frameworkId, agentId: id });
  const agent = master.agents.get(id);
  if (agent === undefined || master.frameworks.has(task.frameworkId)) return;
  context.log(
    'WARN',
    `Possibly orphaned task ${task.taskId} of framework ${task.frameworkId} running on agent ${agentText(agent)}`,
    'master.cpp:6556',
  );
}

function keepCompleted(
  master: MasterState,
  context: Context,
  completed: readonly ArchiveFramework[],
  where: string,
): void {
  for (const { frameworkInfo, tasks } of completed) {
    const framework = frameworkInfo.id === null ? undefined : master.frameworks.get(frameworkInfo.id);
    for (const task of tasks) {
      if (framework !== undefined) archiveTask(master, framework, Object.freeze(task));
      else
        context.log(
          'WARN',
          `Possibly orphaned completed task ${task.taskId} of framework ${task.frameworkId} that ran on agent ${where}`,
          'master.cpp:6583',
        );
    }
  }
}

/** The agent itself refused to start with what does not fit. */
function totalOf(own: Resources, checkpointed: Resources): Resources {
  const applied = applyCheckpointed(own, checkpointed);
  return applied.ok ? applied.value : own;
}
