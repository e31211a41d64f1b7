/** Status updates and log lines of the agent that no row of the case table shows. Reference: sections 5.5, 5.6, 6.5. */
import { describe, expect, it } from 'vitest';
import {
  AGENT,
  agentLog,
  command,
  killTask,
  lastStatus,
  registered,
  restartAgentWith,
  runFor,
  runTask,
  runUntilTrue,
  statesOf,
  taskInfo,
} from './conformance/agent-bed.ts';

const HOST = { runtime: 'host+supervisord' } as const;

describe('words of the agent', () => {
  it('a kill of a task that has no executor: TASK_LOST Cannot find executor', () => {
    const world = registered({ flags: HOST });
    runTask(world, taskInfo('t', { command: 'sleep 1000' }));
    runUntilTrue(world, 'running', () => statesOf(world, 't').includes('TASK_RUNNING'));
    killTask(world, 'ghost');
    runUntilTrue(world, 'answer', () => statesOf(world, 'ghost').length > 0);
    expect(lastStatus(world, 'ghost')).toMatchObject({
      state: 'TASK_LOST',
      source: 'SOURCE_SLAVE',
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: 'Cannot find executor',
    });
  });

  it('an executor across a restart of its agent', () => {
    const world = registered({ flags: HOST });
    runTask(world, taskInfo('t', { command: 'sleep 1000' }));
    runUntilTrue(world, 'running', () => statesOf(world, 't').includes('TASK_RUNNING'));
    command(world, { kind: 'killProcess', process: AGENT });
    runFor(world, 10_000);
    const log = agentLog(world).join('\n');
    for (const pattern of [
      /^Sending reconnect request to executor 't' of framework \S+ at executor\(1\)@\S+$/m,
      /^Re-registering executor 't' of framework \S+$/m,
      /^Cleaning up un-reregistered executors$/m,
      /^Finished recovery$/m,
      /^Re-registered with master master@10\.0\.0\.1:5050$/m,
    ])
      expect(log).toMatch(pattern);
  });

  it('what remains to do where recovery fails', () => {
    const world = registered({});
    restartAgentWith(world, { attributes: 'rack:2' });
    runFor(world, 500);
    const last = agentLog(world).findLast((line) => line.startsWith('Failed to perform recovery')) ?? '';
    expect(last.split('\n').slice(-4)).toEqual([
      'To remedy this do as follows:',
      'Step 1: rm -f /data/mesos/meta/slaves/latest',
      "        This ensures agent doesn't recover old live executors.",
      'Step 2: Restart the agent.',
    ]);
  });
});
