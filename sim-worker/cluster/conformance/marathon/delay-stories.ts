/**
 * Conformance rows on launch delays and health (rows B, D and H) and on a wiped ZooKeeper (F10).
 * Source: the case table of the project's Marathon reference.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { hostId, processId } from '../../../kernel/ids.ts';
import {
  app,
  ask,
  command,
  deployed,
  leader,
  logText,
  marathonLab,
  type MarathonLab,
  marathonProcess,
  marathonState,
  run,
  untilTrue,
} from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

type QueueRow = {
  readonly count: number;
  readonly delay: { readonly timeLeftSeconds: number; readonly overdue: boolean };
};

function queue(lab: MarathonLab): readonly QueueRow[] {
  return (ask(lab, 'GET', '/v2/queue')?.json as { readonly queue: readonly QueueRow[] }).queue;
}

/** An app whose task has failed once and that waits for a minute. */
function delayedLab(seed: number): MarathonLab {
  const lab = marathonLab({ seed });
  expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, cmd: 'exit 1', backoffSeconds: 60 }), 201);
  untilTrue(lab, () => (queue(lab)[0]?.delay.timeLeftSeconds ?? 0) > 30, 20, 'the delay runs');
  return lab;
}

function launches(lab: MarathonLab): number {
  return logText(lab, must(leader(lab), 'a leader')).split('Request Launch for task').length - 1;
}

const WEB = {
  ...A,
  cmd: null,
  container: {
    type: 'DOCKER',
    docker: { image: 'nginx', network: 'BRIDGE', portMappings: [{ containerPort: 80, hostPort: 0 }] },
  },
};

export const DELAY_STORIES: readonly StoryCase[] = [
  {
    id: 'B02',
    text: 'a task that finishes with 0 is delayed like a failed one',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, cmd: 'exit 0' }), 201);
      run(lab, 15);
      const text = logText(lab, must(leader(lab), 'a leader'));
      assert(
        text.includes('TASK_FINISHED') && text.includes('changed from [0 seconds] to [1 second]'),
        'the delay begins',
      );
    },
  },
  {
    id: 'B03',
    text: 'another configuration has a delay of its own',
    play: (seed) => {
      const lab = delayedLab(seed);
      expectStatus(ask(lab, 'PUT', '/v2/apps/a?force=true', { cmd: 'sleep 1000' }), 200);
      untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 1, 20, 'it runs without waiting');
    },
  },
  {
    id: 'B04',
    text: 'DELETE of the delay lets the task start at the next offer',
    play: (seed) => {
      const lab = delayedLab(seed);
      const before = launches(lab);
      expectStatus(ask(lab, 'DELETE', '/v2/queue/a/delay'), 204);
      untilTrue(lab, () => launches(lab) > before, 15, 'another launch');
    },
  },
  {
    id: 'B07',
    text: '150 instances: 100 launches at most, then one for each that runs',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, cpus: 0.01, mem: 1, instances: 150 }), 201);
      untilTrue(
        lab,
        () => {
          const row = app(lab, '/a');
          assert(launches(lab) <= 100 + (row?.tasksRunning ?? 0), 'launches within the tokens');
          return row?.tasksRunning === 150;
        },
        60,
        'all run',
      );
    },
  },
  {
    id: 'B09',
    text: 'a launch that is not stored within 3 s is queued again; what is launched too much ends with a scale check',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const zookeeper = processId(`zookeeper@${must(lab.marathons[0], 'a host')}`);
      const isStoring = (): boolean => (marathonState(lab, leader(lab) ?? '')?.leading?.offers.size ?? 0) > 0;
      expectStatus(ask(lab, 'POST', '/v2/apps', A), 201);
      for (let ms = 0; ms < 8000 && !isStoring(); ms += 1) run(lab, 0.001);
      assert(isStoring(), 'a launch is being stored');
      command(lab, { kind: 'pauseProcess', process: zookeeper });
      // Longer, and the sessions might end.
      run(lab, 3.2);
      command(lab, { kind: 'resumeProcess', process: zookeeper });
      const log = (): string => logText(lab, must(leader(lab), 'a leader'));
      assert(log().includes('no accept received within timeout'), 'it is given up');
      untilTrue(lab, () => launches(lab) === 2 && app(lab, '/a')?.tasksRunning === 2, 60, 'both run');
      untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 1, 310, 'one ends');
      assert(log().includes('Scaling /a from 2 down to 1 instances'), 'by the check of all apps');
    },
  },
  {
    id: 'D12',
    text: 'an upgrade that never becomes healthy never ends; its tasks are killed at the fourth failure',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const before = deployed(lab, { ...WEB });
      const checks = [
        { protocol: 'TCP', port: 1, gracePeriodSeconds: 1, intervalSeconds: 3, maxConsecutiveFailures: 3 },
      ];
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { healthChecks: checks }), 200);
      run(lab, 90);
      const row = must(app(lab, '/a'), 'the app');
      assert(
        row.deployments.length === 1 && ids(row).includes(must(ids(before)[0], 'a task')),
        'still deploying, the old task runs',
      );
      const text = logText(lab, must(leader(lab), 'a leader'));
      assert(
        text.includes('Detected unhealthy task') && text.includes('failed during app /a restart'),
        'killed and queued again',
      );
    },
  },
  {
    id: 'H08',
    text: 'after a fail-over tasks are neither healthy nor unhealthy until the first check',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      deployed(lab, { ...WEB, healthChecks: [{ protocol: 'HTTP', path: '/', portIndex: 0, intervalSeconds: 30 }] });
      const counts = (): string => {
        const row = app(lab, '/a') as unknown as { readonly tasksHealthy: number; readonly tasksUnhealthy: number };
        return `${String(row.tasksHealthy)}/${String(row.tasksUnhealthy)}`;
      };
      assert(counts() === '1/0', 'healthy before');
      command(lab, { kind: 'killProcess', process: marathonProcess(must(leader(lab), 'a leader')) });
      untilTrue(lab, () => leader(lab) !== null, 20, 'another leads');
      assert(counts() === '0/0', 'unknown after it');
      run(lab, 35);
      assert(counts() === '1/0', 'healthy again');
    },
  },
  {
    id: 'F10',
    text: 'all ZooKeeper data wiped: nobody leads until the Marathons are restarted, then a new framework without apps',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      deployed(lab, A);
      const framework = marathonState(lab, must(leader(lab), 'a leader'))?.leading?.frameworkId;
      const servers = lab.marathons.map((host) => ({ host: hostId(host), process: processId(`zookeeper@${host}`) }));
      for (const { process } of servers) command(lab, { kind: 'stopProcess', process });
      run(lab, 15);
      for (const { host, process } of servers)
        command(lab, { kind: 'wipeFolder', host, folder: '/var/lib/zookeeper/version-2', process });
      for (const { process } of servers) command(lab, { kind: 'startProcess', process });
      run(lab, 60);
      assert(leader(lab) === null, 'no leader');
      expectStatus(ask(lab, 'GET', '/v2/apps'), 503);
      for (const host of lab.marathons) command(lab, { kind: 'killProcess', process: marathonProcess(host) });
      untilTrue(lab, () => marathonState(lab, leader(lab) ?? '')?.driver?.connected === true, 60, 'a leader registers');
      const state = marathonState(lab, must(leader(lab), 'a leader'));
      assert(
        state?.leading?.frameworkId !== framework && ask(lab, 'GET', '/v2/apps')?.text === '{"apps":[]}',
        'new and empty',
      );
    },
  },
];
