/**
 * The master as somebody may see it: without the frameworks, tasks, quotas and weights that the lists hide from him.
 * Source: Mesos 1.0.1, src/master/http.cpp (the approvers of state, frameworks, tasks, roles), quota_handler.cpp (status),
 * weights_handler.cpp (get).
 */
import { type Action, isAuthorized } from '../../authorizer/local-authorizer.ts';
import type { FrameworkId } from '../../ids.ts';
import type { FrameworkInfo } from '../../messages/infos.ts';
import type { Task } from '../../messages/tasks.ts';
import { userOf } from '../../authorizer/local-authorizer.ts';
import type { MasterState } from '../master-state.ts';

/** The state itself where nothing is hidden from anybody. */
export function viewOf(master: MasterState, principal: string | null): MasterState {
  const { acls } = master.access;
  if (acls === null) return master;
  const may = (action: Action, object: string): boolean => isAuthorized(acls, { principal, action, object });
  const mayTask = (info: FrameworkInfo) => (task: Task) => may('VIEW_TASK', task.user ?? info.user);
  const seen = [...master.frameworks.values()].filter(({ info }) => may('VIEW_FRAMEWORK', info.user));
  const frameworks: MasterState['frameworks'] = new Map();
  for (const framework of seen) {
    const pending = [...framework.pendingTasks].filter(([, task]) => may('VIEW_TASK', userOf(framework.info, task)));
    const completedTasks = framework.completedTasks.filter(mayTask(framework.info));
    frameworks.set(framework.id, { ...framework, completedTasks, pendingTasks: new Map(pending) });
  }
  const completedFrameworks = master.completedFrameworks
    .filter(({ info }) => may('VIEW_FRAMEWORK', info.user))
    .map((framework) => ({ ...framework, completedTasks: framework.completedTasks.filter(mayTask(framework.info)) }));
  const { registrar, allocator } = master;
  const quotas = registrar.registry.quotas.filter((quota) => may('GET_QUOTA_WITH_ROLE', quota.role));
  const weights = new Map([...allocator.weights].filter(([role]) => may('VIEW_ROLE', role)));
  return {
    ...master,
    frameworks,
    completedFrameworks,
    tasks: visibleTasks(master, mayTask),
    registrar: { ...registrar, registry: { ...registrar.registry, quotas } },
    allocator: { ...allocator, weights },
    viewer: { principal, all: master },
  };
}

/** Tasks of a framework that nobody knows are hidden: there is nothing to judge them by. */
function visibleTasks(
  master: MasterState,
  mayTask: (info: FrameworkInfo) => (task: Task) => boolean,
): MasterState['tasks'] {
  const visible: MasterState['tasks'] = new Map();
  for (const [id, tasks] of master.tasks) {
    const info = infoOf(master, id);
    if (info !== undefined) visible.set(id, new Map([...tasks].filter(([, task]) => mayTask(info)(task))));
  }
  return visible;
}

function infoOf(master: MasterState, id: FrameworkId): FrameworkInfo | undefined {
  return master.frameworks.get(id)?.info ?? master.recoveredFrameworks.get(id);
}

/** Everything, whoever looks. */
export function unfiltered(master: MasterState): MasterState {
  return master.viewer?.all ?? master;
}

/** Whether he who looks may do so; in the state itself everybody. */
export function mayView(master: MasterState, action: Action, object: string | null): boolean {
  const { viewer, access } = master;
  return viewer === null || isAuthorized(access.acls, { principal: viewer.principal, action, object });
}
