import { beforeEach, describe, expect, test } from 'vitest';
import type { Frame, Happening, ProcessTile } from '../../../sim-worker/api.ts';
import { createFrameClock, shownTimeUs, takeFrameTime } from './frame-clock.ts';
import { PARTICLE_CAPACITY, createParticleStore, oldestParticle, takeParticles } from './particle-store.ts';
import { takeFrame, useRun } from './run-store.ts';

const none = new Float64Array();
const noIndices = new Uint16Array();

const emptyFrame: Frame = {
  number: 0,
  nowUs: 0,
  horizonUs: 0,
  executed: 0,
  commandsApplied: 0,
  commandsTotal: 0,
  playing: true,
  chosenSpeed: 1,
  speed: 1,
  measuredSpeed: 1,
  autoPace: false,
  paceReason: null,
  progress: null,
  failure: null,
  namesFrom: 0,
  names: [],
  reset: false,
  tiles: [],
  removed: [],
  hosts: null,
  cuts: null,
  sessions: null,
  sessionsTotal: 0,
  particles: {
    count: 0,
    sentAtUs: none,
    dueAtUs: none,
    seq: none,
    from: noIndices,
    to: noIndices,
    protocol: noIndices,
    label: noIndices,
    omitted: 0,
  },
  flows: [],
  happenings: [],
};

function tile(id: string): ProcessTile {
  return {
    id,
    host: 'h',
    program: 'marathon',
    title: id,
    status: 'running',
    role: '',
    leading: false,
    detail: '',
    pid: 1,
    incarnation: 1,
    exitCode: null,
    restartAtUs: null,
    vote: null,
    resources: null,
    tasks: [],
    taskCount: 0,
  };
}

function happening(atUs: number): Happening {
  return { atUs, seq: atUs, kind: 'task', process: 'p', key: 'task', values: {} };
}

describe('run store', () => {
  beforeEach(() => takeFrame({ ...emptyFrame, reset: true }));

  test('a frame without news changes nothing, so that nothing renders', () => {
    takeFrame(emptyFrame);
    const before = useRun.getState();
    takeFrame({ ...emptyFrame, number: 5, nowUs: 900, horizonUs: 900 });
    expect(useRun.getState()).toBe(before);
  });

  test('tiles are merged, removed ones go, and a reset forgets all', () => {
    takeFrame({ ...emptyFrame, tiles: [tile('a'), tile('b')] });
    takeFrame({ ...emptyFrame, tiles: [{ ...tile('a'), role: 'leader' }], removed: ['b'] });
    expect([...useRun.getState().tiles.values()].map(({ id, role }) => [id, role])).toEqual([['a', 'leader']]);
    takeFrame({ ...emptyFrame, reset: true, tiles: [tile('c')] });
    expect([...useRun.getState().tiles.keys()]).toEqual(['c']);
  });

  test('going back keeps what happened before and forgets what came after', () => {
    takeFrame({ ...emptyFrame, nowUs: 30, happenings: [happening(10), happening(20), happening(30)] });
    takeFrame({ ...emptyFrame, nowUs: 20, reset: true });
    expect(useRun.getState().happenings.map(({ atUs }) => atUs)).toEqual([10, 20]);
  });

  test('the shown instant lies in the past once it is before the end of the run', () => {
    takeFrame({ ...emptyFrame, nowUs: 5_000_000, horizonUs: 9_000_000 });
    expect(useRun.getState().inPast).toBe(true);
  });
});

describe('frame clock', () => {
  test('stands exactly at the simulation’s time while paused', () => {
    const clock = createFrameClock();
    takeFrameTime(clock, { ...emptyFrame, nowUs: 1234, playing: false });
    expect([shownTimeUs(clock, 10), shownTimeUs(clock, 500)]).toEqual([1234, 1234]);
  });

  test('runs on between two frames at the speed of the run', () => {
    const clock = createFrameClock();
    takeFrameTime(clock, { ...emptyFrame, nowUs: 0, speed: 0.001 });
    shownTimeUs(clock, 1000);
    takeFrameTime(clock, { ...emptyFrame, nowUs: 16, speed: 0.001 });
    const first = shownTimeUs(clock, 1016);
    expect(first).toBeGreaterThan(10);
    expect(shownTimeUs(clock, 1032)).toBeGreaterThan(first);
  });

  test('jumps when the simulation is far away', () => {
    const clock = createFrameClock();
    takeFrameTime(clock, { ...emptyFrame, nowUs: 0 });
    takeFrameTime(clock, { ...emptyFrame, nowUs: 60_000_000 });
    expect(shownTimeUs(clock, 16)).toBe(60_000_000);
  });
});

test('the particle ring forgets the oldest and knows what it still holds', () => {
  const store = createParticleStore();
  const count = 480;
  const columns = { ...emptyFrame.particles, count, sentAtUs: new Float64Array(count).fill(7) };
  for (let frame = 0; frame < 20; frame += 1) takeParticles(store, { ...emptyFrame, particles: columns });
  expect(store.written).toBe(20 * count);
  expect(oldestParticle(store)).toBe(20 * count - PARTICLE_CAPACITY);
  takeParticles(store, { ...emptyFrame, reset: true });
  expect(store.written).toBe(0);
});
