import { describe, expect, test } from 'vitest';
import { fitted, including, marks, timeAt, xOf, zoomed } from './scale.ts';

describe('timeline scale', () => {
  test('the fitted stretch holds the whole run and rests while the run grows', () => {
    expect(fitted(0)).toEqual({ fromUs: 0, toUs: 30_000_000 });
    expect(fitted(12_000_000)).toEqual(fitted(28_000_000));
    expect(fitted(61_000_000).toUs).toBe(120_000_000);
  });

  test('a place on the line and an instant are each other’s inverse', () => {
    const stretch = { fromUs: 5_000_000, toUs: 25_000_000 };
    expect(timeAt(stretch, 800, xOf(stretch, 800, 12_345_678))).toBeCloseTo(12_345_678, 0);
  });

  test('zooming keeps the instant under the pointer where it is', () => {
    const stretch = { fromUs: 0, toUs: 60_000_000 };
    const near = zoomed(stretch, 30_000_000, 4);
    expect(near.toUs - near.fromUs).toBe(15_000_000);
    expect(xOf(near, 100, 30_000_000)).toBeCloseTo(50);
    expect(zoomed(stretch, 1_000_000, 0.5).fromUs).toBe(0);
  });

  test('the stretch follows an instant that left it', () => {
    const stretch = { fromUs: 10_000_000, toUs: 20_000_000 };
    expect(including(stretch, 15_000_000)).toBe(stretch);
    const moved = including(stretch, 40_000_000);
    expect(moved.fromUs).toBeLessThan(40_000_000);
    expect(moved.toUs).toBeGreaterThan(40_000_000);
  });

  test('marks stand at round times and do not crowd', () => {
    const found = marks({ fromUs: 0, toUs: 30_000_000 }, 840);
    expect(found.map((mark) => mark.text)).toEqual(['00:00', '00:05', '00:10', '00:15', '00:20', '00:25', '00:30']);
    expect(marks({ fromUs: 1_000_000, toUs: 1_010_000 }, 400).map((mark) => mark.text)[0]).toBe('00:01.000');
  });
});
