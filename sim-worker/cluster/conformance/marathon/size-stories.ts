/** Conformance rows on what size does to an answer. Source: Marathon 1.1.1, state/GroupManager.scala (storeUpdatedApps). */
import { assert, must } from '../../../kernel/assert.ts';
import { ask, marathonLab, standby } from './marathon-lab.ts';
import { expectStatus, type StoryCase } from './story.ts';

const APPS = 1000;

export const SIZE_STORIES: readonly StoryCase[] = [
  {
    id: 'G08',
    text: 'a group of 1,000 apps is answered with 201 within the 10 s of a standby that passes it on',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      const apps = Array.from({ length: APPS }, (_, index) => ({
        id: `app-${String(index)}`,
        cmd: 'sleep 1000',
        cpus: 0.01,
        mem: 8,
        instances: 0,
      }));
      const startUs = lab.simulator.world.nowUs;
      const answer = ask(lab, 'POST', '/v2/groups', { id: '/big', apps }, standby(lab));
      expectStatus(answer, 201);
      const seconds = (lab.simulator.world.nowUs - startUs) / 1e6;
      assert(seconds < 10, `answered after ${String(seconds)} s: its apps are stored side by side`);
      const stored = ask(lab, 'GET', '/v2/groups/big');
      const group = must(stored?.json as { readonly apps: readonly unknown[] } | null, 'the group');
      assert(group.apps.length === APPS, `${String(group.apps.length)} apps are there`);
    },
  },
];
