/**
 * One run of a Mesos cluster under faults: a framework keeps its tasks running, faults come and go, invariants are checked
 * all the time; then everything is mended, and within a limit the framework must run exactly what it asked for, with
 * masters, agents and framework agreeing. The same seed and faults give the same run.
 */
import { applyCommand, type Command } from '../../kernel/command.ts';
import type { ProcessId } from '../../kernel/ids.ts';
import { runUntil, type Simulator } from '../../kernel/simulator.ts';
import { allProcesses, findProcess } from '../../kernel/process-table.ts';
import { type Checker, createChecker } from '../invariants/checker.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { logAgreement } from '../invariants/log-agreement.ts';
import { noResourceTwice } from '../invariants/no-resource-twice.ts';
import { oneMesosLeader } from '../invariants/one-mesos-leader.ts';
import { oneZabLeader } from '../invariants/one-zab-leader.ts';
import { registeredAgentsInRegistry } from '../invariants/registered-agents-in-registry.ts';
import { terminalStatesFinal } from '../invariants/terminal-states-final.ts';
import type { FuzzOutcome } from '../outcome.ts';
import {
  CHAOS_FROM_MS,
  CHAOS_UNTIL_MS,
  drawMesosFaults,
  type MesosFault,
  mendMesos,
  mesosFaultCommands,
} from './faults.ts';
import { FUZZED_FRAMEWORKS } from './frameworks.ts';
import { startFuzzedCluster } from './fuzzed-cluster.ts';
import { KEEPER, type KeeperState } from './keeper.ts';
import { changeWeight, drawWeightChanges, type WeightChange } from './weight-changes.ts';
import { lackOf } from './whole.ts';

export type MesosTrial = {
  readonly seed: number;
  /** Drawn from the seed unless given. */
  readonly faults?: readonly MesosFault[];
  /** When the last fault ends at the latest. */
  readonly untilMs?: number | undefined;
};

/** The window for agents of the registry after a change of leader: until its end tasks of a lost agent get no answer (10 min), and some more. */
export const HEAL_LIMIT_MS = 720_000;
const CHECK_EVERY_MS = 500;
/** Longer than a stale connection of a rebooted host lives on: it must still be whole then. */
const STAYS_WHOLE_MS = 100_000;

const MESOS_INVARIANTS: readonly Invariant[] = [
  oneZabLeader,
  oneMesosLeader,
  noResourceTwice,
  logAgreement,
  registeredAgentsInRegistry,
  terminalStatesFinal,
];

export function tryMesos(trial: MesosTrial): FuzzOutcome<MesosFault> {
  const { seed, untilMs = CHAOS_UNTIL_MS } = trial;
  const faults = trial.faults ?? drawMesosFaults(seed, untilMs);
  const simulator = startFuzzedCluster(seed);
  const checker = createChecker(MESOS_INVARIANTS);
  const watched: Watched = { simulator, checker, wholeSinceMs: 0 };
  runChecked(watched, CHAOS_FROM_MS);
  sufferFaults(watched, { faults, changes: drawWeightChanges(seed, CHAOS_FROM_MS, untilMs), untilMs });
  const problems: string[] = [];
  mend(watched, problems);
  const lastEndMs = Math.min(untilMs, Math.max(CHAOS_FROM_MS, ...faults.map((each) => each.atMs + each.durationMs)));
  const healedMs = Math.max(0, Math.round(watched.wholeSinceMs - lastEndMs));
  for (const { violations } of checker.reports()) {
    for (const { atUs, message } of violations) problems.push(`at ${(atUs / 1e6).toFixed(3)} s: ${message}`);
  }
  for (const { process } of FUZZED_FRAMEWORKS) {
    const keeper = findProcess(simulator.world, process)?.state as KeeperState | null | undefined;
    problems.push(...(keeper?.contradictions ?? []));
  }
  return { seed, problems, faults, healedMs, executed: simulator.world.executed };
}

function nowMs(simulator: Simulator): number {
  return simulator.world.nowUs / 1000;
}

/** A run with what is looked at: its invariants, and since when it lacks nothing. */
type Watched = { readonly simulator: Simulator; readonly checker: Checker; wholeSinceMs: number };

function runChecked(watched: Watched, untilMs: number): void {
  const { simulator, checker } = watched;
  const untilUs = Math.round(untilMs * 1000);
  while (simulator.world.nowUs < untilUs) {
    runUntil(simulator, Math.min(simulator.world.nowUs + CHECK_EVERY_MS * 1000, untilUs));
    checker.check(simulator.world);
    if (lackOf(simulator) !== null) watched.wholeSinceMs = nowMs(simulator) + CHECK_EVERY_MS;
  }
}

type Suffering = {
  readonly faults: readonly MesosFault[];
  readonly changes: readonly WeightChange[];
  readonly untilMs: number;
};
type Due = { readonly atMs: number; readonly change?: WeightChange; readonly commands?: readonly Command[] };

function sufferFaults(watched: Watched, { faults, changes, untilMs }: Suffering): void {
  const due = faults.flatMap((fault): Due[] => {
    const { begin, end } = mesosFaultCommands(fault);
    return [
      { atMs: fault.atMs, commands: begin },
      { atMs: fault.atMs + fault.durationMs, commands: end },
    ];
  });
  due.push(...changes.map((change) => ({ atMs: change.atMs, change })));
  due.sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, change, commands = [] } of due) {
    if (atMs > untilMs) break;
    runChecked(watched, atMs);
    if (change !== undefined) changeWeight(watched.simulator, change);
    for (const command of commands) applyCommand(watched.simulator, command);
  }
  runChecked(watched, untilMs);
}

/** Mends everything and waits until all is as it should be and stays so. */
function mend(watched: Watched, problems: string[]): void {
  const { simulator } = watched;
  for (const command of mendMesos(mainProcesses(simulator))) applyCommand(simulator, command);
  const fromMs = nowMs(simulator);
  while (nowMs(simulator) < Math.max(fromMs, watched.wholeSinceMs) + STAYS_WHOLE_MS) {
    if (watched.wholeSinceMs > fromMs + HEAL_LIMIT_MS) {
      const lack = lackOf(simulator) ?? 'it did not last';
      problems.push(`not whole ${String(HEAL_LIMIT_MS / 1000)} s after the last fault was mended: ${lack}`);
      return;
    }
    runChecked(watched, nowMs(simulator) + CHECK_EVERY_MS);
  }
}

/** Those that stand on hosts by themselves; executors and tasks come with their agents. */
function mainProcesses(simulator: Simulator): ProcessId[] {
  const programs = ['zookeeper', 'mesos-master', 'mesos-agent', KEEPER, 'dockerd'];
  const found: ProcessId[] = [];
  for (const process of allProcesses(simulator.world))
    if (programs.includes(process.spec.program)) found.push(process.spec.id);
  return found;
}
