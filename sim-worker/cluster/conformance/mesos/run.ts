/** Runs the rows of the Mesos case table that need a whole cluster, each in a fresh one. */
import { ACCESS_CASES } from './access-cases.ts';
import { AGENT_RETURN_CASES } from './agent-return-cases.ts';
import { ALLOCATOR_CASES } from './allocator-cases.ts';
import type { MesosCase } from './case.ts';
import { FAILOVER_CASES } from './failover-cases.ts';
import { FLAG_CASES } from './flag-cases.ts';
import { FRAMEWORK_CASES } from './framework-cases.ts';
import { startBed } from './mesos-bed.ts';
import { OFFER_CASES } from './offer-cases.ts';
import { PROBE_CASES } from './probe-cases.ts';
import { REGISTRY_CASES } from './registry-cases.ts';
import { ZOOKEEPER_CASES } from './zookeeper-cases.ts';

export type ConformanceResult = { readonly id: string; readonly ok: boolean; readonly detail: string };

export const CLUSTER_CASES: readonly MesosCase[] = [
  ...FAILOVER_CASES,
  ...REGISTRY_CASES,
  ...PROBE_CASES,
  ...FLAG_CASES,
  ...OFFER_CASES,
  ...FRAMEWORK_CASES,
  ...ACCESS_CASES,
  ...AGENT_RETURN_CASES,
  ...ALLOCATOR_CASES,
  ...ZOOKEEPER_CASES,
];

export function runClusterCase(row: MesosCase, seed: number): ConformanceResult {
  try {
    row.run(startBed({ seed, ...row.options }));
  } catch (error) {
    return { id: row.id, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
  return { id: row.id, ok: true, detail: `${row.given}: ${row.expected}` };
}

const SEED = 1;

/** With several seeds a row holds when it holds with each; the first failing one is told. */
export function runMesosClusterConformance(seeds = 1): readonly ConformanceResult[] {
  return CLUSTER_CASES.map((row) => atSeeds(seeds, (seed) => runClusterCase(row, seed)));
}

export function atSeeds(seeds: number, run: (seed: number) => ConformanceResult): ConformanceResult {
  const first = run(SEED);
  for (let seed = SEED + 1; first.ok && seed < SEED + seeds; seed += 1) {
    const result = run(seed);
    if (!result.ok) return { ...result, detail: `seed ${String(seed)}: ${result.detail}` };
  }
  return first;
}
