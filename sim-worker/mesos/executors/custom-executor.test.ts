/** A custom executor that links the driver: many tasks in one process, framework messages, shutdown. */
import { describe, expect, it } from 'vitest';
import type { Context, Flags, Program, ProgramEvent } from '../../kernel/context.ts';
import {
  AGENT,
  agentState,
  agentWorld,
  type AgentWorld,
  command,
  FRAMEWORK_ID,
  lastStatus,
  processIds,
  received,
  runFor,
  runTask,
  runUntilTrue,
  sendToAgent,
  statesOf,
  taskInfo,
  AGENT_ID,
} from '../agent/conformance/agent-bed.ts';
import type { AgentFlags } from '../agent/agent-flags.ts';
import { processId } from '../../kernel/ids.ts';
import { must } from '../../kernel/assert.ts';
import { executorId } from '../ids.ts';
import type { ExecutorInfo } from '../messages/infos.ts';
import { resources } from '../resources/parse.ts';
import {
  executorDriverOwnsEvent,
  executorDriverReceive,
  executorDriverSendMessage,
  executorDriverSendStatus,
  executorDriverStart,
  type ExecutorDriverState,
} from './executor-driver.ts';
import type { ExecutorFlags } from './executor-flags.ts';

/** Runs every task until it is killed; answers framework messages with the same text in capitals. */
const worker: Program<{ readonly driver: ExecutorDriverState }> = {
  kind: 'worker-executor',
  boot: (context: Context, flags: Flags) => ({
    driver: executorDriverStart(context, { key: 'driver', ...(flags as unknown as ExecutorFlags) }),
  }),
  receive(state, context, event: ProgramEvent) {
    if (!executorDriverOwnsEvent(state.driver, event)) return;
    for (const callback of executorDriverReceive(state.driver, context, event)) {
      if (callback.kind === 'launchTask') {
        executorDriverSendStatus(state.driver, context, { taskId: callback.task.taskId, state: 'TASK_RUNNING' });
      }
      if (callback.kind === 'killTask') {
        executorDriverSendStatus(state.driver, context, { taskId: callback.taskId, state: 'TASK_KILLED' });
      }
      if (callback.kind === 'frameworkMessage') {
        executorDriverSendMessage(state.driver, context, callback.data.toUpperCase());
      }
      if (callback.kind === 'shutdown') context.exit(0);
    }
  },
};

const EXECUTOR: ExecutorInfo = {
  executorId: executorId('workers'),
  frameworkId: FRAMEWORK_ID,
  command: { shell: true, value: './worker --fast', arguments: [], environment: [], uris: [], user: null },
  container: null,
  resources: resources('cpus:0.1;mem:32'),
  name: 'Workers',
  source: '',
  data: null,
  shutdownGracePeriodMs: null,
  labels: [],
  discovery: null,
};

function withWorkers(flags: Partial<AgentFlags> = {}): AgentWorld {
  const world = agentWorld({ customExecutors: { worker: 'worker-executor' }, ...flags }, {}, 1, [worker as Program]);
  runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
  for (const id of ['a.1', 'b.1']) runTask(world, taskInfo(id, { change: { executor: EXECUTOR, command: null } }));
  runUntilTrue(world, 'running', () => statesOf(world, 'a.1').length + statesOf(world, 'b.1').length === 2);
  return world;
}

function killWorker(world: AgentWorld): void {
  command(world, { kind: 'killProcess', process: processId(must(processIds(world, 'executor:')[0], 'executor')) });
}

describe('custom executor', () => {
  it('one process runs all tasks of its executor id', () => {
    const world = withWorkers();
    expect(processIds(world, 'executor:')).toHaveLength(1);
    sendToAgent(world, {
      type: 'mesos.KillTaskMessage',
      frameworkId: FRAMEWORK_ID,
      taskId: taskInfo('a.1', {}).taskId,
      killPolicy: null,
    });
    runUntilTrue(world, 'killed', () => statesOf(world, 'a.1').includes('TASK_KILLED'));
    expect(statesOf(world, 'b.1')).toEqual(['TASK_RUNNING']);
    expect(processIds(world, 'executor:')).toHaveLength(1);
  });

  it('its death fails its tasks and is told to the master', () => {
    const world = withWorkers();
    killWorker(world);
    runUntilTrue(world, 'failed', () => statesOf(world, 'b.1').includes('TASK_FAILED'));
    expect(lastStatus(world, 'a.1')).toMatchObject({ state: 'TASK_FAILED', reason: 'REASON_EXECUTOR_TERMINATED' });
    expect(received(world, 'mesos.ExitedExecutorMessage')).toMatchObject([{ executorId: 'workers', status: 9 }]);
  });

  it('re-registers with a restarted agent, with both tasks', () => {
    const world = withWorkers({ runtime: 'host+supervisord' });
    command(world, { kind: 'killProcess', process: AGENT });
    runUntilTrue(world, 're-registration', () => received(world, 'mesos.ReregisterSlaveMessage').length > 0);
    const message = must(received(world, 'mesos.ReregisterSlaveMessage')[0], 'message');
    expect(message.tasks.map((task) => [task.taskId, task.state, task.executorId])).toEqual([
      ['a.1', 'TASK_RUNNING', 'workers'],
      ['b.1', 'TASK_RUNNING', 'workers'],
    ]);
    expect(message.executorInfos.map((info) => info.executorId)).toEqual(['workers']);
  });

  it('passes framework messages both ways and ends when it is shut down', () => {
    const world = withWorkers();
    const ids = { slaveId: AGENT_ID, frameworkId: FRAMEWORK_ID, executorId: EXECUTOR.executorId };
    sendToAgent(world, { type: 'mesos.FrameworkToExecutorMessage', ...ids, data: 'hello' });
    runFor(world, 100);
    expect(agentState(world).metrics.validFrameworkMessages).toBe(2);
    sendToAgent(world, {
      type: 'mesos.ShutdownExecutorMessage',
      executorId: EXECUTOR.executorId,
      frameworkId: FRAMEWORK_ID,
    });
    runUntilTrue(world, 'ended', () => processIds(world, 'executor:').length === 0);
    runFor(world, 1_000);
    expect(agentState(world).frameworks.size).toBe(0);
  });

  it('a binary that never registers is given up after a minute', () => {
    const world = agentWorld();
    runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
    runTask(world, taskInfo('a.1', { change: { executor: EXECUTOR, command: null } }));
    runUntilTrue(world, 'failed', () => statesOf(world, 'a.1').includes('TASK_FAILED'));
    expect(lastStatus(world, 'a.1')).toMatchObject({
      reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
      message: 'Executor did not register within 1mins; Executor terminated',
    });
  });
});
