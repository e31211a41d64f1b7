/** `sim fuzz`: ensembles under random faults, one run for each seed; what fails is shrunk and given with the line that repeats it. */
import { type SweepSummary, summarizeSweep, sweepEnsembles } from '../chaos/ensemble/sweep.ts';
import type { EnsembleOutcome } from '../chaos/ensemble/try-ensemble.ts';
import { noPositionals, readArguments, seedOption } from './options.ts';
import { usageError } from './usage.ts';

const OPTIONS = {
  seeds: { type: 'string' },
  seed: { type: 'string' },
  shard: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const SEEDS_LIMIT = 1_000_000;

export function fuzzCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  noPositionals(positionals);
  const seeds = wholeNumber(values['seeds'] ?? '20', '--seeds');
  const options = { firstSeed: seedOption(values), seeds };
  const outcomes = [
    ...sweepEnsembles(values['shard'] === undefined ? options : { ...options, shard: shardOf(values['shard']) }),
  ];
  const summary = summarizeSweep(outcomes);
  for (const failure of summary.failures) process.stderr.write(`${failureText(failure)}\n`);
  process.stdout.write(
    values['json'] === true ? `${JSON.stringify(jsonSummary(summary))}\n` : `${summaryText(summary)}\n`,
  );
  return summary.failures.length === 0 ? 0 : 1;
}

function repeatLine(outcome: EnsembleOutcome): string {
  return `npm run -s sim -- fuzz --seed ${String(outcome.seed)} --seeds 1`;
}

function failureText(outcome: EnsembleOutcome): string {
  const faults = outcome.faults.map((fault) => JSON.stringify(fault)).join('\n  ');
  return `seed ${String(outcome.seed)}: ${outcome.problems.join('; ')}\n  ${faults}\nto repeat: ${repeatLine(outcome)}`;
}

function jsonSummary(summary: SweepSummary): unknown {
  const failures = summary.failures.map((failure) => ({ ...failure, repeat: repeatLine(failure) }));
  return { ...summary, failures };
}

function summaryText(summary: SweepSummary): string {
  const { median, p90, longest } = summary.healedMs;
  const healed = `serving again after ${String(median)} ms (median), ${String(p90)} ms (90 %), ${String(longest)} ms (longest)`;
  return `${String(summary.runs)} runs, ${String(summary.failures.length)} failed; ${healed}`;
}

function wholeNumber(text: unknown, name: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= SEEDS_LIMIT) return value;
  throw usageError(`${name} is a whole number from 1 to ${String(SEEDS_LIMIT)}, not ${String(text)}`);
}

/** `2/4`: the second of four parts. */
function shardOf(text: unknown): { readonly index: number; readonly of: number } {
  const [index, of] = String(text).split('/').map(Number);
  const fits = Number.isInteger(index) && Number.isInteger(of) && (index ?? 0) >= 1 && (index ?? 0) <= (of ?? 0);
  if (!fits) throw usageError(`--shard is like 1/4, not ${String(text)}`);
  return { index: index ?? 1, of: of ?? 1 };
}
