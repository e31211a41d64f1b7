/**
 * A rolling upgrade under load, one run for each seed: an app with many instances behind the balancer, clients asking, a
 * new version; every request that was sent from the new version's arrival until all is quiet again is counted.
 */
import { buildScenario } from '../../cluster/scenarios.ts';
import { meterId, secondOf } from '../../host/clients/meters.ts';
import type { ClientsState } from '../../host/clients/state.ts';
import { type Figures, figuresOfWindows, windowsSince } from '../../host/clients/view.ts';
import { outcomeOf, type OperatorState } from '../../host/operator.ts';
import { must } from '../../kernel/assert.ts';
import { advance, createHistory, type History, issue } from '../../kernel/history.ts';
import { readHttp } from '../../kernel/http-read.ts';
import { hostId, type ProcessId } from '../../kernel/ids.ts';
import { allProcesses, findProcess } from '../../kernel/process-table.ts';

export type RollingOptions = {
  readonly instances: number;
  /** Through the balancer. */
  readonly requestsPerSecond: number;
  readonly keepAlive: boolean;
  /** Of the app: `mesoscope.NAME` says how its software behaves. */
  readonly labels: Readonly<Record<string, string>>;
  /** Null: the app has no health check. */
  readonly healthCheck: { readonly path: string; readonly intervalSeconds: number } | null;
};

export type RollingOutcome = {
  readonly seed: number;
  /** False: the deployment did not end within the limit, or never began. */
  readonly finished: boolean;
  readonly upgradeSeconds: number;
  readonly figures: Figures;
  readonly events: number;
};

export const APP_ID = '/web';
const SERVICE_PORT = 10_000;
const MARATHON = { host: '192.168.1.231', port: 8080 };
const BOOT_US = 40_000_000;
const STEP_US = 1_000_000;
const LIMIT_US = 900_000_000;
/** Requests go on this long after the last step: late answers and late losses count. */
const QUIET_US = 20_000_000;
const NO_SNAPSHOTS_US = 1e15;

export function tryRollingUpgrade(seed: number, options: RollingOptions): RollingOutcome {
  const simulator = must(buildScenario('default', seed), 'the default cluster');
  const history = createHistory(simulator, { intervalUs: NO_SNAPSHOTS_US });
  advance(history, BOOT_US);
  request(history, 'PUT', appJson(options, 1));
  const started = runUntil(history, () => isSettled(history, options.instances));
  tellClients(history, options);
  advance(history, nowUs(history) + 5 * STEP_US);
  const startUs = nowUs(history);
  request(history, 'PUT', appJson(options, 2));
  advance(history, nowUs(history) + 2 * STEP_US);
  const finished = started && runUntil(history, () => isSettled(history, options.instances));
  const endUs = nowUs(history);
  advance(history, endUs + QUIET_US);
  const meter = must(
    clients(history).meters.get(meterId('balancer', APP_ID, SERVICE_PORT)),
    'the meter of the service',
  );
  return {
    seed,
    finished,
    upgradeSeconds: Math.round((endUs - startUs) / STEP_US),
    figures: figuresOfWindows(windowsSince(meter, secondOf(startUs))),
    events: simulator.world.executed,
  };
}

function nowUs(history: History): number {
  return history.simulator.world.nowUs;
}

function clients(history: History): ClientsState {
  const process = [...allProcesses(history.simulator.world)].find((each) => each.spec.program === 'clients');
  return must(process, 'the clients').state as ClientsState;
}

function processOf(history: History, program: string): ProcessId {
  const process = [...allProcesses(history.simulator.world)].find((each) => each.spec.program === program);
  return must(process, program).spec.id;
}

function tellClients(history: History, options: RollingOptions): void {
  const settings = {
    requestsPerSecond: options.requestsPerSecond,
    directPerSecond: 0,
    keepAlive: options.keepAlive,
  };
  issue(history, { kind: 'tell', process: processOf(history, 'clients'), body: { kind: 'settings', settings } });
}

export function appJson(options: RollingOptions, version: number): string {
  const { healthCheck } = options;
  return JSON.stringify({
    id: APP_ID,
    cpus: 0.01,
    mem: 16,
    instances: options.instances,
    env: { VERSION: String(version) },
    container: {
      type: 'DOCKER',
      docker: {
        image: 'web',
        network: 'BRIDGE',
        portMappings: [{ containerPort: 80, hostPort: 0, servicePort: SERVICE_PORT, protocol: 'tcp' }],
      },
    },
    labels: { HAPROXY_GROUP: 'external', HAPROXY_0_MODE: 'http', ...options.labels },
    ...(healthCheck === null
      ? {}
      : {
          healthChecks: [
            {
              protocol: 'HTTP',
              path: healthCheck.path,
              portIndex: 0,
              gracePeriodSeconds: 60,
              intervalSeconds: healthCheck.intervalSeconds,
              timeoutSeconds: Math.min(5, healthCheck.intervalSeconds),
              maxConsecutiveFailures: 3,
            },
          ],
        }),
  });
}

/** Sends it from the operator's machine and runs on until the answer is there. */
function request(history: History, method: string, body: string): void {
  const requestId = history.journalCursor + 1;
  const target = { ...MARATHON, path: `/v2/apps/${APP_ID}` };
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const process = processOf(history, 'operator');
  issue(history, { kind: 'tell', process, body: { kind: 'http', requestId, method, ...target, headers, body } });
  runUntil(history, () => {
    const state = findProcess(history.simulator.world, process)?.state as OperatorState;
    return outcomeOf(state, requestId) !== null;
  });
}

function runUntil(history: History, holds: () => boolean): boolean {
  const limitUs = nowUs(history) + LIMIT_US;
  while (!holds()) {
    if (nowUs(history) >= limitUs) return false;
    advance(history, nowUs(history) + STEP_US);
  }
  return true;
}

/** No deployment is left, and as many instances run (and are healthy, where they are checked) as are wanted. */
function isSettled(history: History, instances: number): boolean {
  const answer = readHttp(history.simulator, hostId('192.168.1.10'), MARATHON.host, MARATHON.port, {
    type: 'http.request',
    requestId: 0,
    method: 'GET',
    path: `/v2/apps/${APP_ID}`,
    headers: { accept: 'application/json' },
    body: null,
  });
  if (answer.kind !== 'reply' || answer.reply.status !== 200) return false;
  const { app } = JSON.parse(answer.reply.body) as {
    readonly app: {
      readonly tasksRunning: number;
      readonly tasksHealthy: number;
      readonly healthChecks: readonly unknown[];
      readonly deployments: readonly unknown[];
    };
  };
  const ready = app.healthChecks.length === 0 ? app.tasksRunning : app.tasksHealthy;
  return app.deployments.length === 0 && ready === instances;
}
