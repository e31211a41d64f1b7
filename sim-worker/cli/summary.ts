/** What a run came to, as `sim run --json` prints it. */
import { leaderOf, zooKeeperLeader } from '../cluster/views/leaders.ts';
import { type ServiceSummary, serviceSummary } from '../cluster/views/service-view.ts';
import { type History, runHash } from '../kernel/history.ts';
import { type HostId, hostId } from '../kernel/ids.ts';
import { readHttp } from '../kernel/http-read.ts';
import type { Simulator } from '../kernel/simulator.ts';
import { operatorOf } from '../worker/operator-http.ts';

export type Summary = {
  readonly scenario: string;
  readonly seed: number;
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly runHash: string;
  readonly zooKeeper: { readonly leader: string | null; readonly epoch: number | null };
  readonly mesos: { readonly leader: string | null; readonly activatedAgents: number };
  readonly marathon: { readonly leader: string | null; readonly apps: number };
  readonly tasks: {
    readonly running: number;
    readonly staging: number;
    readonly lost: number;
    readonly failed: number;
  };
  /** What the simulated clients found; null in a cluster without them. */
  readonly service: ServiceSummary | null;
  readonly invariants: InvariantSummary;
};

export type InvariantSummary = {
  /** Evaluations of all invariants together. */
  readonly checked: number;
  readonly violated: number;
  readonly violations: readonly { readonly invariant: string; readonly atSeconds: number; readonly message: string }[];
};

export type SummaryInput = {
  readonly scenario: string;
  readonly seed: number;
  readonly history: History;
  readonly wallSeconds: number;
  readonly invariants: InvariantSummary;
};

export function summarize(input: SummaryInput): Summary {
  const { simulator } = input.history;
  const { nowUs, executed } = simulator.world;
  const zooKeeper = zooKeeperLeader(simulator);
  return {
    scenario: input.scenario,
    seed: input.seed,
    virtualSeconds: nowUs / 1_000_000,
    wallSeconds: round(input.wallSeconds),
    events: executed,
    eventsPerSecond: input.wallSeconds > 0 ? Math.round(executed / input.wallSeconds) : 0,
    runHash: runHash(input.history),
    zooKeeper: { leader: zooKeeper?.process ?? null, epoch: zooKeeper?.epoch ?? null },
    ...mesosPart(simulator),
    marathon: marathonPart(simulator),
    service: serviceSummary(simulator),
    invariants: input.invariants,
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** By the leading master's own metrics. */
function mesosPart(simulator: Simulator): Pick<Summary, 'mesos' | 'tasks'> {
  const leader = leaderOf(simulator, 'mesos');
  const metrics = leader === null ? {} : readJson(simulator, hostOf(leader), 5050, '/metrics/snapshot');
  const count = (name: string) => numberOf(metrics, `master/${name}`);
  return {
    mesos: { leader, activatedAgents: count('slaves_active') },
    tasks: {
      running: count('tasks_running'),
      staging: count('tasks_staging') + count('tasks_starting'),
      lost: count('tasks_lost'),
      failed: count('tasks_failed'),
    },
  };
}

function marathonPart(simulator: Simulator): Summary['marathon'] {
  const leader = leaderOf(simulator, 'marathon');
  const answer = leader === null ? {} : readJson(simulator, hostOf(leader), 8080, '/v2/apps');
  const { apps } = answer as { readonly apps?: unknown };
  return { leader, apps: Array.isArray(apps) ? apps.length : 0 };
}

function hostOf(process: string): HostId {
  return hostId(process.slice(process.lastIndexOf('@') + 1));
}

function readJson(simulator: Simulator, host: HostId, port: number, path: string): unknown {
  const from = operatorOf(simulator)?.spec.host ?? host;
  const headers = { accept: 'application/json', host: `${host}:${String(port)}` };
  const request = { type: 'http.request', requestId: 0, method: 'GET', path, headers, body: null } as const;
  const result = readHttp(simulator, from, host, port, request);
  if (result.kind !== 'reply' || result.reply.status !== 200) return {};
  return JSON.parse(result.reply.body) as unknown;
}

function numberOf(values: unknown, name: string): number {
  const value = (values as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'number' ? value : 0;
}

export function printSummary(summary: Summary): string {
  const { zooKeeper, mesos, marathon, tasks, invariants } = summary;
  const lines = [
    `${summary.scenario}, seed ${String(summary.seed)}: ${String(summary.virtualSeconds)} virtual s in ${String(summary.wallSeconds)} s, ${String(summary.events)} events (${String(summary.eventsPerSecond)}/s)`,
    `ZooKeeper  leader ${zooKeeper.leader ?? 'none'}, epoch ${String(zooKeeper.epoch ?? '-')}`,
    `Mesos      leader ${mesos.leader ?? 'none'}, ${String(mesos.activatedAgents)} agents active`,
    `Marathon   leader ${marathon.leader ?? 'none'}, ${String(marathon.apps)} apps`,
    `tasks      ${String(tasks.running)} running, ${String(tasks.staging)} staging, ${String(tasks.lost)} lost, ${String(tasks.failed)} failed`,
    ...serviceLines(summary.service),
    `invariants ${String(invariants.checked)} checks, ${String(invariants.violated)} violated`,
    ...invariants.violations.map((found) => `  ${found.invariant} at ${String(found.atSeconds)} s: ${found.message}`),
    `run hash   ${summary.runHash}`,
  ];
  return lines.join('\n');
}

function serviceLines(service: ServiceSummary | null): string[] {
  if (service === null || service.sent + service.direct.sent === 0) return [];
  const errors = Object.entries(service.errors).map(([kind, count]) => `${kind} ${String(count)}`);
  const lost = errors.length === 0 ? '' : ` (${errors.join(', ')})`;
  const direct = `direct ${String(service.direct.good)} of ${String(service.direct.sent)}`;
  return [
    `service    ${String(service.good)} of ${String(service.sent)} requests answered through the balancer${lost}, ${direct}`,
  ];
}
