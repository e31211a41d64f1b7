/** How a Mesos agent shows: registered with whom, how full, with which tasks. */
import type { AgentState } from '../../../mesos/agent/agent-state.ts';
import { type AgentView, summarizeAgent } from '../../../mesos/agent/view.ts';
import { factsOf } from '../facts.ts';
import { PLAIN_PICTURE, type Painter } from '../program-picture.ts';
import type { ResourceBars, TaskTile } from '../views.ts';

export const paintAgent: Painter = (state) => {
  const { role, detail } = summarizeAgent(state as AgentState);
  const { executors, ...plain } = detail;
  return {
    ...PLAIN_PICTURE,
    role: wordOf(role, detail),
    detail: detail.agentId === null ? '' : shortId(detail.agentId),
    facts: () => factsOf({ ...plain, executors: executors.map((executor) => `${executor.id} ${executor.phase}`) }),
    resources: barsOf(detail),
    tasks: executors.flatMap((executor) => executor.tasks.map(taskTile)),
  };
};

/** Registered once it runs under a master that gave it an id. */
function wordOf(role: AgentView['role'], detail: AgentView['detail']): string {
  return role === 'RUNNING' && detail.agentId !== null ? 'registered' : role.toLowerCase();
}

/** `…-S3`: the part that people tell agents apart by. */
function shortId(agentId: string): string {
  return agentId.slice(agentId.lastIndexOf('-') + 1);
}

const MILLI = 1000;

function barsOf(detail: AgentView['detail']): ResourceBars {
  return {
    cpusUsedMilli: detail.cpus.usedMilli,
    cpusTotalMilli: detail.cpus.totalMilli,
    memUsedMib: Math.round(detail.mem.usedMilli / MILLI),
    memTotalMib: Math.round(detail.mem.totalMilli / MILLI),
  };
}

function taskTile(task: AgentView['detail']['executors'][number]['tasks'][number]): TaskTile {
  return { id: task.id, name: appOf(task.id), framework: task.frameworkId, state: task.state, healthy: null };
}

/** `shop_web.<uuid>` → `shop_web`: Marathon's task ids end in a UUID. */
function appOf(taskId: string): string {
  const dot = taskId.lastIndexOf('.');
  return dot > 0 ? taskId.slice(0, dot) : taskId;
}
