import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventRecord, emptyQueue, queuePop, queuePush } from './event-queue.ts';
import { initialRandom, nextBelow, nextFraction } from './random.ts';

describe('event queue', () => {
  it('gives events in the order of their times, and of their numbers at equal times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 300 }), (times) => {
        const queue = emptyQueue();
        const events = times.map((at, index) => ({ at, seq: index }) as EventRecord);
        for (const event of events) queuePush(queue, event);
        const popped = times.map(() => queuePop(queue));
        expect(popped).toEqual([...events].sort((a, b) => a.at - b.at || a.seq - b.seq));
        expect(queuePop(queue)).toBeUndefined();
      }),
    );
  });
});

describe('random streams', () => {
  it('differ by name, repeat by seed, and fill their range evenly', () => {
    const draws = (seed: number, name: string) => {
      const stream = initialRandom(seed, name);
      return Array.from({ length: 5 }, () => nextFraction(stream));
    };
    expect(draws(1, 'a')).toEqual(draws(1, 'a'));
    expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
    expect(draws(2, 'a')).not.toEqual(draws(1, 'a'));
    const stream = initialRandom(7, 'even');
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const slot = nextBelow(stream, 10);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  });
});
