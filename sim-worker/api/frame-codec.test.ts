import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame, ParticleColumns } from '../cluster/views/views.ts';
import { PARTICLE_BYTES, decodeFrame, encodeFrame } from './frame-codec.ts';

const numbers = { min: 0, max: 1e15, noNaN: true };

const particles: fc.Arbitrary<ParticleColumns> = fc.integer({ min: 0, max: 40 }).chain((count) => {
  const wide = fc
    .array(fc.double(numbers), { minLength: count, maxLength: count })
    .map((list) => new Float64Array(list));
  const narrow = fc.array(fc.nat(65_535), { minLength: count, maxLength: count }).map((list) => new Uint16Array(list));
  const columns = {
    sentAtUs: wide,
    dueAtUs: wide,
    seq: wide,
    from: narrow,
    to: narrow,
    protocol: narrow,
    label: narrow,
  };
  return fc.record({ ...columns, count: fc.constant(count), omitted: fc.nat(1000) });
});

function frameWith(columns: ParticleColumns, names: readonly string[]): Frame {
  return {
    number: 7,
    nowUs: 1,
    horizonUs: 2,
    executed: 3,
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
    names,
    reset: false,
    tiles: [],
    removed: [],
    hosts: null,
    cuts: null,
    sessions: null,
    sessionsTotal: 0,
    particles: columns,
    flows: [],
    happenings: [],
  };
}

describe('frame codec', () => {
  it('gives back what was encoded, whatever the texts and columns', () => {
    fc.assert(
      fc.property(particles, fc.array(fc.string({ unit: 'grapheme' })), (columns, names) => {
        const frame = frameWith(columns, names);
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
      }),
    );
  });

  it('takes 32 bytes for each particle', () => {
    const columns = (count: number): ParticleColumns => {
      const wide = new Float64Array(count);
      const narrow = new Uint16Array(count);
      return {
        count,
        omitted: 0,
        sentAtUs: wide,
        dueAtUs: wide,
        seq: wide,
        from: narrow,
        to: narrow,
        protocol: narrow,
        label: narrow,
      };
    };
    const sizes = [100, 200].map((count) => encodeFrame(frameWith(columns(count), [])).byteLength);
    expect((sizes[1] ?? 0) - (sizes[0] ?? 0)).toBe(100 * PARTICLE_BYTES);
  });

  it('refuses a frame that is cut short', () => {
    const whole = encodeFrame(frameWith({ ...particlesOfNone(), count: 0 }, ['a']));
    expect(() => decodeFrame(whole.slice(0, 20))).toThrow();
  });
});

function particlesOfNone(): ParticleColumns {
  const wide = new Float64Array(0);
  const narrow = new Uint16Array(0);
  return {
    count: 0,
    omitted: 0,
    sentAtUs: wide,
    dueAtUs: wide,
    seq: wide,
    from: narrow,
    to: narrow,
    protocol: narrow,
    label: narrow,
  };
}
