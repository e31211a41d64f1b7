/**
 * Resident apps: reservations, volumes, tasks that come back to them.
 * Source: Marathon 1.1.1, src/test/scala/mesosphere/marathon/integration/ResidentTaskIntegrationTest.scala,
 * core/matcher/reconcile/impl/OfferMatcherReconcilerTest.scala.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { allProcesses } from '../../../kernel/process-table.ts';
import {
  app,
  type AppRow,
  ask,
  deployed,
  leader,
  type MarathonLab,
  marathonLab,
  marathonState,
  run,
  settle,
  untilTrue,
} from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

const FLAGS = { mesosRole: 'web', mesosAuthenticationPrincipal: 'marathon' };

const RESIDENT = {
  ...A,
  container: { type: 'MESOS', volumes: [{ containerPath: 'data', mode: 'RW', persistent: { size: 64 } }] },
  residency: { taskLostBehavior: 'WAIT_FOREVER' },
};

type Volumes = {
  readonly localVolumes?: readonly { readonly containerPath: string; readonly persistenceId: string }[];
};

function volumesOf(row: AppRow | null): string {
  return (row?.tasks ?? [])
    .flatMap((task) => (task as unknown as Volumes).localVolumes ?? [])
    .map((volume) => volume.persistenceId)
    .sort()
    .join();
}

/** What the agents hold for the role, as Mesos shows it. */
function reserved(lab: MarathonLab): string {
  const masters = [...allProcesses(lab.simulator.world)].filter((process) => process.spec.program === 'mesos-master');
  const texts = masters.flatMap((process) => {
    const { agents } = process.state as { readonly agents?: unknown };
    return agents === undefined
      ? []
      : [JSON.stringify(agents, (_key, value: unknown) => (value instanceof Map ? [...value] : value))];
  });
  return texts.join();
}

function running(lab: MarathonLab, count: number): AppRow {
  untilTrue(lab, () => app(lab, '/a')?.tasksRunning === count, 120, `${String(count)} tasks run`);
  return must(app(lab, '/a'), 'the app');
}

export const RESIDENT_STORIES: readonly StoryCase[] = [
  {
    id: 'R01',
    text: 'a resident task runs on a volume of its own',
    play: (seed) => {
      const row = deployed(marathonLab({ seed, bootFlags: FLAGS }), RESIDENT);
      assert(row.tasksRunning === 1, 'one task runs');
      assert(/^a#data#[0-9a-f-]{36}$/.test(volumesOf(row)), `its volume is shown, not ${volumesOf(row)}`);
    },
  },
  {
    id: 'R02',
    text: 'a resident task that was killed comes back as the same task on the same volume',
    play: (seed) => {
      const lab = marathonLab({ seed, bootFlags: FLAGS });
      const before = deployed(lab, RESIDENT);
      expectStatus(ask(lab, 'DELETE', `/v2/apps/a/tasks/${ids(before)[0] ?? ''}`), 200);
      untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 0, 30, 'the task is gone');
      const after = running(lab, 1);
      assert(ids(after).join() === ids(before).join(), 'the same id');
      assert(volumesOf(after) === volumesOf(before), 'the same volume');
    },
  },
  {
    id: 'R03',
    text: 'a suspended resident app keeps its volume, and starts on it again',
    play: (seed) => {
      const lab = marathonLab({ seed, bootFlags: FLAGS });
      const before = deployed(lab, RESIDENT);
      ask(lab, 'PUT', '/v2/apps/a', { instances: 0 });
      settle(lab);
      const suspended = must(app(lab, '/a'), 'the app');
      assert(suspended.tasksRunning === 0 && volumesOf(suspended) === volumesOf(before), 'the volume is kept');
      ask(lab, 'PUT', '/v2/apps/a', { instances: 1 });
      settle(lab);
      assert(volumesOf(running(lab, 1)) === volumesOf(before), 'the same volume');
    },
  },
  {
    id: 'R04',
    text: 'a rolling restart of a resident app reuses its volumes',
    play: (seed) => {
      const lab = marathonLab({ seed, bootFlags: FLAGS });
      const before = deployed(lab, { ...RESIDENT, instances: 2 });
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' }), 200);
      settle(lab);
      const after = running(lab, 2);
      assert(volumesOf(after) === volumesOf(before), 'the same volumes');
      assert(
        after.tasks.every((task) => task.version === after.version),
        'every task has the new version',
      );
    },
  },
  {
    id: 'R05',
    text: 'a wiped task leaves its volume, which is destroyed with the next offers',
    play: (seed) => {
      const lab = marathonLab({ seed, bootFlags: FLAGS });
      const before = deployed(lab, RESIDENT);
      expectStatus(ask(lab, 'DELETE', '/v2/apps/a/tasks?wipe=true'), 200);
      const after = running(lab, 1);
      assert(volumesOf(after) !== volumesOf(before), 'another volume');
      untilTrue(lab, () => !reserved(lab).includes(volumesOf(before)), 120, 'the old volume is destroyed');
    },
  },
  {
    id: 'R06',
    text: 'the reservation of a deleted resident app is given back',
    play: (seed) => {
      const lab = marathonLab({ seed, bootFlags: FLAGS });
      const before = deployed(lab, RESIDENT);
      assert(reserved(lab).includes(volumesOf(before)), 'Mesos holds the volume');
      expectStatus(ask(lab, 'DELETE', '/v2/apps/a'), 200);
      untilTrue(lab, () => !reserved(lab).includes('marathon_task_id'), 60, 'nothing is reserved');
    },
  },
  {
    id: 'R07',
    text: 'a new leader knows reservations, and starts tasks on them',
    play: (seed) => {
      const lab = marathonLab({ seed, bootFlags: FLAGS });
      const before = deployed(lab, RESIDENT);
      ask(lab, 'DELETE', '/v2/leader');
      untilTrue(lab, () => leader(lab) === null, 10, 'nobody leads');
      untilTrue(lab, () => leader(lab) !== null, 40, 'somebody leads');
      run(lab, 2);
      ask(lab, 'DELETE', '/v2/apps/a/tasks');
      untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 0, 30, 'the task is gone');
      assert(volumesOf(running(lab, 1)) === volumesOf(before), 'the same volume');
    },
  },
  {
    id: 'R08',
    text: 'without a role a resident app waits, and says why',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', RESIDENT), 201);
      run(lab, 15);
      const text = ask(lab, 'GET', '/waiting/a')?.text ?? '';
      assert(
        text.includes('No role set. Set --mesos_role to enable using local volumes in Marathon.'),
        text.slice(0, 300),
      );
      assert(marathonState(lab, leader(lab) ?? '')?.leading !== null, 'it goes on leading');
    },
  },
  {
    id: 'R09',
    text: 'a reservation that Mesos refuses is given up after its time',
    play: (seed) => {
      const lab = marathonLab({ seed, bootFlags: FLAGS, flags: { mesosAuthenticationPrincipal: 'somebody-else' } });
      expectStatus(ask(lab, 'POST', '/v2/apps', RESIDENT), 201);
      run(lab, 5);
      const first = ids(app(lab, '/a')).join();
      assert(first !== '', 'a reservation is made');
      untilTrue(lab, () => ids(app(lab, '/a')).join() !== first, 60, 'it is given up');
    },
  },
];
