/**
 * A small cluster to try Marathon on from outside: requests of a person, kills, virtual time. It reads the API as a
 * client would, and states only to learn who leads and what ZooKeeper holds.
 */
import { assert, must } from '../../../kernel/assert.ts';
import { applyCommand, type Command } from '../../../kernel/command.ts';
import { processId, type ProcessId } from '../../../kernel/ids.ts';
import { runUntil, type Simulator } from '../../../kernel/simulator.ts';
import { logSize, logSlice } from '../../../kernel/append-log.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import type { OperatorState } from '../../../host/operator.ts';
import type { MarathonState } from '../../../marathon/state.ts';
import { zookeeperServers } from '../../inspect.ts';
import { buildScenario, scenarioTopology } from '../../scenarios.ts';

export type LabAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
};

export type MarathonLab = {
  readonly simulator: Simulator;
  readonly marathons: readonly string[];
  readonly agents: readonly string[];
  readonly operator: ProcessId;
  nextRequest: number;
};

/** Virtual seconds after which a fresh cluster has settled. */
const SETTLE_S = 15;
/** A request that has no answer after this long has failed. */
const ANSWER_LIMIT_S = 30;

export type LabOptions = {
  readonly scenario?: string;
  readonly seed?: number;
  /** Given by a restart once the cluster has settled. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Given before the first start: what Mesos keeps of a framework, such as its role, cannot change later. */
  readonly bootFlags?: Readonly<Record<string, unknown>>;
  /** Flags of the agents, in their order; given before their first start. */
  readonly agentFlags?: readonly Readonly<Record<string, unknown>>[];
};

/** A settled cluster whose Marathons run with the given flags beside the usual ones. */
export function marathonLab(options: LabOptions = {}): MarathonLab {
  const scenario = options.scenario ?? 'minimal';
  const simulator = must(buildScenario(scenario, options.seed ?? 1), 'the scenario');
  const topology = must(scenarioTopology(scenario), 'the topology');
  const lab: MarathonLab = {
    simulator,
    marathons: topology.marathons,
    agents: topology.agents.map(({ host }) => host),
    operator: processId(`operator@${topology.operator}`),
    nextRequest: 1,
  };
  if (options.bootFlags !== undefined) reconfigureMarathons(lab, options.bootFlags);
  (options.agentFlags ?? []).forEach((flags, index) => {
    reconfigure(lab, agentProcess(must(lab.agents[index], 'an agent')), flags);
  });
  run(lab, SETTLE_S);
  if (options.flags !== undefined) reconfigureMarathons(lab, options.flags);
  untilTrue(lab, () => leader(lab) !== null, 40, 'a Marathon leads');
  run(lab, 1);
  return lab;
}

function reconfigureMarathons(lab: MarathonLab, flags: Readonly<Record<string, unknown>>): void {
  for (const host of lab.marathons) reconfigure(lab, marathonProcess(host), flags);
}

function reconfigure(lab: MarathonLab, process: ProcessId, flags: Readonly<Record<string, unknown>>): void {
  const before = must(findProcess(lab.simulator.world, process), 'the process').spec.flags;
  command(lab, { kind: 'stopProcess', process });
  run(lab, 1);
  command(lab, { kind: 'configureProcess', process, flags: { ...before, ...flags } });
  command(lab, { kind: 'startProcess', process });
}

export function agentProcess(host: string): ProcessId {
  return processId(`mesos-agent@${host}`);
}

export function marathonProcess(host: string): ProcessId {
  return processId(`marathon@${host}`);
}

export function command(lab: MarathonLab, what: Command): void {
  const result = applyCommand(lab.simulator, what);
  assert(result.ok, `the command ${what.kind} is possible`);
}

export function run(lab: MarathonLab, seconds: number): void {
  runUntil(lab.simulator, lab.simulator.world.nowUs + seconds * 1_000_000);
}

/** Runs in small steps until the condition holds; returns the seconds it took. */
export function untilTrue(lab: MarathonLab, condition: () => boolean, limitSeconds: number, what: string): number {
  const startUs = lab.simulator.world.nowUs;
  while (!condition()) {
    const seconds = (lab.simulator.world.nowUs - startUs) / 1_000_000;
    assert(seconds < limitSeconds, `${what} within ${String(limitSeconds)} s`);
    run(lab, 0.1);
  }
  return (lab.simulator.world.nowUs - startUs) / 1_000_000;
}

