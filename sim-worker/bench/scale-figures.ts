/** The largest clusters: how far a single core carries them, and what their pages cost the worker. */
import { type Headless, nowUs, readNow, runTo, startHeadless, targetOrFail } from '../cli/headless.ts';
import { leaderOf } from '../cluster/views/leaders.ts';
import { must } from '../kernel/assert.ts';
import { findProcess, ownProcess } from '../kernel/process-table.ts';
import { putApp } from '../marathon/model/group.ts';
import type { PathId } from '../marathon/model/path-id.ts';
import { putTask, tasksOfApp } from '../marathon/scheduling/task-tracker.ts';
import type { LeadingState, MarathonState } from '../marathon/state.ts';
import { taskId } from '../mesos/ids.ts';
import { APP, heapMib, postApp, runningTasks } from './cluster-figures.ts';
import { type Figure, coreSecondsFor, figure, quantile } from './figure.ts';

const SECOND_US = 1_000_000;
const BOOT_SECONDS = 60;
const TASKS = 50_000;
const FILL_LIMIT_SECONDS = 300;
const FILL_STEP_SECONDS = 5;
const STRETCH_SECONDS = 30;
const STRETCHES = 5;

export function tenThousandFigures(): Figure[] {
  const run = startHeadless({ scenario: 'ten-thousand-filled', seed: 1 });
  const filling = coreSecondsFor(() => {
    while (nowUs(run) < FILL_LIMIT_SECONDS * SECOND_US && (nowUs(run) === 0 || runningTasks(run) < TASKS))
      runTo(run, nowUs(run) + FILL_STEP_SECONDS * SECOND_US);
  });
  const filledSeconds = nowUs(run) / SECOND_US;
  const speeds: number[] = [];
  for (let count = 0; count < STRETCHES; count += 1) {
    const seconds = coreSecondsFor(() => runTo(run, nowUs(run) + STRETCH_SECONDS * SECOND_US));
    speeds.push(STRETCH_SECONDS / seconds);
  }
  const name = '10,000 agents, 50,000 tasks';
  return [
    figure(`${name}: running tasks`, runningTasks(run), 'tasks', { atLeast: TASKS }),
    figure(`${name}: boot and launch, ${String(filledSeconds)} virtual s`, filling, 's'),
    figure(`${name}: speed (median)`, quantile(speeds, 0.5), '× real time', { atLeast: 5 }),
    figure(`${name}: heap`, heapMib(), 'MiB', { atMost: 3072 }),
    figure(`${name}: /master/state, first`, readMs(run, leaderUrl(run, 'mesos', '5050/master/state')), 'ms'),
    figure(`${name}: /master/state, again`, readMs(run, leaderUrl(run, 'mesos', '5050/master/state')), 'ms'),
  ];
}

export function leaderUrl(run: Headless, system: 'mesos' | 'marathon', rest: string): string {
  const leader = must(leaderOf(run.history.simulator, system), 'a leader');
  const { spec } = must(findProcess(run.history.simulator.world, leader), 'the leader');
  return `http://${spec.host}:${rest}`;
}

/** Milliseconds of processor time for one answer. */
export function readMs(run: Headless, url: string): number {
  return 1000 * coreSecondsFor(() => void readNow(run, 'GET', targetOrFail(url), { accept: 'application/json' }));
}

const APPS = 1000;
const TASKS_OF_APP = 20;
const ANSWERS = 7;

/** The leading Marathon with so many copies of one application that really runs, and of its task. */
export function manyAppsFigures(): Figure[] {
  const run = startHeadless({ scenario: 'default', seed: 1 });
  runTo(run, BOOT_SECONDS * SECOND_US);
  postApp(run, APP);
  runTo(run, 2 * BOOT_SECONDS * SECOND_US);
  const leader = must(leaderOf(run.history.simulator, 'marathon'), 'a leader');
  const leading = must((ownProcess(run.history.simulator.world, leader).state as MarathonState).leading, 'its term');
  const url = leaderUrl(run, 'marathon', '8080/v2/apps?embed=apps.tasks&embed=apps.counts&embed=apps.deployments');
  const fresh: number[] = [];
  const again: number[] = [];
  for (let count = 0; count < ANSWERS; count += 1) {
    copyApps(leading);
    fresh.push(readMs(run, url));
  }
  for (let count = 0; count < ANSWERS; count += 1) {
    touchTasks(leading);
    again.push(readMs(run, url));
  }
  const name = `/v2/apps with tasks, ${APPS.toLocaleString('en-US')} applications, 20,000 tasks`;
  return [
    figure(`${name}: all of them new (median)`, quantile(fresh, 0.5), 'ms', { atMost: 150 }),
    figure(`${name}: after a change of each application (median)`, quantile(again, 0.5), 'ms', { atMost: 150 }),
  ];
}

function copyApps(leading: LeadingState): void {
  const app = must(leading.root.apps[0], 'the application');
  const task = must(tasksOfApp(leading.tasks, app.id)[0], 'its task');
  for (let index = 0; index < APPS; index += 1) {
    const id = `/copy-${String(index)}` as PathId;
    leading.root = putApp(leading.root, Object.freeze({ ...app, id, instances: TASKS_OF_APP }), leading.root.versionMs);
    for (let number = 0; number < TASKS_OF_APP; number += 1) {
      const copy = { ...task, appId: id, id: taskId(`${id.slice(1)}.${String(number)}-${task.id}`) };
      leading.tasks = putTask(leading.tasks, Object.freeze(copy));
    }
  }
}

/** A status of one task of each application arrives. */
function touchTasks(leading: LeadingState): void {
  for (const app of leading.root.apps) {
    const task = tasksOfApp(leading.tasks, app.id)[0];
    if (task !== undefined) leading.tasks = putTask(leading.tasks, Object.freeze({ ...task }));
  }
}
