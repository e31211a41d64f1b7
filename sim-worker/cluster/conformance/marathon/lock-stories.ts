/**
 * Conformance rows on locks that no cancelling sets free: of a kill, and of a deployment whose plan could not be stored.
 * Source: Marathon 1.1.1, MarathonSchedulerActor.scala (deploy, awaitCancellation, KillTasks).
 */
import { assert, must } from '../../../kernel/assert.ts';
import {
  app,
  ask,
  deployed,
  leader,
  logText,
  marathonLab,
  type MarathonLab,
  marathonState,
  removeZnodes,
  run,
  settle,
  untilTrue,
} from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

/** Ends only when Docker's patience does. */
const STUBBORN = {
  ...A,
  cmd: null,
  container: { type: 'DOCKER', docker: { image: 'nginx', network: 'BRIDGE' } },
  labels: { 'mesoscope.sigterm': 'ignore' },
};

/** An app with one running task whose next deployment could not be stored: its lock stays. */
function stuckLab(seed: number): MarathonLab {
  const lab = marathonLab({ seed });
  deployed(lab, A);
  removeZnodes(lab, '/marathon/state');
  run(lab, 3);
  expectStatus(ask(lab, 'PUT', '/v2/apps/a', { instances: 2 }), 500);
  return lab;
}

export const LOCK_STORIES: readonly StoryCase[] = [
  {
    id: 'L01',
    text: 'a forced deployment waits until the kill that holds its lock is done',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const victim = must(ids(deployed(lab, STUBBORN))[0], 'a task');
      expectStatus(ask(lab, 'DELETE', `/v2/apps/a/tasks/${victim}`), 200);
      const refused = ask(lab, 'PUT', '/v2/apps/a', { instances: 2 });
      expectStatus(refused, 409);
      assert(refused?.text.includes('"deployments":[]') === true, 'nobody deploys');
      assert(ids(app(lab, '/a')).includes(victim), 'the task has not ended yet');
      expectStatus(ask(lab, 'PUT', '/v2/apps/a?force=true', { instances: 2 }), 200);
      assert(!ids(app(lab, '/a')).includes(victim), 'it has ended by then');
      settle(lab);
      assert(app(lab, '/a')?.tasksRunning === 2, 'two run');
    },
  },
  {
    id: 'L02',
    text: 'a deployment that could not be stored keeps its lock; nobody lists or cancels it',
    play: (seed) => {
      const lab = stuckLab(seed);
      assert(ask(lab, 'GET', '/v2/deployments')?.text === '[]', 'no deployment is listed');
      const refused = ask(lab, 'PUT', '/v2/apps/a', { instances: 3 });
      expectStatus(refused, 409);
      assert(refused?.text.includes('"deployments":[]') === true, 'nor told in the refusal');
      const { deployments } = must(marathonState(lab, must(leader(lab), 'a leader'))?.leading, 'the leader');
      const stuck = must([...deployments.keys()][0], 'the stuck one');
      expectStatus(ask(lab, 'DELETE', `/v2/deployments/${stuck}?force=true`), 404);
    },
  },
  {
    id: 'L03',
    text: 'force does not help against it: 503 for the caller after 10 s, given up after a minute',
    play: (seed) => {
      const lab = stuckLab(seed);
      const startUs = lab.simulator.world.nowUs;
      expectStatus(ask(lab, 'PUT', '/v2/apps/a?force=true', { instances: 3 }), 503);
      const seconds = (): number => (lab.simulator.world.nowUs - startUs) / 1e6;
      assert(seconds() > 9.9 && seconds() < 11, `after ${String(seconds())} s`);
      const given = 'Exceeded timeout for canceling conflicting deployments.';
      untilTrue(lab, () => logText(lab, must(leader(lab), 'a leader')).includes(given), 60, 'it is given up');
      assert(seconds() > 59.5 && seconds() < 61.5, `after ${String(seconds())} s`);
      assert(ids(app(lab, '/a')).length === 1, 'the task runs on');
      expectStatus(ask(lab, 'DELETE', '/v2/leader'), 200);
      untilTrue(lab, () => leader(lab) !== null, 30, 'somebody leads again');
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, id: '/b' }), 201);
    },
  },
];
