/** Rows that need somebody who speaks out of turn: REG, PART-08, REGR-10; and OFF-18, SUP-07, ALL-08. Reference: section 14. */
import { hostId, processId } from '../../../kernel/ids.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { agentId, frameworkId } from '../../../mesos/ids.ts';
import { stepAllocator } from '../../../mesos/allocator/allocator.ts';
import { initialAllocator } from '../../../mesos/allocator/allocator-state.ts';
import { resources } from '../../../mesos/resources/parse.ts';
import { logReplicaPid } from '../../../mesos/replicated-log/log-state.ts';
import { callbackCount, check, checkThat, hostOfTask, type MesosCase, withTask } from './case.ts';
import { addFramework, type Bed, masterProcess, MASTERS, OPERATOR, TEST_FRAMEWORK, WORK_DIR } from './mesos-bed.ts';
import { type Probe, startProbe } from './probe.ts';

const NO_FRAMEWORK = { framework: null } as const;
const MASTER_PID = (host: string): string => `master@${host}:5050`;

const REGISTER = {
  type: 'mesos.RegisterSlaveMessage',
  slave: {
    hostname: OPERATOR,
    port: 5999,
    resources: resources('cpus:1;mem:1024'),
    attributes: [],
    id: null,
    checkpoint: true,
  },
  checkpointedResources: [],
  version: '1.0.1',
};

function registerTwice(bed: Bed, pauseSeconds: number): { readonly probe: Probe; readonly stores: readonly number[] } {
  bed.settle();
  const probe = startProbe(bed);
  const { host } = bed.leader();
  const stores: number[] = [bed.leader().state.registrar.stores];
  for (const at of [20.1, 20.1 + pauseSeconds]) {
    bed.run(at);
    probe.say('slave(1)', MASTER_PID(host) as never, REGISTER);
    bed.run(at + Math.min(1, pauseSeconds || 0.0001));
    stores.push(bed.leader().state.registrar.stores);
  }
  bed.run(25);
  stores.push(bed.leader().state.registrar.stores);
  return { probe, stores };
}

const idsHeard = (probe: Probe): readonly string[] =>
  probe.heard('mesos.SlaveRegisteredMessage').map((message) => ('slaveId' in message ? String(message.slaveId) : ''));

