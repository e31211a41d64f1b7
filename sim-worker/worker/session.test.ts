import { describe, expect, it } from 'vitest';
import type { ApiResult, HttpOutcome, SimulationApi, StepKind } from '../api/contract.ts';
import { FRAME_LIMIT_BYTES, decodeFrame } from '../api/frame-codec.ts';
import type { Frame } from '../cluster/views/views.ts';
import { findProcess } from '../kernel/process-table.ts';
import { createLoop } from './loop.ts';
import { serveSession } from './serve.ts';
import { createSession } from './session.ts';
import { WEB, manualClock, toySource } from './testing/toy-scenario.ts';

/** A session with its loop; `frames` are what a page would have got that acknowledges each at once. */
function open(overrides: { seed?: number; journal?: readonly unknown[]; atUs?: number } = {}) {
  const clock = manualClock();
  const frames: Frame[] = [];
  const sizes: number[] = [];
  const session = createSession(toySource);
  const loop = createLoop(session, clock, (buffer) => {
    sizes.push(buffer.byteLength);
    frames.push(decodeFrame(buffer));
    loop.hungry = true;
  });
  const api = serveSession(loop, () => {});
  api.connectFrames({ start: () => {}, close: () => {} });
  const result = api.open({ scenario: 'toy', seed: 1, journal: [], atUs: 0, ...overrides });
  expect(result.ok).toBe(true);
  const settle = (turns = 20_000) => {
    for (let turn = 0; turn < turns && clock.turn(); turn += 1);
  };
  const wait = async <T>(asked: Promise<T>): Promise<T> => {
    settle();
    return asked;
  };
  const world = () => {
    if (session.run === null) throw new Error('no run');
    return session.run.history.simulator.world;
  };
  return { api, session, clock, frames, sizes, settle, wait, world };
}

const get = (api: SimulationApi) => api.http({ method: 'GET', url: 'http://10.0.0.2/', headers: {}, body: null });
const post = (api: SimulationApi, path = '/') =>
  api.http({ method: 'POST', url: `http://10.0.0.2${path}`, headers: { Accept: '*/*' }, body: '{}' });

/** Plays for virtual time at unlimited speed. */
async function playTo(opened: ReturnType<typeof open>, atUs: number): Promise<void> {
  expect(await opened.wait(opened.api.seek(atUs))).toEqual({ ok: true, value: null });
}

describe('session: playing', () => {
  it('runs virtual time at the chosen speed, and stands still while paused', () => {
    const { api, settle, world } = open();
    api.setSpeed(2, false);
    api.play();
    settle(101);
    const nowUs = world().nowUs;
    expect(nowUs).toBeGreaterThan(2_500_000);
    expect(nowUs).toBeLessThan(4_000_000);
    api.pause();
    settle(100);
    expect(world().nowUs).toBe(nowUs);
  });

  it('refuses speeds that make no sense', () => {
    const { api } = open();
    expect(api.setSpeed(-1, false)).toMatchObject({ ok: false, error: { code: 'BAD_SPEED' } });
    expect(api.setSpeed(Number.NaN, false)).toMatchObject({ ok: false });
  });

  it('sends frames that say where the run stands, each within 64 kB, only when something changed', () => {
    const { api, frames, sizes, settle } = open();
    settle();
    expect(frames[0]).toMatchObject({ reset: true, nowUs: 0, playing: false });
    const quiet = frames.length;
    settle();
    expect(frames.length).toBe(quiet);
    api.play();
    settle(50);
    expect(frames.at(-1)?.nowUs).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(FRAME_LIMIT_BYTES);
  });

  it('sends no frames to a hidden page, and everything anew when it shows again', () => {
    const { api, frames, settle, world } = open();
    settle();
    api.setVisible(false);
    api.play();
    const before = frames.length;
    settle(100);
    expect(world().nowUs).toBeGreaterThan(0);
    expect(frames.length).toBe(before);
    api.setVisible(true);
    settle(2);
    expect(frames[before]).toMatchObject({ reset: true });
  });
});

