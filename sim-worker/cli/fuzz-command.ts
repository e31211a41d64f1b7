/** `sim fuzz`: ensembles under random faults, one run for each seed, with the line that repeats what failed. */
import { type EnsembleOutcome, tryEnsemble } from '../chaos/ensemble/try-ensemble.ts';
import { noPositionals, readArguments } from './options.ts';
import { usageError } from './usage.ts';

const OPTIONS = {
  seeds: { type: 'string' },
  first: { type: 'string' },
  size: { type: 'string' },
  shard: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const SEEDS_LIMIT = 1_000_000;

export function fuzzCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  noPositionals(positionals);
  const count = wholeNumber(values['seeds'] ?? '20', '--seeds', 1, SEEDS_LIMIT);
  const first = wholeNumber(values['first'] ?? '1', '--first', 0, 2 ** 31);
  const size = wholeNumber(values['size'] ?? '3', '--size', 1, 9);
  const shard = shardOf(values['shard']);
  const seeds = Array.from({ length: count }, (_, index) => first + index).filter(
    (_, index) => index % shard.of === shard.index,
  );
  const failures = seeds.flatMap((seed) => reported(tryEnsemble({ seed, size }), values['json'] === true));
  const summary = { seeds: seeds.length, failed: failures.length, failures };
  process.stdout.write(
    values['json'] === true
      ? `${JSON.stringify(summary)}\n`
      : `${String(seeds.length)} seeds, ${String(failures.length)} failed\n`,
  );
  return failures.length === 0 ? 0 : 1;
}

type Failure = { readonly seed: number; readonly problems: readonly string[]; readonly repeat: string };

function reported(outcome: EnsembleOutcome, quiet: boolean): Failure[] {
  const { seed, size, problems } = outcome;
  if (problems.length === 0) return [];
  const repeat = `npm run -s sim -- fuzz --seeds 1 --first ${String(seed)} --size ${String(size)}`;
  if (!quiet) process.stderr.write(`seed ${String(seed)}: ${problems.join('; ')}\nto repeat: ${repeat}\n`);
  return [{ seed, problems, repeat }];
}

function wholeNumber(text: unknown, name: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw usageError(`${name} is a whole number from ${String(least)} to ${String(most)}, not ${String(text)}`);
}

/** `2/4`: the second of four parts. */
function shardOf(text: unknown): { readonly index: number; readonly of: number } {
  if (text === undefined) return { index: 0, of: 1 };
  const [part, of] = String(text).split('/').map(Number);
  if (
    part === undefined ||
    of === undefined ||
    !Number.isInteger(part) ||
    !Number.isInteger(of) ||
    part < 1 ||
    part > of
  ) {
    throw usageError(`--shard is like 1/4, not ${String(text)}`);
  }
  return { index: part - 1, of };
}
