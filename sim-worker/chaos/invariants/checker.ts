/** Runs all invariants over a run and collects what they find. */
import type { World } from '../../kernel/world.ts';
import type { Invariant, Violation } from './invariant.ts';

/** Violations kept for each invariant: the first ones tell the story. */
const KEPT = 20;

export type CheckReport = {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  readonly checked: number;
  readonly violations: readonly Violation[];
};

export type Checker = {
  readonly check: (world: World) => void;
  readonly reports: () => readonly CheckReport[];
};

export function createChecker(invariants: readonly Invariant[]): Checker {
  const rows = invariants.map((invariant) => ({
    invariant,
    memory: invariant.initial(),
    checked: 0,
    violations: [] as Violation[],
  }));
  return {
    check: (world) => {
      for (const row of rows) {
        row.checked += 1;
        const found = row.invariant.check(row.memory, world);
        for (const message of found.slice(0, KEPT - row.violations.length)) {
          row.violations.push({ invariant: row.invariant.id, atUs: world.nowUs, message });
        }
      }
    },
    reports: () =>
      rows.map(({ invariant, checked, violations }) => ({
        id: invariant.id,
        statement: invariant.statement,
        source: invariant.source,
        checked,
        violations,
      })),
  };
}
