import { describe, expect, it } from 'vitest';
import { marathonConformance } from './run.ts';

describe('Marathon: conformance rows', () => {
  for (const outcome of marathonConformance()) {
    it(`${outcome.id} ${outcome.text}`, () => {
      expect(outcome.detail).toBe('');
      expect(outcome.ok).toBe(true);
    });
  }
});
