/** One row of the agent's case table. */
import type { AgentFlags } from '../agent-flags.ts';
import type { AgentWorld } from './agent-bed.ts';

export type AgentCase = {
  readonly id: string;
  readonly given: string;
  readonly operation: string;
  readonly expected: string;
  readonly flags?: Partial<AgentFlags>;
  readonly docker?: Readonly<Record<string, unknown>>;
  /** Throws with what was found instead. */
  readonly run: (world: AgentWorld) => void;
};
