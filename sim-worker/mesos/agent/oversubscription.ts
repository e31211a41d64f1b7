/**
 * Oversubscription: what the resource estimator says may be used besides, told to the master; and corrections of the QoS
 * controller, which kill executors on revocable resources.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (forwardOversubscribed, qosCorrections), src/slave/resource_estimators/fixed.cpp,
 * src/slave/qos_controllers/load.cpp. The noop estimator says nothing (an empty estimate), the noop controller never answers.
 */
import type { Context } from '../../kernel/context.ts';
import { formatResources } from '../resources/format.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import {
  addResources,
  cpusMilli,
  equalResources,
  isNothing,
  revocableResources,
  subtractResources,
  sumResources,
} from '../resources/resources.ts';
import { executorText, sendToMaster } from './agent-messages.ts';
import type { AgentState, Executor, Framework } from './agent-state.ts';
import { destroyContainer } from './containerizer.ts';
import { executorResources, setExecutor } from './executor-table.ts';

export const ESTIMATE_TIMER = 'oversubscribe';
export const QOS_TIMER = 'qos';
/** A query of all containers' usage takes some time, however short the least interval is. Our choice. */
const LEAST_QOS_INTERVAL_MS = 1_000;

/** Load of a machine that runs nothing for a framework. */
const QUIET_LOAD = { one: 0.08, five: 0.05, fifteen: 0.05 };
/** Share of its processors that a task keeps busy, as /monitor/statistics shows it. */
export const PROCESSOR_SHARE = 0.1;

/** Recovery is over. */
export function startOversubscription(state: AgentState, context: Context): void {
  forwardOversubscribed(state, context);
  if (state.oversubscription.qos !== null) onQosTimer(state, context);
}

export function onEstimateTimer(state: AgentState, context: Context): void {
  forwardOversubscribed(state, context);
}

/** The estimate is kept, and told when it is another one. */
function forwardOversubscribed(state: AgentState, context: Context): void {
  const { estimate } = state.oversubscription;
  const allocated = sumResources(
    executorsOf(state).map(({ executor }) => revocableResources(executorResources(executor))),
  );
  const total = estimate === null ? allocated : addResources(allocated, subtractResources(estimate, allocated));
  const isNew = state.oversubscribed === null || !equalResources(state.oversubscribed, total);
  state.oversubscribed = total;
  if (isNew && state.phase === 'RUNNING') tellOversubscribed(state, context);
  // An estimate that is always empty changes with nothing.
  if (estimate !== null) context.setTimer(ESTIMATE_TIMER, state.flags.oversubscribedResourcesIntervalMs);
}

/** Also after each registration, when there is an estimate. */
export function tellOversubscribed(state: AgentState, context: Context): void {
  if (state.oversubscribed === null || state.info.id === null) return;
  const oversubscribedResources: Resources = state.oversubscribed;
  const text = `Forwarding total oversubscribed resources ${formatResources(oversubscribedResources)}`;
  context.log('INFO', text, 'slave.cpp:4997');
  sendToMaster(state, context, {
    type: 'mesos.UpdateSlaveMessage',
    slaveId: state.info.id,
    oversubscribedResources,
  });
}

/** What stands in the agent's own total besides its resources. */
export function oversubscribedTotal(state: AgentState): Resources {
  return state.oversubscribed ?? NO_RESOURCES;
}

export function systemLoad(state: AgentState): {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
} {
  const { machineLoad } = state.flags;
  if (machineLoad !== null) return { one: machineLoad, five: machineLoad, fifteen: machineLoad };
  const running = executorsOf(state).filter(({ executor }) => executor.phase === 'RUNNING');
  const busy = running.reduce((sum, { executor }) => sum + cpusMilli(executorResources(executor)), 0);
  const load = Math.round(busy * PROCESSOR_SHARE) / 1000;
  const { one, five, fifteen } = QUIET_LOAD;
  return { one: one + load, five: five + load, fifteen: fifteen + load };
}

/** The load controller: while the machine is overloaded, everything on revocable resources has to go. */
export function onQosTimer(state: AgentState, context: Context): void {
  context.setTimer(QOS_TIMER, Math.max(LEAST_QOS_INTERVAL_MS, state.flags.qosCorrectionIntervalMinMs));
  if (state.phase === 'RECOVERING' || state.phase === 'TERMINATING') {
    const text = `Cannot perform QoS corrections because the agent is ${state.phase}`;
    return context.log('WARN', text, 'slave.cpp:5036');
  }
  const corrected = isOverloaded(state, context)
    ? executorsOf(state).filter(({ executor }) => !isNothing(revocableResources(executorResources(executor))))
    : [];
  context.log('INFO', `Received ${String(corrected.length)} QoS corrections`, 'slave.cpp:5049');
  for (const { framework, executor } of corrected) preempt(state, context, framework, executor);
}

function isOverloaded(state: AgentState, context: Context): boolean {
  const { qos } = state.oversubscription;
  const load = systemLoad(state);
  let overloaded = false;
  for (const [minutes, value, threshold] of [
    [5, load.five, qos?.loadThreshold5Min ?? null],
    [15, load.fifteen, qos?.loadThreshold15Min ?? null],
  ] as const) {
    if (threshold === null || value <= threshold) continue;
    const text = `System ${String(minutes)} minutes load average ${String(value)} exceeds threshold ${String(threshold)}`;
    context.log('INFO', text, 'load.cpp:80');
    overloaded = true;
  }
  return overloaded;
}

function preempt(state: AgentState, context: Context, framework: Framework, executor: Executor): void {
  const id = executor.frameworkId;
  if (framework.terminating) {
    const text = `Ignoring QoS correction KILL on framework ${id}: framework is terminating.`;
    return context.log('WARN', text, 'slave.cpp:5088');
  }
  if (executor.phase === 'TERMINATING' || executor.phase === 'TERMINATED') {
    const text = `Ignoring QoS correction KILL on executor ${executorText(executor)} because the executor is in ${executor.phase} state`;
    return context.log('WARN', text, 'slave.cpp:5140');
  }
  const text = `Killing container '${executor.containerId}' for executor ${executorText(executor)} as QoS correction`;
  context.log('INFO', text, 'slave.cpp:5113');
  destroyContainer(state, context, executor.containerId);
  setExecutor(framework, framework.executors.get(executor.info.executorId) ?? executor, {
    phase: 'TERMINATING',
    pendingTermination: Object.freeze({
      state: 'TASK_LOST',
      reason: 'REASON_CONTAINER_PREEMPTED',
      message: 'Container preempted by QoS correction',
    }),
  });
  state.metrics.executorsPreempted += 1;
}

function executorsOf(state: AgentState): { readonly framework: Framework; readonly executor: Executor }[] {
  return [...state.frameworks.values()].flatMap((framework) =>
    [...framework.executors.values()].map((executor) => ({ framework, executor })),
  );
}
