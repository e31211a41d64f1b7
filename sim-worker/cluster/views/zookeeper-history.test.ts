import { describe, expect, it } from 'vitest';
import { must } from '../../kernel/assert.ts';
import { createHistory, seek, issue } from '../../kernel/history.ts';
import { processId } from '../../kernel/ids.ts';
import { runUntil } from '../../kernel/simulator.ts';
import { mapEntries } from '../../kernel/persistent-map.ts';
import { buildScenario } from '../scenarios.ts';
import { treeAt } from './committed-history.ts';
import { electionLogOf } from './election-log.ts';
import { servingServers } from './ensemble.ts';
import { leaderOf } from './leaders.ts';
import { watchPage } from './watch-page.ts';
import { znodeHistory } from './znode-history.ts';
import { listZnodes } from './znodes.ts';

const SECOND_US = 1_000_000;
const ALL = { offset: 0, limit: 10_000 };

function booted() {
  const simulator = must(buildScenario('default', 3), 'scenario');
  runUntil(simulator, 30 * SECOND_US);
  return simulator;
}

function paths(simulator: ReturnType<typeof booted>): string[] {
  const tree = must(servingServers(simulator)[0] ?? null, 'server').state.database.tree;
  return [...mapEntries(tree.nodes)].map(([path]) => path).sort();
}

describe('the election log', () => {
  it('shows each server’s round from its own vote to the decision, and the leader that serves at the end', () => {
    const simulator = booted();
    const log = electionLogOf(simulator, { election: 0, ...ALL });
    const [first] = log.elections;
    expect(first).toMatchObject({ outcome: 'elected', servers: [1, 2, 3], leader: 3, epoch: 4 });
    for (const server of first?.servers ?? []) {
      const steps = log.steps.filter((step) => step.server === server);
      expect(steps[0]).toMatchObject({ step: 'started', vote: { leader: server, round: 1 } });
      expect(steps.some((step) => step.step === 'decided' && step.vote?.leader === 3)).toBe(true);
      const decided = must(
        steps.find((step) => step.step === 'decided'),
        'decision',
      );
      const tallies = steps.filter((step) => step.step === 'tally' && step.index < decided.index);
      expect(tallies).toContainEqual(expect.objectContaining({ quorum: true }));
    }
    const changed = log.steps.filter((step) => step.step === 'voteChanged');
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((step) => step.reason === 'id')).toBe(true);
    const sent = log.steps.filter((step) => step.step === 'sent').length;
    expect(log.steps.filter((step) => step.step === 'received').length).toBeLessThanOrEqual(sent + 30);
  });

  it('begins a new election when the leader is killed, and stays the same after going back', () => {
    const history = createHistory(must(buildScenario('default', 3), 'scenario'));
    const { simulator } = history;
    seek(history, 30 * SECOND_US);
    const leader = must(leaderOf(simulator, 'zookeeper'), 'leader');
    issue(history, { kind: 'killProcess', process: processId(leader) });
    seek(history, 45 * SECOND_US);
    const log = electionLogOf(simulator, { election: null, ...ALL });
    const elected = log.elections.filter((election) => election.outcome === 'elected');
    expect(elected).toHaveLength(2);
    expect(elected[1]).toMatchObject({ leader: 2, epoch: 5, servers: [1, 2] });
    expect(log.elections.at(-1)).toMatchObject({ outcome: 'joined', servers: [3], leader: 2 });
    seek(history, 20 * SECOND_US);
    expect(electionLogOf(simulator, { election: null, ...ALL })).toMatchObject({ shown: 0, nowUs: 20 * SECOND_US });
    expect(electionLogOf(simulator, { election: 1, ...ALL }).elections).toHaveLength(log.elections.length);
    seek(history, 45 * SECOND_US);
    expect(electionLogOf(simulator, { election: null, ...ALL })).toEqual(log);
  });
});

describe('a znode’s history', () => {
  it('holds the writer and every value, also across a change of leader', () => {
    const history = createHistory(must(buildScenario('default', 3), 'scenario'));
    const { simulator } = history;
    seek(history, 30 * SECOND_US);
    issue(history, { kind: 'killProcess', process: processId(must(leaderOf(simulator, 'zookeeper'), 'leader')) });
    seek(history, 60 * SECOND_US);
    const page = znodeHistory(simulator, { path: '/mesos', subtree: true, offset: 0, limit: 500 });
    expect(page.rows.at(-1)).toMatchObject({ path: '/mesos', change: 'created', versionBefore: null, versionAfter: 0 });
    const info = page.rows.filter((row) => row.path.startsWith('/mesos/json.info_'));
    expect(info.length).toBeGreaterThanOrEqual(3);
    expect(info.every((row) => row.process?.startsWith('mesos-master@') === true)).toBe(true);
    expect(new Set(page.rows.map((row) => `${row.zxid} ${row.path}`)).size).toBe(page.rows.length);
  });

  it('names the watches that each change fired: whom, by which server, when', () => {
    const simulator = booted();
    const page = znodeHistory(simulator, { path: '/mesos', subtree: true, offset: 0, limit: 500 });
    const created = page.rows.filter(({ path, firedTotal }) => path.startsWith('/mesos/json.info_') && firedTotal > 0);
    expect(created.length).toBeGreaterThan(0);
    for (const row of created) {
      expect(row.fired).toHaveLength(row.firedTotal);
      for (const watch of row.fired) {
        expect(watch).toMatchObject({ event: 'NodeChildrenChanged', path: '/mesos' });
        expect(watch.process).not.toBeNull();
        expect(watch.server).toMatch(/^zookeeper@/);
        expect(watch.atUs).toBeGreaterThanOrEqual((row.atUs ?? 0) - 10_000);
      }
    }
    // A watch fires once: as many as the master's watchers at most, each on one server.
    const [last] = created;
    expect(new Set(last?.fired.map(({ session }) => session)).size).toBe(last?.firedTotal);
  });

  it('gives the tree of any instant as the run had it then', () => {
    const history = createHistory(must(buildScenario('default', 3), 'scenario'));
    const { simulator } = history;
    const seen = new Map<number, string[]>();
    for (const at of [12, 20, 40]) {
      seek(history, at * SECOND_US);
      seen.set(at, paths(simulator));
    }
    for (const [at, expected] of seen) {
      const tree = must(treeAt(simulator, at * SECOND_US), 'tree');
      expect([...mapEntries(tree.nodes)].map(([path]) => path).sort()).toEqual(expected);
    }
    expect(listZnodes(simulator, '/', { offset: 0, limit: 10, atUs: 0 })).toMatchObject({
      ok: false,
      error: { code: 'NOT_SERVING' },
    });
  });
});

describe('the list of watches', () => {
  it('names by path who waits there, on which server', () => {
    const page = watchPage(booted(), { filter: '/mesos', offset: 0, limit: 100 });
    const group = must(page.rows.find((row) => row.path === '/mesos') ?? null, 'watches on /mesos');
    expect(group.exists).toBe(true);
    expect(group.watchers.length).toBeGreaterThanOrEqual(8);
    expect(group.watchers.every((row) => row.kind === 'child' && row.process !== null)).toBe(true);
  });
});
