/** `sim run`: a cluster for some virtual time, with applications and kills at their times, summed up and checked. */
import { writeFileSync } from 'node:fs';
import { ALL_INVARIANTS } from '../chaos/invariants/all.ts';
import { type Checker, createChecker } from '../chaos/invariants/checker.ts';
import type { RunRequest } from '../api/contract.ts';
import { leaderOf } from '../cluster/views/leaders.ts';
import { runHash, type History, type JournalEntry } from '../kernel/history.ts';
import { allProcesses } from '../kernel/process-table.ts';
import { checkRun, firstIssue, runFile } from '../worker/journal-check.ts';
import {
  type Headless,
  act,
  isProcessName,
  nowUs,
  resolveProcess,
  runTo,
  sendWrite,
  startHeadless,
  writeOutcome,
} from './headless.ts';
import {
  noPositionals,
  parseJson,
  readArguments,
  readText,
  scenarioOption,
  secondsOf,
  seedOption,
  toUs,
} from './options.ts';
import { replayTo } from './replay.ts';
import { type InvariantSummary, printSummary, summarize } from './summary.ts';
import { usageError } from './usage.ts';

const OPTIONS = {
  scenario: { type: 'string' },
  seed: { type: 'string' },
  for: { type: 'string' },
  app: { type: 'string', multiple: true },
  at: { type: 'string' },
  kill: { type: 'string', multiple: true },
  journal: { type: 'string' },
  export: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const DEFAULT_FOR_SECONDS = 120;
const DEFAULT_AT_SECONDS = 60;
/** Virtual time between two checks of the invariants. */
const CHECK_EVERY_US = 1_000_000;
const MARATHON_PORT = 8080;

type Kill = { readonly process: string; readonly atUs: number };
type Saved = {
  readonly request: RunRequest;
  readonly journal: readonly JournalEntry[];
  readonly executed: number;
  readonly runHash: string;
};

type Plan = {
  readonly scenario: string;
  readonly seed: number;
  readonly untilUs: number;
  readonly apps: readonly { readonly file: string; readonly body: string }[];
  readonly appsAtUs: number;
  readonly kills: readonly Kill[];
  readonly saved: Saved | null;
  readonly exportTo: string | null;
  readonly json: boolean;
};

type AppPost = { readonly file: string; readonly requestId: number };

export function runCommand(args: readonly string[]): number {
  const plan = planOf(args);
  const checker = createChecker(ALL_INVARIANTS);
  const startedAt = performance.now();
  const run = startHeadless({
    scenario: plan.scenario,
    seed: plan.seed,
    journal: plan.saved?.journal ?? [],
    check: (history: History) => checker.check(history.simulator.world),
    checkEveryUs: CHECK_EVERY_US,
  });
  for (const { process } of plan.kills) if (!isProcessName(run, process)) throw usageError(`no process ${process}`);
  const posts = execute(run, plan);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const summary = summarize({ ...plan, history: run.history, wallSeconds, invariants: invariantSummary(checker) });
  const problems = [...refusedApps(run, posts), ...hashProblems(plan, run)];
  if (plan.exportTo !== null) writeFileSync(plan.exportTo, exportText(plan, run));
  process.stdout.write(plan.json ? `${JSON.stringify(summary)}\n` : `${printSummary(summary)}\n`);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const ok = problems.length === 0 && summary.invariants.violated === 0;
  if (!plan.json || !ok) process.stderr.write(`to repeat: npm run -s sim -- run ${args.map(quoted).join(' ')}\n`);
  return ok ? 0 : 1;
}

function quoted(argument: string): string {
  return /^[\w@./:=,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

function planOf(args: readonly string[]): Plan {
  const { values, positionals } = readArguments(args, OPTIONS);
  noPositionals(positionals);
  const saved = typeof values['journal'] === 'string' ? readSaved(values['journal']) : null;
  const appFiles = (values['app'] ?? []) as readonly string[];
  const kills = (values['kill'] ?? []) as readonly string[];
  const scenario = scenarioOption({ scenario: saved?.request.scenario ?? 'default', ...values });
  const untilUs =
    values['for'] === undefined && saved !== null
      ? saved.request.atUs
      : toUs(secondsOf(values['for'] ?? DEFAULT_FOR_SECONDS, '--for'));
  const plan = {
    scenario,
    seed: seedOption({ seed: saved?.request.seed, ...values }),
    untilUs,
    apps: appFiles.map((file) => ({ file, body: readText(file) })),
    appsAtUs: toUs(secondsOf(values['at'] ?? DEFAULT_AT_SECONDS, '--at')),
    kills: kills.map(killOf),
    saved,
    exportTo: typeof values['export'] === 'string' ? values['export'] : null,
    json: values['json'] === true,
  };
  if (appFiles.length > 0 && plan.appsAtUs > untilUs) throw usageError('--at lies behind the end of the run');
  for (const kill of plan.kills)
    if (kill.atUs > untilUs) throw usageError(`--kill ${kill.process} lies behind the end of the run`);
  return plan;
}

/** `PROCESS@SECONDS`; a process id has an `@` of its own. */
function killOf(text: string): Kill {
  const split = text.lastIndexOf('@');
  if (split <= 0) throw usageError(`--kill wants PROCESS@SECONDS, not ${text}`);
  return { process: text.slice(0, split), atUs: toUs(secondsOf(text.slice(split + 1), `--kill ${text}`)) };
}

function readSaved(path: string): Saved {
  const value = parseJson(readText(path), path);
  const head = runFile.safeParse(value);
  if (!head.success) throw usageError(`${path}: ${firstIssue(head.error)}`);
  const request = value as RunRequest;
  const checked = checkRun(request);
  if (!checked.ok) throw usageError(`${path}: ${checked.error.message}`);
  return { request, journal: checked.value.journal, executed: head.data.executed, runHash: head.data.runHash };
}

function execute(run: Headless, plan: Plan): AppPost[] {
  const posts: AppPost[] = [];
  const steps = [
    ...plan.apps.map((app) => ({ atUs: plan.appsAtUs, step: () => void posts.push(postApp(run, app)) })),
    ...plan.kills.map((kill) => ({ atUs: kill.atUs, step: () => killNow(run, kill) })),
  ].sort((a, b) => a.atUs - b.atUs);
  for (const { atUs, step } of steps) {
    runTo(run, atUs);
    step();
  }
  if (plan.saved !== null && plan.untilUs === plan.saved.request.atUs && steps.length === 0)
    replayTo(run, plan.untilUs, plan.saved.executed);
  else runTo(run, plan.untilUs);
  return posts;
}

function killNow(run: Headless, kill: Kill): void {
  const result = act(run, { kind: 'killProcess', process: resolveProcess(run, kill.process) });
  if (!result.ok) throw usageError(`--kill ${kill.process}: ${result.error.message}`);
}

/** To the leading Marathon; without one, to the first, which answers as the real one would. */
function postApp(run: Headless, app: { readonly file: string; readonly body: string }): AppPost {
  const { simulator } = run.history;
  const marathons = [...allProcesses(simulator.world)].filter((process) => process.spec.program === 'marathon');
  const leader = leaderOf(simulator, 'marathon') ?? marathons[0]?.spec.id;
  if (leader === undefined) throw usageError('this scenario has no Marathon to post --app to');
  const target = { host: leader.slice(leader.lastIndexOf('@') + 1), port: MARATHON_PORT, path: '/v2/apps' };
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return { file: app.file, requestId: sendWrite(run, { method: 'POST', target, headers, body: app.body }) };
}

function refusedApps(run: Headless, posts: readonly AppPost[]): string[] {
  return posts.flatMap(({ file, requestId }) => {
    const result = writeOutcome(run, requestId)?.result;
    if (result === undefined) return [`${file}: no answer from Marathon by the end of the run`];
    if (result.kind === 'error') return [`${file}: ${result.error}`];
    return result.status < 300 ? [] : [`${file}: Marathon answered ${String(result.status)} ${result.body}`];
  });
}

function hashProblems(plan: Plan, run: Headless): string[] {
  if (plan.saved === null || plan.untilUs !== plan.saved.request.atUs || plan.kills.length + plan.apps.length > 0)
    return [];
  const hash = runHash(run.history);
  return hash === plan.saved.runHash ? [] : [`run hash ${hash} differs from the saved run's ${plan.saved.runHash}`];
}

function invariantSummary(checker: Checker): InvariantSummary {
  const reports = checker.reports();
  const violations = reports.flatMap((report) => report.violations);
  return {
    checked: reports.reduce((sum, report) => sum + report.checked, 0),
    violated: reports.filter((report) => report.violations.length > 0).length,
    violations: violations.map((found) => ({
      invariant: found.invariant,
      atSeconds: found.atUs / 1_000_000,
      message: found.message,
    })),
  };
}

function exportText(plan: Plan, run: Headless): string {
  const { history } = run;
  const { executed } = history.simulator.world;
  const saved = {
    format: 'mesoscope-run/1',
    scenario: plan.scenario,
    seed: plan.seed,
    journal: history.journal,
    atUs: nowUs(run),
    executed,
    runHash: runHash(history),
  };
  return `${JSON.stringify(saved)}\n`;
}
