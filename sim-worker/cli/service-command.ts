/** `sim service`: rolling upgrades under load, one for each seed; how many requests were answered. */
import { type RollingOptions, type RollingOutcome, tryRollingUpgrade } from '../chaos/service/rolling-upgrade.ts';
import { noPositionals, readArguments, seedOption } from './options.ts';
import { usageError } from './usage.ts';

const OPTIONS = {
  seeds: { type: 'string' },
  seed: { type: 'string' },
  instances: { type: 'string' },
  rate: { type: 'string' },
  label: { type: 'string', multiple: true },
  health: { type: 'string' },
  'health-interval': { type: 'string' },
  'keep-alive': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Software that is taken out of the balancer before it stops: what an upgrade without a lost request needs. */
const DRAINING_LABELS: Readonly<Record<string, string>> = {
  'mesoscope.healthPath': '/health',
  'mesoscope.drainMs': '4000',
};

export function serviceCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  noPositionals(positionals);
  const options = optionsOf(values);
  const seeds = wholeNumber(values['seeds'] ?? '5', '--seeds', 100_000);
  const first = seedOption(values);
  const outcomes: RollingOutcome[] = [];
  for (let seed = first; seed < first + seeds; seed += 1) {
    const outcome = tryRollingUpgrade(seed, options);
    outcomes.push(outcome);
    if (values['json'] !== true) process.stdout.write(`${lineOf(outcome)}\n`);
  }
  const failed = outcomes.filter((outcome) => !outcome.finished || outcome.figures.good < outcome.figures.sent);
  for (const { seed } of failed) process.stderr.write(`to repeat: npm run -s sim -- service ${repeated(args, seed)}\n`);
  process.stdout.write(values['json'] === true ? `${JSON.stringify(summary(outcomes))}\n` : `${text(outcomes)}\n`);
  return failed.length === 0 ? 0 : 1;
}

function repeated(args: readonly string[], seed: number): string {
  const kept: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === '--seed' || args[index] === '--seeds') index += 1;
    else kept.push(args[index] ?? '');
  }
  return [...kept, '--seed', String(seed), '--seeds', '1'].join(' ');
}

function optionsOf(values: Readonly<Record<string, unknown>>): RollingOptions {
  const labels = (values['label'] ?? null) as readonly string[] | null;
  const path = values['health'] === undefined ? '/health' : String(values['health']);
  return {
    instances: wholeNumber(values['instances'] ?? '200', '--instances', 1000),
    requestsPerSecond: wholeNumber(values['rate'] ?? '50', '--rate', 1000),
    keepAlive: values['keep-alive'] === true,
    labels: labels === null ? DRAINING_LABELS : Object.fromEntries(labels.map(labelOf)),
    healthCheck:
      path === 'none'
        ? null
        : { path, intervalSeconds: wholeNumber(values['health-interval'] ?? '1', '--health-interval', 600) },
  };
}

function labelOf(label: string): [string, string] {
  const equals = label.indexOf('=');
  if (equals <= 0) throw usageError(`--label wants NAME=VALUE, not ${label}`);
  return [label.slice(0, equals), label.slice(equals + 1)];
}

function wholeNumber(value: unknown, name: string, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw usageError(`${name} is a whole number from 1 to ${String(most)}, not ${String(value)}`);
}

function lineOf({ seed, finished, upgradeSeconds, figures }: RollingOutcome): string {
  const errors = figures.errors.map(({ kind, count }) => `${kind} ${String(count)}`).join(', ');
  const lost = errors === '' ? '' : ` (${errors})`;
  const times = `p50 ${String(figures.p50Ms)} ms, p99 ${String(figures.p99Ms)} ms`;
  return `seed ${String(seed)}: ${String(figures.good)} of ${String(figures.sent)} answered${lost} in an upgrade of ${String(upgradeSeconds)} s${finished ? '' : ', NOT FINISHED'}; ${times}`;
}

function summary(outcomes: readonly RollingOutcome[]) {
  const sent = outcomes.reduce((sum, { figures }) => sum + figures.sent, 0);
  const good = outcomes.reduce((sum, { figures }) => sum + figures.good, 0);
  return {
    runs: outcomes.length,
    sent,
    good,
    availability: sent === 0 ? null : good / sent,
    runsWithLosses: outcomes.filter(({ figures }) => figures.good < figures.sent).length,
    unfinished: outcomes.filter(({ finished }) => !finished).length,
    outcomes,
  };
}

function text(outcomes: readonly RollingOutcome[]): string {
  const { runs, sent, good, runsWithLosses, unfinished } = summary(outcomes);
  return `${String(runs)} upgrades: ${String(good)} of ${String(sent)} requests answered; ${String(runsWithLosses)} with losses, ${String(unfinished)} unfinished`;
}
