/** A run without a page: a history, a list of things to do at their times, and HTTP by the operator's machine. */
import { leaderOf } from '../cluster/views/leaders.ts';
import { buildScenario } from '../cluster/scenarios.ts';
import { type OperatorOutcome, type OperatorState, outcomeOf } from '../host/operator.ts';
import { must } from '../kernel/assert.ts';
import type { Command, CommandResult } from '../kernel/command.ts';
import { type History, type JournalEntry, advance, createHistory, issue } from '../kernel/history.ts';
import { type HttpReadResult, readHttp } from '../kernel/http-read.ts';
import { type ProcessId, processId } from '../kernel/ids.ts';
import type { Process } from '../kernel/world.ts';
import { hasProcess } from '../kernel/process-table.ts';
import { type HttpTarget, operatorOf, targetOf } from '../worker/operator-http.ts';
import { usageError } from './usage.ts';

/** No snapshots but that of the start: nobody goes back. */
const NO_SNAPSHOTS_US = 1e15;

export type HeadlessOptions = {
  readonly scenario: string;
  readonly seed: number;
  readonly journal?: readonly JournalEntry[];
  /** Called whenever the run stands still: after each stretch of `checkEveryUs`, and after each command. */
  readonly check?: (history: History) => void;
  readonly checkEveryUs?: number;
};

export type Headless = { readonly history: History; readonly options: HeadlessOptions };

export function startHeadless(options: HeadlessOptions): Headless {
  const simulator = must(buildScenario(options.scenario, options.seed), `scenario ${options.scenario}`);
  return {
    history: createHistory(simulator, { intervalUs: NO_SNAPSHOTS_US, journal: options.journal ?? [] }),
    options,
  };
}

export function nowUs(run: Headless): number {
  return run.history.simulator.world.nowUs;
}

export function runTo(run: Headless, untilUs: number): void {
  const { check, checkEveryUs } = run.options;
  if (check === undefined || checkEveryUs === undefined) {
    advance(run.history, untilUs);
    return;
  }
  while (nowUs(run) < untilUs) {
    const next = Math.floor(nowUs(run) / checkEveryUs + 1) * checkEveryUs;
    advance(run.history, Math.min(next, untilUs));
    check(run.history);
  }
}

export function act(run: Headless, command: Command): CommandResult {
  const result = issue(run.history, command);
  run.options.check?.(run.history);
  return result;
}

/** A process by id, or a leader by its role at this time. */
export function resolveProcess(run: Headless, name: string): ProcessId {
  const { simulator } = run.history;
  const system = /^(zookeeper|mesos|marathon)-leader$/.exec(name)?.[1] as
    'zookeeper' | 'mesos' | 'marathon' | undefined;
  if (system === undefined) {
    if (hasProcess(simulator.world, processId(name))) return processId(name);
    throw usageError(`no process ${name} at ${String(nowUs(run) / 1e6)} s`);
  }
  const leader = leaderOf(simulator, system);
  if (leader === null) throw usageError(`no ${name} at ${String(nowUs(run) / 1e6)} s`);
  return leader;
}

/** False for a name that no time of the run can resolve: known before anything runs. */
export function isProcessName(run: Headless, name: string): boolean {
  return (
    /^(zookeeper|mesos|marathon)-leader$/.test(name) ||
    /^.+@.+$/.test(name) ||
    hasProcess(run.history.simulator.world, processId(name))
  );
}

export function operator(run: Headless): Process {
  return must(operatorOf(run.history.simulator), 'the operator');
}

export function targetOrFail(url: string): HttpTarget {
  const target = targetOf(url);
  if (target === null) throw usageError(`not an http URL: ${url}`);
  return target;
}

export function readNow(
  run: Headless,
  method: string,
  target: HttpTarget,
  headers: Readonly<Record<string, string>>,
): HttpReadResult {
  const all = { ...headers, host: `${target.host}:${String(target.port)}` };
  const request = { type: 'http.request', requestId: 0, method, path: target.path, headers: all, body: null } as const;
  return readHttp(run.history.simulator, operator(run).spec.host, target.host, target.port, request);
}

export type Write = {
  readonly method: string;
  readonly target: HttpTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Stays with an answer that does not end. */
  readonly keepOpen?: boolean;
};

/** Sends a request from the operator's machine; its number asks for the outcome later. */
export function sendWrite(run: Headless, write: Write): number {
  const requestId = run.history.journalCursor + 1;
  const body = {
    kind: 'http',
    requestId,
    ...write.target,
    method: write.method,
    headers: write.headers,
    body: write.body,
    ...(write.keepOpen === true ? { keepOpen: true } : {}),
  };
  const result = act(run, { kind: 'tell', process: operator(run).spec.id, body });
  if (!result.ok) throw new Error(result.error.message);
  return requestId;
}

export function writeOutcome(run: Headless, requestId: number): OperatorOutcome | null {
  const state = operator(run).state as OperatorState | null;
  return state === null ? null : outcomeOf(state, requestId);
}

/** Its answer has not ended: more may come. */
export function isOpenStream(run: Headless, requestId: number): boolean {
  const state = operator(run).state as OperatorState | null;
  return state !== null && [...state.streams.values()].includes(requestId);
}

const ANSWER_STEP_US = 10_000;

/** Runs on until the answer is there, at most to `untilUs`. */
export function runToAnswer(run: Headless, requestId: number, untilUs: number): OperatorOutcome | null {
  for (;;) {
    const outcome = writeOutcome(run, requestId);
    if (outcome !== null || nowUs(run) >= untilUs) return outcome;
    runTo(run, Math.min(nowUs(run) + ANSWER_STEP_US, untilUs));
  }
}
