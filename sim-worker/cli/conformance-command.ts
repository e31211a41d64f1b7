/** `sim conformance [SYSTEM]`: the case tables of what the real systems do, case by case. */
import { marathonConformance } from '../cluster/conformance/marathon/run.ts';
import { atSeeds, runMesosClusterConformance } from '../cluster/conformance/mesos/run.ts';
import { AGENT_CASES, runAgentCase } from '../mesos/agent/conformance/run.ts';
import { runZookeeperConformance } from '../zookeeper/conformance/run.ts';
import { readArguments } from './options.ts';
import { usageError } from './usage.ts';

type CaseResult = { readonly id: string; readonly ok: boolean; readonly detail: string };

/** Every row is run with each seed. */
const SYSTEMS: ReadonlyMap<string, (seeds: number) => readonly CaseResult[]> = new Map([
  ['zookeeper', runZookeeperConformance],
  ['mesos', mesosCases],
  ['marathon', marathonCases],
]);

function mesosCases(seeds: number): CaseResult[] {
  const agents = AGENT_CASES.map((row) => atSeeds(seeds, (seed) => runAgentCase(row, seed)));
  return [...runMesosClusterConformance(seeds), ...agents];
}

function marathonCases(seeds: number): CaseResult[] {
  return [...marathonConformance(seeds)].map(({ id, text, ok, detail }) => ({
    id,
    ok,
    detail: ok ? text : `${text}: ${detail}`,
  }));
}

export function conformanceCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' }, seeds: { type: 'string' } });
  const seeds = Number(values['seeds'] ?? 1);
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > 1000)
    throw usageError(`--seeds is a whole number from 1 to 1000, not ${String(values['seeds'])}`);
  const unknown = positionals.find((name) => !SYSTEMS.has(name));
  if (unknown !== undefined)
    throw usageError(`no case table for ${unknown}; there are ${[...SYSTEMS.keys()].join(', ')}`);
  const systems = positionals.length === 0 ? [...SYSTEMS.keys()] : positionals;
  const cases = systems.flatMap((system) =>
    (SYSTEMS.get(system)?.(seeds) ?? []).map((result) => ({ system, ...result })),
  );
  const failed = cases.filter((result) => !result.ok).length;
  if (values['json'] === true) {
    process.stdout.write(`${JSON.stringify({ passed: cases.length - failed, failed, cases })}\n`);
  } else {
    for (const result of cases)
      process.stdout.write(`${result.ok ? 'ok    ' : 'FAILED'} ${result.id}  ${result.detail}\n`);
    process.stdout.write(`${String(cases.length - failed)} of ${String(cases.length)} cases hold\n`);
  }
  if (failed > 0) process.stderr.write(`to repeat: npm run -s sim -- conformance ${systems.join(' ')}\n`);
  return failed === 0 ? 0 : 1;
}
