/**
 * Conformance rows on definitions and ports that need a running cluster (rows V and P).
 * Source: the case table of the project's Marathon reference.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { app, ask, deployed, leader, logText, marathonLab, run, settle } from './marathon-lab.ts';
import { A, ids, expectStatus, type StoryCase } from './story.ts';

export const APP_STORIES: readonly StoryCase[] = [
  {
    id: 'V24',
    text: 'a map given by PUT replaces the former one',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, { ...A, env: { X: '1' } });
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { env: { Y: '2' } }), 200);
      settle(lab);
      assert(
        JSON.stringify((app(lab, '/a') as unknown as { env: unknown }).env) === '{"Y":"2"}',
        'env is {"Y":"2"} only',
      );
    },
  },
  {
    id: 'V25',
    text: 'PUT {} changes nothing',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const before = deployed(lab, A);
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', {}), 200);
      settle(lab);
      const after = must(app(lab, '/a'), 'the app');
      assert(after.version === before.version && ids(after).join() === ids(before).join(), 'version and tasks stay');
    },
  },
  {
    id: 'V27',
    text: 'PUT of a version deploys that definition as a new one',
    play: (seed) => {
      const lab = marathonLab({ seed });
      const first = deployed(lab, A);
      ask(lab, 'PUT', '/v2/apps/a', { cmd: 'sleep 2000' });
      settle(lab);
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { version: first.version }), 200);
      settle(lab);
      const back = must(app(lab, '/a'), 'the app');
      assert(
        (back as unknown as { cmd: string }).cmd === 'sleep 1000' &&
          back.version > first.version &&
          ids(back).join() !== ids(first).join(),
        'the first command under a new version, tasks replaced',
      );
    },
  },
  {
    id: 'P02',
    text: 'an app keeps its service port',
    play: (seed) => {
      const lab = marathonLab({ seed });
      deployed(lab, A);
      ask(lab, 'PUT', '/v2/apps/a', { ports: [0] });
      settle(lab);
      assert(JSON.stringify((app(lab, '/a') as unknown as { ports: unknown }).ports) === '[10000]', 'port 10000');
    },
  },
  {
    id: 'P04',
    text: 'a required port that nobody offers',
    play: (seed) => {
      const lab = marathonLab({ seed });
      expectStatus(ask(lab, 'POST', '/v2/apps', { ...A, ports: [8080], requirePorts: true }), 201);
      run(lab, 20);
      assert(
        ids(app(lab, '/a')).length === 0 &&
          logText(lab, must(leader(lab), 'a leader')).includes("Couldn't find host port 8080"),
        'never launched, and said why',
      );
    },
  },
];
