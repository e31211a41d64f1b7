import { describe, expect, it } from 'vitest';
import { PINGER, PING_HOST, PONGER, PONG_HOST, pingPongWorld, pingState, pongState } from './testing/ping-pong.ts';
import { type History, advance, createHistory, fork, issue, runHash, seek, seekToEvent, stepEvent } from './history.ts';
import { createSimulator } from './simulator.ts';
import { pingPongRegistry } from './testing/ping-pong.ts';
import { readMessages } from './trace.ts';
import { findProcess } from './process-table.ts';

const SECOND = 1_000_000;

function statusOf(history: History, process: typeof PONGER) {
  return findProcess(history.simulator.world, process)?.status;
}

describe('processes and their supervisor', () => {
  it('restarts a killed process after its delay, with a new incarnation and pid', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(history, 2 * SECOND);
    const before = { ...findProcess(history.simulator.world, PONGER) };
    expect(issue(history, { kind: 'killProcess', process: PONGER })).toEqual({ ok: true });
    advance(history, 2.4 * SECOND);
    expect(statusOf(history, PONGER)).toBe('ended');
    expect(findProcess(history.simulator.world, PONGER)?.exitCode).toBe(137);
    advance(history, 2.6 * SECOND);
    const after = findProcess(history.simulator.world, PONGER);
    expect(after?.status).toBe('running');
    expect(after?.incarnation).toBe((before.incarnation ?? 0) + 1);
    expect(after?.pid).not.toBe(before.pid);
  });

  it('doubles the restart delay while the process keeps dying young', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    const delays: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      advance(history, history.simulator.world.nowUs + SECOND / 10);
      issue(history, { kind: 'killProcess', process: PONGER });
      const process = findProcess(history.simulator.world, PONGER);
      delays.push((process?.restartAtUs ?? 0) - history.simulator.world.nowUs);
      advance(history, process?.restartAtUs ?? 0);
    }
    expect(delays).toEqual([500_000, 1_000_000, 2_000_000]);
  });

  it('leaves a process alone that a person stopped, until a person starts it', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(history, SECOND);
    issue(history, { kind: 'stopProcess', process: PONGER });
    advance(history, 60 * SECOND);
    expect(statusOf(history, PONGER)).toBe('ended');
    issue(history, { kind: 'startProcess', process: PONGER });
    advance(history, 61 * SECOND);
    expect(statusOf(history, PONGER)).toBe('running');
    expect(pingState(history).connection).not.toBeNull();
  });

  it('keeps everything for a paused process and hands it over in order on resume', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 0 });
    advance(history, SECOND);
    issue(history, { kind: 'pauseProcess', process: PONGER });
    advance(history, 2 * SECOND);
    const stalled = pingState(history).answered;
    advance(history, 5 * SECOND);
    expect(pingState(history)).toMatchObject({ answered: stalled, outages: 0 });
    issue(history, { kind: 'resumeProcess', process: PONGER });
    advance(history, 6 * SECOND);
    expect(pingState(history).answered).toBeGreaterThan(stalled + 100);
  });

  it('goes on from what was durable when its host lost power', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10, durable: true });
    advance(history, 3 * SECOND);
    const counted = pongState(history).answered;
    issue(history, { kind: 'powerOffHost', host: PONG_HOST });
    issue(history, { kind: 'powerOnHost', host: PONG_HOST });
    advance(history, 4 * SECOND);
    expect(pongState(history).answered).toBeGreaterThanOrEqual(counted);
  });
});

