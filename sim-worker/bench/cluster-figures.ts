/** Whole clusters: the default one with an application, and 1,000 agents with 5,000 tasks. */
import { type Headless, nowUs, runTo, sendWrite, startHeadless } from '../cli/headless.ts';
import { summarize } from '../cli/summary.ts';
import { createHistory, advance } from '../kernel/history.ts';
import { type Figure, figure, quantile, secondsFor } from './figure.ts';

const SECOND_US = 1_000_000;
const BOOT_SECONDS = 60;
const MEASURED_SECONDS = 600;
const APP = { id: '/bench', cmd: 'sleep 1000000', cpus: 0.1, mem: 16, instances: 1 };

function postApp(run: Headless, app: object): void {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const target = { host: '192.168.1.231', port: 8080, path: '/v2/apps' };
  sendWrite(run, { method: 'POST', target, headers, body: JSON.stringify(app) });
}

function runningTasks(run: Headless): number {
  const invariants = { checked: 0, violated: 0, violations: [] };
  return summarize({ scenario: '', seed: 1, history: run.history, wallSeconds: 1, invariants }).tasks.running;
}

export function defaultClusterFigures(): Figure[] {
  const run = startHeadless({ scenario: 'default', seed: 1 });
  runTo(run, BOOT_SECONDS * SECOND_US);
  postApp(run, APP);
  runTo(run, 2 * BOOT_SECONDS * SECOND_US);
  const rates: number[] = [];
  const speeds: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const before = run.history.simulator.world.executed;
    const seconds = secondsFor(() => runTo(run, nowUs(run) + MEASURED_SECONDS * SECOND_US));
    rates.push((run.history.simulator.world.executed - before) / seconds);
    speeds.push(MEASURED_SECONDS / seconds);
  }
  return [
    figure('default cluster, one application: running tasks', runningTasks(run), 'tasks', { atLeast: 1 }),
    figure('default cluster, one application: events', quantile(rates, 0.5), 'events/s', { atLeast: 300_000 }),
    figure('default cluster, one application: speed', quantile(speeds, 0.5), '× real time', { atLeast: 2000 }),
  ];
}

const LARGE_TASKS = 5000;
const LARGE_LIMIT_SECONDS = 3600;
const STRETCH_SECONDS = 60;
const STRETCHES = 3;
const SNAPSHOT_US = 10 * SECOND_US;
const NEVER_US = 1e15;

export function largeClusterFigures(): Figure[] {
  const run = startHeadless({ scenario: 'thousand', seed: 1 });
  const boot = secondsFor(() => runTo(run, BOOT_SECONDS * SECOND_US));
  postApp(run, { ...APP, instances: LARGE_TASKS });
  const launch = secondsFor(() => runUntilRunning(run));
  const reachedSeconds = nowUs(run) / SECOND_US;
  const running = runningTasks(run);
  const { plain, kept } = stretches(run);
  const heapMib = process.memoryUsage().heapUsed / 1024 / 1024;
  return [
    figure('1,000 agents, 5,000 tasks: running tasks', running, 'tasks', { atLeast: LARGE_TASKS }),
    figure('1,000 agents: 60 s of boot', boot, 's'),
    figure(`1,000 agents: launch of 5,000 tasks (${String(Math.round(reachedSeconds))} virtual s)`, launch, 's'),
    figure('1,000 agents, 5,000 tasks: speed', STRETCH_SECONDS / quantile(plain, 0.5), '× real time', { atLeast: 50 }),
    figure('1,000 agents: share of snapshots every 10 s', 100 * (quantile(kept, 0.5) / quantile(plain, 0.5) - 1), '%', {
      atMost: 10,
    }),
    figure('1,000 agents, 5,000 tasks: heap', heapMib, 'MiB'),
  ];
}

function runUntilRunning(run: Headless): void {
  while (nowUs(run) < LARGE_LIMIT_SECONDS * SECOND_US) {
    runTo(run, nowUs(run) + 10 * SECOND_US);
    if (runningTasks(run) >= LARGE_TASKS) return;
  }
}

/** The same world, stretches with and without snapshots in turn, so that both see the same load and the same machine. */
function stretches(run: Headless): { readonly plain: number[]; readonly kept: number[] } {
  const { simulator } = run.history;
  const plain: number[] = [];
  const kept: number[] = [];
  for (let round = 0; round < STRETCHES; round += 1) {
    for (const [intervalUs, into] of [
      [NEVER_US, plain],
      [SNAPSHOT_US, kept],
    ] as const) {
      const history = createHistory(simulator, { intervalUs });
      const untilUs = simulator.world.nowUs + STRETCH_SECONDS * SECOND_US;
      into.push(secondsFor(() => void advance(history, untilUs)));
    }
  }
  return { plain, kept };
}