describe('session: time travel', () => {
  it('goes back and ahead to the same events', async () => {
    const opened = open();
    await playTo(opened, 30_000_000);
    const there = opened.api.exportRun();
    await playTo(opened, 4_321_000);
    expect(opened.world().nowUs).toBe(4_321_000);
    await playTo(opened, 30_000_000);
    expect(opened.api.exportRun()).toEqual(there);
  });

  it('keeps the horizon while it stands before it, until something new is done', async () => {
    const opened = open();
    await playTo(opened, 30_000_000);
    await playTo(opened, 10_000_000);
    expect(opened.api.timeline()).toMatchObject({ nowUs: 10_000_000, horizonUs: 30_000_000 });
    await opened.wait(opened.api.command({ kind: 'kill', process: WEB }));
    expect(opened.api.timeline()).toMatchObject({ nowUs: 10_000_000, horizonUs: 10_000_000 });
  });

  it('forgets the future on demand, for undo', async () => {
    const opened = open();
    await playTo(opened, 5_000_000);
    await opened.wait(opened.api.command({ kind: 'kill', process: WEB }));
    await playTo(opened, 30_000_000);
    await playTo(opened, 4_000_000);
    expect(opened.api.forgetFuture()).toEqual({ ok: true, value: null });
    expect(opened.api.timeline()).toMatchObject({ horizonUs: 4_000_000, faults: [] });
    await playTo(opened, 30_000_000);
    expect(findProcess(opened.world(), WEB)?.incarnation).toBe(1);
  });

  it('shows who led when, after going back too', async () => {
    const opened = open();
    await playTo(opened, 5_000_000);
    await opened.wait(opened.api.command({ kind: 'kill', process: WEB }));
    await playTo(opened, 20_000_000);
    const lanes = opened.api.timeline().lanes;
    await playTo(opened, 1_000_000);
    expect(opened.api.timeline().lanes).toEqual(lanes);
    const spans = lanes.find((lane) => lane.id === 'mesos')?.spans ?? [];
    expect(spans).toMatchObject([
      { process: WEB, toUs: 5_000_000, label: 'epoch 1' },
      { process: WEB, fromUs: 5_500_000, toUs: null },
    ]);
  });

  it.each<StepKind>(['event', 'message', 'task'])('steps ahead and back by %s', async (kind) => {
    const opened = open();
    await playTo(opened, 1_000_000);
    for (const path of ['/task', '/task', '/task']) void post(opened.api, path);
    const stops: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      expect(await opened.wait(opened.api.step(kind))).toEqual({ ok: true, value: null });
      stops.push(opened.world().executed);
    }
    expect(await opened.wait(opened.api.stepBack(kind))).toEqual({ ok: true, value: null });
    expect(opened.world().executed).toBe(stops[1]);
    await opened.wait(opened.api.stepBack(kind));
    expect(opened.world().executed).toBe(stops[0]);
    await opened.wait(opened.api.step(kind));
    expect(opened.world().executed).toBe(stops[1]);
  });

  it('stays where it is when nothing of the kind came before', async () => {
    const opened = open();
    await playTo(opened, 25_000_000);
    const { executed } = opened.world();
    expect(await opened.wait(opened.api.stepBack('task'))).toMatchObject({ ok: false, error: { code: 'NONE_BEFORE' } });
    expect(opened.world().executed).toBe(executed);
  });

  it('gives way to a newer seek', async () => {
    const { api, settle } = open();
    const first = api.seek(600_000_000);
    const second = api.seek(1_000_000);
    settle();
    expect(await first).toMatchObject({ ok: false, error: { code: 'SUPERSEDED' } });
    expect(await second).toEqual({ ok: true, value: null });
  });
});

describe('session: HTTP', () => {
  it('reads at once and leaves no mark on the run', async () => {
    const opened = open();
    await playTo(opened, 1_000_000);
    const { runHash } = opened.api.exportRun();
    expect(await get(opened.api)).toMatchObject({ kind: 'response', status: 200, body: '{"posts":0}' });
    expect(opened.api.exportRun()).toMatchObject({ runHash, journal: [] });
  });

  it('answers a write in virtual time, journaled', async () => {
    const opened = open();
    await playTo(opened, 1_000_000);
    let outcome: HttpOutcome | null = null;
    void post(opened.api).then((given) => (outcome = given));
    opened.settle();
    await Promise.resolve();
    expect(outcome).toBeNull();
    await playTo(opened, 2_000_000);
    expect(outcome).toMatchObject({ kind: 'response', status: 200, body: '{"posts":1}' });
    expect(opened.api.exportRun().journal).toHaveLength(1);
  });

  it('tells that a write was undone when the run goes back before it', async () => {
    const opened = open();
    await playTo(opened, 1_000_000);
    const asked = post(opened.api);
    await playTo(opened, 500_000);
    expect(await asked).toEqual({ kind: 'error', error: 'rewound' });
  });

  it.each([
    ['http://10.0.0.2:81/', 'refused'],
    ['http://10.0.0.77/', 'unknownHost'],
    ['http://10.0.0.2:7/', 'notHttp'],
    ['gopher://10.0.0.2/', 'badUrl'],
    ['nonsense', 'badUrl'],
  ])('says what a browser would for %s: %s', async (url, error) => {
    const opened = open();
    await playTo(opened, 1_000_000);
    expect(await opened.api.http({ method: 'GET', url, headers: {}, body: null })).toEqual({ kind: 'error', error });
  });
});

