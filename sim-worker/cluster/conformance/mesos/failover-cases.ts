/** Rows FAIL and REGR: leaders, followers, the log and the registry under failures. Reference: section 14. */
import { hostId, processId } from '../../../kernel/ids.ts';
import { callbackCount, check, checkThat, type MesosCase, statesAtLeader, withTask } from './case.ts';
import { agentProcess, AGENTS, type Bed, masterProcess, MASTERS } from './mesos-bed.ts';

const zookeeper = (host: string): ReturnType<typeof processId> => processId(`zookeeper@${host}`);

function killLeader(bed: Bed): string {
  const { host } = bed.leader();
  bed.command({ kind: 'stopProcess', process: masterProcess(host) });
  return host;
}

export const FAILOVER_CASES: readonly MesosCase[] = [
  {
    id: 'FAIL-01',
    given: '3 masters up, leader killed',
    expected: 'another leads after the session ended (about 10 s); old tasks keep running',
    run: (bed) => {
      withTask(bed);
      const old = killLeader(bed);
      bed.run(38);
      check('leaders before the session ended', bed.inRole('leading'), []);
      bed.run(50);
      checkThat('another master leads', bed.leader().host !== old);
      check('tasks', statesAtLeader(bed), ['TASK_RUNNING']);
    },
  },
  {
    id: 'FAIL-02',
    given: 'leader paused for 30 s',
    expected: 'another leads; on resume the old one exits 1 "Lost leadership... committing suicide!"',
    run: (bed) => {
      bed.settle();
      const { host } = bed.leader();
      bed.command({ kind: 'pauseProcess', process: masterProcess(host) });
      bed.run(50);
      bed.command({ kind: 'resumeProcess', process: masterProcess(host) });
      bed.run(52);
      checkThat(
        'last words',
        bed.logOf(masterProcess(host)).some((line) => line.includes('Lost leadership... committing suicide!')),
      );
      bed.run(70);
      check('leaders', bed.inRole('leading').length, 1);
    },
  },
  {
    id: 'FAIL-03',
    given: 'leader cut off from ZooKeeper only',
    expected: 'another is elected at about 10 s; the old one exits between 10 and 17 s',
    run: (bed) => {
      bed.settle();
      const { host } = bed.leader();
      const others = MASTERS.filter((other) => other !== host);
      for (const other of MASTERS.filter((server) => server !== host)) bed.partition([host], [other]);
      bed.command({ kind: 'stopProcess', process: zookeeper(host) });
      bed.run(60);
      checkThat('another master leads', others.includes(bed.leader().host));
      checkThat(
        'last words',
        bed.logOf(masterProcess(host)).some((line) => line.includes('Lost leadership... committing suicide!')),
      );
    },
  },
  {
    id: 'FAIL-05',
    given: 'one ZooKeeper server of three killed',
    expected: 'clients reconnect elsewhere, no role change',
    run: (bed) => {
      bed.settle();
      const { host, state } = bed.leader();
      bed.command({ kind: 'stopProcess', process: zookeeper(MASTERS[0] as string) });
      bed.run(60);
      check('leader', [bed.leader().host, bed.leader().state.info.id], [host, state.info.id]);
    },
  },
  {
    id: 'FAIL-07',
    given: 'all ZooKeeper servers killed for 60 s',
    expected: 'leader exits 1 after 10 s; followers, agents, drivers stay; tasks run',
    run: (bed) => {
      withTask(bed);
      const { host } = bed.leader();
      for (const server of MASTERS) bed.command({ kind: 'stopProcess', process: zookeeper(server) });
      bed.run(90);
      checkThat(
        'last words',
        bed.logOf(masterProcess(host)).some((line) => line.includes('Lost leadership... committing suicide!')),
      );
      check('leaders', bed.inRole('leading'), []);
      for (const agent of AGENTS) checkThat(`agent ${agent} stays`, bed.isRunning(agentProcess(agent)));
      check('disconnected callbacks', callbackCount(bed, 'disconnected'), 1);
      check(
        'lost tasks',
        bed.framework().statuses.filter((status) => status.state === 'TASK_LOST'),
        [],
      );
    },
  },
  {
    id: 'FAIL-08',
    given: 'all ZooKeeper servers down 60 s, then back with empty data',
    expected: 'new election, agents re-register with old ids, framework with its old id, no task lost',
    run: (bed) => {
      withTask(bed);
      const ids = [...bed.leader().state.agents.keys()].sort();
      for (const server of MASTERS) bed.command({ kind: 'stopProcess', process: zookeeper(server) });
      bed.run(90);
      for (const server of MASTERS) {
        bed.command({
          kind: 'wipeFolder',
          host: hostId(server),
          folder: '/var/lib/zookeeper/version-2',
          process: null,
        });
        bed.command({ kind: 'startProcess', process: zookeeper(server) });
      }
      bed.run(200);
      check('agent ids', [...bed.leader().state.agents.keys()].sort(), ids);
      check('tasks', statesAtLeader(bed), ['TASK_RUNNING']);
      check(
        'framework is connected',
        bed.leader().state.frameworks.get(bed.framework().frameworkId as never)?.connected,
        true,
      );
    },
  },
  {
    id: 'FAIL-15',
    given: 'new leader, scheduler and agents back',
    expected: 'tasks appear under the framework, not as orphans; the id is kept',
    run: (bed) => {
      withTask(bed, ['t1', 't2']);
      const id = bed.framework().frameworkId;
      killLeader(bed);
      bed.run(60);
      check('framework id', bed.framework().frameworkId, id);
      check('tasks', statesAtLeader(bed), ['TASK_RUNNING', 'TASK_RUNNING']);
      checkThat(
        'no orphans',
        [...bed.leader().state.tasks.keys()].every((key) => bed.leader().state.frameworks.has(key)),
      );
    },
  },
  {
    id: 'FAIL-16',
    given: 'new leader, agents back, framework never returns',
    expected: 'tasks stay orphans, resources stay used, no teardown',
    run: (bed) => {
      withTask(bed);
      bed.command({ kind: 'stopProcess', process: processId('test@192.168.1.10') });
      killLeader(bed);
      bed.run(1000);
      const { state } = bed.leader();
      check('orphans', statesAtLeader(bed), ['TASK_RUNNING']);
      check('frameworks', state.frameworks.size, 0);
      checkThat(
        'its resources are used',
        [...state.agents.values()].some((agent) => agent.usedBy.length > 0),
      );
      checkThat(
        'orphan_tasks shows it',
        bed.get(bed.leader().host, '/master/state').body.includes('"orphan_tasks":[{"id":"t1"'),
      );
    },
  },
  {
    id: 'FAIL-17',
    given: 'leader change with a connected scheduler',
    expected: 'disconnected, then registered with the same id and the new master',
    run: (bed) => {
      bed.settle();
      const id = bed.framework().frameworkId;
      killLeader(bed);
      bed.run(60);
      const kinds = bed
        .framework()
        .callbacks.map((callback) => callback.kind)
        .filter((kind) => kind === 'disconnected' || kind === 'registered' || kind === 'reregistered');
      check('callbacks', kinds, ['registered', 'disconnected', 'registered']);
      check('id', bed.framework().frameworkId, id);
    },
  },
  {
    id: 'FAIL-18',
    given: 'follower asked GET /master/state',
    expected: '307 Location //HOST:5050/master/state',
    run: (bed) => {
      bed.settle();
      const { host } = bed.leader();
      const answer = bed.get(bed.inRole('standby')[0] as string, '/master/state');
      check('answer', [answer.status, answer.headers['location']], [307, `//${host}:5050/master/state`]);
    },
  },
  {
    id: 'FAIL-19',
    given: 'no leader known',
    expected: '503 "No leader elected" for /master/state, 200 for /health',
    run: (bed) => {
      bed.settle();
      const { host } = bed.leader();
      const standby = bed.inRole('standby')[0] as string;
      for (const server of MASTERS) bed.command({ kind: 'stopProcess', process: zookeeper(server) });
      bed.run(60);
      checkThat('the old leader is another', standby !== host);
      const answer = bed.get(standby, '/master/state');
      check('answer', [answer.status, answer.body], [503, 'No leader elected']);
      check('health', bed.get(standby, '/health').status, 200);
    },
  },
  {
    id: 'FAIL-20',
    given: 'leader asked GET /redirect',
    expected: '307 to itself',
    run: (bed) => {
      bed.settle();
      const { host } = bed.leader();
      const answer = bed.get(host, '/redirect');
      check('answer', [answer.status, answer.headers['location']], [307, `//${host}:5050`]);
    },
  },
];
