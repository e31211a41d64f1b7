/**
 * Conformance rows on deployments: upgrades, conflicts, cancelling, kills (rows D).
 * Source: the case table of the project's Marathon reference.
 */
import { assert, must } from '../../../kernel/assert.ts';
import {
  type AppRow,
  type MarathonLab,
  app,
  ask,
  deployed,
  leader,
  marathonLab,
  marathonState,
  run,
  settle,
  untilTrue,
} from './marathon-lab.ts';
import { A, ids, expectStatus, deploymentIdOf, type StoryCase } from './story.ts';

/** An app that never becomes healthy keeps its deployment going. */
const NEVER_HEALTHY = {
  ...A,
  healthChecks: [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 600, intervalSeconds: 5 }],
};

/** A cluster with a deployment of /a that does not end. */
function busyLab(seed: number): { readonly lab: MarathonLab; readonly deployment: string } {
  const lab = marathonLab({ seed });
  deployed(lab, { ...A, instances: 2 });
  const answer = ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000', healthChecks: NEVER_HEALTHY.healthChecks });
  expectStatus(answer, 200);
  run(lab, 3);
  return { lab, deployment: deploymentIdOf(answer) };
}

export const DEPLOYMENT_STORIES: readonly StoryCase[] = [
  {
    id: 'D02',
    text: 'upgrade with the default strategy',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const before = deployed(lab, { ...A, instances: 4 });
      ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' });
      let fewest = 4;
      untilTrue(
        lab,
        () => {
          fewest = Math.min(fewest, app(lab, '/a')?.tasksRunning ?? 0);
          return marathonState(lab, leader(lab) ?? '')?.leading?.deployments.size === 0;
        },
        60,
        'the upgrade ends',
      );
      const after = must(app(lab, '/a'), 'the app');
      assert(
        fewest >= 4 && after.tasks.length === 4 && !ids(after).some((id) => ids(before).includes(id)),
        'never fewer than 4, all replaced',
      );
    },
  },
  {
    id: 'D03',
    text: 'minimum 0.5, no over-capacity: never more than 4 alive',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, { ...A, instances: 4, upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 } });
      ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' });
      let most = 0;
      untilTrue(
        lab,
        () => {
          most = Math.max(most, ids(app(lab, '/a')).length);
          return marathonState(lab, leader(lab) ?? '')?.leading?.deployments.size === 0;
        },
        90,
        'the upgrade ends',
      );
      assert(most <= 4 && ids(app(lab, '/a')).length === 4, `at most 4 tasks, saw ${String(most)}`);
    },
  },
  {
    id: 'D07',
    text: 'instances 0 keeps the app',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, A);
      ask(lab, 'PUT', '/v2/apps/a', { instances: 0 });
      settle(lab);
      assert(app(lab, '/a')?.tasks.length === 0, 'the app without tasks');
    },
  },
  {
    id: 'D08',
    text: 'a second change meets 409 with the running deployment',
    play: (seed) => {
      const { lab, deployment } = busyLab(seed);
      const answer = ask(lab, 'PUT', '/v2/apps/a', { instances: 3 });
      expectStatus(answer, 409);
      assert(answer?.text.includes(`"deployments":[{"id":"${deployment}"}]`) === true, 'its id');
    },
  },
  {
    id: 'D09',
    text: 'force cancels it',
    play: (seed) => {
      const { lab, deployment } = busyLab(seed);
      expectStatus(ask(lab, 'PUT', '/v2/apps/a?force=true', { healthChecks: [], instances: 1 }), 200);
      assert(ask(lab, 'GET', '/v2/deployments')?.text.includes(deployment) === false, 'the old deployment is gone');
      settle(lab);
      assert(app(lab, '/a')?.tasks.length === 1, 'one task of the new definition');
    },
  },
  {
    id: 'D10',
    text: 'DELETE of a deployment takes it back',
    play: (seed) => {
      const { lab, deployment } = busyLab(seed);
      const before = must(app(lab, '/a'), 'the app').version;
      const answer = ask(lab, 'DELETE', `/v2/deployments/${deployment}`);
      expectStatus(answer, 200);
      assert(deploymentIdOf(answer) !== deployment, 'a new deployment');
      settle(lab);
      const after = must(app(lab, '/a'), 'the app') as unknown as AppRow & { readonly cmd: string };
      assert(after.cmd === 'sleep 1000' && after.version > before, 'the old definition under a new version');
    },
  },
  {
    id: 'D11',
    text: 'DELETE with force only stops it',
    play: (seed) => {
      const { lab, deployment } = busyLab(seed);
      const answer = ask(lab, 'DELETE', `/v2/deployments/${deployment}?force=true`);
      expectStatus(answer, 202);
      assert(answer?.text === '' && ask(lab, 'GET', '/v2/deployments')?.text === '[]', 'empty, no deployment left');
      assert((app(lab, '/a') as unknown as { cmd: string }).cmd === 'sleep 2000', 'no roll-back');
    },
  },
  {
    id: 'D15',
    text: 'restart keeps the configuration version',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const before = deployed(lab, A) as unknown as AppRow & {
        versionInfo: { lastScalingAt: string; lastConfigChangeAt: string };
      };
      expectStatus(ask(lab, 'POST', '/v2/apps/a/restart', {}), 200);
      settle(lab);
      const after = app(lab, '/a') as unknown as typeof before;
      assert(
        after.versionInfo.lastConfigChangeAt === before.versionInfo.lastConfigChangeAt &&
          after.versionInfo.lastScalingAt > before.versionInfo.lastScalingAt,
        'only lastScalingAt is new',
      );
      assert(ids(after).join() !== ids(before).join(), 'the task is replaced');
    },
  },
  {
    id: 'D17',
    text: 'kill and scale',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const victim = must(ids(deployed(lab, { ...A, instances: 3 }))[0], 'a task');
      expectStatus(ask(lab, 'DELETE', `/v2/apps/a/tasks/${victim}?scale=true`), 200);
      settle(lab);
      const after = must(app(lab, '/a'), 'the app');
      assert(
        after.instances === 2 && after.tasks.length === 2 && !ids(after).includes(victim),
        'two left, the victim gone',
      );
    },
  },
  {
    id: 'D18',
    text: 'a killed task is replaced',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const victim = must(ids(deployed(lab, { ...A, instances: 3 }))[0], 'a task');
      expectStatus(ask(lab, 'DELETE', `/v2/apps/a/tasks/${victim}`), 200);
      untilTrue(
        lab,
        () => app(lab, '/a')?.tasksRunning === 3 && !ids(app(lab, '/a')).includes(victim),
        30,
        'three run again',
      );
    },
  },
  {
    id: 'D20',
    text: 'a deleted app is gone at once',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, A);
      expectStatus(ask(lab, 'DELETE', '/v2/apps/a'), 200);
      expectStatus(ask(lab, 'GET', '/v2/apps/a'), 404);
      settle(lab);
      assert(ask(lab, 'GET', '/v2/tasks')?.text === '{"tasks":[]}', 'its tasks follow');
    },
  },
  {
    id: 'D13',
    text: 'a dependency is scaled first',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const group = {
        id: '/g',
        apps: [
          { ...A, id: 'b', dependencies: ['a'] },
          { ...A, id: 'a', instances: 2 },
        ],
      };
      expectStatus(ask(lab, 'POST', '/v2/groups', group), 201);
      untilTrue(
        lab,
        () => {
          const dependent = ids(app(lab, '/g/b')).length;
          assert(dependent === 0 || app(lab, '/g/a')?.tasksRunning === 2, 'a runs in full before b has a task');
          return dependent > 0;
        },
        60,
        'b starts',
      );
    },
  },
];
