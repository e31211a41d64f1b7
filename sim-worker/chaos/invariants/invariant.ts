/**
 * A statement about the whole cluster that must hold at every instant of every run. A checker may remember what it saw:
 * its memory is plain data, given back to it at the next check.
 */
import type { World } from '../../kernel/world.ts';

export type Violation = { readonly invariant: string; readonly atUs: number; readonly message: string };

export type Invariant<Memory = unknown> = {
  readonly id: string;
  /** The statement, as a person would read it. */
  readonly statement: string;
  /** Where it comes from: a paper, a manual, a promise of the real system. */
  readonly source: string;
  initial(): Memory;
  /** Messages of what is wrong now; none when it holds. */
  check(memory: Memory, world: World): readonly string[];
};
