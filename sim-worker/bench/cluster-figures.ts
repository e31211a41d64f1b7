/** Whole clusters: the default one with an application, and 1,000 agents with 5,000 tasks. */
import { type Headless, nowUs, runTo, sendWrite, startHeadless } from '../cli/headless.ts';
import { summarize } from '../cli/summary.ts';
import { createHistory, advance } from '../kernel/history.ts';
import { type Figure, figure, quantile, coreSecondsFor } from './figure.ts';

const SECOND_US = 1_000_000;
const BOOT_SECONDS = 60;
const MEASURED_SECONDS = 1200;
const ROUNDS = 12;
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

function heapMib(): number {
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

const LARGE_TASKS = 5000;
const LARGE_LIMIT_SECONDS = 3600;
const STRETCH_SECONDS = 60;
const STRETCHES = 5;
const SNAPSHOT_US = 10 * SECOND_US;
const NEVER_US = 1e15;

export function largeClusterFigures(): Figure[] {
  const run = startHeadless({ scenario: 'thousand', seed: 1 });
  const boot = coreSecondsFor(() => runTo(run, BOOT_SECONDS * SECOND_US));
  postApp(run, { ...APP, instances: LARGE_TASKS });
  const launch = coreSecondsFor(() => runUntilRunning(run));
  const launchedAt = Math.round(nowUs(run) / SECOND_US) - BOOT_SECONDS;
  const running = runningTasks(run);
  const { plain, policy, forced } = stretches(run);
  const name = '1,000 agents, 5,000 tasks';
  const share = (samples: readonly number[]) => 100 * (quantile(samples, 0.5) / quantile(plain, 0.5) - 1);
  return [
    figure(`${name}: running tasks`, running, 'tasks', { atLeast: LARGE_TASKS }),
    figure('1,000 agents: 60 s of boot', boot, 's'),
    figure(`${name}: launch, ${String(launchedAt)} virtual s`, launch, 's'),
    figure(`${name}: speed`, STRETCH_SECONDS / quantile(plain, 0.5), '× real time', { atLeast: 50 }),
    figure(`${name}: snapshots as the console takes them`, share(policy), '% of the run', { atMost: 10 }),
    figure(`${name}: a snapshot every 10 s, forced`, share(forced), '% of the run', { atMost: 10 }),
    figure(`${name}: heap`, heapMib(), 'MiB'),
  ];
}

function runUntilRunning(run: Headless): void {
  while (nowUs(run) < LARGE_LIMIT_SECONDS * SECOND_US) {
    runTo(run, nowUs(run) + 10 * SECOND_US);
    if (runningTasks(run) >= LARGE_TASKS) return;
  }
}

type Stretches = { readonly plain: number[]; readonly policy: number[]; readonly forced: number[] };

/**
 * The same world, stretches without snapshots, with the default policy (at 10 s, once enough happened), and with one
 * every 10 s whatever happened, in turn: so all see the same load and the same machine.
 */
function stretches(run: Headless): Stretches {
  const { simulator } = run.history;
  const taken: Stretches = { plain: [], policy: [], forced: [] };
  for (let round = 0; round < STRETCHES; round += 1) {
    for (const [options, into] of [
      [{ intervalUs: NEVER_US }, taken.plain],
      [{ intervalUs: SNAPSHOT_US }, taken.policy],
      [{ intervalUs: SNAPSHOT_US, minEvents: 0 }, taken.forced],
    ] as const) {
      const history = createHistory(simulator, options);
      const untilUs = simulator.world.nowUs + STRETCH_SECONDS * SECOND_US;
      into.push(coreSecondsFor(() => void advance(history, untilUs)));
    }
  }
  return taken;
}