describe('network', () => {
  it('tells the peer of a killed process at once, of a cut-off one never', () => {
    const killed = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(killed, SECOND);
    issue(killed, { kind: 'killProcess', process: PONGER });
    advance(killed, 1.01 * SECOND);
    expect(pingState(killed).outages).toBe(1);

    const cut = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(cut, SECOND);
    issue(cut, { kind: 'partition', from: [PING_HOST], to: [PONG_HOST], oneWay: false });
    advance(cut, 300 * SECOND);
    expect(pingState(cut).outages).toBe(0);
  });

  it('sends what a cut held again after healing, at the next retransmission', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(history, SECOND);
    issue(history, { kind: 'partition', from: [PING_HOST], to: [PONG_HOST], oneWay: true });
    advance(history, 2 * SECOND);
    const { answered } = pingState(history);
    issue(history, { kind: 'heal', from: [PING_HOST], to: [PONG_HOST] });
    advance(history, 4 * SECOND);
    expect(pingState(history).answered).toBeGreaterThan(answered);
    expect(pingState(history).outages).toBe(0);
  });

  it('sends all that a connection has waiting with its oldest: one timer runs for them', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    const connections = (): number => findProcess(history.simulator.world, PONGER)?.sockets.size ?? 0;
    advance(history, SECOND);
    issue(history, { kind: 'partition', from: [PING_HOST], to: [PONG_HOST], oneWay: true });
    advance(history, 7.9 * SECOND);
    const { answered } = pongState(history);
    issue(history, { kind: 'stopProcess', process: PINGER });
    issue(history, { kind: 'heal', from: [PING_HOST], to: [PONG_HOST] });
    // The ping is sent again 0.2, 0.6, 1.4, 3.0, 6.2 and 12.6 s after the cut: the close, which came last, not before it.
    advance(history, 13.4 * SECOND);
    expect([connections(), pongState(history).answered]).toEqual([1, answered]);
    advance(history, 13.8 * SECOND);
    expect([connections(), pongState(history).answered]).toEqual([0, answered + 1]);
  });

  it('gives up what a process left behind once eight doublings have passed', () => {
    const arrivedAfter = (healAtS: number): number => {
      const history = pingPongWorld({ seed: 1, intervalMs: 10 });
      advance(history, SECOND);
      issue(history, { kind: 'partition', from: [PING_HOST], to: [PONG_HOST], oneWay: false });
      advance(history, 2 * SECOND);
      issue(history, { kind: 'stopProcess', process: PINGER });
      const { answered } = pongState(history);
      advance(history, healAtS * SECOND);
      issue(history, { kind: 'heal', from: [PING_HOST], to: [PONG_HOST] });
      advance(history, 500 * SECOND);
      return pongState(history).answered - answered;
    };
    // After 102.2 s comes one more time-out that still sends; the next, after 204.6 s, finds an orphan.
    expect(arrivedAfter(90)).toBe(1);
    expect(arrivedAfter(210)).toBe(0);
  });

  it('forgets with the power of a host what its connections had waiting', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(history, SECOND);
    issue(history, { kind: 'partition', from: [PING_HOST], to: [PONG_HOST], oneWay: false });
    advance(history, 2 * SECOND);
    issue(history, { kind: 'powerOffHost', host: PING_HOST });
    const { answered } = pongState(history);
    issue(history, { kind: 'heal', from: [PING_HOST], to: [PONG_HOST] });
    advance(history, 60 * SECOND);
    expect(pongState(history).answered).toBe(answered);
  });

  it('breaks a connection when TCP has resent for 924.6 s', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(history, SECOND);
    issue(history, { kind: 'partition', from: [PING_HOST], to: [PONG_HOST], oneWay: false });
    advance(history, 925 * SECOND);
    expect(pingState(history).outages).toBe(0);
    advance(history, 927 * SECOND);
    expect(pingState(history).outages).toBe(1);
  });

  it('resets a connection whose other end was lost with the power of its host', () => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(history, SECOND);
    issue(history, { kind: 'powerOffHost', host: PONG_HOST });
    advance(history, 5 * SECOND);
    expect(pingState(history).outages).toBe(0);
    issue(history, { kind: 'powerOnHost', host: PONG_HOST });
    advance(history, 20 * SECOND);
    expect(pingState(history).outages).toBe(1);
    expect(pongState(history).answered).toBeGreaterThan(100);
  });

  it('keeps the order of messages on a lossy link', () => {
    const history = pingPongWorld({ seed: 3, intervalMs: 1 });
    issue(history, {
      kind: 'setLink',
      from: PING_HOST,
      to: PONG_HOST,
      latencyMs: 1,
      jitterMs: 50,
      lossPermille: 300,
      slowMs: 0,
    });
    advance(history, 20 * SECOND);
    const pings = readMessages(history.simulator.trace, 0, 10_000).filter((record) => record.message.type === 'ping');
    const arrivals = pings.map((record) => record.dueAtUs ?? 0);
    expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
    expect(pings.length).toBeGreaterThan(10);
  });
});

describe('commands that make no sense', () => {
  it.each([
    [{ kind: 'startProcess', process: PONGER }, 'ALREADY_RUNNING'],
    [{ kind: 'killProcess', process: 'nobody@10.0.0.9' as typeof PONGER }, 'UNKNOWN_PROCESS'],
    [{ kind: 'resumeProcess', process: PONGER }, 'NOT_PAUSED'],
    [{ kind: 'powerOnHost', host: PONG_HOST }, 'HOST_ON'],
    [{ kind: 'wipeFolder', host: PONG_HOST, folder: '/var', process: PONGER }, 'STILL_RUNNING'],
    [
      { kind: 'setLink', from: PING_HOST, to: PONG_HOST, latencyMs: -1, jitterMs: 0, lossPermille: 0, slowMs: 0 },
      'BAD_VALUE',
    ],
  ] as const)('%j is refused with %s and changes nothing', (command, code) => {
    const history = pingPongWorld({ seed: 1, intervalMs: 10 });
    advance(history, SECOND);
    const before = runHash(history);
    const result = issue(history, command);
    expect(result.ok ? null : result.error.code).toBe(code);
    expect(runHash(history)).toBe(before);
    expect(history.journal).toEqual([]);
  });
});

