import { describe, expect, it } from 'vitest';
import { must } from '../../kernel/assert.ts';
import { applyCommand } from '../../kernel/command.ts';
import { hostId, processId } from '../../kernel/ids.ts';
import { runUntil, type Simulator } from '../../kernel/simulator.ts';
import { buildScenario } from '../scenarios.ts';
import { allocatorView, offersView } from './offer-cycle-page.ts';
import { pingsView } from './ping-page.ts';
import { replicatedLogView } from './replicated-log-page.ts';
import { timersView } from './timer-page.ts';

const SECOND_US = 1_000_000;
const EVERYTHING = { filter: '', meanings: [], offset: 0, limit: 500 };

function booted(seconds: number): Simulator {
  const simulator = must(buildScenario('default', 3), 'scenario');
  runUntil(simulator, seconds * SECOND_US);
  return simulator;
}

describe('the offer cycle', () => {
  it('shows what was offered, to whom, in which order, and what became of each offer', () => {
    const simulator = booted(60);
    const allocator = allocatorView(simulator);
    const offered = allocator.runs.flatMap((run) => run.offered);
    expect(allocator.runs.length).toBeGreaterThan(0);
    expect(offered.every((entry) => entry.framework.name !== '' && entry.agent.host !== '')).toBe(true);
    const { ended, open } = offersView(simulator);
    expect(ended.length + open.length).toBeGreaterThan(0);
    for (const offer of ended) expect(offer.endedAtUs).toBeGreaterThanOrEqual(offer.madeAtUs);
    expect(ended.every((offer) => offer.outcome !== 'declined' || offer.refuseSeconds !== null)).toBe(true);
  });

  it('keeps refusals in force with the time when they end', () => {
    const simulator = booted(60);
    const { filters, nowUs } = allocatorView(simulator);
    for (const filter of filters) expect(filter.expiresAtUs ?? nowUs).toBeGreaterThanOrEqual(nowUs);
  });

  it('samples dominant shares in the order of time', () => {
    const { history } = allocatorView(booted(60));
    const times = history.map((sample) => sample.atUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(history.length).toBeGreaterThan(0);
  });

  it('is empty while no master leads', () => {
    const simulator = must(buildScenario('default', 3), 'scenario');
    expect(allocatorView(simulator)).toMatchObject({ master: null, runs: [] });
    expect(offersView(simulator)).toMatchObject({ master: null, open: [], ended: [] });
  });
});

describe('the replicated log', () => {
  it('shows every position learned by all replicas of a quiet cluster, and one coordinator', () => {
    const { replicas, positions, quorum } = replicatedLogView(booted(60));
    expect(quorum).toBe(2);
    expect(replicas.map((replica) => replica.replica)).toEqual(['VOTING', 'VOTING', 'VOTING']);
    expect(replicas.filter((replica) => replica.role === 'coordinator')).toHaveLength(1);
    const held = positions.filter((row) => row.places.every((place) => place.place === 'learned'));
    expect(held.length).toBeGreaterThan(0);
    expect(positions[0]?.position).toBe(Math.max(...replicas.map((replica) => replica.end)));
  });

  it('shows a stopped master as absent', () => {
    const simulator = booted(30);
    const stopped = must(replicatedLogView(simulator).replicas[2] ?? null, 'replica');
    applyCommand(simulator, { kind: 'stopProcess', process: processId(stopped.process) });
    runUntil(simulator, 31 * SECOND_US);
    expect(replicatedLogView(simulator).replicas[2]).toMatchObject({ replica: null, members: [] });
  });
});

describe('ping strikes', () => {
  it('counts five strikes of a silent agent and says when it will be removed', () => {
    const simulator = booted(40);
    const agent = must(pingsView(simulator).agents[0] ?? null, 'agent');
    applyCommand(simulator, { kind: 'powerOffHost', host: hostId(agent.agent.host) });
    runUntil(simulator, 100 * SECOND_US);
    const [worst] = pingsView(simulator).agents;
    expect(worst?.agent).toEqual(agent.agent);
    expect(worst?.strikes).toBeGreaterThan(1);
    const removedAtUs = must(worst?.removedAtUs ?? null, 'time of removal');
    runUntil(simulator, removedAtUs - 1000);
    expect(pingsView(simulator).agents.some((row) => row.agent.id === agent.agent.id)).toBe(true);
    runUntil(simulator, removedAtUs + SECOND_US);
    expect(pingsView(simulator).agents.some((row) => row.agent.id === agent.agent.id)).toBe(false);
  });
});

describe('pending timers', () => {
  it('lists them soonest first, with what each is for', () => {
    const simulator = booted(60);
    const { rows, total, matching } = timersView(simulator, EVERYTHING);
    expect(matching).toBe(total);
    for (const row of rows) expect(row.dueAtUs).toBeGreaterThanOrEqual(simulator.world.nowUs);
    expect(rows.map((row) => row.dueAtUs)).toEqual(rows.map((row) => row.dueAtUs).sort((a, b) => a - b));
    const known = ['zookeeper', 'mesos-master', 'mesos-agent', 'marathon'];
    const unexplained = rows.filter((row) => row.meaning === '' && known.includes(row.program));
    expect(unexplained.map((row) => `${row.program} ${row.name}`)).toEqual([]);
  });

  it('filters by process, name or meaning', () => {
    const simulator = booted(60);
    const pings = timersView(simulator, { ...EVERYTHING, filter: 'ping to the agent', meanings: ['agentPing'] });
    expect(pings.matching).toBeGreaterThan(0);
    expect(pings.rows.every((row) => row.meaning === 'agentPing' && row.about !== '')).toBe(true);
  });
});
