/** Whole clusters: the default one with an application, and 1,000 agents with 5,000 tasks. */
import { type Headless, nowUs, runTo, sendWrite, startHeadless } from '../cli/headless.ts';
import { summarize } from '../cli/summary.ts';
import { createHistory, advance } from '../kernel/history.ts';
import { type Figure, figure, quantile, coreSecondsFor } from './figure.ts';

const SECOND_US = 1_000_000;
const BOOT_SECONDS = 60;
const MEASURED_SECONDS = 1200;
const ROUNDS = 12;
export const APP = { id: '/bench', cmd: 'sleep 1000000', cpus: 0.1, mem: 16, instances: 1 };

export function postApp(run: Headless, app: object): void {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const target = { host: '192.168.1.231', port: 8080, path: '/v2/apps' };
  sendWrite(run, { method: 'POST', target, headers, body: JSON.stringify(app) });
}

export function runningTasks(run: Headless): number {
  const invariants = { checked: 0, violated: 0, violations: [] };
  return summarize({ scenario: '', seed: 1, history: run.history, wallSeconds: 1, invariants }).tasks.running;
}

/** Best of several rounds: what the machine does when nothing else disturbs it. */
export function defaultClusterFigures(): Figure[] {
  const run = startHeadless({ scenario: 'default', seed: 1 });
  runTo(run, BOOT_SECONDS * SECOND_US);
  postApp(run, APP);
  runTo(run, 2 * BOOT_SECONDS * SECOND_US);
  const rates: number[] = [];
  const speeds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = run.history.simulator.world.executed;
    const seconds = coreSecondsFor(() => runTo(run, nowUs(run) + MEASURED_SECONDS * SECOND_US));
    rates.push((run.history.simulator.world.executed - before) / seconds);
    speeds.push(MEASURED_SECONDS / seconds);
  }
  const name = 'default cluster, one application';
  return [
    figure(`${name}: running tasks`, runningTasks(run), 'tasks', { atLeast: 1 }),
    figure(`${name}: events (best of ${String(ROUNDS)})`, Math.max(...rates), 'events/s', { atLeast: 300_000 }),
    figure(`${name}: events (median)`, quantile(rates, 0.5), 'events/s'),
    figure(`${name}: speed (median)`, quantile(speeds, 0.5), '× real time', { atLeast: 2000 }),
    figure(`${name}: heap`, heapMib(), 'MiB'),
  ];
}

/** Objects and the pages of numbers beside them. */
export function heapMib(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

const LARGE_TASKS = 5000;
const LAUNCH_LIMIT_SECONDS = 3600;
/** Marathon's refusals last two minutes: each stretch holds one round of offers to all agents. */
const STRETCH_SECONDS = 120;
const PAIRS = 6;
const SNAPSHOT_US = 10 * SECOND_US;
const NEVER_US = 1e15;

export function largeClusterFigures(): Figure[] {
  const run = startHeadless({ scenario: 'thousand', seed: 1 });
  const boot = coreSecondsFor(() => runTo(run, BOOT_SECONDS * SECOND_US));
  const launch = launchTasks(run, LARGE_TASKS);
  const running = runningTasks(run);
  const { plain, snapshots } = pairedStretches(run);
  const name = '1,000 agents, 5,000 tasks';
  const speed = (seconds: number) => STRETCH_SECONDS / seconds;
  const shares = plain.map((seconds, pair) => 100 * ((snapshots[pair] ?? 0) / seconds - 1));
  return [
    figure(`${name}: running tasks`, running, 'tasks', { atLeast: LARGE_TASKS }),
    figure('1,000 agents: 60 s of boot', boot, 's'),
    figure(`${name}: launch, ${String(launch.virtualSeconds)} virtual s`, launch.seconds, 's'),
    figure(`${name}: speed (median)`, speed(quantile(plain, 0.5)), '× real time', { atLeast: 50 }),
    figure(`${name}: speed (best of ${String(PAIRS)})`, speed(Math.min(...plain)), '× real time'),
    figure(`${name}: a snapshot every 10 s`, 100 * (Math.min(...snapshots) / Math.min(...plain) - 1), '% of the run', {
      atMost: 10,
    }),
    figure(`${name}: a snapshot every 10 s (median of pairs)`, quantile(shares, 0.5), '% of the run'),
    figure(`${name}: heap with ${String((PAIRS * STRETCH_SECONDS) / 10)} snapshots`, heapMib(), 'MiB'),
  ];
}

/** One application of that many tasks; processor time and virtual time until all run. */
export function launchTasks(run: Headless, instances: number): { seconds: number; virtualSeconds: number } {
  const startUs = nowUs(run);
  postApp(run, { ...APP, instances });
  const seconds = coreSecondsFor(() => {
    while (nowUs(run) < startUs + LAUNCH_LIMIT_SECONDS * SECOND_US) {
      runTo(run, nowUs(run) + 10 * SECOND_US);
      if (runningTasks(run) >= instances) return;
    }
  });
  return { seconds, virtualSeconds: Math.round((nowUs(run) - startUs) / SECOND_US) };
}

/**
 * The same world in stretches without and with a snapshot every 10 s whatever happened, in turn and in changing order.
 * The machine does other things too, which can only make a stretch longer: the shortest of each kind tell the cost.
 */
function pairedStretches(run: Headless): { readonly plain: number[]; readonly snapshots: number[] } {
  const plain: number[] = [];
  const snapshots: number[] = [];
  const play = (intervalUs: number): number => {
    const history = createHistory(run.history.simulator, { intervalUs, minEvents: 0 });
    return coreSecondsFor(() => void advance(history, nowUs(run) + STRETCH_SECONDS * SECOND_US));
  };
  play(NEVER_US);
  for (let pair = 0; pair < PAIRS; pair += 1) {
    if (pair % 2 === 0) plain.push(play(NEVER_US));
    snapshots.push(play(SNAPSHOT_US));
    if (pair % 2 === 1) plain.push(play(NEVER_US));
  }
  return { plain, snapshots };
}
