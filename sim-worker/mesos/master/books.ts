/**
 * The master's books of tasks, executors and offers: who uses and holds what on which agent. Every change goes through
 * here, so that agents, frameworks and tasks never disagree.
 * Source: Mesos 1.0.1, src/master/master.hpp (Slave::addTask, taskTerminated, removeTask, addOffer; Framework the same).
 */
import { must } from '../../kernel/assert.ts';
import type { AgentId, FrameworkId, TaskId } from '../ids.ts';
import type { Offer } from '../messages/offers.ts';
import { isTerminalState, type Task } from '../messages/tasks.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import { addResources, isNothing, subtractResources } from '../resources/resources.ts';
import type { MasterAgent, MasterFramework, MasterState, TaskKey } from './master-state.ts';

export function updateAgentRow(master: MasterState, id: AgentId, patch: Partial<MasterAgent>): MasterAgent {
  const row = Object.freeze({ ...must(master.agents.get(id), 'the agent whose row changes'), ...patch });
  master.agents.set(id, row);
  return row;
}

export function findTask(master: MasterState, frameworkId: FrameworkId, taskId: TaskId): Task | undefined {
  return master.tasks.get(frameworkId)?.get(taskId);
}

export function tasksOf(master: MasterState, frameworkId: FrameworkId): Iterable<Task> {
  return master.tasks.get(frameworkId)?.values() ?? [];
}

export function setTask(master: MasterState, task: Task): void {
  let tasks = master.tasks.get(task.frameworkId);
  if (tasks === undefined) {
    tasks = new Map();
    master.tasks.set(task.frameworkId, tasks);
  }
  tasks.set(task.taskId, Object.freeze(task));
}

/** A new task on a registered agent; a terminal one uses nothing. */
export function bookTask(master: MasterState, task: Task): void {
  setTask(master, task);
  const agent = must(master.agents.get(task.slaveId), "the task's agent");
  const { frameworkId, taskId } = task;
  updateAgentRow(master, agent.id, { tasks: Object.freeze([...agent.tasks, Object.freeze({ frameworkId, taskId })]) });
  if (!isTerminalState(task.state)) bookUse(master, { agentId: agent.id, frameworkId, resources: task.resources });
}

/** Forgets the task; what it used must have been released before. */
export function unbookTask(master: MasterState, task: Task): void {
  const tasks = master.tasks.get(task.frameworkId);
  tasks?.delete(task.taskId);
  if (tasks?.size === 0) master.tasks.delete(task.frameworkId);
  const agent = master.agents.get(task.slaveId);
  if (agent === undefined) return;
  const isIt = (key: TaskKey): boolean => key.taskId === task.taskId && key.frameworkId === task.frameworkId;
  const killed = agent.killed.some(isIt) ? Object.freeze(agent.killed.filter((key) => !isIt(key))) : agent.killed;
  updateAgentRow(master, agent.id, { tasks: Object.freeze(agent.tasks.filter((key) => !isIt(key))), killed });
}

type Use = { readonly agentId: AgentId; readonly frameworkId: FrameworkId; readonly resources: Resources };

/** Resources of tasks and executors that the framework begins to use on the agent. */
export function bookUse(master: MasterState, use: Use): void {
  changeUse(master, use, addResources);
}

export function releaseUse(master: MasterState, use: Use): void {
  changeUse(master, use, subtractResources);
}

function changeUse(master: MasterState, use: Use, change: (a: Resources, b: Resources) => Resources): void {
  const framework = master.frameworks.get(use.frameworkId);
  if (framework !== undefined) framework.used = change(framework.used, use.resources);
  const agent = master.agents.get(use.agentId);
  if (agent === undefined) return;
  const old = agent.usedBy.find((entry) => entry.frameworkId === use.frameworkId)?.resources ?? NO_RESOURCES;
  const resources = change(old, use.resources);
  const others = agent.usedBy.filter((entry) => entry.frameworkId !== use.frameworkId);
  if (!isNothing(resources)) others.push(Object.freeze({ frameworkId: use.frameworkId, resources }));
  updateAgentRow(master, agent.id, { usedBy: Object.freeze(others) });
}

export function usedOn(agent: MasterAgent, frameworkId: FrameworkId): Resources {
  return agent.usedBy.find((entry) => entry.frameworkId === frameworkId)?.resources ?? NO_RESOURCES;
}

export function bookOffer(master: MasterState, framework: MasterFramework, offer: Offer): void {
  master.offers.set(offer.id, Object.freeze(offer));
  framework.offerIds.add(offer.id);
  framework.offered = addResources(framework.offered, offer.resources);
  const agent = must(master.agents.get(offer.slaveId), "the offer's agent");
  const offerIds = Object.freeze([...agent.offerIds, offer.id]);
  updateAgentRow(master, agent.id, { offered: addResources(agent.offered, offer.resources), offerIds });
}

export function unbookOffer(master: MasterState, offer: Offer): void {
  master.offers.delete(offer.id);
  const framework = master.frameworks.get(offer.frameworkId);
  if (framework !== undefined) {
    framework.offerIds.delete(offer.id);
    framework.offered = subtractResources(framework.offered, offer.resources);
  }
  const agent = master.agents.get(offer.slaveId);
  if (agent === undefined) return;
  const offerIds = Object.freeze(agent.offerIds.filter((id) => id !== offer.id));
  updateAgentRow(master, agent.id, { offered: subtractResources(agent.offered, offer.resources), offerIds });
}

/** Keeps the task among the framework's completed ones, the oldest first to go. */
export function archiveTask(master: MasterState, framework: MasterFramework, task: Task): void {
  const limit = master.flags.maxCompletedTasksPerFramework;
  const kept =
    framework.completedTasks.length >= limit
      ? framework.completedTasks.slice(framework.completedTasks.length - limit + 1)
      : framework.completedTasks;
  framework.completedTasks = limit === 0 ? [] : Object.freeze([...kept, task]);
}
