/** Rows of the project's Mesos reference, section 14: flags, registration, partitions and status updates of an agent. */
import { agentId, taskId } from '../../ids.ts';
import {
  AGENT,
  AGENT_HOST,
  AGENT_ID,
  agentLog,
  agentState,
  command,
  FRAMEWORK_ID,
  MASTER_HOST,
  nowMs,
  processIds,
  received,
  restartAgentWith,
  runFor,
  runTask,
  runUntilTrue,
  sendToAgent,
  statesOf,
  taskInfo,
  tell,
} from './agent-bed.ts';
import type { AgentCase } from './agent-case.ts';
import { check, checkBetween, registerThen, runningThen } from './steps.ts';
import { findProcess } from '../../../kernel/process-table.ts';

const HOST_RUNTIME = { runtime: 'host+supervisord' } as const;
const WEB = { image: 'nginx', hostPort: 31000 };
const SLEEP = { command: 'sleep 100000' };

export const REGISTRATION_CASES: readonly AgentCase[] = [
  {
    id: 'FLAG-02',
    given: 'agent without --work_dir',
    operation: 'start',
    expected: 'stderr "Flag \'work_dir\' is required, but it was not provided", exit 1',
    flags: { workDir: null },
    run: (world) => {
      runFor(world, 100);
      check('last line', agentLog(world).at(-1), "Flag 'work_dir' is required, but it was not provided");
      check('exit code', findProcess(world.simulator.world, AGENT)?.exitCode, 1);
    },
  },
  {
    id: 'REG-01',
    given: 'fresh agent, master there',
    operation: 'agent starts',
    expected: 'RegisterSlaveMessage within 1 s of detection, then the id',
    run: registerThen((world) => {
      check('agent id', agentState(world).info.id, AGENT_ID);
      checkBetween('registration after start (recovery 70 ms)', nowMs(world), 0, 1_200);
      check(
        'slave.info',
        world.simulator.world.hosts.get(AGENT_HOST)?.files.has(`/data/mesos/meta/slaves/${AGENT_ID}/slave.info`),
        true,
      );
    }),
  },
  {
    id: 'REG-05',
    given: 'agent stopped by SIGTERM',
    operation: 'restarts within 60 s',
    expected: 'same id, re-registers, no task lost',
    flags: HOST_RUNTIME,
    run: runningThen(SLEEP, (world) => {
      command(world, { kind: 'stopProcess', process: AGENT });
      runFor(world, 30_000);
      command(world, { kind: 'startProcess', process: AGENT });
      runUntilTrue(world, 're-registration', () => received(world, 'mesos.ReregisterSlaveMessage').length > 0);
      check('agent id', agentState(world).info.id, AGENT_ID);
      check('states', statesOf(world, 'task.1'), ['TASK_RUNNING']);
    }),
  },
  {
    id: 'REG-06',
    given: 'agent restarts with other --attributes, recover=reconnect',
    operation: 'recovers',
    expected: 'exit 1 "Incompatible agent info detected."',
    run: registerThen((world) => {
      restartAgentWith(world, { attributes: 'rack:2' });
      runFor(world, 500);
      const last =
        agentLog(world)
          .filter((line) => line.startsWith('Failed to perform recovery'))
          .at(-1) ?? '';
      check('last line', last.startsWith('Failed to perform recovery: Incompatible agent info detected.'), true);
    }),
  },
  {
    id: 'REG-07',
    given: 'machine of the agent is DOWN',
    operation: 'the master answers with a ShutdownMessage',
    expected: 'agent exits 0',
    run: (world) => {
      tell(world, { registers: false });
      runUntilTrue(world, 'attempt', () => received(world, 'mesos.RegisterSlaveMessage').length > 0);
      sendToAgent(world, { type: 'mesos.ShutdownMessage', message: 'Machine is `DOWN`' });
      runFor(world, 100);
      check(
        'log',
        agentLog(world).includes("Agent asked to shut down by master@10.0.0.1:5050 because 'Machine is `DOWN`'"),
        true,
      );
      check('exit code', findProcess(world.simulator.world, AGENT)?.exitCode, 0);
    },
  },
  {
    id: 'REG-08',
    given: "agent's id in the removed cache",
    operation: 'the master answers with a ShutdownMessage',
    expected: 'kills its executors, exits 0, next start registers anew',
    run: runningThen(WEB, (world) => {
      const before = received(world, 'mesos.RegisterSlaveMessage').length;
      sendToAgent(world, { type: 'mesos.ShutdownMessage', message: 'Agent attempted to re-register after removal' });
      runUntilTrue(
        world,
        'registration as a new agent',
        () => received(world, 'mesos.RegisterSlaveMessage').length > before,
      );
      check('containers', processIds(world, 'container:'), []);
    }),
  },
  {
    id: 'REG-10',
    given: 'master unreachable',
    operation: '10 min',
    expected: 'attempts spaced by random [0, m), m doubling from 2 s to at most 60 s',
    run: (world) => {
      tell(world, { registers: false });
      runFor(world, 600_000);
      checkBetween('attempts', received(world, 'mesos.RegisterSlaveMessage').length, 12, 45);
    },
  },
  {
    id: 'REG-12',
    given: 'agent with an id',
    operation: 'master answers with a foreign id',
    expected: 'exit 1 "Re-registered but got wrong id"',
    run: registerThen((world) => {
      const connection = { totalPingTimeoutSeconds: 75 };
      sendToAgent(world, {
        type: 'mesos.SlaveReregisteredMessage',
        slaveId: agentId('other-S9'),
        reconciliations: [],
        connection,
      });
      runFor(world, 100);
      const text = `Re-registered but got wrong id: other-S9 (expected: ${AGENT_ID}). Committing suicide`;
      check('last line', agentLog(world).includes(text), true);
    }),
  },
  {
    id: 'PART-04',
    given: 'agent cut off from its master',
    operation: '75 s without ping',
    expected: '"No pings from master received within 75secs", DISCONNECTED, keeps trying to register',
    run: registerThen((world) => {
      command(world, { kind: 'partition', from: [MASTER_HOST], to: [AGENT_HOST], oneWay: false });
      const line = 'No pings from master received within 75secs';
      runUntilTrue(world, 'time-out', () => agentLog(world).includes(line), 91_000);
      check('phase', agentState(world).phase, 'DISCONNECTED');
      const attempts = agentState(world).nextAttempt;
      runFor(world, 120_000);
      check('keeps trying', agentState(world).nextAttempt > attempts, true);
    }),
  },
  {
    id: 'PART-05',
    given: 'the master believes the agent disconnected',
    operation: 'ping with connected=false',
    expected: 'agent re-registers',
    run: registerThen((world) => {
      sendToAgent(world, { type: 'mesos.PingSlaveMessage', connected: false });
      runUntilTrue(world, 're-registration', () => received(world, 'mesos.ReregisterSlaveMessage').length > 0, 2_000);
    }),
  },
  {
    id: 'SUP-01',
    given: 'task running, nobody acknowledges',
    operation: 'executor sends an update',
    expected: 'agent retries after 10, 20, 40, … s',
    run: registerThen((world) => {
      tell(world, { acknowledges: false });
      runTask(world, taskInfo('task.1', SLEEP));
      runUntilTrue(world, 'first update', () => statesOf(world, 'task.1').length > 0);
      const resent = () => agentLog(world).filter((line) => line.startsWith('Resending status update')).length;
      for (const [seconds, times] of [
        [9, 0],
        [2, 1],
        [20, 2],
        [40, 3],
        [80, 4],
      ] as const) {
        runFor(world, seconds * 1_000);
        check(`resends after ${String(seconds)} s more`, resent(), times);
      }
    }),
  },
  {
    id: 'SUP-02',
    given: 'two updates queued, the first unacknowledged',
    operation: '',
    expected: 'second not sent; latest_state shows it',
    run: registerThen((world) => {
      tell(world, { acknowledges: false });
      runTask(world, taskInfo('task.1', { command: 'true' }));
      runFor(world, 15_000);
      check('sent', statesOf(world, 'task.1'), ['TASK_RUNNING']);
      check('latest state', received(world, 'mesos.StatusUpdateMessage').at(-1)?.update.latestState, 'TASK_FINISHED');
    }),
  },
  {
    id: 'SUP-03',
    given: 'unacknowledged update',
    operation: 'agent restarts',
    expected: 'resent after re-registration with the same uuid',
    flags: HOST_RUNTIME,
    run: registerThen((world) => {
      tell(world, { acknowledges: false });
      runTask(world, taskInfo('task.1', SLEEP));
      runUntilTrue(world, 'running', () => statesOf(world, 'task.1').length > 0);
      const before = received(world, 'mesos.StatusUpdateMessage').length;
      command(world, { kind: 'killProcess', process: AGENT });
      runUntilTrue(world, 'resent', () => received(world, 'mesos.StatusUpdateMessage').length > before);
      check('updates', statesOf(world, 'task.1'), ['TASK_RUNNING']);
    }),
  },
  {
    id: 'SUP-04',
    given: 'terminal update',
    operation: 'acknowledged',
    expected: 'task completed, executor cleaned up',
    run: registerThen((world) => {
      runTask(world, taskInfo('task.1', { command: 'true' }));
      runUntilTrue(world, 'clean-up', () => agentState(world).completedFrameworks.length === 1);
      const executor = agentState(world).completedFrameworks[0]?.completedExecutors[0];
      check('completed task', executor?.completedTasks[0]?.state, 'TASK_FINISHED');
      check('streams', agentState(world).streams.size, 0);
    }),
  },
  {
    id: 'SUP-05',
    given: 'acknowledgement with a stale uuid',
    operation: '',
    expected: 'ignored, WARNING',
    run: registerThen((world) => {
      tell(world, { acknowledges: false });
      runTask(world, taskInfo('task.1', SLEEP));
      runUntilTrue(world, 'running', () => statesOf(world, 'task.1').length > 0);
      const uuid = '00000000-0000-4000-8000-000000000000';
      const ids = { slaveId: AGENT_ID, frameworkId: FRAMEWORK_ID, taskId: taskId('task.1') };
      sendToAgent(world, { type: 'mesos.StatusUpdateAcknowledgementMessage', ...ids, uuid });
      runFor(world, 100);
      const warning = agentLog(world).some((line) =>
        line.startsWith(`Unexpected status update acknowledgement (received ${uuid}`),
      );
      check('warning', warning, true);
      check('pending', agentState(world).streams.get(`${FRAMEWORK_ID}/task.1`)?.pending.length, 1);
    }),
  },
];
