/** Rows FWK, REC, REG, PART and SUP that need a master, agents and a scheduler. Reference: section 14. */
import { hostId, processId } from '../../../kernel/ids.ts';
import { ownProcess } from '../../../kernel/process-table.ts';
import { dueTimeOf } from '../../../kernel/timer-table.ts';
import { taskId } from '../../../mesos/ids.ts';
import {
  callbackCount,
  check,
  checkThat,
  hostOfTask,
  type MesosCase,
  statesAtLeader,
  tasksAtLeader,
  updatesOf,
  withTask,
} from './case.ts';
import { addFramework, agentProcess, AGENTS, type Bed, MASTERS, OPERATOR, TEST_FRAMEWORK } from './mesos-bed.ts';

const SCHEDULER = processId(`test@${OPERATOR}`);

const reconcile = (bed: Bed, tasks: readonly (readonly [string, string | null])[]): void =>
  bed.tell({
    order: 'call',
    call: {
      call: 'reconcileTasks',
      statuses: tasks.map(([id, agent]) => ({ taskId: taskId(id), slaveId: agent as never })),
    },
  });

const lastUpdate = (bed: Bed, id: string): unknown => updatesOf(bed, id).at(-1);

/** Until the leading master pings the agent on that host next. */
function secondsToPing(bed: Bed, host: string): number {
  const agent = [...bed.leader().state.agents.values()].find(({ info }) => info.hostname === host);
  const { world } = bed.simulator;
  const dueUs = dueTimeOf(world, ownProcess(world, bed.leaderProcess()), `ping:${agent?.id ?? ''}`);
  return ((dueUs ?? world.nowUs) - world.nowUs) / 1_000_000;
}

/** The agent's host answers nobody among the masters. */
const cutOff = (bed: Bed, host: string): void => bed.partition([host], MASTERS);

