/** Rows of the project's Mesos reference, section 14, and sections 5 and 9: executors, kills, restarts of the agent. */
import {
  AGENT,
  AGENT_HOST,
  agentLog,
  agentState,
  command,
  FRAMEWORK,
  FRAMEWORK_ID,
  killTask,
  lastStatus,
  nowMs,
  processIds,
  received,
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

const HOST_RUNTIME = { runtime: 'host+supervisord' } as const;
const WEB = { image: 'nginx', hostPort: 31000 };
const SLEEP = { command: 'sleep 100000' };

/** With the defaults of mesos.proto. */
const failingCheck = {
  delaySeconds: 15,
  intervalSeconds: 10,
  timeoutSeconds: 20,
  consecutiveFailures: 3,
  gracePeriodSeconds: 10,
  command: { shell: true, value: 'sleep 1; exit 1', arguments: [], environment: [], uris: [], user: null },
};

export const EXECUTOR_CASES: readonly AgentCase[] = [
  {
    id: 'EXE-01',
    given: 'command task, sleep',
    operation: 'kill',
    expected: 'SIGTERM at once, SIGKILL after 3 s, TASK_KILLED',
    run: runningThen({ ...SLEEP, environment: { MESOSCOPE_SIGTERM: 'ignore' } }, (world) => {
      const at = nowMs(world);
      killTask(world, 'task.1');
      runUntilTrue(world, 'killed', () => statesOf(world, 'task.1').includes('TASK_KILLED'));
      checkBetween('ms from kill to status', nowMs(world) - at, 3_000, 3_300);
      check('message', lastStatus(world, 'task.1').message, 'Command terminated with signal Killed');
    }),
  },
  {
    id: 'EXE-02',
    given: 'docker task ignoring SIGTERM',
    operation: 'kill',
    expected: 'docker stop -t 5, then SIGKILL, TASK_KILLED after about 5 s',
    run: runningThen({ ...WEB, labels: ['mesoscope.sigterm=ignore'] }, (world) => {
      const at = nowMs(world);
      killTask(world, 'task.1');
      runUntilTrue(world, 'killed', () => statesOf(world, 'task.1').includes('TASK_KILLED'));
      checkBetween('ms from kill to status', nowMs(world) - at, 5_000, 5_300);
      check('message', lastStatus(world, 'task.1').message, 'Container exited with status 137');
    }),
  },
  {
    id: 'EXE-03',
    given: 'docker task that exits 0 on SIGTERM',
    operation: 'kill',
    expected: 'TASK_FINISHED',
    run: runningThen({ ...WEB, labels: ['mesoscope.sigtermExitCode=0'] }, (world) => {
      killTask(world, 'task.1');
      runUntilTrue(world, 'finished', () => statesOf(world, 'task.1').includes('TASK_FINISHED'));
    }),
  },
  {
    id: 'EXE-04',
    given: 'image pull takes 90 s',
    operation: 'default flags',
    expected: 'at 60 s TASK_FAILED REASON_EXECUTOR_REGISTRATION_TIMEOUT',
    docker: { imageMib: { 'big:1': 900 }, pullMibPerSecond: 10 },
    run: registerThen((world) => {
      const at = nowMs(world);
      runTask(world, taskInfo('task.1', { image: 'big:1' }));
      runUntilTrue(world, 'failed', () => statesOf(world, 'task.1').includes('TASK_FAILED'));
      checkBetween('ms from launch to status', nowMs(world) - at, 60_000, 60_300);
      check('reason', lastStatus(world, 'task.1').reason, 'REASON_EXECUTOR_REGISTRATION_TIMEOUT');
    }),
  },
  {
    id: 'EXE-06',
    given: 'executors on the host',
    operation: 'agent process down 20 s',
    expected: 'tasks survive; agent RECOVERING 2 s, then re-registers',
    flags: HOST_RUNTIME,
    run: runningThen(WEB, (world) => {
      command(world, { kind: 'stopProcess', process: AGENT });
      runFor(world, 20_000);
      const at = nowMs(world);
      command(world, { kind: 'startProcess', process: AGENT });
      runUntilTrue(world, 're-registered', () => received(world, 'mesos.ReregisterSlaveMessage').length > 0);
      checkBetween('ms from start to re-registration', nowMs(world) - at, 2_000, 3_200);
      check(
        'tasks',
        received(world, 'mesos.ReregisterSlaveMessage')[0]?.tasks.map((task) => task.state),
        ['TASK_RUNNING'],
      );
    }),
  },
  {
    id: 'EXE-07',
    given: 'agent container without docker_mesos_image',
    operation: 'restarted',
    expected: 'tasks TASK_FAILED after recovery, old docker containers linger as orphans until the next restart',
    run: runningThen(WEB, (world) => {
      command(world, { kind: 'killProcess', process: AGENT });
      runUntilTrue(world, 'failed', () => statesOf(world, 'task.1').includes('TASK_FAILED'));
      check('reason', lastStatus(world, 'task.1').reason, 'REASON_EXECUTOR_TERMINATED');
      check('message', lastStatus(world, 'task.1').message, 'Container terminated');
      check('containers left', processIds(world, 'container:').length, 1);
      runFor(world, 1_000); // The update is acknowledged: the executor is forgotten, its container nobody's.
      command(world, { kind: 'killProcess', process: AGENT });
      runFor(world, 20_000);
      check('containers after one more restart', processIds(world, 'container:').length, 0);
    }),
  },
  {
    id: 'EXE-08',
    given: 'EXE-07 with docker_mesos_image',
    operation: 'restarted',
    expected: 'tasks survive',
    flags: { runtime: 'docker+docker_mesos_image' },
    run: runningThen(WEB, (world) => {
      command(world, { kind: 'killProcess', process: AGENT });
      runUntilTrue(world, 're-registered', () => received(world, 'mesos.ReregisterSlaveMessage').length > 0);
      runFor(world, 5_000);
      check('states', statesOf(world, 'task.1'), ['TASK_RUNNING']);
    }),
  },
  {
    id: 'EXE-09',
    given: 'host rebooted',
    operation: 'agent starts',
    expected: 'boot id differs: registers as a new agent',
    run: registerThen((world) => {
      command(world, { kind: 'powerOffHost', host: AGENT_HOST });
      runFor(world, 1_000);
      const before = received(world, 'mesos.RegisterSlaveMessage').length;
      command(world, { kind: 'powerOnHost', host: AGENT_HOST });
      runUntilTrue(world, 'registration', () => received(world, 'mesos.RegisterSlaveMessage').length > before);
      check('log', agentLog(world).includes('Agent host rebooted'), true);
    }),
  },
  {
    id: 'EXE-10',
    given: 'docker task out of memory',
    operation: '',
    expected: 'container exit 137, TASK_FAILED "Container exited with status 137"',
    run: registerThen((world) => {
      runTask(world, taskInfo('task.1', { ...WEB, labels: ['mesoscope.memoryMib=500'] }));
      runUntilTrue(world, 'failed', () => statesOf(world, 'task.1').includes('TASK_FAILED'));
      check('message', lastStatus(world, 'task.1').message, 'Container exited with status 137');
    }),
  },
  {
    id: 'EXE-11',
    given: 'agent dies, framework without checkpoint (5.6)',
    operation: '',
    expected: 'executors shut down with their grace period; nothing recovered',
    flags: HOST_RUNTIME,
    run: registerThen((world) => {
      runTask(world, taskInfo('task.1', SLEEP), { ...FRAMEWORK, checkpoint: false });
      runUntilTrue(world, 'running', () => statesOf(world, 'task.1').includes('TASK_RUNNING'));
      command(world, { kind: 'stopProcess', process: AGENT });
      runFor(world, 6_000);
      check('executors', processIds(world, 'executor:'), []);
      check('task processes', processIds(world, 'task:'), []);
    }),
  },
  {
    id: 'EXE-12',
    given: 'agent stays away for over 15 min (5.6)',
    operation: '',
    expected: 'the executor shuts itself down; TASK_FAILED at the recovery',
    flags: HOST_RUNTIME,
    run: runningThen(SLEEP, (world) => {
      command(world, { kind: 'stopProcess', process: AGENT });
      runFor(world, 14 * 60_000);
      check('executors before', processIds(world, 'executor:').length, 1);
      runFor(world, 2 * 60_000);
      check('executors after', processIds(world, 'executor:').length, 0);
      command(world, { kind: 'startProcess', process: AGENT });
      runUntilTrue(world, 'failed', () => statesOf(world, 'task.1').includes('TASK_FAILED'));
    }),
  },
  {
    id: 'EXE-13',
    given: 'kill before the executor registered (5.2)',
    operation: '',
    expected:
      'TASK_KILLED REASON_EXECUTOR_UNREGISTERED "Unregistered executor"; the executor is shut down when it comes',
    run: registerThen((world) => {
      runTask(world, taskInfo('task.1', SLEEP));
      runFor(world, 20);
      killTask(world, 'task.1');
      runUntilTrue(world, 'killed', () => statesOf(world, 'task.1').includes('TASK_KILLED'));
      check('reason', lastStatus(world, 'task.1').reason, 'REASON_EXECUTOR_UNREGISTERED');
      runFor(world, 10_000);
      check('executors', processIds(world, 'executor:'), []);
      check('frameworks', agentState(world).frameworks.size, 0);
    }),
  },
  {
    id: 'EXE-14',
    given: 'framework torn down',
    operation: 'ShutdownFrameworkMessage',
    expected: 'executors and containers gone, no status sent, framework completed',
    run: runningThen(WEB, (world) => {
      sendToAgent(world, { type: 'mesos.ShutdownFrameworkMessage', frameworkId: FRAMEWORK_ID });
      runFor(world, 10_000);
      check('containers', processIds(world, 'container:'), []);
      check('states', statesOf(world, 'task.1'), ['TASK_RUNNING']);
      check('frameworks', [agentState(world).frameworks.size, agentState(world).completedFrameworks.length], [0, 1]);
    }),
  },
  {
    id: 'EXE-15',
    given: 'master knows a task that the agent does not (4.6)',
    operation: 'SlaveReregisteredMessage with reconciliations',
    expected: 'TASK_LOST REASON_RECONCILIATION "Reconciliation: task unknown to the agent"',
    run: registerThen((world) => {
      tell(world, { reconciles: 'ghost.1' });
      sendToAgent(world, { type: 'mesos.PingSlaveMessage', connected: false });
      runUntilTrue(world, 'lost', () => statesOf(world, 'ghost.1').includes('TASK_LOST'));
      check('message', lastStatus(world, 'ghost.1').message, 'Reconciliation: task unknown to the agent');
    }),
  },
  {
    id: 'EXE-16',
    given: 'COMMAND health check that fails, interval 10 s, 3 failures, grace 10 s, delay 15 s (9.5)',
    operation: '',
    expected: 'TASK_RUNNING healthy=false at each failure, then killed: final update healthy=false',
    run: registerThen((world) => {
      runTask(world, taskInfo('task.1', { ...WEB, change: { healthCheck: failingCheck } }));
      runUntilTrue(world, 'killed', () => statesOf(world, 'task.1').includes('TASK_KILLED'));
      const told = received(world, 'mesos.StatusUpdateMessage').map(({ update }) => [
        update.status.state,
        update.status.healthy,
      ]);
      check('updates', told, [
        ['TASK_RUNNING', null],
        ['TASK_RUNNING', false],
        ['TASK_RUNNING', false],
        ['TASK_RUNNING', false],
        ['TASK_KILLED', false],
      ]);
    }),
  },
  {
    id: 'EXE-17',
    given: 'COMMAND health check that passes (9.5)',
    operation: '',
    expected: 'one TASK_RUNNING healthy=true, no more',
    run: registerThen((world) => {
      const command = { ...failingCheck.command, value: 'exit 0' };
      runTask(world, taskInfo('task.1', { ...SLEEP, change: { healthCheck: { ...failingCheck, command } } }));
      runFor(world, 120_000);
      const told = received(world, 'mesos.StatusUpdateMessage').map(({ update }) => update.status.healthy);
      check('health', told, [null, true]);
    }),
  },
];