describe('time travel', () => {
  function eventfulRun(snapshotIntervalUs?: number): History {
    const history = pingPongWorld({
      seed: 9,
      intervalMs: 7,
      durable: true,
      ...(snapshotIntervalUs === undefined ? {} : { snapshotIntervalUs }),
    });
    advance(history, 3.3 * SECOND);
    issue(history, { kind: 'killProcess', process: PONGER });
    advance(history, 12 * SECOND);
    issue(history, { kind: 'pauseProcess', process: PINGER });
    advance(history, 13 * SECOND);
    issue(history, { kind: 'resumeProcess', process: PINGER });
    advance(history, 15 * SECOND);
    issue(history, { kind: 'partition', from: [PING_HOST], to: [PONG_HOST], oneWay: false });
    advance(history, 22 * SECOND);
    issue(history, { kind: 'heal', from: [PING_HOST], to: [PONG_HOST] });
    advance(history, 40 * SECOND);
    return history;
  }

  it('gives the same run twice, with whatever snapshots', () => {
    const hash = runHash(eventfulRun());
    expect(runHash(eventfulRun())).toBe(hash);
    expect(runHash(eventfulRun(SECOND / 4))).toBe(hash);
    expect(runHash(eventfulRun(1000 * SECOND))).toBe(hash);
  });

  it('is the same again after going back and forward, from every second', () => {
    const history = eventfulRun();
    const hash = runHash(history);
    const state = structuredClone(pingState(history));
    for (let second = 39; second >= 0; second -= 3) {
      seek(history, second * SECOND);
      expect(history.simulator.world.nowUs).toBe(second * SECOND);
      seek(history, 40 * SECOND);
      expect(runHash(history)).toBe(hash);
      expect(pingState(history)).toEqual(state);
    }
  });

  it('is a function of scenario, seed and journal', () => {
    const history = eventfulRun();
    const replay = pingPongWorld({ seed: 9, intervalMs: 7, durable: true });
    replay.journal.push(...history.journal);
    advance(replay, 40 * SECOND);
    expect(runHash(replay)).toBe(runHash(history));
    const other = pingPongWorld({ seed: 10, intervalMs: 7, durable: true });
    other.journal.push(...history.journal);
    advance(other, 40 * SECOND);
    expect(runHash(other)).not.toBe(runHash(history));
  });

  it('runs the same in slices of any size', () => {
    const whole = pingPongWorld({ seed: 4, intervalMs: 3 });
    advance(whole, 20 * SECOND);
    const sliced = pingPongWorld({ seed: 4, intervalMs: 3 });
    while (!advance(sliced, 20 * SECOND, 17));
    expect(runHash(sliced)).toBe(runHash(whole));
  });

  it('begins a new future when a command is issued in the past', () => {
    const history = eventfulRun();
    seek(history, 5 * SECOND);
    issue(history, { kind: 'stopProcess', process: PONGER });
    advance(history, 40 * SECOND);
    expect(history.journal.map((entry) => entry.command.kind)).toEqual(['killProcess', 'stopProcess']);
    expect(statusOf(history, PONGER)).toBe('ended');
  });

  it('steps event by event, and to any number of events', () => {
    const history = pingPongWorld({ seed: 2, intervalMs: 5 });
    for (let step = 0; step < 500; step += 1) stepEvent(history);
    const hash = runHash(history);
    const { nowUs } = history.simulator.world;
    for (let step = 0; step < 500; step += 1) stepEvent(history);
    seekToEvent(history, 500);
    expect(history.simulator.world.executed).toBe(500);
    expect([runHash(history), history.simulator.world.nowUs]).toEqual([hash, nowUs]);
  });

  it('forks into two futures that share the past', () => {
    const history = pingPongWorld({ seed: 2, intervalMs: 5 });
    advance(history, 12 * SECOND);
    const branch = fork(history, createSimulator({ registry: pingPongRegistry, world: history.simulator.world }));
    issue(branch, { kind: 'killProcess', process: PONGER });
    advance(branch, 30 * SECOND);
    advance(history, 30 * SECOND);
    expect(pingState(branch).outages).toBe(1);
    expect(pingState(history).outages).toBe(0);
    const untouched = pingPongWorld({ seed: 2, intervalMs: 5 });
    advance(untouched, 30 * SECOND);
    expect(runHash(history)).toBe(runHash(untouched));
  });

  it('holds nothing that structuredClone could not copy, and runs on the copy to the same end', () => {
    const history = pingPongWorld({ seed: 2, intervalMs: 5 });
    advance(history, 12 * SECOND);
    const copy = createHistory(
      createSimulator({ registry: pingPongRegistry, world: structuredClone(history.simulator.world) }),
    );
    advance(copy, 30 * SECOND);
    advance(history, 30 * SECOND);
    expect(runHash(copy)).toBe(runHash(history));
  });
});