export const PROBE_CASES: readonly MesosCase[] = [
  {
    id: 'REG-02',
    given: 'a registered agent sends RegisterSlave again while connected',
    expected: 'same id acknowledged again, no store, counter unchanged',
    options: NO_FRAMEWORK,
    run: (bed) => {
      const { probe, stores } = registerTwice(bed, 2);
      const ids = idsHeard(probe);
      check('acknowledgements', [ids.length, new Set(ids).size], [2, 1]);
      check('stores', stores[2], stores[1]);
      checkThat('one id more was given', ids[0]?.endsWith('-S5') === true && bed.leader().state.nextAgentNumber === 6);
    },
  },
  {
    id: 'REG-03',
    given: 'an agent retries while its RegisterSlave is being stored',
    expected: 'retry ignored, exactly one id issued',
    options: NO_FRAMEWORK,
    run: (bed) => {
      const { probe } = registerTwice(bed, 0);
      check('acknowledgements', idsHeard(probe).length, 1);
      check('ids', bed.leader().state.nextAgentNumber, 6);
    },
  },
  {
    id: 'REG-09',
    given: 'all logs wiped, new leader, agents with tasks re-register',
    expected: 'readmitted with their tasks, no message to the framework',
    run: (bed) => {
      withTask(bed);
      const before = bed.framework().statuses.length;
      for (const host of MASTERS) bed.command({ kind: 'stopProcess', process: masterProcess(host) });
      for (const host of MASTERS)
        bed.command({ kind: 'wipeFolder', host: hostId(host), folder: WORK_DIR, process: null });
      for (const host of MASTERS) bed.command({ kind: 'startProcess', process: masterProcess(host) });
      bed.run(90);
      const { state } = bed.leader();
      check('agents', state.agents.size, 5);
      check(
        'tasks',
        [...state.tasks.values()].flatMap((held) => [...held.keys()]),
        ['t1'],
      );
      check('updates', bed.framework().statuses.length, before);
    },
  },
  {
    id: 'REG-11',
    given: 'RegisterSlave arrives while the new leader recovers the registry',
    expected: 'dropped and counted, accepted on a later try',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.settle();
      const probe = startProbe(bed);
      for (const host of MASTERS)
        bed.command({ kind: 'setDisk', host: hostId(host), full: false, failing: false, slowFactor: 100 });
      bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
      for (let tries = 0; bed.inRole('recovering').length === 0 && tries < 2000; tries += 1) bed.runFor(0.02);
      const host = bed.inRole('recovering')[0] ?? '';
      const dropped = bed.master(host).counters.get('dropped_messages') ?? 0;
      probe.say('slave(1)', MASTER_PID(host) as never, REGISTER);
      bed.runFor(0.01);
      checkThat('it is recovering still', bed.inRole('recovering').includes(host));
      checkThat('the message was dropped', (bed.master(host).counters.get('dropped_messages') ?? 0) > dropped);
      bed.run(90);
      probe.say('slave(1)', MASTER_PID(host) as never, REGISTER);
      bed.run(100);
      check('acknowledgements', idsHeard(probe).length, 1);
    },
  },
  {
    id: 'PART-08',
    given: 'TCP between the leader and a live scheduler reset',
    expected: 'error "Framework disconnected", removed after its failover time-out',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.settle();
      const probe = startProbe(bed);
      const { host } = bed.leader();
      const frameworkInfo = { ...TEST_FRAMEWORK, failoverTimeoutSecs: 10 };
      const body = { call: 'SUBSCRIBE', frameworkInfo, force: false };
      probe.say('scheduler-1', MASTER_PID(host) as never, { type: 'mesos.scheduler.Call', frameworkId: null, body });
      bed.run(22);
      check('frameworks', bed.leader().state.frameworks.size, 1);
      probe.hangUp();
      bed.run(25);
      const errors = probe
        .heard('mesos.FrameworkErrorMessage')
        .map((message) => ('message' in message ? message.message : ''));
      check('errors', errors, ['Framework disconnected']);
      check('kept meanwhile', bed.leader().state.frameworks.size, 1);
      bed.run(35);
      check('removed', [bed.leader().state.frameworks.size, bed.leader().state.completedFrameworks.length], [0, 1]);
    },
  },
  {
    id: 'REGR-10',
    given: 'replicas promised a higher proposal to somebody else, the old leader writes',
    expected: 'REJECT, version mismatch, abort',
    options: NO_FRAMEWORK,
    run: (bed) => {
      bed.settle();
      const probe = startProbe(bed);
      const { host } = bed.leader();
      for (const replica of MASTERS) {
        const request = { type: 'mesos.internal.log.PromiseRequest', proposal: 1000, position: null };
        probe.say('log(1)', logReplicaPid(replica, 5050), request);
      }
      bed.run(21);
      probe.say('slave(1)', MASTER_PID(host) as never, REGISTER);
      bed.run(22);
      const words = bed.logOf(masterProcess(host)).filter((line) => line.includes('version mismatch'));
      checkThat(
        `last words: ${words.join(' | ')}`,
        words.some((line) => line.startsWith('Failed to admit agent')),
      );
      check('exit code', findProcess(bed.simulator.world, masterProcess(host))?.exitCode, 134);
    },
  },
  {
    id: 'OFF-18',
    given: 'framework failover with force, offers outstanding',
    expected: 'recovered without RescindResourceOffer to the old scheduler, which gets "Framework failed over"',
    options: { refuseSeconds: null },
    run: (bed) => {
      bed.settle();
      checkThat('offers are out', bed.framework().offers.size > 0);
      const id = bed.framework().frameworkId;
      addFramework(bed.simulator, 'second', { info: { ...TEST_FRAMEWORK, id }, refuseSeconds: null });
      bed.run(30);
      check('rescinded', callbackCount(bed, 'offerRescinded'), 0);
      const errors = bed
        .framework()
        .callbacks.flatMap((callback) => (callback.kind === 'error' ? [callback.message] : []));
      check('errors', errors, ['Framework failed over']);
      check('offers of the new one', bed.framework('second').offers.size, 5);
    },
  },
  {
    id: 'SUP-07',
    given: 'master-made TASK_LOST while the scheduler is away',
    expected: 'not delivered again; only reconciliation reveals it',
    run: (bed) => {
      withTask(bed);
      const id = bed.framework().frameworkId ?? frameworkId('');
      const host = hostOfTask(bed, 't1');
      bed.command({ kind: 'killProcess', process: processId(`test@${OPERATOR}`) });
      bed.command({ kind: 'powerOffHost', host: hostId(host) });
      bed.run(140);
      addFramework(bed.simulator, 'second', { info: { ...TEST_FRAMEWORK, id }, refuseSeconds: 5 });
      bed.run(160);
      const lost = (): number => bed.framework('second').statuses.filter((status) => status.taskId === 't1').length;
      check('delivered', lost(), 0);
      const taskIds = [{ taskId: 't1' as never, slaveId: null }];
      bed.tell({ order: 'call', call: { call: 'reconcileTasks', statuses: taskIds } }, 'second');
      bed.run(170);
      const last = bed.framework('second').statuses.at(-1);
      check('revealed', [last?.state, last?.reason], ['TASK_LOST', 'REASON_RECONCILIATION']);
    },
  },
  {
    id: 'ALL-08',
    given: 'quota set, failover, registry of 10 agents, 7 back',
    expected: 'no allocation at all; at the 8th it resumes',
    options: NO_FRAMEWORK,
    run: () => {
      const allocator = initialAllocator({ allocationIntervalMs: 1000, fairSharingExcludedResourceNames: [] });
      const moment = { nowUs: 0, randomInt: () => 0 };
      const traits = { revocable: false, gpuAware: false };
      const quotas = new Map([['q', resources('cpus:1')]]);
      stepAllocator(allocator, { kind: 'recover', quotas, expectedAgents: 8 }, moment);
      const added = {
        kind: 'addFramework',
        frameworkId: frameworkId('f'),
        role: '*',
        traits,
        used: new Map(),
      } as const;
      stepAllocator(allocator, added, moment);
      const offers: number[] = [];
      for (let number = 1; number <= 8; number += 1) {
        const id = agentId(`a${String(number)}`);
        const total = resources('cpus:2;mem:1024');
        const event = {
          kind: 'addAgent',
          agentId: id,
          hostname: id,
          total,
          used: new Map(),
          unavailability: null,
        } as const;
        const effects = [
          ...stepAllocator(allocator, event, moment),
          ...stepAllocator(allocator, { kind: 'batch' }, moment),
        ];
        offers.push(effects.filter((effect) => effect.kind === 'offer').length);
      }
      check('before the 8th', offers.slice(0, 7), [0, 0, 0, 0, 0, 0, 0]);
      checkThat('at the 8th', (offers[7] ?? 0) > 0);
    },
  },
];