describe('session: commands', () => {
  it('restarts a process as soon as it has ended', async () => {
    const opened = open();
    await playTo(opened, 1_000_000);
    expect(await opened.wait(opened.api.command({ kind: 'restart', process: WEB }))).toEqual({ ok: true, value: null });
    await playTo(opened, 1_100_000);
    expect(findProcess(opened.world(), WEB)).toMatchObject({ status: 'running', incarnation: 2 });
  });

  it('refuses what makes no sense and changes nothing', async () => {
    const opened = open();
    await playTo(opened, 1_000_000);
    const before = opened.api.exportRun();
    const bad: ApiResult<null>[] = [
      await opened.api.command({ kind: 'kill', process: 'nobody@nowhere' }),
      await opened.api.command({ kind: 'resume', process: WEB }),
      await opened.api.command({ kind: 'wipe', process: WEB }),
      await opened.api.command({ kind: 'partition', from: ['1.2.3.4'], to: ['10.0.0.1'], oneWay: false }),
      await opened.api.command({ kind: 'setClock', host: '10.0.0.1', skewMs: Number.NaN }),
    ];
    expect(bad.map((result) => result.ok)).toEqual([false, false, false, false, false]);
    expect(opened.api.exportRun()).toEqual(before);
  });

  it('heals all cuts', async () => {
    const opened = open();
    await playTo(opened, 1_000_000);
    await opened.api.command({ kind: 'partition', from: ['10.0.0.1'], to: ['10.0.0.2'], oneWay: false });
    expect(opened.world().links.some((link) => link.blocked)).toBe(true);
    await opened.api.command({ kind: 'healAll' });
    expect(opened.world().links.some((link) => link.blocked)).toBe(false);
  });

  it('stops on a failed assertion of our own, says where, and can go back before it', async () => {
    const opened = open();
    await playTo(opened, 1_000_000);
    void post(opened.api, '/fail');
    opened.api.play();
    opened.settle(200);
    expect(opened.session.failure).toMatchObject({ message: 'assertion failed: made to fail', seed: 1 });
    expect(opened.session.playing).toBe(false);
    await playTo(opened, 500_000);
    expect(opened.session.failure).toBeNull();
  });
});

describe('session: keeping and repeating a run', () => {
  it('gives the same hash when its export is opened again', async () => {
    const opened = open();
    await playTo(opened, 2_000_000);
    void post(opened.api);
    await playTo(opened, 3_000_000);
    await opened.api.command({ kind: 'kill', process: WEB });
    await playTo(opened, 9_000_000);
    const kept = JSON.parse(JSON.stringify(opened.api.exportRun())) as ReturnType<typeof opened.api.exportRun>;
    const again = open({ seed: kept.seed, journal: kept.journal, atUs: kept.atUs });
    again.settle();
    expect(again.api.exportRun()).toEqual(kept);
  });

  it('has the same hash at every speed', async () => {
    const hashes = [0.5, 3, 0].map((speed) => {
      const opened = open();
      opened.api.setSpeed(speed, speed === 3);
      opened.api.play();
      while (opened.world().nowUs < 2_000_000) opened.settle(1);
      opened.api.pause();
      void opened.api.seek(40_000_000);
      opened.settle();
      return opened.api.exportRun().runHash;
    });
    expect(new Set(hashes).size).toBe(1);
  });

  it.each([
    ['an unknown scenario', { scenario: 'moon', seed: 1, journal: [], atUs: 0 }],
    ['a broken seed', { scenario: 'toy', seed: 1.5, journal: [], atUs: 0 }],
    ['a time before the start', { scenario: 'toy', seed: 1, journal: [], atUs: -1 }],
    [
      'an unknown command',
      { scenario: 'toy', seed: 1, atUs: 0, journal: [{ atUs: 1, afterEvents: 1, command: { kind: 'explode' } }] },
    ],
    [
      'something told to a program that is no tool',
      {
        scenario: 'toy',
        seed: 1,
        atUs: 0,
        journal: [{ atUs: 1, afterEvents: 1, command: { kind: 'tell', process: 'x', body: 5 } }],
      },
    ],
  ])('refuses %s and keeps the run that is open', async (_, request) => {
    const opened = open();
    await playTo(opened, 1_000_000);
    expect(opened.api.open(request as never)).toMatchObject({ ok: false });
    expect(opened.world().nowUs).toBe(1_000_000);
  });
});