export const FRAMEWORK_CASES: readonly MesosCase[] = [
  {
    id: 'FWK-01',
    given: 'failover_timeout 0, scheduler process dies',
    expected: 'framework removed at once, tasks shut down',
    options: { framework: { failoverTimeoutSecs: 0 } },
    run: (bed) => {
      withTask(bed);
      bed.command({ kind: 'stopProcess', process: SCHEDULER });
      bed.run(31);
      check('frameworks', [bed.leader().state.frameworks.size, bed.leader().state.completedFrameworks.length], [0, 1]);
      check(
        'completed',
        bed.leader().state.completedFrameworks[0]?.completedTasks.map((task) => task.state),
        ['TASK_KILLED'],
      );
    },
  },
  {
    id: 'FWK-02',
    given: 'failover_timeout 1 week, scheduler dies and returns with its id in 1 min',
    expected: 'forced subscription, tasks untouched, all offers renewed',
    run: (bed) => {
      withTask(bed);
      const id = bed.framework().frameworkId;
      bed.command({ kind: 'stopProcess', process: SCHEDULER });
      bed.run(60);
      check('connected', bed.leader().state.frameworks.get(id as never)?.connected, false);
      addFramework(bed.simulator, 'second', { info: { ...TEST_FRAMEWORK, id }, refuseSeconds: null });
      bed.run(75);
      check('tasks', statesOfSecond(bed), ['TASK_RUNNING']);
      check('offers', bed.framework('second').offers.size, 5);
    },
  },
  {
    id: 'FWK-03',
    given: 'framework torn down, subscribes with its old id on the same master',
    expected: 'error "Framework has been removed"',
    run: (bed) => {
      bed.settle();
      const id = bed.framework().frameworkId;
      bed.tell({ order: 'stop', failover: false });
      bed.run(22);
      addFramework(bed.simulator, 'second', { info: { ...TEST_FRAMEWORK, id }, refuseSeconds: 5 });
      bed.run(40);
      checkThat(
        'error',
        bed
          .framework('second')
          .callbacks.some((callback) => callback.kind === 'error' && callback.message === 'Framework has been removed'),
      );
    },
  },
  {
    id: 'FWK-04',
    given: 'the same on a new leader',
    expected: 'accepted, no tasks',
    run: (bed) => {
      withTask(bed);
      const id = bed.framework().frameworkId;
      bed.tell({ order: 'stop', failover: false });
      bed.run(40);
      bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
      bed.run(80);
      addFramework(bed.simulator, 'second', { info: { ...TEST_FRAMEWORK, id }, refuseSeconds: 5 });
      bed.run(100);
      check('registered', callbackCount(bed, 'registered', 'second'), 1);
      check('tasks', [...bed.leader().state.tasks.values()].length, 0);
    },
  },
  {
    id: 'FWK-05',
    given: 'two schedulers with one id, the second forces',
    expected: 'the first gets "Framework failed over" and aborts; its offers are not rescinded (OFF-18)',
    options: { refuseSeconds: null },
    run: (bed) => {
      bed.settle();
      const id = bed.framework().frameworkId;
      const rescinded = callbackCount(bed, 'offerRescinded');
      addFramework(bed.simulator, 'second', { info: { ...TEST_FRAMEWORK, id }, refuseSeconds: null });
      bed.run(40);
      checkThat(
        'error',
        bed
          .framework()
          .callbacks.some((callback) => callback.kind === 'error' && callback.message === 'Framework failed over'),
      );
      check('driver', bed.framework().driver.status, 'ABORTED');
      check('rescinded', callbackCount(bed, 'offerRescinded'), rescinded);
      check('offers of the second', bed.framework('second').offers.size, 5);
    },
  },
  {
    id: 'FWK-06',
    given: 'scheduler subscribes again with another role',
    expected: 'old role kept, WARNING MESOS-703',
    run: (bed) => {
      bed.settle();
      const id = bed.framework().frameworkId;
      addFramework(bed.simulator, 'second', { info: { ...TEST_FRAMEWORK, id, role: 'other' }, refuseSeconds: 5 });
      bed.run(40);
      check('role', bed.leader().state.frameworks.get(id as never)?.info.role, '*');
      checkThat(
        'warning',
        bed.logOf(bed.leaderProcess()).some((line) => line.startsWith("Can not update FrameworkInfo.role to '*'")),
      );
    },
  },
  {
    id: 'REC-01',
    given: 'task known, explicit reconciliation',
    expected: 'its state, REASON_RECONCILIATION, no uuid',
    run: (bed) => {
      withTask(bed);
      reconcile(bed, [['t1', null]]);
      bed.run(31);
      check('update', lastUpdate(bed, 't1'), [
        'TASK_RUNNING',
        'REASON_RECONCILIATION',
        'Reconciliation: Latest task state',
      ]);
      check('uuid', bed.framework().statuses.at(-1)?.uuid, null);
    },
  },
  {
    id: 'REC-02',
    given: 'unknown task, registered agent given',
    expected: 'TASK_LOST "Reconciliation: Task is unknown to the agent"',
    run: (bed) => {
      bed.settle();
      reconcile(bed, [['nope', [...bed.leader().state.agents.keys()][0] ?? null]]);
      bed.run(21);
      check('update', lastUpdate(bed, 'nope'), [
        'TASK_LOST',
        'REASON_RECONCILIATION',
        'Reconciliation: Task is unknown to the agent',
      ]);
    },
  },
  {
    id: 'REC-03',
    given: 'unknown task, no agent, none in transition',
    expected: 'TASK_LOST "Reconciliation: Task is unknown"',
    run: (bed) => {
      bed.settle();
      reconcile(bed, [['nope', null]]);
      bed.run(21);
      check('update', lastUpdate(bed, 'nope'), [
        'TASK_LOST',
        'REASON_RECONCILIATION',
        'Reconciliation: Task is unknown',
      ]);
    },
  },
  {
    id: 'REC-04',
    given: 'unknown task, no agent, one agent still recovering',
    expected: 'no answer',
    run: (bed) => {
      bed.settle();
      bed.command({ kind: 'powerOffHost', host: hostId(AGENTS[0] as string) });
      bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
      bed.run(60);
      reconcile(bed, [['nope', null]]);
      bed.run(62);
      check('updates', updatesOf(bed, 'nope'), []);
    },
  },
  {
    id: 'REC-05',
    given: 'three live tasks, implicit reconciliation',
    expected: 'exactly three updates',
    run: (bed) => {
      withTask(bed, ['t1', 't2', 't3']);
      const before = bed.framework().statuses.length;
      reconcile(bed, []);
      bed.run(31);
      check(
        'updates',
        bed
          .framework()
          .statuses.slice(before)
          .map((status) => status.taskId),
        ['t1', 't2', 't3'],
      );
    },
  },
  {
    id: 'REC-06',
    given: 'kill of a task unknown to the master',
    expected: 'answered like explicit reconciliation',
    run: (bed) => {
      bed.settle();
      bed.tell({ order: 'call', call: { call: 'killTask', taskId: taskId('nope') } });
      bed.run(21);
      check('update', lastUpdate(bed, 'nope'), [
        'TASK_LOST',
        'REASON_RECONCILIATION',
        'Reconciliation: Task is unknown',
      ]);
    },
  },
  {
    id: 'PART-01',
    given: 'agent cut off from the masters',
    expected: 'removed 75 to 90 s later: TASK_LOST SLAVE_REMOVED of the master, then slaveLost',
    run: (bed) => {
      withTask(bed);
      const host = hostOfTask(bed, 't1');
      cutOff(bed, host);
      bed.run(104.9);
      check('agents before 75 s', bed.leader().state.agents.size, 5);
      bed.run(121);
      check('agents after 90 s', bed.leader().state.agents.size, 4);
      check('update', lastUpdate(bed, 't1'), [
        'TASK_LOST',
        'REASON_SLAVE_REMOVED',
        `Slave ${host} removed: health check timed out`,
      ]);
      check('slaveLost', callbackCount(bed, 'slaveLost'), 1);
    },
  },
  {
    id: 'PART-02',
    given: 'agent cut off for 60 s',
    expected: 'nothing lost; the strikes are forgotten at the next pong',
    run: (bed) => {
      withTask(bed);
      const host = hostOfTask(bed, 't1');
      // Just after a pong: the first ping that is held is 14 s younger than the cut, so that TCP tries it again (after 51 s)
      // soon after the cut is healed. Held any longer, it would come too late, as on a real network.
      bed.until('a ping went out', () => secondsToPing(bed, host) > 14);
      cutOff(bed, host);
      bed.runFor(60);
      bed.heal([host], MASTERS);
      bed.runFor(100);
      check('agents', bed.leader().state.agents.size, 5);
      check('tasks', statesAtLeader(bed), ['TASK_RUNNING']);
      checkThat(
        'no strikes',
        [...bed.leader().state.observers.values()].every((observer) => observer.timeouts === 0),
      );
    },
  },
  {
    id: 'PART-03',
    given: 'agent cut off for 120 s',
    expected: 'on the next contact ShutdownMessage; the agent kills its tasks, exits 0, returns with a new id',
    run: (bed) => {
      withTask(bed);
      const host = hostOfTask(bed, 't1');
      const old = [...bed.leader().state.agents.values()].find((agent) => agent.info.hostname === host)?.id;
      cutOff(bed, host);
      bed.run(150);
      bed.heal([host], MASTERS);
      bed.run(400);
      const now = [...bed.leader().state.agents.values()].find((agent) => agent.info.hostname === host)?.id;
      checkThat('it is back with a new id', now !== undefined && now !== old);
    },
  },
  {
    id: 'PART-07',
    given: 'agent_removal_rate_limit=1/10mins, three agents cut off',
    expected: 'the first is removed at 75 to 90 s, the others 10 min apart',
    options: { masterFlags: { agentRemovalRateLimit: '1/10mins' } },
    run: (bed) => {
      bed.settle();
      bed.partition(AGENTS.slice(0, 3), MASTERS);
      bed.run(120);
      check('agents after 100 s', bed.leader().state.agents.size, 4);
      bed.run(720);
      check('agents after 700 s', bed.leader().state.agents.size, 3);
      bed.run(1330);
      check('agents after 1310 s', bed.leader().state.agents.size, 2);
    },
  },
  {
    id: 'REG-01',
    given: 'fresh agents, master recovered',
    expected: 'ids M-S0 … M-S4, each after one store',
    options: { framework: null },
    run: (bed) => {
      bed.settle();
      const { state } = bed.leader();
      check(
        'ids',
        [...state.agents.keys()].sort(),
        [0, 1, 2, 3, 4].map((number) => `${state.info.id}-S${String(number)}`),
      );
      check('counter', state.counters.get('slave_registrations'), 5);
    },
  },
  {
    id: 'REG-04',
    given: 'agent killed, work_dir wiped',
    expected: 'on its return the old id is removed at once, it gets a new one',
    options: { framework: null },
    run: (bed) => {
      bed.settle();
      const host = AGENTS[0] as string;
      const old = [...bed.leader().state.agents.values()].find((agent) => agent.info.hostname === host)?.id;
      bed.command({ kind: 'stopProcess', process: agentProcess(host) });
      bed.run(22);
      bed.command({ kind: 'wipeFolder', host: hostId(host), folder: '/data/mesos', process: null });
      bed.command({ kind: 'startProcess', process: agentProcess(host) });
      bed.run(40);
      const { state } = bed.leader();
      check('agents', state.agents.size, 5);
      checkThat('old id is in the removed cache', old !== undefined && state.removedAgents.has(old));
    },
  },
  {
    id: 'REG-05',
    given: 'agent stopped by SIGTERM, restarted within 60 s',
    expected: 'same id, reactivated, framework told nothing but the fate of tasks that its runtime ended',
    options: { framework: null },
    run: (bed) => {
      bed.settle();
      const ids = [...bed.leader().state.agents.keys()].sort();
      const process = agentProcess(AGENTS[0] as string);
      bed.command({ kind: 'stopProcess', process });
      bed.run(40);
      check('active', [...bed.leader().state.agents.values()].filter((agent) => agent.active).length, 4);
      bed.command({ kind: 'startProcess', process });
      bed.run(60);
      check('ids', [...bed.leader().state.agents.keys()].sort(), ids);
      check('active', [...bed.leader().state.agents.values()].filter((agent) => agent.active).length, 5);
    },
  },
  {
    id: 'SUP-04',
    given: 'task killed, its terminal update acknowledged',
    expected: 'the task moves to the completed tasks',
    run: (bed) => {
      withTask(bed);
      bed.tell({ order: 'call', call: { call: 'killTask', taskId: taskId('t1') } });
      bed.run(40);
      check('tasks', tasksAtLeader(bed).length, 0);
      check(
        'completed',
        bed
          .leader()
          .state.frameworks.get(bed.framework().frameworkId as never)
          ?.completedTasks.map((task) => task.state),
        ['TASK_KILLED'],
      );
    },
  },
];

function statesOfSecond(bed: Bed): readonly string[] {
  const id = bed.framework('second').frameworkId;
  return id === null ? [] : [...(bed.leader().state.tasks.get(id)?.values() ?? [])].map((task) => task.state);
}
