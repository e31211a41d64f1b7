/**
 * Asking executors and frameworks to end, with the kill that follows the grace period.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (_shutdownExecutor, shutdownExecutorTimeout, shutdownFramework, shutdown).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { ContainerId, ExecutorId, FrameworkId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import { executorText, sendTo, sendToExecutor } from './agent-messages.ts';
import type { AgentState, Executor, Framework } from './agent-state.ts';
import { destroyContainer } from './containerizer.ts';
import { endIfDone, removeExecutor, removeFrameworkIfIdle } from './executor-end.ts';
import { findExecutor, setExecutor } from './executor-table.ts';

type ExecutorIds = {
  readonly frameworkId: FrameworkId;
  readonly executorId: ExecutorId;
  readonly containerId: ContainerId;
};

export function executorIds(executor: Executor): ExecutorIds {
  return Object.freeze({
    frameworkId: executor.frameworkId,
    executorId: executor.info.executorId,
    containerId: executor.containerId,
  });
}

/** The executor of exactly that run; null when it is gone. */
export function executorOfRun(state: AgentState, ids: ExecutorIds): Executor | null {
  const executor = findExecutor(state, ids.frameworkId, ids.executorId);
  return executor?.containerId === ids.containerId ? executor : null;
}

export function shutDownExecutor(state: AgentState, context: Context, framework: Framework, executor: Executor): void {
  context.log('INFO', `Shutting down executor ${executorText(executor)}`, 'slave.cpp:4407');
  const ending = setExecutor(framework, executor, { phase: 'TERMINATING' });
  // One that has not registered yet never gets the message; it is killed when its time is over.
  sendToExecutor(state, context, ending, {
    type: 'mesos.ShutdownExecutorMessage',
    executorId: null,
    frameworkId: null,
  });
  const graceMs = executor.info.shutdownGracePeriodMs ?? state.flags.executorShutdownGracePeriodMs;
  context.setTimer(`shutdown:${executor.containerId}`, graceMs, executorIds(ending));
}

/** Call SHUTDOWN of a scheduler, by way of the master. */
export function onShutdownExecutor(
  state: AgentState,
  context: Context,
  from: Upid,
  ids: Pick<ExecutorIds, 'frameworkId' | 'executorId'>,
): void {
  const { frameworkId, executorId } = ids;
  const which = `executor '${executorId}' of framework ${frameworkId}`;
  const ignore = (text: string, line: number): void => context.log('WARN', text, `slave.cpp:${String(line)}`);
  const ignoring = `Ignoring shutdown ${which} because the`;
  if (from !== state.master) {
    const registered = state.master ?? 'None';
    const why = `because it is not from the registered master (${registered})`;
    return ignore(`Ignoring shutdown executor message for ${which} from ${from} ${why}`, 4331);
  }
  context.log('INFO', `Asked to shut down ${which} by ${from}`, 'slave.cpp:4339');
  if (state.phase === 'RECOVERING' || state.phase === 'DISCONNECTED') {
    const why = 'because the agent has not yet registered with the master';
    return ignore(`Ignoring shutdown executor message for ${which} ${why}`, 4347);
  }
  const framework = state.frameworks.get(frameworkId);
  if (framework === undefined)
    return ignore(`Cannot shut down executor '${executorId}' of unknown framework ${frameworkId}`, 4355);
  if (framework.terminating) return ignore(`${ignoring} framework is terminating`, 4365);
  const executor = framework.executors.get(executorId);
  if (executor === undefined)
    return ignore(`Ignoring shutdown of unknown executor '${executorId}' of framework ${frameworkId}`, 4372);
  if (executor.phase === 'TERMINATING') return ignore(`${ignoring} executor is terminating`, 4385);
  if (executor.phase === 'TERMINATED') return ignore(`${ignoring} executor is terminated`, 4392);
  shutDownExecutor(state, context, framework, executor);
}

export function onShutdownTimeout(state: AgentState, context: Context, ids: ExecutorIds): void {
  const executor = executorOfRun(state, ids);
  if (executor?.phase !== 'TERMINATING') return;
  context.log('INFO', `Killing executor ${executorText(executor)}`, 'slave.cpp:4480');
  destroyContainer(state, context, ids.containerId);
}

/** `from`: the master, null when the agent itself shuts down. */
export function shutDownFramework(
  state: AgentState,
  context: Context,
  frameworkId: FrameworkId,
  from: Upid | null,
): void {
  if (from !== null && from !== state.master) {
    const text = `Ignoring shutdown framework message for ${frameworkId} from ${from} because it is not from the registered master (${state.master ?? 'None'})`;
    return context.log('WARN', text, 'slave.cpp:2211');
  }
  context.log('INFO', `Asked to shut down framework ${frameworkId} by ${from ?? '@0.0.0.0:0'}`, 'slave.cpp:2218');
  if (state.phase === 'RECOVERING' || state.phase === 'DISCONNECTED') {
    return context.log(
      'WARN',
      `Ignoring shutdown framework message for ${frameworkId} because the agent has not yet registered with the master`,
      'slave.cpp:2226',
    );
  }
  const framework = state.frameworks.get(frameworkId);
  if (framework === undefined)
    return context.log('WARN', `Cannot shut down unknown framework ${frameworkId}`, 'slave.cpp:2233');
  if (framework.terminating) {
    return context.log(
      'WARN',
      `Ignoring shutdown framework ${frameworkId} because it is terminating`,
      'slave.cpp:2239',
    );
  }
  context.log('INFO', `Shutting down framework ${frameworkId}`, 'slave.cpp:2243');
  framework.terminating = true;
  for (const executor of [...framework.executors.values()]) {
    if (executor.phase === 'REGISTERING' || executor.phase === 'RUNNING')
      shutDownExecutor(state, context, framework, executor);
    else if (executor.phase === 'TERMINATED') removeExecutor(state, context, framework, executor);
  }
  removeFrameworkIfIdle(state, context, framework);
}

/** The agent ends with all it runs: told by the master (`from`), or by an operator's SIGUSR1 (`from` null). */
export function shutDownAgent(state: AgentState, context: Context, from: Upid | null, message: string): void {
  if (from !== null && from !== state.master) {
    const text = `Ignoring shutdown message from ${from} because it is not from the registered master: ${state.master ?? 'None'}`;
    return context.log('WARN', text, 'slave.cpp:802');
  }
  if (from !== null) {
    const reason = message === '' ? '' : ` because '${message}'`;
    context.log('INFO', `Agent asked to shut down by ${from}${reason}`, 'slave.cpp:809');
  } else if (state.info.id !== null) {
    context.log('INFO', `${message}; unregistering and shutting down`, 'slave.cpp:815');
    if (state.master !== null)
      sendTo(state, context, state.master, { type: 'mesos.UnregisterSlaveMessage', slaveId: state.info.id });
  } else {
    context.log('INFO', `${message}; shutting down`, 'slave.cpp:825');
  }
  state.phase = 'TERMINATING';
  for (const framework of [...state.frameworks.values()]) {
    shutDownFramework(state, context, must(framework.info.id, 'framework id'), null);
  }
  endIfDone(state, context);
}
