/**
 * Conformance rows on placement, back-off and groups (rows C, B and G).
 * Source: the case table of the project's Marathon reference.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { app, ask, deployed, leader, logText, marathonLab, run, settle, untilTrue } from './marathon-lab.ts';
import { A, ids, expectStatus, type StoryCase } from './story.ts';

export const PLACEMENT_STORIES: readonly StoryCase[] = [
  {
    id: 'C01',
    text: 'UNIQUE leaves the surplus waiting',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, instances: 3, constraints: [['hostname', 'UNIQUE']] }), 201);
      run(lab, 30);
      const row = must(app(lab, '/a'), 'the app');
      assert(
        row.tasksRunning === 2 &&
          new Set(row.tasks.map((task) => task.host)).size === 2 &&
          row.deployments.length === 1,
        'two on two agents, the deployment stays',
      );
      const waiting = ask(lab, 'GET', '/waiting/a')?.text ?? '';
      assert(waiting.includes('"tasksToLaunch":1'), 'one waits, and says so');
    },
  },
  {
    id: 'B01',
    text: 'a task that ends at once is delayed more and more',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, cmd: 'exit 1' }), 201);
      run(lab, 30);
      const delays = [
        ...logText(lab, must(leader(lab), 'a leader')).matchAll(
          /Task launch delay for \[\/a\] changed from \[(.+?)\] to \[(.+?)\]/g,
        ),
      ].map((match) => match[2]);
      assert(
        delays[0] === '1 second' && delays.includes('1150 milliseconds'),
        `1 s, then 1.15 s: ${delays.slice(0, 4).join(', ')}`,
      );
    },
  },
  {
    id: 'B05',
    text: 'a kill over the API adds no delay',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const victim = must(ids(deployed(lab, A))[0], 'a task');
      ask(lab, 'DELETE', `/v2/apps/a/tasks/${victim}`);
      untilTrue(
        lab,
        () => app(lab, '/a')?.tasksRunning === 1 && !ids(app(lab, '/a')).includes(victim),
        30,
        'it is replaced',
      );
      assert(!logText(lab, must(leader(lab), 'a leader')).includes('Increasing delay'), 'no delay');
    },
  },
  {
    id: 'B08',
    text: 'at most five tasks on one offer',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, { ...A, cpus: 0.01, instances: 8 });
      assert(
        logText(lab, must(leader(lab), 'a leader')).includes(
          'Already scheduled the maximum number of 5 tasks on this offer',
        ),
        'the limit is met',
      );
    },
  },
  {
    id: 'G02',
    text: 'an app left out of a group stops',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const apps = [
        { ...A, id: 'a' },
        { ...A, id: 'b' },
      ];
      expectStatus(ask(lab, 'POST', '/v2/groups', { id: '/prod', apps }), 201);
      settle(lab);
      expectStatus(ask(lab, 'PUT', '/v2/groups/prod', { apps: apps.slice(0, 1) }), 200);
      settle(lab);
      assert(app(lab, '/prod/b') === null && app(lab, '/prod/a')?.tasksRunning === 1, 'b is gone, a runs');
    },
  },
  {
    id: 'G03',
    text: 'scaleBy rounds up',
    play: (seed) => {
      const lab = marathonLab({ seed });
      ask(lab, 'POST', '/v2/groups', {
        id: '/prod',
        apps: [
          { ...A, id: 'a', instances: 3 },
          { ...A, id: 'b' },
        ],
      });
      settle(lab);
      expectStatus(ask(lab, 'PUT', '/v2/groups/prod', { scaleBy: 1.5 }), 200);
      settle(lab);
      assert(app(lab, '/prod/a')?.instances === 5 && app(lab, '/prod/b')?.instances === 2, '5 and 2');
    },
  },
];
