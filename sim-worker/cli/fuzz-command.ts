/**
 * `sim fuzz --goal NAME`: a system under random faults, one run for each seed; what fails is shrunk and given with the line
 * that repeats it.
 */
import { FUZZ_GOALS, type FuzzGoal } from '../chaos/goals.ts';
import type { FuzzOutcome } from '../chaos/outcome.ts';
import { noPositionals, readArguments, seedOption } from './options.ts';
import { usageError } from './usage.ts';

const OPTIONS = {
  goal: { type: 'string' },
  seeds: { type: 'string' },
  seed: { type: 'string' },
  for: { type: 'string' },
  shard: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const SEEDS_LIMIT = 1_000_000;
const LONGEST_S = 86_400;

type Summary = {
  readonly goal: string;
  readonly runs: number;
  readonly failures: readonly FuzzOutcome[];
  /** Milliseconds from the mending until the system did its work again. */
  readonly healedMs: { readonly median: number; readonly p90: number; readonly p99: number; readonly longest: number };
  readonly executed: number;
  /** As given with --for. */
  readonly faultsForS: number | null;
};

export function fuzzCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  noPositionals(positionals);
  const seeds = wholeNumber(values['seeds'] ?? '20', '--seeds', SEEDS_LIMIT);
  const forS = values['for'] === undefined ? null : wholeNumber(values['for'], '--for', LONGEST_S);
  const firstSeed = seedOption(values);
  const shard = values['shard'] === undefined ? { index: 1, of: 1 } : shardOf(values['shard']);
  const summaries = goalsOf(values['goal'] ?? 'ensemble').map((goal) => sweep(goal, { firstSeed, seeds, forS, shard }));
  const json = summaries.map(jsonSummary);
  process.stdout.write(
    values['json'] === true
      ? `${JSON.stringify(json.length === 1 ? json[0] : json)}\n`
      : `${summaries.map(summaryText).join('\n')}\n`,
  );
  return summaries.every((summary) => summary.failures.length === 0) ? 0 : 1;
}

function goalsOf(name: unknown): readonly FuzzGoal[] {
  if (name === 'all') return FUZZ_GOALS;
  const goal = FUZZ_GOALS.find((candidate) => candidate.name === name);
  if (goal !== undefined) return [goal];
  const names = [...FUZZ_GOALS.map((candidate) => candidate.name), 'all'];
  throw usageError(`no goal ${String(name)}; there are ${names.join(', ')}`);
}

type Range = {
  readonly firstSeed: number;
  readonly seeds: number;
  /** Seconds during which faults come; null: as long as the goal has them. */
  readonly forS: number | null;
  readonly shard: { readonly index: number; readonly of: number };
};

function sweep(goal: FuzzGoal, { firstSeed, seeds, forS, shard }: Range): Summary {
  const healed: number[] = [];
  const failures: FuzzOutcome[] = [];
  let executed = 0;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    if (seed % shard.of !== shard.index % shard.of) continue;
    const outcome = goal.run(seed, forS);
    healed.push(outcome.healedMs);
    executed += outcome.executed;
    if (outcome.problems.length === 0) continue;
    failures.push(outcome);
    process.stderr.write(`${failureText(outcome, repeatLine(goal.name, outcome, forS))}\n`);
  }
  const sorted = healed.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  const healedMs = { median: at(0.5), p90: at(0.9), p99: at(0.99), longest: at(1) };
  return { goal: goal.name, runs: healed.length, failures, healedMs, executed, faultsForS: forS };
}

function repeatLine(goal: string, outcome: FuzzOutcome, forS: number | null): string {
  const span = forS === null ? '' : ` --for ${String(forS)}`;
  return `npm run -s sim -- fuzz --goal ${goal} --seed ${String(outcome.seed)} --seeds 1${span}`;
}

function failureText(outcome: FuzzOutcome, repeat: string): string {
  const faults = outcome.faults.map((fault) => JSON.stringify(fault)).join('\n  ');
  return `seed ${String(outcome.seed)}: ${outcome.problems.join('; ')}\n  ${faults}\nto repeat: ${repeat}`;
}

function jsonSummary(summary: Summary): unknown {
  const failures = summary.failures.map((failure) => ({
    ...failure,
    repeat: repeatLine(summary.goal, failure, summary.faultsForS),
  }));
  return { ...summary, failures };
}

function summaryText({ goal, runs, failures, healedMs }: Summary): string {
  const { median, p90, longest } = healedMs;
  const healed = `whole again after ${String(median)} ms (median), ${String(p90)} ms (90 %), ${String(longest)} ms (longest)`;
  return `${goal}: ${String(runs)} runs, ${String(failures.length)} failed; ${healed}`;
}

function wholeNumber(text: unknown, name: string, limit: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= limit) return value;
  throw usageError(`${name} is a whole number from 1 to ${String(limit)}, not ${String(text)}`);
}

/** `2/4`: the second of four parts. */
function shardOf(text: unknown): { readonly index: number; readonly of: number } {
  const [index, of] = String(text).split('/').map(Number);
  const fits = Number.isInteger(index) && Number.isInteger(of) && (index ?? 0) >= 1 && (index ?? 0) <= (of ?? 0);
  if (!fits) throw usageError(`--shard is like 1/4, not ${String(text)}`);
  return { index: index ?? 1, of: of ?? 1 };
}
