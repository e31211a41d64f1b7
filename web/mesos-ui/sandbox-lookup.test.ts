import { describe, expect, it } from 'vitest';
import type { AgentStateJson } from './mesos-json.ts';
import { pailerFile, pailerName } from './pailer-window.ts';
import { nextStep, openedDirectly } from './sandbox-lookup.ts';

/** The sandbox link of a task (reference of the WebUI, 7.3 and 9.10), and the window of a file (10). */
const ids = { agentId: 'S0', frameworkId: 'F0', executorId: 'e' };
const state: AgentStateJson = {
  frameworks: [{ id: 'F0', executors: [{ id: 'e', directory: '/runs/1' }] }],
  completed_frameworks: [{ id: 'F1', completed_executors: [{ id: 'old', directory: '/runs/0' }] }],
};
const found = { known: true, server: 'http://192.168.1.234:5051', state, failed: false };

describe('the way to a sandbox', () => {
  it('leads to the folder of a running or a completed executor', () => {
    expect(nextStep(ids, found)).toEqual({ kind: 'folder', path: '/runs/1' });
    expect(nextStep({ ...ids, frameworkId: 'F1', executorId: 'old' }, found)).toEqual({
      kind: 'folder',
      path: '/runs/0',
    });
  });

  it('waits for the agent', () => expect(nextStep(ids, { ...found, state: null })).toBeNull());

  it.each([
    ['an unknown agent', ids, { ...found, known: false }, "Agent with ID 'S0' does not exist."],
    [
      'an unknown framework',
      { ...ids, frameworkId: 'F9' },
      found,
      "Framework with ID 'F9' does not exist on agent with ID 'S0'.",
    ],
    [
      'an unknown executor',
      { ...ids, executorId: 'x' },
      found,
      "Executor with ID 'x' does not exist on agent with ID 'S0'.",
    ],
  ])('%s: an alert one page back', (_name, asked, given, title) =>
    expect(nextStep(asked, given)).toEqual({ kind: 'alert', home: false, alert: { title, message: '', bullets: [] } }),
  );

  it('an agent that does not answer: an alert at home with what may be the reason', () => {
    const step = nextStep(ids, { ...found, state: null, failed: true });
    expect(step).toMatchObject({
      home: true,
      alert: { title: "Failed to connect to agent 'S0' on '192.168.1.234:5051'.", message: 'Potential reasons:' },
    });
    expect(step?.kind === 'alert' && step.alert.bullets).toEqual([
      "The agent's hostname is not accessible from your network",
      "The agent's port is not accessible from your network",
      'The agent timed out or went offline',
    ]);
  });

  it('opened directly: the words of the original', () =>
    expect([openedDirectly.title, openedDirectly.message]).toEqual([
      'Failed to find agents.',
      "Navigate to the agent's sandbox via the Mesos UI.",
    ]));
});

describe('the window of a file', () => {
  it('gets its file by its name, so that the same file finds its window again', () => {
    const name = pailerName('http://192.168.1.234:5051', '/slave/log', 'Mesos Agent (192.168.1.234:5051)');
    expect(pailerName('http://192.168.1.234:5051', '/slave/log', 'Mesos Agent (192.168.1.234:5051)')).toBe(name);
    expect(pailerFile(name)).toEqual({
      read: 'http://192.168.1.234:5051/files/read?path=%2Fslave%2Flog',
      title: 'Mesos Agent (192.168.1.234:5051)',
    });
  });

  it.each(['', 'x', '{}', 'null'])('opened by hand (%j) it knows none', (name) => expect(pailerFile(name)).toBeNull());
});
