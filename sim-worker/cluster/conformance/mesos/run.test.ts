import { describe, expect, it } from 'vitest';
import { CLUSTER_CASES, runClusterCase } from './run.ts';

describe('Mesos cluster: rows of the case table', () => {
  it.each(CLUSTER_CASES.map((row): [string, (typeof CLUSTER_CASES)[number]] => [`${row.id}: ${row.given}`, row]))(
    '%s',
    (_, row) => {
      const { id, given, expected } = row;
      expect(runClusterCase(row, 1)).toEqual({ id, ok: true, detail: `${given}: ${expected}` });
    },
  );
});
