/**
 * `/metrics/snapshot` of the agent.
 * Source: Mesos 1.0.1, src/slave/metrics.cpp, 3rdparty/libprocess/include/process/system.hpp; section 13 of the project's reference.
 * Load averages and free memory of the host are fixed figures (docs/fidelity.md).
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { TaskState } from '../../messages/tasks.ts';
import { nonRevocableResources, revocableResources, scalarMilli, sumResources } from '../../resources/resources.ts';
import type { AgentState, Executor, ExecutorPhase } from '../agent-state.ts';
import { maxAllowedAgeMs } from '../garbage-collector.ts';
import { oversubscribedTotal, systemLoad } from '../oversubscription.ts';
import { executorResources } from '../executor-table.ts';

const MIB = 1_048_576;

export function agentMetrics(state: AgentState, context: ReadContext): readonly (readonly [string, number])[] {
  const executors = [...state.frameworks.values()].flatMap((framework) => [...framework.executors.values()]);
  const load = systemLoad(state);
  return [
    ['slave/uptime_secs', (context.wallClockMs - state.startedAtMs) / 1000],
    ['slave/registered', state.registered ? 1 : 0],
    ['slave/recovery_errors', state.metrics.recoveryErrors],
    ['slave/frameworks_active', state.frameworks.size],
    ...taskFigures(state, executors),
    ...executorFigures(state, executors),
    ['slave/valid_status_updates', state.metrics.validStatusUpdates],
    ['slave/invalid_status_updates', state.metrics.invalidStatusUpdates],
    ['slave/valid_framework_messages', state.metrics.validFrameworkMessages],
    ['slave/invalid_framework_messages', state.metrics.invalidFrameworkMessages],
    ['slave/executor_directory_max_allowed_age_secs', maxAllowedAgeMs(state, context) / 1000],
    ['slave/container_launch_errors', state.metrics.containerLaunchErrors],
    ['containerizer/mesos/container_destroy_errors', 0],
    ...resourceFigures(state, executors),
    ['system/cpus_total', state.flags.machineCpus],
    ['system/load_1min', load.one],
    ['system/load_5min', load.five],
    ['system/load_15min', load.fifteen],
    ['system/mem_total_bytes', state.flags.machineMemMib * MIB],
    ['system/mem_free_bytes', Math.floor(state.flags.machineMemMib * MIB * 0.6)],
  ];
}

function taskFigures(state: AgentState, executors: readonly Executor[]): readonly (readonly [string, number])[] {
  const queued = executors.reduce((sum, executor) => sum + executor.queuedTasks.length, 0);
  const launched = (taskState: TaskState) =>
    executors.reduce(
      (sum, executor) => sum + executor.launchedTasks.filter((task) => task.state === taskState).length,
      0,
    );
  return [
    ['slave/tasks_staging', queued + launched('TASK_STAGING')],
    ['slave/tasks_starting', launched('TASK_STARTING')],
    ['slave/tasks_running', launched('TASK_RUNNING')],
    ['slave/tasks_killing', launched('TASK_KILLING')],
    ['slave/tasks_finished', state.metrics.tasksFinished],
    ['slave/tasks_failed', state.metrics.tasksFailed],
    ['slave/tasks_killed', state.metrics.tasksKilled],
    ['slave/tasks_lost', state.metrics.tasksLost],
  ];
}

function executorFigures(state: AgentState, executors: readonly Executor[]): readonly (readonly [string, number])[] {
  const count = (phase: ExecutorPhase) => executors.filter((executor) => executor.phase === phase).length;
  return [
    ['slave/executors_registering', count('REGISTERING')],
    ['slave/executors_running', count('RUNNING')],
    ['slave/executors_terminating', count('TERMINATING')],
    ['slave/executors_terminated', state.metrics.executorsTerminated],
    ['slave/executors_preempted', state.metrics.executorsPreempted],
  ];
}

function resourceFigures(state: AgentState, executors: readonly Executor[]): readonly (readonly [string, number])[] {
  const used = sumResources(executors.map(executorResources));
  const figures: (readonly [string, number])[] = [];
  for (const name of ['cpus', 'gpus', 'mem', 'disk']) {
    for (const [suffix, filter] of [
      ['', nonRevocableResources],
      ['_revocable', revocableResources],
    ] as const) {
      const total = suffix === '' ? state.info.resources : oversubscribedTotal(state);
      const totalMilli = scalarMilli(filter(total), name);
      const usedMilli = scalarMilli(filter(used), name);
      figures.push([`slave/${name}${suffix}_total`, totalMilli / 1000]);
      figures.push([`slave/${name}${suffix}_used`, usedMilli / 1000]);
      figures.push([`slave/${name}${suffix}_percent`, totalMilli === 0 ? 0 : usedMilli / totalMilli]);
    }
  }
  return figures;
}
