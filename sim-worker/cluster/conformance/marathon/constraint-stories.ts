/**
 * Conformance rows on constraints, on agents that differ by rack (rows C).
 * Source: the case table of the project's Marathon reference.
 */
import { assert, must } from '../../../kernel/assert.ts';
import {
  agentProcess,
  app,
  ask,
  command,
  deployed,
  marathonLab,
  type MarathonLab,
  run,
  settle,
} from './marathon-lab.ts';
import { A, expectStatus, ids, type StoryCase } from './story.ts';

/** One agent for each, with these attributes and nothing more. */
function rackedLab(seed: number, attributes: readonly string[]): MarathonLab {
  const scenario = attributes.length > 2 ? 'default' : 'minimal';
  return marathonLab({ seed, scenario, agentFlags: attributes.map((text) => ({ attributes: text })) });
}

function hosts(lab: MarathonLab): readonly string[] {
  return (app(lab, '/a')?.tasks ?? []).map((task) => task.host);
}

function constrained(instances: number, ...constraint: readonly string[]): Readonly<Record<string, unknown>> {
  return { ...A, instances, constraints: [constraint] };
}

/** After a while so many tasks run, and an offer was refused by that constraint. */
function expectWaiting(lab: MarathonLab, running: number, constraint: string): void {
  run(lab, 25);
  assert(app(lab, '/a')?.tasksRunning === running, `${String(running)} run, not ${String(ids(app(lab, '/a')).length)}`);
  const text = ask(lab, 'GET', '/waiting/a')?.text ?? '';
  assert(text.includes(`constraint not met: ${constraint}`), `${constraint} refuses: ${text.slice(0, 300)}`);
}

function posted(lab: MarathonLab, definition: Readonly<Record<string, unknown>>): void {
  expectStatus(ask(lab, 'POST', '/v2/apps', definition), 201);
}

const ROOM = 'cpus:4;mem:8192;disk:50000;ports:[31000-32000]';
/** For one task only. */
const NARROW = 'cpus:0.1;mem:8192;disk:50000;ports:[31000-32000]';
const RACKS = [
  { attributes: 'rack:a', resources: ROOM },
  { attributes: 'rack:b', resources: NARROW },
  { attributes: 'rack:b', resources: ROOM },
  { attributes: 'rack:c', resources: ROOM },
];

/** Two tasks in rack a, one in rack b and a fourth that neither takes; a further agent of rack b and one of rack c are stopped. */
function unevenLab(seed: number): { readonly lab: MarathonLab; readonly b: string; readonly c: string } {
  const lab = marathonLab({ seed, scenario: 'default', agentFlags: RACKS });
  const [b, c] = [must(lab.agents[2], 'an agent of rack b'), must(lab.agents[3], 'the agent of rack c')];
  for (const host of lab.agents.slice(2)) command(lab, { kind: 'stopProcess', process: agentProcess(host) });
  run(lab, 90);
  posted(lab, constrained(4, 'rack', 'GROUP_BY', '2'));
  expectWaiting(lab, 3, 'rack GROUP_BY 2');
  assert(hosts(lab).filter((host) => host === lab.agents[0]).length === 2, 'two tasks in rack a');
  return { lab, b, c };
}

/** The agent comes back, and takes the fourth task. */
function expectTaken(lab: MarathonLab, host: string): void {
  command(lab, { kind: 'startProcess', process: agentProcess(host) });
  settle(lab);
  assert(hosts(lab).includes(host), `the fourth goes to ${host}: ${hosts(lab).join()}`);
}

