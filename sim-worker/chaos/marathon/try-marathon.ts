/**
 * One run of a whole cluster under faults while people use Marathon: invariants are checked all the time; then everything is
 * mended, one Marathon must lead within a limit, and every app must run as many tasks as it wants, unless its verdicts say
 * why not. The same seed and schedule give the same run.
 */
import { assert, must } from '../../kernel/assert.ts';
import { applyCommand, type Command } from '../../kernel/command.ts';
import { hostId, type HostId, type ProcessId } from '../../kernel/ids.ts';
import { findProcess, processIds } from '../../kernel/process-table.ts';
import { runUntil, type Simulator } from '../../kernel/simulator.ts';
import { marathonId, operatorId } from '../../cluster/process-names.ts';
import { liveProcesses, marathons } from '../../cluster/inspect.ts';
import { buildScenario, scenarioTopology } from '../../cluster/scenarios.ts';
import type { Topology } from '../../cluster/topology.ts';
import type { ElectionImpl } from '../../marathon/flags.ts';
import { inspectMarathon } from '../../marathon/inspect.ts';
import type { MarathonState } from '../../marathon/state.ts';
import { type Checker, createChecker } from '../invariants/checker.ts';
import { noDeletedAppLaunched } from '../invariants/no-deleted-app-launched.ts';
import { noResourceTwice } from '../invariants/no-resource-twice.ts';
import { oneActingMarathon } from '../invariants/one-acting-marathon.ts';
import type { FuzzOutcome } from '../outcome.ts';
import { whyLeaderless } from './leaderless.ts';
import { missingFromWhole } from './whole.ts';
import {
  callOf,
  CHAOS_UNTIL_MS,
  type ClusterFault,
  type ClusterRequest,
  drawEvents,
  faultCommands,
  healAll,
  isRequest,
  type MarathonEvent,
  targetOf,
} from './marathon-faults.ts';

const SCENARIO = 'default';
const CHECK_EVERY_MS = 500;
/** Long enough for the slowest cures: 75 s for an agent, 300 s for a launch that was never confirmed, 600 s for a reconciliation. */
const HEAL_LIMIT_MS = 1_500_000;
/** Longer than a master waits for the pongs of an agent: until then the books may show what has long ended. */
const STAYS_WHOLE_MS = 90_000;
/**
 * Without a leader after this long, a person restarts the Marathons: the documents' cure for a group that elects nobody. It
 * must be one of their known faults.
 */
const CURE_AFTER_MS = 120_000;

export type MarathonTrial = {
  readonly seed: number;
  /** Drawn from the seed unless given. */
  readonly faults?: readonly MarathonEvent[];
  /** When the last fault ends at the latest. */
  readonly untilMs?: number | undefined;
};

export type MarathonOutcome = FuzzOutcome<MarathonEvent> & {
  readonly electionImpl: ElectionImpl;
  /** The group elected nobody, or a deployment of its leader hung, until a person restarted the Marathons. */
  readonly cured: boolean;
  /** Changes that Marathons acknowledged, and tasks that ran in the end: a run in which nothing happens proves nothing. */
  readonly acknowledged: number;
  readonly tasks: number;
};

const IMPLEMENTATIONS: readonly ElectionImpl[] = ['commons', 'commons-failfast', 'commons-1.3', 'curator'];

export function implementationOf(seed: number): ElectionImpl {
  return IMPLEMENTATIONS[seed % IMPLEMENTATIONS.length] ?? 'commons';
}

type Run = {
  readonly simulator: Simulator;
  readonly topology: Topology;
  readonly checker: Checker;
  readonly hosts: readonly HostId[];
  nextRequest: number;
};

type Action = { readonly atMs: number; readonly act: (run: Run) => void };

export function tryMarathon(trial: MarathonTrial): MarathonOutcome {
  const { seed, untilMs = CHAOS_UNTIL_MS } = trial;
  const faults = trial.faults ?? drawEvents(seed, untilMs);
  const electionImpl = implementationOf(seed);
  const run = begin(seed, electionImpl);
  for (const action of actionsOf(faults, untilMs)) {
    runTo(run, action.atMs);
    action.act(run);
  }
  runTo(run, untilMs);
  const processes = [...processIds(run.simulator.world)];
  apply(run, healAll(processes, run.hosts));
  const { problems, healedMs, cured } = heal(run);
  for (const { violations } of run.checker.reports())
    for (const { atUs, message } of violations) problems.push(`at ${(atUs / 1e6).toFixed(3)} s: ${message}`);
  const { executed } = run.simulator.world;
  return { seed, electionImpl, problems, faults, healedMs, cured, ...workDone(run), executed };
}

function workDone(run: Run): { readonly acknowledged: number; readonly tasks: number } {
  const looks = marathons(run.simulator.world);
  const leader = looks.find((marathon) => marathon.leading);
  return {
    acknowledged: looks.reduce((sum, marathon) => sum + [...marathon.acknowledged].length, 0),
    tasks: leader === undefined ? 0 : [...leader.tasks()].length,
  };
}

