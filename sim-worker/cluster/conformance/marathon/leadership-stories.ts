/**
 * Conformance rows on leadership and the store (rows F).
 * Source: the case table of the project's Marathon reference.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { hostId } from '../../../kernel/ids.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import {
  app,
  ask,
  command,
  deployed,
  leader,
  marathonLab,
  marathonProcess,
  marathonState,
  members,
  run,
  settle,
  standby,
  untilTrue,
} from './marathon-lab.ts';
import { A, ids, expectStatus, type StoryCase } from './story.ts';

export const LEADERSHIP_STORIES: readonly StoryCase[] = [
  {
    id: 'F01',
    text: 'the leader is killed: the next member leads, tasks stay',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      const before = deployed(lab, { ...A, instances: 2 });
      const old = must(leader(lab), 'a leader');
      const framework = marathonState(lab, old)?.leading?.frameworkId;
      command(lab, { kind: 'killProcess', process: marathonProcess(old) });
      const seconds = untilTrue(lab, () => leader(lab) !== null, 20, 'another leads');
      assert(seconds > 8 && seconds < 14, `after the session's expiry: ${String(seconds)} s`);
      run(lab, 20);
      const now = must(leader(lab), 'a leader');
      assert(marathonState(lab, now)?.leading?.frameworkId === framework, 'the same framework');
      assert(ids(app(lab, '/a')).join() === ids(before).join() && app(lab, '/a')?.tasksRunning === 2, 'the same tasks');
    },
  },
  {
    id: 'F02',
    text: 'DELETE /v2/leader hands over; the old leader comes back last',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      const old = must(leader(lab), 'a leader');
      const answer = ask(lab, 'DELETE', '/v2/leader');
      expectStatus(answer, 200);
      assert(answer?.text === '{"message":"Leadership abdicated"}', 'its words');
      untilTrue(lab, () => leader(lab) !== null && leader(lab) !== old, 5, 'another leads');
      run(lab, 3);
      const mine = must(marathonState(lab, old)?.election.memberships.at(-1)?.memberId, 'a member');
      assert(members(lab).length === 3 && members(lab).at(-1) === mine, 'with the highest number');
    },
  },
  {
    id: 'F03',
    text: 'a standby passes requests on',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      const answer = ask(lab, 'GET', '/v2/apps', null, standby(lab));
      expectStatus(answer, 200);
      assert(
        answer?.headers['x-marathon-via']?.startsWith('1.1 ') === true &&
          answer.headers['x-marathon-leader'] === `http://${must(leader(lab), 'a leader')}:8080`,
        'both headers',
      );
    },
  },
  {
    id: 'F04',
    text: 'a dead leader whose session lives: 502',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      const other = standby(lab);
      command(lab, { kind: 'stopProcess', process: marathonProcess(must(leader(lab), 'a leader')) });
      run(lab, 1);
      const answer = ask(lab, 'GET', '/v2/apps', null, other);
      expectStatus(answer, 502);
      assert(answer?.text.includes('Connection to leader refused.') === true, 'the page says so');
    },
  },
  {
    id: 'F08',
    text: 'a leader cut off for 8 s abdicates; its member returns with a higher number',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      const old = must(leader(lab), 'a leader');
      const before = marathonState(lab, old)?.election.memberships.at(-1)?.memberId;
      const others = ['192.168.1.231', '192.168.1.232', '192.168.1.233'].filter((host) => host !== old).map(hostId);
      command(lab, { kind: 'partition', from: [hostId(old)], to: others, oneWay: false });
      run(lab, 9);
      command(lab, { kind: 'heal', from: [hostId(old)], to: others });
      run(lab, 40);
      assert(
        lab.marathons.filter((host) => marathonState(lab, host)?.service.isLeader === true).length === 1,
        'one leads',
      );
      const after = marathonState(lab, old)?.election.memberships.at(-1)?.memberId;
      assert(after !== null && (leader(lab) === old || after !== before), 'the member is new unless it leads still');
    },
  },
  {
    id: 'F12',
    text: '30 changes leave 25 versions',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, { ...A, instances: 0 });
      for (let change = 0; change < 30; change += 1) {
        expectStatus(ask(lab, 'PUT', '/v2/apps/a', { env: { N: String(change) } }), 200);
        settle(lab);
      }
      const versions = ask(lab, 'GET', '/v2/apps/a/versions')?.json as { readonly versions: readonly string[] };
      assert(versions.versions.length === 25, `25 versions, not ${String(versions.versions.length)}`);
    },
  },
  {
    id: 'F14',
    text: 'another Mesos master: the leader abdicates, the framework keeps its id',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      const before = deployed(lab, A);
      const old = must(leader(lab), 'a leader');
      const framework = marathonState(lab, old)?.leading?.frameworkId;
      const master = must(marathonState(lab, old)?.driver?.master?.info.hostname, 'a master');
      command(lab, {
        kind: 'killProcess',
        process: marathonProcess(master).replace('marathon@', 'mesos-master@') as ReturnType<typeof marathonProcess>,
      });
      untilTrue(lab, () => leader(lab) !== old, 20, 'the old leader abdicates');
      untilTrue(lab, () => marathonState(lab, leader(lab) ?? '')?.driver?.connected === true, 40, 'a leader registers');
      run(lab, 40);
      assert(
        marathonState(lab, must(leader(lab), 'a leader'))?.leading?.frameworkId === framework,
        'the same framework',
      );
      assert(ids(app(lab, '/a')).join() === ids(before).join(), 'the same task');
    },
  },
  {
    id: 'F15',
    text: 'curator: the latch elects, a leader that abdicates ends and comes back last',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default', flags: { electionImpl: 'curator' } });
      deployed(lab, A);
      const old = must(leader(lab), 'a leader');
      expectStatus(ask(lab, 'GET', '/v2/apps/a', null, standby(lab)), 200);
      const before = findProcess(lab.simulator.world, marathonProcess(old))?.incarnation;
      expectStatus(ask(lab, 'DELETE', '/v2/leader'), 200);
      untilTrue(lab, () => leader(lab) !== null && leader(lab) !== old, 20, 'another leads');
      run(lab, 10);
      assert(
        findProcess(lab.simulator.world, marathonProcess(old))?.incarnation !== before,
        'the old leader was restarted',
      );
      assert(app(lab, '/a')?.tasksRunning === 1, 'the task runs');
    },
  },
  {
    id: 'D19',
    text: 'a restart interrupted by fail-over starts again: the new tasks count as old',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      deployed(lab, { ...A, instances: 4, upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 0 } });
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' }), 200);
      const version = must(app(lab, '/a'), 'the app').version;
      const upgraded = (): readonly string[] =>
        (app(lab, '/a')?.tasks ?? []).filter((task) => task.version === version).map((task) => task.id);
      untilTrue(lab, () => upgraded().length >= 2, 60, 'two new tasks');
      const half = upgraded();
      assert(ids(app(lab, '/a')).length > half.length, 'old tasks are left');
      command(lab, { kind: 'killProcess', process: marathonProcess(must(leader(lab), 'a leader')) });
      untilTrue(lab, () => leader(lab) !== null, 20, 'another leads');
      settle(lab);
      const after = must(app(lab, '/a'), 'the app');
      assert(
        after.tasksRunning === 4 && after.tasks.every((task) => task.version === version),
        'four of the new version',
      );
      assert(!half.some((id) => ids(after).includes(id)), 'the first new ones were replaced once more');
    },
  },
];
