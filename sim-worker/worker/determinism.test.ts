import { describe, expect, it } from 'vitest';
import { buildScenario } from '../cluster/scenarios.ts';
import { must } from '../kernel/assert.ts';
import type { Command } from '../kernel/command.ts';
import { type History, type JournalEntry, advance, createHistory, issue, runHash, seek } from '../kernel/history.ts';
import { processId } from '../kernel/ids.ts';
import { choosePace } from './pace.ts';
import { openRun } from './run.ts';
import { scenarioSource } from './scenario-source.ts';
import { createSession } from './session.ts';
import { playSlice } from './slice.ts';

const SECOND_US = 1_000_000;
const END_US = 90 * SECOND_US;
const APP = JSON.stringify({
  id: '/web',
  cmd: 'sleep 1000000',
  cpus: 0.1,
  mem: 16,
  instances: 3,
  constraints: [['type', 'LIKE', 'swarm']],
});

const request: Command = {
  kind: 'tell',
  process: processId('operator@192.168.1.10'),
  body: {
    kind: 'http',
    requestId: 1,
    host: '192.168.1.231',
    port: 8080,
    method: 'POST',
    path: '/v2/apps',
    headers: { 'content-type': 'application/json' },
    body: APP,
  },
};
const kill: Command = { kind: 'killProcess', process: processId('mesos-master@192.168.1.231') };
const cut: Command = { kind: 'powerOffHost', host: '192.168.1.233' as never };

function start(
  seed: number,
  options: { readonly intervalUs?: number; readonly journal?: readonly JournalEntry[] } = {},
): History {
  return createHistory(must(buildScenario('default', seed), 'scenario'), options);
}

/** An application, a killed master, a host without power, all in 90 s. */
function runStory(history: History): History {
  const steps: readonly (readonly [number, Command])[] = [
    [30 * SECOND_US, request],
    [45.123456 * SECOND_US, kill],
    [60 * SECOND_US, cut],
  ];
  for (const [atUs, command] of steps) {
    advance(history, atUs);
    expect(issue(history, command)).toEqual({ ok: true });
  }
  advance(history, END_US);
  return history;
}

describe('a run is the same run again', () => {
  const story = runStory(start(7));
  const hash = runHash(story);

  it('with the same seed', () => {
    expect(runHash(runStory(start(7)))).toBe(hash);
    expect(runHash(runStory(start(8)))).not.toBe(hash);
  });

  it('with snapshots every second, or none', () => {
    expect(runHash(runStory(start(7, { intervalUs: SECOND_US })))).toBe(hash);
    expect(runHash(runStory(start(7, { intervalUs: 1e15 })))).toBe(hash);
  });

  it('from its journal, in JSON', () => {
    const journal = JSON.parse(JSON.stringify(story.journal)) as JournalEntry[];
    const again = start(7, { journal });
    advance(again, END_US);
    expect(runHash(again)).toBe(hash);
  });

  it('after going back and ahead again, wherever', () => {
    const history = runStory(start(7));
    for (const share of [0.5, 0.1, 0.9, 0.333, 0.667, 0, 0.99]) seek(history, Math.round(share * END_US));
    seek(history, END_US);
    expect(runHash(history)).toBe(hash);
  });

  it.each([
    [1000, false],
    [37, false],
    [0, true],
  ])('played at %s× with auto pace %s, in slices', (speed, auto) => {
    const session = createSession(scenarioSource);
    const opened = openRun(session, {
      scenario: 'default',
      seed: 7,
      journal: JSON.parse(JSON.stringify(story.journal)) as unknown[],
      atUs: 0,
    });
    expect(opened.ok).toBe(true);
    choosePace(session.pace, speed, auto);
    session.playing = true;
    const { history } = must(session.run, 'run');
    for (let realMs = 0; history.simulator.world.nowUs < 50 * SECOND_US && realMs < 60_000; realMs += 16)
      playSlice(session, 16, realMs, () => false);
    seek(history, END_US);
    expect(runHash(history)).toBe(hash);
  });
});
