import { describe, expect, it } from 'vitest';
import { drawPlainEvents, type MarathonEvent } from './marathon-faults.ts';
import { tryMarathon } from './try-marathon.ts';

describe('a cluster under random faults', () => {
  // Two seeds, two election clients; `sim fuzz --goal marathon` runs as many as one likes.
  it.each([1, 3])('seed %d: one Marathon acts, deleted apps stay deleted, every app comes back', (seed) => {
    const outcome = tryMarathon({ seed });
    expect(outcome.problems).toEqual([]);
    expect(outcome.acknowledged).toBeGreaterThan(0);
  });

  it('seed 154, commons-1.3: a standby that lost its session holds the lowest member as a zombie; a restart heals', () => {
    const outcome = tryMarathon({ seed: 154, faults: drawPlainEvents(154) });
    expect(outcome).toMatchObject({ electionImpl: 'commons-1.3', cured: true, problems: [] });
  });

  it('seed 11130: an app that was created anew, without an answer, may start by its recovered deployment', () => {
    expect(tryMarathon({ seed: 11130, faults: drawPlainEvents(11130) }).problems).toEqual([]);
  });

  it('seed 10567: launches stored after the 3 s of the queue are repeated; the restart waits for ever, until a person helps', () => {
    const faults: readonly MarathonEvent[] = [
      { kind: 'create', atMs: 17_000, app: 0, instances: 3, marathon: 0 },
      { kind: 'slowLink', target: 'master', which: 0, atMs: 29_976, durationMs: 26_643 },
      { kind: 'upgrade', atMs: 30_713, app: 0, instances: 2, marathon: 0 },
    ];
    expect(tryMarathon({ seed: 10567, faults })).toMatchObject({ cured: true, problems: [] });
  });

  it('gives the same run for the same seed', () => {
    expect(tryMarathon({ seed: 1 })).toEqual(tryMarathon({ seed: 1 }));
  });
});
