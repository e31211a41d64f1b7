import { describe, expect, it } from 'vitest';
import { AGENT_CASES, runAgentCase } from './run.ts';

describe('agent: rows of the case table', () => {
  it.each(AGENT_CASES.map((row): [string, (typeof AGENT_CASES)[number]] => [`${row.id}: ${row.given}`, row]))(
    '%s',
    (_, row) => {
      for (const seed of [1, 2, 3]) expect(runAgentCase(row, seed)).toMatchObject({ ok: true });
    },
  );
});
