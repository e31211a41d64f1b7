import { describe, expect, it } from 'vitest';
import { must } from '../../kernel/assert.ts';
import { applyCommand } from '../../kernel/command.ts';
import { hostId, processId } from '../../kernel/ids.ts';
import { runUntil } from '../../kernel/simulator.ts';
import { buildScenario } from '../scenarios.ts';
import { ensembleOf } from './ensemble-page.ts';
import { sessionPage } from './session-page.ts';
import { transactionPage } from './transaction-page.ts';
import type { SessionQuery, TransactionQuery } from './zookeeper-views.ts';

const SECOND_US = 1_000_000;
const SESSIONS: SessionQuery = { filter: '', sort: 'remaining', descending: false, offset: 0, limit: 100 };
const LOG: TransactionQuery = { filter: '', type: '', offset: 0, limit: 100 };

function booted() {
  const simulator = must(buildScenario('default', 3), 'scenario');
  runUntil(simulator, 30 * SECOND_US);
  return simulator;
}

describe('the ensemble page', () => {
  it('shows one leader with all others synced, the same zxid everywhere and the files on each disk', () => {
    const { servers } = ensembleOf(booted());
    expect(servers.map((server) => server.myid)).toEqual(servers.map((_, index) => index + 1));
    const leader = must(servers.find((server) => server.role === 'leader') ?? null, 'leader');
    expect(leader.learners?.filter((learner) => learner.synced)).toHaveLength(servers.length - 1);
    expect(servers.filter((server) => server.leader === leader.myid)).toHaveLength(servers.length);
    expect(new Set(servers.map((server) => server.currentEpoch)).size).toBe(1);
    for (const server of servers) {
      expect(server.traffic?.received).toBeGreaterThan(0);
      expect(server.files.some((file) => file.kind === 'log' && file.sizeBytes > 0)).toBe(true);
    }
  });

  it('reads epochs and last zxid of a killed server from its disk', () => {
    const simulator = booted();
    const before = must(ensembleOf(simulator).servers[0] ?? null, 'server');
    applyCommand(simulator, { kind: 'stopProcess', process: processId(before.process) });
    runUntil(simulator, 32 * SECOND_US);
    expect(ensembleOf(simulator).servers[0]).toMatchObject({
      status: 'ended',
      role: '',
      myid: before.myid,
      currentEpoch: before.currentEpoch,
      traffic: null,
    });
    expect(ensembleOf(simulator).servers[0]?.lastZxid).not.toBeNull();
  });

  it('shows vote and tally of a server that cannot reach a quorum', () => {
    const simulator = booted();
    const { servers } = ensembleOf(simulator);
    const hosts = servers.map((server) => hostId(server.host));
    applyCommand(simulator, { kind: 'partition', from: hosts.slice(0, 1), to: hosts.slice(1), oneWay: false });
    runUntil(simulator, 60 * SECOND_US);
    const alone = ensembleOf(simulator).servers[0];
    expect(alone).toMatchObject({ role: 'looking', serving: false });
    expect(alone?.election).toMatchObject({ leader: 1, inFavour: 1, quorum: Math.floor(servers.length / 2) + 1 });
  });
});

describe('the session page', () => {
  it('names owner, server, ephemerals and watches, soonest to expire first', () => {
    const page = sessionPage(booted(), SESSIONS);
    expect(page.matching).toBe(page.total);
    expect(page.rows.length).toBe(page.total);
    const marathon = page.rows.find((row) => row.process?.startsWith('marathon@'));
    expect(marathon?.server).toMatch(/^zookeeper@/);
    const remaining = page.rows.map((row) => row.remainingMs ?? 0);
    expect(remaining).toEqual([...remaining].sort((a, b) => a - b));
    expect(page.rows.some((row) => row.ephemeralCount > 0 && row.ephemerals[0]?.startsWith('/'))).toBe(true);
    expect(page.rows.some((row) => row.watchCount > 0)).toBe(true);
  });

  it('filters by owner, sorts by ephemerals and cuts to the page', () => {
    const simulator = booted();
    const masters = sessionPage(simulator, { ...SESSIONS, filter: 'Mesos-Master@' });
    expect(masters.matching).toBeGreaterThan(0);
    expect(masters.matching).toBeLessThan(masters.total);
    const most = sessionPage(simulator, { ...SESSIONS, sort: 'ephemerals', descending: true, limit: 2 });
    expect(most.rows).toHaveLength(2);
    expect(most.rows[0]?.ephemeralCount).toBeGreaterThanOrEqual(most.rows[1]?.ephemeralCount ?? 0);
  });
});

describe('the log page', () => {
  it('lists every transaction once, newest first, applied on all servers of a quiet ensemble', () => {
    const simulator = booted();
    const page = transactionPage(simulator, LOG);
    const zxids = page.rows.map((row) => Number.parseInt(row.zxid, 16));
    expect(zxids).toEqual([...new Set(zxids)].sort((a, b) => b - a));
    expect(page.rows.at(-1)?.places.every((place) => place === 'applied' || place === 'snapshot')).toBe(true);
    expect(page.servers.every((server) => server.applied !== null)).toBe(true);
    for (const row of page.rows) expect(row.atUs).toBeLessThanOrEqual(simulator.world.nowUs);
  });

  it('filters by type, path and page', () => {
    const simulator = booted();
    const all = transactionPage(simulator, LOG);
    const opened = transactionPage(simulator, { ...LOG, type: 'createSession' });
    expect(opened.rows.every((row) => row.type === 'createSession')).toBe(true);
    expect(opened.matching).toBeGreaterThan(0);
    const mesos = transactionPage(simulator, { ...LOG, filter: '/mesos' });
    expect(mesos.rows.every((row) => row.paths.some((path) => path.includes('/mesos')))).toBe(true);
    expect(transactionPage(simulator, { ...LOG, offset: 3, limit: 4 }).rows).toEqual(all.rows.slice(3, 7));
  });

  it('shows what a stopped server has missed as absent there', () => {
    const simulator = booted();
    const follower = must(ensembleOf(simulator).servers.find((server) => server.role === 'follower') ?? null, 'one');
    applyCommand(simulator, { kind: 'stopProcess', process: processId(follower.process) });
    runUntil(simulator, 40 * SECOND_US);
    applyCommand(simulator, { kind: 'killProcess', process: processId('marathon@192.168.1.231') });
    runUntil(simulator, 90 * SECOND_US);
    const page = transactionPage(simulator, LOG);
    const column = page.servers.findIndex((server) => server.process === follower.process);
    expect(page.servers[column]).toMatchObject({ committed: null, applied: null });
    expect(page.rows[0]?.places[column]).toBe('absent');
    expect(page.rows.at(-1)?.places[column]).toMatch(/^(logged|snapshot)$/);
  });
});
