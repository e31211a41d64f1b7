/** Runs the agent's rows of the Mesos case table, each in a fresh world. */
import { agentWorld } from './agent-bed.ts';
import type { AgentCase } from './agent-case.ts';
import { EXECUTOR_CASES } from './executor-cases.ts';
import { REGISTRATION_CASES } from './registration-cases.ts';

export type ConformanceResult = {
  readonly id: string;
  readonly ok: boolean;
  /** What was expected when all is well; else what was found instead. */
  readonly detail: string;
};

export const AGENT_CASES: readonly AgentCase[] = [...REGISTRATION_CASES, ...EXECUTOR_CASES];

const SEED = 1;

export function runAgentCase(row: AgentCase, seed: number = SEED): ConformanceResult {
  const world = agentWorld(row.flags, row.docker, seed);
  try {
    row.run(world);
  } catch (error) {
    return { id: row.id, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
  return { id: row.id, ok: true, detail: `${row.given}: ${row.expected}` };
}
