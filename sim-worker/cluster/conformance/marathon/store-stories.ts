/**
 * Conformance rows on what is stored, byte by byte, and on a framework id that was taken away (rows F).
 * Source: the case table of the project's Marathon reference, Marathon 1.1.1 mesosphere/util/state/zk/ZKStore.scala.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { decodeEntry, nextUuid } from '../../../marathon/storage/store-entry.ts';
import { agentTasks } from '../../inspect-mesos.ts';
import { zookeeperServers } from '../../inspect.ts';
import {
  app,
  ask,
  command,
  deployed,
  leader,
  marathonLab,
  type MarathonLab,
  marathonProcess,
  marathonState,
  removeZnodes,
  run,
  storedBytes,
  untilTrue,
} from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

function uuidOf(lab: MarathonLab, key: string): string {
  return must(decodeEntry(storedBytes(lab, key)), 'an entry').uuid;
}

function taskKey(lab: MarathonLab): string | null {
  const [server] = zookeeperServers(lab.simulator.world);
  return server?.children('/marathon/state').find((name) => name.startsWith('task:')) ?? null;
}

const RANDOM = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function frameworkOf(lab: MarathonLab): string | null {
  return marathonState(lab, leader(lab) ?? '')?.leading?.frameworkId ?? null;
}

export const STORE_STORIES: readonly StoryCase[] = [
  {
    id: 'F09',
    text: 'framework:id removed and the leader restarted: a new framework, the old task orphaned, a replacement at the scale check',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const before = ids(deployed(lab, A));
      const framework = frameworkOf(lab);
      removeZnodes(lab, '/marathon/state/framework:id');
      run(lab, 2);
      command(lab, { kind: 'killProcess', process: marathonProcess(must(leader(lab), 'a leader')) });
      untilTrue(lab, () => frameworkOf(lab) !== null && frameworkOf(lab) !== framework, 40, 'a new framework');
      const startUs = lab.simulator.world.nowUs;
      untilTrue(lab, () => ids(app(lab, '/a')).some((id) => !before.includes(id)), 40, 'a replacement');
      const seconds = (lab.simulator.world.nowUs - startUs) / 1e6;
      assert(seconds > 10, `not before the check 15 s after the election: ${String(seconds)} s`);
      run(lab, 5);
      assert(
        before.every((id) => agentTasks(lab.simulator.world).includes(id)),
        'the old task runs on',
      );
    },
  },
  {
    id: 'F11',
    text: 'the uuid of a task tells that it was written anew, once and twice',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const command = { value: 'true' };
      const checks = [{ protocol: 'COMMAND', command, gracePeriodSeconds: 5, intervalSeconds: 5 }];
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, healthChecks: checks }), 201);
      for (let step = 0; step < 10_000 && taskKey(lab) === null; step += 1) run(lab, 0.002);
      const key = must(taskKey(lab), 'the znode of a task');
      const first = uuidOf(lab, key);
      assert(RANDOM.test(first), `created with a random one: ${first}`);
      // Each update writes the hex digits of the characters before.
      const [second, third] = [nextUuid(first), nextUuid(nextUuid(first))];
      untilTrue(lab, () => uuidOf(lab, key) !== first, 20, 'it runs');
      assert([second, third].includes(uuidOf(lab, key)), `written once or twice: ${uuidOf(lab, key)}`);
      untilTrue(lab, () => uuidOf(lab, key) === third, 20, 'its health changes');
    },
  },
  {
    id: 'F13',
    text: 'a value of 70,000 bytes is compressed, a small one is not',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, { ...A, instances: 0, labels: { long: 'x'.repeat(70_000) } });
      deployed(lab, { ...A, id: '/b', instances: 0 });
      const [long, short] = [storedBytes(lab, 'app:a'), storedBytes(lab, 'app:b')];
      const value = must(decodeEntry(long), 'an entry').value;
      assert(value.length > 70_000 && long.length < 2000, `${String(value.length)} bytes in ${String(long.length)}`);
      assert([...long.subarray(-2)].join() === '32,1' && [...short.subarray(-2)].join() === '32,0', 'and say so');
    },
  },
];