function begin(seed: number, electionImpl: ElectionImpl): Run {
  const simulator = must(buildScenario(SCENARIO, seed), 'the scenario');
  const topology = must(scenarioTopology(SCENARIO), 'the topology');
  const checker = createChecker([oneActingMarathon, noDeletedAppLaunched, noResourceTwice]);
  const hosts = [
    ...new Set([
      ...topology.zookeepers,
      ...topology.masters,
      ...topology.marathons,
      ...topology.agents.map((agent) => agent.host),
    ]),
  ].map(hostId);
  const run: Run = { simulator, topology, checker, hosts, nextRequest: 1 };
  for (const host of topology.marathons) configure(run, marathonId(host), { electionImpl });
  return run;
}

function configure(run: Run, process: ProcessId, more: Readonly<Record<string, unknown>>): void {
  const { flags } = must(findProcess(run.simulator.world, process), 'the process').spec;
  apply(run, [
    { kind: 'stopProcess', process },
    { kind: 'configureProcess', process, flags: { ...flags, ...more } },
    { kind: 'startProcess', process },
  ]);
  const { spec } = must(findProcess(run.simulator.world, process), 'the process');
  for (const [name, value] of Object.entries(more)) assert(spec.flags[name] === value, `the flag ${name} is set`);
}

function actionsOf(events: readonly MarathonEvent[], untilMs: number): readonly Action[] {
  const actions = events.flatMap((event) => (isRequest(event) ? requestActions(event) : faultActions(event, untilMs)));
  return actions.sort((a, b) => a.atMs - b.atMs);
}

function requestActions(request: ClusterRequest): readonly Action[] {
  return [
    {
      atMs: request.atMs,
      act: (run) => {
        send(run, request);
      },
    },
  ];
}

function faultActions(fault: ClusterFault, untilMs: number): readonly Action[] {
  const endMs = Math.min(fault.atMs + fault.durationMs, untilMs);
  return [
    {
      atMs: fault.atMs,
      act: (run) => {
        apply(run, faultCommands(fault, targetOf(fault, run.topology), run.hosts).begin);
      },
    },
    {
      atMs: endMs,
      act: (run) => {
        apply(run, faultCommands(fault, targetOf(fault, run.topology), run.hosts).end);
      },
    },
  ];
}

function apply(run: Run, commands: readonly Command[]): void {
  for (const command of commands) applyCommand(run.simulator, command);
}

function send(run: Run, request: ClusterRequest): void {
  const { method, path, body } = callOf(request);
  const host = must(run.topology.marathons[request.marathon % run.topology.marathons.length], 'a Marathon');
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const requestId = run.nextRequest;
  run.nextRequest += 1;
  const told = { kind: 'http', requestId, host, port: 8080, method, path, headers, body };
  apply(run, [{ kind: 'tell', process: operatorId(run.topology.operator), body: told }]);
}

function nowMs(run: Run): number {
  return run.simulator.world.nowUs / 1000;
}

/** Runs on, with a check of the invariants every so often. */
function runTo(run: Run, atMs: number): void {
  while (nowMs(run) < atMs) {
    runUntil(run.simulator, Math.min(atMs, nowMs(run) + CHECK_EVERY_MS) * 1000);
    run.checker.check(run.simulator.world);
  }
}

type Healing = { readonly problems: string[]; readonly healedMs: number; readonly cured: boolean };

/** Waits until all is as it should be and stays so; `healedMs` is how long it took until then. */
function heal(run: Run): Healing {
  const fromMs = nowMs(run);
  const problems: string[] = [];
  let cured = false;
  let missing = missingFromWhole(run.simulator.world);
  let wholeSinceMs = fromMs;
  while (nowMs(run) < wholeSinceMs + STAYS_WHOLE_MS && nowMs(run) < fromMs + HEAL_LIMIT_MS) {
    runTo(run, nowMs(run) + 1000);
    missing = missingFromWhole(run.simulator.world);
    if (missing.length > 0) wholeSinceMs = nowMs(run);
    const stuck = missing.includes('nobody leads') || hangs(run);
    if (cured || !stuck || nowMs(run) < fromMs + CURE_AFTER_MS) continue;
    cured = true;
    if (!hangs(run) && whyLeaderless(run.simulator.world) === 'unexplained')
      problems.push('nobody leads, and no fault of the election clients explains it');
    for (const host of run.topology.marathons) apply(run, [{ kind: 'killProcess', process: marathonId(host) }]);
  }
  const limit = String(HEAL_LIMIT_MS / 1000);
  if (missing.length === 0 && nowMs(run) < wholeSinceMs + STAYS_WHOLE_MS)
    missing = ['whole for less than a minute and a half'];
  problems.push(...missing.map((text) => `${limit} s after the last fault was mended: ${text}`));
  return { problems, healedMs: wholeSinceMs - fromMs, cured };
}

/**
 * A deployment of the leader never ends, as in Marathon 1.1.1: it could not be stored, and its locks are given back with the
 * leadership only; or a step of it has more new tasks than it waits for.
 */
function hangs(run: Run): boolean {
  return liveProcesses(run.simulator.world, 'marathon')
    .map((process) => inspectMarathon(process.state as MarathonState))
    .some(
      ({ leading, unstoredDeployments, overfilledActions }) => leading && unstoredDeployments + overfilledActions > 0,
    );
}
