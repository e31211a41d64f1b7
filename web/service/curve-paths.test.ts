import { describe, expect, test } from 'vitest';
import { areaPath, latencyTop, linePath, xOf } from './curve-paths.ts';

const frame = { fromSecond: 0, toSecond: 100, width: 200, height: 50 };

describe('curve of a service', () => {
  test('a second holds its value until the next', () => {
    const points = [
      { second: 10, value: 1 },
      { second: 11, value: 0 },
    ];
    expect(linePath(points, 1, frame)).toBe('M 20 0 L 22 0 L 22 50 L 24 50');
  });

  test('seconds without requests leave a gap', () => {
    const points = [
      { second: 10, value: 1 },
      { second: 30, value: 1 },
    ];
    expect(linePath(points, 1, frame).match(/M/g)).toHaveLength(2);
    expect(areaPath(points, 1, frame).match(/Z/g)).toHaveLength(2);
  });

  test('nothing measured draws nothing', () => {
    expect(linePath([], 1, frame)).toBe('');
    expect(areaPath([], 1, frame)).toBe('');
  });

  test.each([
    [[], 1],
    [[3], 5],
    [[16.6], 20],
    [[480, 1020], 2000],
  ])('the top above %j ms is %d ms', (values, top) => {
    expect(latencyTop(values)).toBe(top);
  });

  test('the present lies at the right edge', () => {
    expect(xOf(100, frame)).toBe(200);
  });
});
