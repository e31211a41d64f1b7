import { describe, expect, it } from 'vitest';
import { runZookeeperCase, ZOOKEEPER_CASES } from './run.ts';

describe('conformance of the ensemble with reference/zookeeper.md 12.2', () => {
  it('has every row of the table once', () => {
    const ids = ZOOKEEPER_CASES.map((row) => row.id);
    const numbered = (letter: string, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`);
    expect(ids).toEqual([...numbered('C', 52), ...numbered('W', 24), ...numbered('S', 18), ...numbered('E', 18)]);
  });

  it.each(ZOOKEEPER_CASES.map((row) => [row.id, row.given, row.operation, row] as const))(
    '%s: %s: %s',
    (_id, _given, _operation, row) => {
      const result = runZookeeperCase(row);
      expect(result.ok, result.detail).toBe(true);
    },
  );
});
