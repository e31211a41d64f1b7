/** Rows REGR and WIN: the log, the registry and the window after a failover. Reference: section 14. */
import { hostId } from '../../../kernel/ids.ts';
import { callbackCount, check, checkThat, type MesosCase, statesAtLeader, tasksAtLeader, withTask } from './case.ts';
import { agentProcess, AGENTS, type Bed, masterProcess, MASTERS, WORK_DIR } from './mesos-bed.ts';

const NO_FRAMEWORK = { framework: null } as const;

function killLeader(bed: Bed): void {
  bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
}

function stopMasters(bed: Bed, hosts: readonly string[] = MASTERS): void {
  for (const host of hosts) bed.command({ kind: 'stopProcess', process: masterProcess(host) });
}

function wipe(bed: Bed, hosts: readonly string[]): void {
  for (const host of hosts) {
    bed.command({ kind: 'wipeFolder', host: hostId(host), folder: WORK_DIR, process: null });
  }
}

function startMasters(bed: Bed, hosts: readonly string[] = MASTERS): void {
  for (const host of hosts) bed.command({ kind: 'startProcess', process: masterProcess(host) });
}

const replicaStatuses = (bed: Bed): readonly string[] => MASTERS.map((host) => bed.master(host).log.replica.status);

export const REGISTRY_CASES: readonly MesosCase[] = [
  {
    id: 'REGR-01',
    given: 'fresh 3 masters, only 2 started',
    expected: 'the log never initialises, the leader aborts 60 s after its election',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.run(0.75);
      stopMasters(bed, [MASTERS[2] as string]);
      bed.run(75);
      const words = 'Recovery failed: Failed to recover registrar: Failed to perform fetch within 1mins';
      checkThat(
        'last words',
        MASTERS.slice(0, 2).some((host) => bed.logOf(masterProcess(host)).includes(words)),
      );
    },
  },
  {
    id: 'REGR-02',
    given: 'third master started later',
    expected: 'EMPTY to STARTING to VOTING on all, election succeeds',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.run(0.75);
      stopMasters(bed, [MASTERS[2] as string]);
      bed.run(40);
      startMasters(bed, [MASTERS[2] as string]);
      bed.run(60);
      check('replicas', replicaStatuses(bed), ['VOTING', 'VOTING', 'VOTING']);
      bed.run(150);
      check('agents', bed.leader().state.agents.size, 5);
    },
  },
  {
    id: 'REGR-03',
    given: 'one work_dir wiped, restart',
    expected: 'EMPTY, then RECOVERING, catch-up to the end, VOTING',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.settle();
      const standby = bed.inRole('standby')[0] as string;
      stopMasters(bed, [standby]);
      wipe(bed, [standby]);
      bed.run(40);
      startMasters(bed, [standby]);
      bed.run(70);
      check('replicas', replicaStatuses(bed), ['VOTING', 'VOTING', 'VOTING']);
      check('end', bed.master(standby).log.replica.end, bed.leader().state.log.replica.end);
    },
  },
  {
    id: 'REGR-04',
    given: 'two work_dirs wiped',
    expected: 'both stay EMPTY; no leader survives longer than 60 s',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.settle();
      stopMasters(bed);
      wipe(bed, MASTERS.slice(0, 2));
      bed.run(40);
      startMasters(bed);
      bed.run(140);
      check('replicas', replicaStatuses(bed), ['EMPTY', 'EMPTY', 'VOTING']);
      check('leaders', bed.inRole('leading'), []);
    },
  },
  {
    id: 'REGR-05',
    given: 'all three wiped, agents running',
    expected: 'new empty registry, agents readmitted with old ids, services unaffected',
    run: (bed) => {
      withTask(bed, ['t1', 't2']);
      const ids = [...bed.leader().state.agents.keys()].sort();
      stopMasters(bed);
      wipe(bed, MASTERS);
      bed.run(60);
      startMasters(bed);
      bed.run(90);
      bed.until('all are back', () => bed.leader().state.agents.size === ids.length);
      bed.runFor(1);
      check('agent ids', [...bed.leader().state.agents.keys()].sort(), ids);
      check('tasks', statesAtLeader(bed), ['TASK_RUNNING', 'TASK_RUNNING']);
      check(
        'lost',
        bed.framework().statuses.filter((status) => status.state === 'TASK_LOST'),
        [],
      );
    },
  },
  {
    id: 'REGR-06',
    given: 'two of three masters stopped, an agent registers',
    expected: 'the store reaches no quorum; after 20 s the leader aborts',
    options: NO_FRAMEWORK,
    run: (bed) => {
      const late = agentProcess(AGENTS[4] as string);
      bed.run(1.2);
      bed.command({ kind: 'stopProcess', process: late });
      bed.settle({ agents: 4 });
      const { host } = bed.leader();
      stopMasters(
        bed,
        MASTERS.filter((other) => other !== host),
      );
      bed.run(22);
      bed.command({ kind: 'startProcess', process: late });
      bed.run(40);
      check('leaders before', bed.inRole('leading'), [host]);
      const words = "Failed to update 'registry': Failed to perform store within 20secs";
      bed.until('last words', () => bed.logOf(masterProcess(host)).some((line) => line.includes(words)));
    },
  },
  {
    id: 'REGR-07',
    given: "leader's own disk needs far longer than 20 s for each fsync",
    expected: 'the leader aborts after 20 s although the others are fast',
    options: NO_FRAMEWORK,
    run: (bed) => {
      const late = agentProcess(AGENTS[4] as string);
      bed.run(1.2);
      bed.command({ kind: 'stopProcess', process: late });
      bed.settle({ agents: 4 });
      const { host } = bed.leader();
      bed.command({ kind: 'setDisk', host: hostId(host), full: false, failing: false, slowFactor: 10_000 });
      bed.command({ kind: 'startProcess', process: late });
      bed.run(48);
      checkThat(
        'last words',
        bed.logOf(masterProcess(host)).some((line) => line.includes('Failed to perform store within 20secs')),
      );
    },
  },
  {
    id: 'REGR-08',
    given: 'all agents re-register within a moment',
    expected: 'few stores (batched)',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.settle();
      killLeader(bed);
      bed.run(60);
      const { state } = bed.leader();
      check('agents', state.agents.size, 5);
      checkThat('no more stores than agents and the leader itself', state.registrar.stores <= 6);
    },
  },
  {
    id: 'REGR-09',
    given: '/registrar(1)/registry on the leader after recovery',
    expected: 'JSON with master.info = leader and slaves.slaves[]',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.settle();
      const { host } = bed.leader();
      const registry = JSON.parse(bed.get(host, '/registrar(1)/registry').body) as {
        master: { info: { hostname: string } };
        slaves: { slaves: unknown[] };
      };
      check('registry', [registry.master.info.hostname, registry.slaves.slaves.length], [host, 5]);
    },
  },
  {
    id: 'WIN-01',
    given: 'five agents in the registry, failover, two never return',
    expected: 'after 10 min both ids leave the registry, no TASK_LOST, no slaveLost, not in the removed cache',
    run: (bed) => {
      bed.settle();
      const gone = AGENTS.slice(0, 2);
      killLeader(bed);
      for (const agent of gone) bed.command({ kind: 'powerOffHost', host: hostId(agent) });
      bed.run(60);
      check('registry before', bed.leader().state.registrar.registry.slaves.size, 5);
      bed.run(680);
      const { state } = bed.leader();
      check('registry after', state.registrar.registry.slaves.size, 3);
      check('removed cache', state.removedAgents.size, 0);
      check('slaveLost', callbackCount(bed, 'slaveLost'), 0);
      check('tasks', tasksAtLeader(bed), []);
    },
  },
  {
    id: 'WIN-03',
    given: 'recovery_agent_removal_limit=10%, 2 of 5 missing',
    expected: 'the leader exits 1 "Post-recovery agent removal limit exceeded!" after 10 min',
    options: { framework: null, masterFlags: { recoveryAgentRemovalLimit: '10%' } },
    run: (bed) => {
      bed.settle();
      killLeader(bed);
      for (const agent of AGENTS.slice(0, 2)) bed.command({ kind: 'powerOffHost', host: hostId(agent) });
      bed.run(60);
      const { host } = bed.leader();
      bed.run(660);
      checkThat(
        'last words',
        bed.logOf(masterProcess(host)).some((line) => line.includes('Post-recovery agent removal limit exceeded!')),
      );
    },
  },
];