export const CONSTRAINT_STORIES: readonly StoryCase[] = [
  {
    id: 'C02',
    text: 'CLUSTER of a value refuses agents with another',
    play: (seed) => {
      const lab = rackedLab(seed, ['rack:rack-2', 'rack:rack-2']);
      posted(lab, constrained(1, 'rack', 'CLUSTER', 'rack-1'));
      expectWaiting(lab, 0, 'rack CLUSTER rack-1');
    },
  },
  {
    id: 'C03',
    text: 'CLUSTER of hosts without a value keeps to the host of the first task',
    play: (seed) => {
      const lab = marathonLab({ seed, scenario: 'default' });
      deployed(lab, constrained(1, 'hostname', 'CLUSTER'));
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { instances: 4 }), 200);
      settle(lab);
      assert(hosts(lab).length === 4 && new Set(hosts(lab)).size === 1, `one host: ${hosts(lab).join()}`);
    },
  },
  {
    id: 'C04',
    text: 'GROUP_BY 3 refuses a rack that has a task while there are fewer than three',
    play: (seed) => {
      const lab = rackedLab(seed, ['rack:a', 'rack:b']);
      posted(lab, constrained(3, 'rack', 'GROUP_BY', '3'));
      expectWaiting(lab, 2, 'rack GROUP_BY 3');
    },
  },
  {
    id: 'C05',
    text: 'GROUP_BY takes the smaller group',
    play: (seed) => {
      const { lab, b } = unevenLab(seed);
      expectTaken(lab, b);
    },
  },
  {
    id: 'C05b',
    text: 'GROUP_BY takes an unseen group, not the larger one',
    play: (seed) => {
      const { lab, c } = unevenLab(seed);
      expectTaken(lab, c);
    },
  },
  {
    id: 'C06',
    text: 'LIKE matches the whole attribute',
    play: (seed) => {
      const lab = rackedLab(seed, ['rack:rack-4', 'rack:rack-12']);
      posted(lab, constrained(1, 'rack', 'LIKE', 'rack-[1-3]'));
      expectWaiting(lab, 0, 'rack LIKE rack-[1-3]');
    },
  },
  {
    id: 'C07',
    text: 'UNLIKE accepts an agent without the attribute',
    play: (seed) => {
      const row = deployed(marathonLab({ seed }), constrained(1, 'gpu', 'UNLIKE', '.*'));
      assert(row.tasksRunning === 1, 'it runs');
    },
  },
  {
    id: 'C08',
    text: 'LIKE refuses an agent without the attribute',
    play: (seed) => {
      const lab = marathonLab({ seed });
      posted(lab, constrained(1, 'gpu', 'LIKE', '.*'));
      expectWaiting(lab, 0, 'gpu LIKE .*');
    },
  },
  {
    id: 'C09',
    text: 'MAX_PER is of 1.3: 1.1.1 refuses the operator with the list of its own',
    play: (seed) => {
      const answer = ask(marathonLab({ seed }), 'POST', '/v2/apps', constrained(1, 'hostname', 'MAX_PER', '2'));
      expectStatus(answer, 400);
      assert(answer?.text.includes('[UNIQUE, LIKE, CLUSTER, GROUP_BY, UNLIKE]') === true, answer?.text ?? '');
    },
  },
  {
    id: 'C10',
    text: 'a scale-down keeps the hosts of GROUP_BY even',
    play: (seed) => {
      const agentFlags = [{ resources: ROOM.replace('cpus:4', 'cpus:0.3') }, { resources: ROOM }];
      const lab = marathonLab({ seed, agentFlags });
      const [h1, h2] = lab.agents;
      command(lab, { kind: 'stopProcess', process: agentProcess(must(h2, 'an agent')) });
      run(lab, 90);
      deployed(lab, constrained(3, 'hostname', 'GROUP_BY'));
      command(lab, { kind: 'startProcess', process: agentProcess(must(h2, 'an agent')) });
      run(lab, 5);
      // The first agent has no room for a fourth.
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { instances: 4 }), 200);
      settle(lab);
      assert(hosts(lab).filter((host) => host === h1).length === 3, 'three and one');
      expectStatus(ask(lab, 'PUT', '/v2/apps/a', { instances: 2 }), 200);
      settle(lab);
      assert([...hosts(lab)].sort().join() === [h1, h2].join(), `one on each: ${hosts(lab).join()}`);
    },
  },
];
