/** Rows OFF and ALL that show in a whole cluster: offers, filters, ACCEPT, allocation. Reference: section 14. */
import type { AgentId, OfferId } from '../../../mesos/ids.ts';
import { offerId, taskId } from '../../../mesos/ids.ts';
import type { Offer } from '../../../mesos/messages/offers.ts';
import { resources } from '../../../mesos/resources/parse.ts';
import { check, checkThat, type MesosCase, updatesOf, withTask } from './case.ts';
import { addFramework, agentProcess, AGENTS, type Bed, TEST_FRAMEWORK } from './mesos-bed.ts';

const KEEP = { refuseSeconds: null } as const;

const heldOffers = (bed: Bed): readonly Offer[] => [...bed.framework().offers.values()];

function firstOffer(bed: Bed): Offer {
  const offer = heldOffers(bed)[0];
  if (offer === undefined) throw new Error('the framework holds no offer');
  return offer;
}

function accept(
  bed: Bed,
  offerIds: readonly OfferId[],
  agentId: AgentId,
  wishes: readonly (readonly [string, string])[],
): void {
  const tasks = wishes.map(([id, text]) => ({
    taskId: taskId(id),
    resources: resources(text),
    command: 'sleep 100000',
  }));
  bed.tell({ order: 'accept', offerIds, agentId, tasks });
}

const decline = (bed: Bed, offer: Offer, refuseSeconds: number): void =>
  bed.tell({ order: 'call', call: { call: 'declineOffer', offerId: offer.id, filters: { refuseSeconds } } });

/** Offers of the agent that arrived after that many callbacks. */
const offersOn = (bed: Bed, agentId: AgentId, since: number): number =>
  bed
    .framework()
    .callbacks.slice(since)
    .reduce(
      (sum, callback) =>
        sum +
        (callback.kind === 'resourceOffers' ? callback.offers.filter((offer) => offer.slaveId === agentId).length : 0),
      0,
    );

const callbackMark = (bed: Bed): number => bed.framework().callbacks.length;

