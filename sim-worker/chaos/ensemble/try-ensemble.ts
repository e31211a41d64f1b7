/**
 * One run of an ensemble under faults: clients work, faults come and go, invariants are checked all the time; then everything
 * is mended, the ensemble must serve again within a limit, and in the end the replicas and the clients' memories must agree.
 * The same seed and faults give the same run.
 */
import { applyCommand } from '../../kernel/command.ts';
import { processId, type ProcessId } from '../../kernel/ids.ts';
import { runUntil } from '../../kernel/simulator.ts';
import { findProcess } from '../../kernel/process-table.ts';
import {
  allServing,
  buildEnsemble,
  CLIENT_PORT,
  type Ensemble,
  nowMs,
  runUntilTrue,
  serverHost,
  serverNumbers,
  serverState,
  servingLeader,
  spawnClient,
} from '../../zookeeper/conformance/ensemble.ts';
import { sameZxid } from '../../zookeeper/protocol/zxid.ts';
import { type Checker, createChecker } from '../invariants/checker.ts';
import { ENSEMBLE_INVARIANTS } from '../invariants/all.ts';
import { checkEnd } from './end-checks.ts';
import { CHAOS_UNTIL_MS, concerned, drawFaults, type EnsembleFault, faultCommands, healAll } from './faults.ts';
import { STOP_WORKLOAD, WORKLOAD, type WorkloadFlags, workloadProgram, type WorkloadState } from './workload.ts';

export type EnsembleTrial = {
  readonly seed: number;
  readonly size: number;
  /** The last so many of the servers are observers; none unless given. */
  readonly observers?: number;
  /** Drawn from the seed unless given. */
  readonly faults?: readonly EnsembleFault[];
  /** When the last fault ends at the latest. */
  readonly untilMs?: number | undefined;
};

export type EnsembleOutcome = {
  readonly seed: number;
  readonly size: number;
  readonly observers: number;
  /** Empty when all holds. */
  readonly problems: readonly string[];
  readonly faults: readonly EnsembleFault[];
  /** From the mending until every server served the same and a new write went through. */
  readonly healedMs: number;
  readonly executed: number;
  readonly acknowledgedWrites: number;
  readonly watchEvents: number;
  readonly epochs: number;
};

const CLIENTS = 3;
const SESSION_TIMEOUT_MS = 6000;
/** The ensemble serves again this long after the last fault is mended. */
export const HEAL_LIMIT_MS = 30_000;
const CHECK_EVERY_MS = 100;
/** Work goes on this long on the mended ensemble; then the last sessions may expire and the last writes arrive. */
const AFTERWARDS_MS = 3000;
const QUIET_MS = 14_000;

export function tryEnsemble(trial: EnsembleTrial): EnsembleOutcome {
  const { seed, size, observers = 0, untilMs = CHAOS_UNTIL_MS } = trial;
  const faults = trial.faults ?? drawFaults(seed, size, untilMs);
  const ensemble = buildEnsemble({ seed, size, observers, programs: [workloadProgram] });
  for (let number = 1; number <= CLIENTS; number += 1) startClient(ensemble, number);
  const checker = createChecker(ENSEMBLE_INVARIANTS);
  sufferFaults(ensemble, checker, { faults, untilMs });
  const problems: string[] = [];
  const healedMs = mend(ensemble, checker, problems);
  runChecked(ensemble, checker, AFTERWARDS_MS);
  for (let number = 1; number <= CLIENTS; number += 1) {
    applyCommand(ensemble.simulator, { kind: 'tell', process: clientId(number), body: STOP_WORKLOAD });
  }
  runChecked(ensemble, checker, QUIET_MS);
  return finish(ensemble, { seed, size, observers, faults, healedMs, checker, problems });
}

function clientId(number: number): ProcessId {
  return processId(`${WORKLOAD}:${String(number)}`);
}

function startClient(ensemble: Ensemble, number: number): void {
  const servers = serverNumbers(ensemble).map((myid) => ({ host: serverHost(myid), port: CLIENT_PORT }));
  const flavour = number === 1 ? 'java' : 'c';
  const flags: WorkloadFlags = { number, clients: CLIENTS, flavour, servers, sessionTimeoutMs: SESSION_TIMEOUT_MS };
  spawnClient(ensemble, clientId(number), WORKLOAD, Object.freeze({ ...flags }));
}

/** Runs on, looking at the invariants now and then. In whole microseconds, so that the rest is never too small to run. */
function runChecked(ensemble: Ensemble, checker: Checker, durationMs: number): void {
  const { simulator } = ensemble;
  const untilUs = simulator.world.nowUs + Math.round(durationMs * 1000);
  while (simulator.world.nowUs < untilUs) {
    runUntil(simulator, Math.min(simulator.world.nowUs + CHECK_EVERY_MS * 1000, untilUs));
    checker.check(simulator.world);
  }
}