export function marathonState(lab: MarathonLab, host: string): MarathonState | null {
  const process = findProcess(lab.simulator.world, marathonProcess(host));
  return process?.status === 'running' || process?.status === 'paused' ? (process.state as MarathonState) : null;
}

export function leader(lab: MarathonLab): string | null {
  return lab.marathons.find((host) => marathonState(lab, host)?.service.isLeader === true) ?? null;
}

export function standby(lab: MarathonLab): string {
  return must(
    lab.marathons.find((host) => host !== leader(lab) && marathonState(lab, host) !== null),
    'a standby',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** One request over the simulated network; null when no answer came. A text body goes as it is. */
export function ask(
  lab: MarathonLab,
  method: string,
  path: string,
  body: unknown = null,
  host: string | null = null,
): LabAnswer | null {
  const requestId = lab.nextRequest;
  lab.nextRequest += 1;
  const text = body === null ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const to = host ?? leader(lab) ?? must(lab.marathons[0], 'a Marathon');
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  command(lab, {
    kind: 'tell',
    process: lab.operator,
    body: { kind: 'http', requestId, host: to, port: 8080, method, path, headers, body: text },
  });
  const outcome = (): OperatorState['outcomes'][number] | undefined =>
    (findProcess(lab.simulator.world, lab.operator)?.state as OperatorState).outcomes.find(
      (candidate) => candidate.requestId === requestId,
    );
  for (let waited = 0; waited < ANSWER_LIMIT_S * 20 && outcome() === undefined; waited += 1) run(lab, 0.05);
  const result = outcome()?.result;
  if (result === undefined || result.kind !== 'response') return null;
  return { status: result.status, headers: result.headers, text: result.body, json: parsed(result.body) };
}

export type AppRow = {
  readonly id: string;
  readonly instances: number;
  readonly version: string;
  readonly tasksRunning: number;
  readonly deployments: readonly { readonly id: string }[];
  readonly tasks: readonly {
    readonly id: string;
    readonly host: string;
    readonly version: string;
    readonly state: string;
    readonly ports: readonly number[];
  }[];
};

export function app(lab: MarathonLab, id: string): AppRow | null {
  const answer = ask(lab, 'GET', `/v2/apps${id}`);
  return answer?.status === 200 ? (answer.json as { readonly app: AppRow }).app : null;
}

/** Waits until no deployment runs. */
export function settle(lab: MarathonLab, limitSeconds = 120): void {
  untilTrue(
    lab,
    () => (marathonState(lab, leader(lab) ?? '')?.leading?.deployments.size ?? 1) === 0,
    limitSeconds,
    'no deployment runs',
  );
}

/** Creates an app and waits until it runs. */
export function deployed(lab: MarathonLab, definition: Readonly<Record<string, unknown>>): AppRow {
  const answer = ask(lab, 'POST', '/v2/apps', definition);
  assert(answer?.status === 201, `the app is created (${String(answer?.status)} ${answer?.text ?? ''})`);
  settle(lab);
  return must(app(lab, String(definition['id'])), 'the app');
}

export function logText(lab: MarathonLab, host: string): string {
  const log = must(findProcess(lab.simulator.world, marathonProcess(host)), 'the process').log;
  return logSlice(log, 0, logSize(log))
    .map((line) => line.text)
    .join('\n');
}

export function members(lab: MarathonLab): readonly string[] {
  return [...(marathonState(lab, leader(lab) ?? '')?.election.members ?? [])].sort();
}

/** As zkCli does it for an operator. */
export function removeZnodes(
  lab: MarathonLab,
  path: string,
  how: 'deleteRecursively' | 'delete' = 'deleteRecursively',
): void {
  const process = processId(lab.operator.replace('operator@', 'zkcli@'));
  command(lab, { kind: 'tell', process, body: { kind: 'znode', operation: { op: how, path } } });
}

/** A stored value with its envelope's bytes. */
export function storedBytes(lab: MarathonLab, key: string): Uint8Array {
  const [server] = zookeeperServers(lab.simulator.world);
  return must(server?.data(`/marathon/state/${key}`) ?? null, `the znode ${key}`);
}