export const OFFER_CASES: readonly MesosCase[] = [
  {
    id: 'OFF-01',
    given: 'five agents, one framework',
    expected: 'one offer with everything of each agent; outstanding_offers 5',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      check('offers', heldOffers(bed).length, 5);
      checkThat(
        'outstanding_offers',
        bed.get(bed.leader().host, '/metrics/snapshot').body.includes('"master\\/outstanding_offers":5.0'),
      );
    },
  },
  {
    id: 'OFF-02',
    given: 'framework declines with the default of 5 s',
    expected: 're-offered at the first tick after 5 s',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      const mark = callbackMark(bed);
      bed.tell({ order: 'call', call: { call: 'declineOffer', offerId: offer.id } });
      bed.run(24.9);
      check('offers within 5 s', offersOn(bed, offer.slaveId, mark), 0);
      bed.run(26.2);
      check('offers after 5 s', offersOn(bed, offer.slaveId, mark), 1);
    },
  },
  {
    id: 'OFF-03',
    given: 'framework declines with refuse_seconds 0',
    expected: 're-offered at the next batch tick',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      const mark = callbackMark(bed);
      decline(bed, offer, 0);
      bed.run(21.1);
      check('offers', offersOn(bed, offer.slaveId, mark), 1);
    },
  },
  {
    id: 'OFF-04',
    given: 'framework declines for an hour, then a task on the agent ends',
    expected: 'the larger candidate is offered at the next tick',
    options: KEEP,
    run: (bed) => {
      withTask(bed);
      const task = [...(bed.leader().state.tasks.values().next().value?.values() ?? [])][0];
      if (task === undefined) throw new Error('no task');
      bed.run(40);
      const offer = heldOffers(bed).find((other) => other.slaveId === task.slaveId);
      if (offer === undefined) throw new Error('no offer of the agent');
      decline(bed, offer, 3600);
      bed.run(60);
      const mark = callbackMark(bed);
      bed.tell({ order: 'call', call: { call: 'killTask', taskId: task.taskId } });
      bed.run(70);
      check('offers', offersOn(bed, task.slaveId, mark), 1);
    },
  },
  {
    id: 'OFF-05',
    given: 'framework declined for an hour and revives',
    expected: 'offered at once',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      const mark = callbackMark(bed);
      decline(bed, offer, 3600);
      bed.run(30);
      check('offers while refused', offersOn(bed, offer.slaveId, mark), 0);
      bed.tell({ order: 'call', call: { call: 'reviveOffers' } });
      bed.run(30.05);
      check('offers after revive', offersOn(bed, offer.slaveId, mark), 1);
    },
  },
  {
    id: 'OFF-06',
    given: 'framework launches with half an offer and no filters',
    expected: 'the rest comes back after 5 s',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      const mark = callbackMark(bed);
      accept(bed, [offer.id], offer.slaveId, [['t1', 'cpus:2;mem:4096']]);
      bed.run(24.9);
      check('offers within 5 s', offersOn(bed, offer.slaveId, mark), 0);
      bed.run(26.2);
      check('offers after 5 s', offersOn(bed, offer.slaveId, mark), 1);
    },
  },
  {
    id: 'OFF-07',
    given: 'offer_timeout 60secs, framework sits on an offer',
    expected: 'rescinded after 60 s, available at the next tick',
    options: { refuseSeconds: null, masterFlags: { offerTimeoutMs: 60_000 } },
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      const mark = callbackMark(bed);
      bed.run(82);
      checkThat(
        'rescinded',
        bed
          .framework()
          .callbacks.some((callback) => callback.kind === 'offerRescinded' && callback.offerId === offer.id),
      );
      check('offered again', offersOn(bed, offer.slaveId, mark), 1);
    },
  },
  {
    id: 'OFF-08',
    given: 'ACCEPT of an offer that is gone',
    expected: 'TASK_LOST REASON_INVALID_OFFERS "Task launched with invalid offers: Offer O is no longer valid"',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      decline(bed, offer, 3600);
      bed.run(21);
      accept(bed, [offer.id], offer.slaveId, [['t1', 'cpus:1']]);
      bed.run(22);
      check('updates', updatesOf(bed, 't1'), [
        [
          'TASK_LOST',
          'REASON_INVALID_OFFERS',
          `Task launched with invalid offers: Offer ${offer.id} is no longer valid`,
        ],
      ]);
    },
  },
  {
    id: 'OFF-09',
    given: 'offers of two agents in one ACCEPT',
    expected: 'both consumed, tasks TASK_LOST "Aggregated offers must belong to one single agent…"',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const [a, b] = heldOffers(bed);
      if (a === undefined || b === undefined) throw new Error('two offers are needed');
      accept(bed, [a.id, b.id], a.slaveId, [['t1', 'cpus:1']]);
      bed.run(20.5);
      const message = `Task launched with invalid offers: Aggregated offers must belong to one single agent. Offer ${b.id} uses agent ${b.slaveId} and agent ${a.slaveId}`;
      check('updates', updatesOf(bed, 't1'), [['TASK_LOST', 'REASON_INVALID_OFFERS', message]]);
      checkThat('both are gone', !bed.leader().state.offers.has(a.id) && !bed.leader().state.offers.has(b.id));
    },
  },
  {
    id: 'OFF-10',
    given: 'the same offer twice in ACCEPT',
    expected: 'TASK_LOST "Duplicate offer O in offer list"',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      accept(bed, [offer.id, offer.id], offer.slaveId, [['t1', 'cpus:1']]);
      bed.run(21);
      check('updates', updatesOf(bed, 't1'), [
        [
          'TASK_LOST',
          'REASON_INVALID_OFFERS',
          `Task launched with invalid offers: Duplicate offer ${offer.id} in offer list`,
        ],
      ]);
    },
  },
  {
    id: 'OFF-11',
    given: 'task bigger than the offer',
    expected:
      'TASK_ERROR REASON_TASK_INVALID "Task uses more resources … than available …"; the offer comes back with a filter',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      const mark = callbackMark(bed);
      accept(bed, [offer.id], offer.slaveId, [['t1', 'cpus:400']]);
      bed.run(24.9);
      const [update] = updatesOf(bed, 't1');
      check('update', [update?.[0], update?.[1]], ['TASK_ERROR', 'REASON_TASK_INVALID']);
      checkThat(
        'message',
        update?.[2]?.startsWith('Task uses more resources cpus(*):400 than available cpus(*):4; mem(*):8192') === true,
      );
      check('offers within 5 s', offersOn(bed, offer.slaveId, mark), 0);
    },
  },
  {
    id: 'OFF-12',
    given: 'two tasks of one id in one ACCEPT',
    expected: 'the first is launched, the second TASK_ERROR "Task has duplicate ID: T"',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      accept(bed, [offer.id], offer.slaveId, [
        ['t1', 'cpus:1'],
        ['t1', 'cpus:1'],
      ]);
      bed.run(25);
      const updates = updatesOf(bed, 't1').map(([state, reason, message]) => [
        state,
        reason,
        state === 'TASK_ERROR' ? message : null,
      ]);
      check('updates', updates, [
        ['TASK_ERROR', 'REASON_TASK_INVALID', 'Task has duplicate ID: t1'],
        ['TASK_RUNNING', null, null],
      ]);
    },
  },
  {
    id: 'OFF-13',
    given: 'agent disconnects between offer and ACCEPT',
    expected: 'the offer was rescinded first; ACCEPT gives REASON_INVALID_OFFERS',
    options: KEEP,
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      bed.command({ kind: 'stopProcess', process: agentProcess(offer.hostname) });
      bed.run(21);
      checkThat(
        'rescinded',
        bed
          .framework()
          .callbacks.some((callback) => callback.kind === 'offerRescinded' && callback.offerId === offer.id),
      );
      accept(bed, [offer.id], offer.slaveId, [['t1', 'cpus:1']]);
      bed.run(22);
      check(
        'update',
        updatesOf(bed, 't1').map((update) => update.slice(0, 2)),
        [['TASK_LOST', 'REASON_INVALID_OFFERS']],
      );
    },
  },
  {
    id: 'OFF-14',
    given: 'scheduler without a master launches',
    expected: 'local TASK_LOST REASON_MASTER_DISCONNECTED, nothing on the wire',
    options: KEEP,
    run: (bed) => {
      bed.run(1);
      accept(bed, [offerId('none')], 'S0' as AgentId, [['t1', 'cpus:1']]);
      bed.run(1.1);
      check('updates', updatesOf(bed, 't1'), [['TASK_LOST', 'REASON_MASTER_DISCONNECTED', 'Master disconnected']]);
    },
  },
  {
    id: 'OFF-15',
    given: 'RESERVE without matching principal, then LAUNCH on the reserved part',
    expected: 'RESERVE is dropped silently, the task is TASK_ERROR',
    options: { ...KEEP, framework: { principal: 'me' } },
    run: (bed) => {
      bed.settle();
      const offer = firstOffer(bed);
      const reserved = resources('cpus(ops):1');
      const task = { taskId: taskId('t1'), resources: reserved, command: 'sleep 1' };
      bed.tell({
        order: 'reserveAndLaunch',
        offerId: offer.id,
        reserved,
        principal: 'somebody',
        task,
        agentId: offer.slaveId,
      });
      bed.run(22);
      check(
        'update',
        updatesOf(bed, 't1').map((update) => update.slice(0, 2)),
        [['TASK_ERROR', 'REASON_TASK_INVALID']],
      );
    },
  },
  {
    id: 'OFF-16',
    given: 'framework suppressed, agent added',
    expected: 'no offer; after revive offered',
    options: KEEP,
    run: (bed) => {
      bed.run(1.2);
      const late = agentProcess(AGENTS[4] as string);
      bed.command({ kind: 'stopProcess', process: late });
      bed.settle({ agents: 4 });
      check('offers', heldOffers(bed).length, 4);
      bed.tell({ order: 'call', call: { call: 'suppressOffers' } });
      bed.command({ kind: 'startProcess', process: late });
      bed.run(30);
      bed.until('five agents', () => bed.leader().state.agents.size === 5);
      check('offers while suppressed', heldOffers(bed).length, 4);
      bed.tell({ order: 'call', call: { call: 'reviveOffers' } });
      bed.until('five offers after revive', () => heldOffers(bed).length === 5);
    },
  },
  {
    id: 'ALL-01',
    given: 'two frameworks of one role, five equal agents',
    expected: 'offers alternate: 3 and 2',
    options: { ...KEEP, framework: null },
    run: (bed) => {
      for (const name of ['one', 'two'])
        addFramework(bed.simulator, name, { info: { ...TEST_FRAMEWORK, name }, refuseSeconds: null });
      bed.run(1.2);
      for (const host of AGENTS) bed.command({ kind: 'stopProcess', process: agentProcess(host) });
      bed.settle({ agents: 0, frameworks: 2 });
      for (const host of AGENTS) bed.command({ kind: 'startProcess', process: agentProcess(host) });
      bed.until('five agents', () => bed.leader().state.agents.size === 5);
      bed.run(60);
      const counts = ['one', 'two'].map((name) => bed.framework(name).offers.size).sort((a, b) => a - b);
      check('offers', counts, [2, 3]);
    },
  },
  {
    id: 'ALL-11',
    given: 'whitelist file empty',
    expected: 'no offers at all; WARNING',
    options: { ...KEEP, masterFlags: { whitelist: '/etc/mesos-master/empty' } },
    run: (bed) => {
      bed.writeOnMasters('/etc/mesos-master/empty', '');
      bed.settle();
      check('offers', heldOffers(bed).length, 0);
      checkThat('warning', bed.logOf(bed.leaderProcess()).includes('Whitelist is empty, no offers will be made!'));
    },
  },
];
