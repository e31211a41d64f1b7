import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAOS_FROM_MS, CHAOS_UNTIL_MS, drawFaults, type EnsembleFault, FAULT_KINDS } from './faults.ts';
import { tryEnsemble } from './try-ensemble.ts';

/** Modest on purpose: `sim fuzz` sweeps thousands of seeds. */
const RUNS = 6;

function faultArbitrary(size: number): fc.Arbitrary<EnsembleFault> {
  return fc.record({
    kind: fc.constantFrom(...FAULT_KINDS),
    atMs: fc.integer({ min: CHAOS_FROM_MS, max: CHAOS_UNTIL_MS - 1 }),
    durationMs: fc.integer({ min: 20, max: 14_000 }),
    servers: fc.integer({ min: 0, max: (1 << size) - 1 }),
  });
}

describe('an ensemble under random kills, pauses, power cuts, partitions, slow links and slow disks', () => {
  it.each([3, 5])(
    '%i servers: one history, one leader for each epoch, no promise broken, serving within 30 s of the mending',
    (size) => {
      const trial = fc.record({
        seed: fc.integer({ min: 1, max: 1_000_000 }),
        faults: fc.array(faultArbitrary(size), { minLength: 1, maxLength: 12 }),
      });
      fc.assert(
        fc.property(trial, ({ seed, faults }) => {
          const outcome = tryEnsemble({ seed, size, faults: [...faults].sort((a, b) => a.atMs - b.atMs) });
          expect(outcome.problems, `seed ${String(seed)}`).toEqual([]);
        }),
        { numRuns: RUNS, seed: 20_161_204 },
      );
    },
  );

  it('seed 198: what a second cut holds does not overtake what the first one held', () => {
    const faults: EnsembleFault[] = [
      { kind: 'deafen', atMs: 20_208, durationMs: 8624, servers: 0 },
      { kind: 'split', atMs: 24_923, durationMs: 4115, servers: 0 },
      { kind: 'split', atMs: 29_298, durationMs: 1280, servers: 5 },
    ];
    expect(tryEnsemble({ seed: 198, size: 3, faults }).problems).toEqual([]);
  });

  it('seed 1330: a follower that began with a snapshot can take back the only transaction of its log', () => {
    const faults: EnsembleFault[] = [
      { kind: 'kill', atMs: 1648, durationMs: 120, servers: 7 },
      { kind: 'deafen', atMs: 18_057, durationMs: 7175, servers: 0 },
    ];
    expect(tryEnsemble({ seed: 1330, size: 5, faults }).problems).toEqual([]);
  });

  it('seed 11725: what a server logged as a leader without followers does not come back after it took a snapshot', () => {
    const faults: EnsembleFault[] = [
      { kind: 'kill', atMs: 1645, durationMs: 516, servers: 3 },
      { kind: 'powerOff', atMs: 6399, durationMs: 4049, servers: 6 },
    ];
    expect(tryEnsemble({ seed: 11_725, size: 3, faults }).problems).toEqual([]);
  });

  it('draws the same faults and gives the same run for the same seed', () => {
    expect(drawFaults(7, 3)).toEqual(drawFaults(7, 3));
    expect(tryEnsemble({ seed: 7, size: 3 })).toEqual(tryEnsemble({ seed: 7, size: 3 }));
  });

  it('lets clients work meanwhile: writes are acknowledged and watches fire', () => {
    const outcome = tryEnsemble({ seed: 3, size: 3 });
    expect(outcome.acknowledgedWrites).toBeGreaterThan(100);
    expect(outcome.watchEvents).toBeGreaterThan(20);
    expect(outcome.faults.length).toBeGreaterThan(2);
  });
});