/** What is due when; `fault` begins, or ends with the servers that it concerned. */
type Due = { readonly atMs: number; readonly fault: EnsembleFault; readonly chosen: readonly number[] | null };

type Suffering = { readonly faults: readonly EnsembleFault[]; readonly untilMs: number };

function sufferFaults(ensemble: Ensemble, checker: Checker, { faults, untilMs }: Suffering): void {
  const due: Due[] = faults.map((fault) => ({ atMs: fault.atMs, fault, chosen: null }));
  for (let next = takeNext(due); next !== null; next = takeNext(due)) {
    if (next.atMs > untilMs) break;
    runChecked(ensemble, checker, next.atMs - nowMs(ensemble));
    const { fault } = next;
    const chosen = next.chosen ?? concerned(fault, ensemble.size, servingLeader(ensemble));
    const { begin, end } = faultCommands(fault, ensemble.size, chosen);
    for (const command of next.chosen === null ? begin : end) applyCommand(ensemble.simulator, command);
    if (next.chosen === null) due.push({ atMs: fault.atMs + fault.durationMs, fault, chosen });
  }
  runChecked(ensemble, checker, untilMs - nowMs(ensemble));
}

function takeNext(due: Due[]): Due | null {
  let first = 0;
  due.forEach((item, index) => {
    if (item.atMs < (due[first]?.atMs ?? 0)) first = index;
  });
  return due.splice(first, 1)[0] ?? null;
}

/** Mends everything and waits until the ensemble serves; returns how long it took. */
function mend(ensemble: Ensemble, checker: Checker, problems: string[]): number {
  for (const command of healAll(ensemble.size)) applyCommand(ensemble.simulator, command);
  const fromMs = nowMs(ensemble);
  const writes = acknowledgedWrites(ensemble);
  const isWhole = (): boolean => allServing(ensemble) && acknowledgedWrites(ensemble) > writes && agreeNow(ensemble);
  while (!isWhole() && nowMs(ensemble) < fromMs + HEAL_LIMIT_MS) {
    runUntilTrue(ensemble, isWhole, CHECK_EVERY_MS);
    checker.check(ensemble.simulator.world);
  }
  const healedMs = nowMs(ensemble) - fromMs;
  if (!isWhole()) problems.push(`not whole ${String(HEAL_LIMIT_MS / 1000)} s after the last fault was mended`);
  return healedMs;
}

function agreeNow(ensemble: Ensemble): boolean {
  const [first, ...rest] = serverNumbers(ensemble).map(
    (myid) => serverState(ensemble, myid)?.database.tree.lastProcessedZxid,
  );
  return first !== undefined && rest.every((zxid) => zxid !== undefined && sameZxid(first, zxid));
}

function clientStates(ensemble: Ensemble): readonly WorkloadState[] {
  const states: WorkloadState[] = [];
  for (let number = 1; number <= CLIENTS; number += 1) {
    const state = findProcess(ensemble.simulator.world, clientId(number))?.state as WorkloadState | null | undefined;
    if (state !== null && state !== undefined) states.push(state);
  }
  return states;
}

function acknowledgedWrites(ensemble: Ensemble): number {
  return clientStates(ensemble).reduce((sum, state) => sum + state.writes, 0);
}

type Finish = Pick<EnsembleOutcome, 'seed' | 'size' | 'observers' | 'faults' | 'healedMs'> & {
  readonly checker: Checker;
  readonly problems: string[];
};

function finish(ensemble: Ensemble, run: Finish): EnsembleOutcome {
  const { seed, size, observers, faults, healedMs, checker, problems } = run;
  const clients = clientStates(ensemble);
  const servers = serverNumbers(ensemble)
    .map((myid) => serverState(ensemble, myid))
    .filter((server) => server !== null);
  for (const { violations } of checker.reports()) {
    for (const { atUs, message } of violations) problems.push(`at ${(atUs / 1e6).toFixed(3)} s: ${message}`);
  }
  problems.push(...checkEnd(servers, clients));
  return {
    seed,
    size,
    observers,
    problems,
    faults,
    healedMs,
    executed: ensemble.simulator.world.executed,
    acknowledgedWrites: acknowledgedWrites(ensemble),
    watchEvents: clients.reduce((sum, client) => sum + client.events, 0),
    epochs: Math.max(...servers.map((server) => server.currentEpoch)),
  };
}
