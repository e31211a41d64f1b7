/**
 * HTTP for the page. A read is answered at once from the simulated server's state; a write is journaled, travels from
 * the operator's machine, and is answered in virtual time: the caller waits here.
 */
import type { HttpOutcome, HttpRequestView } from '../api/contract.ts';
import type { OperatorOutcome, OperatorRequest, OperatorState } from '../host/operator.ts';
import { outcomeOf } from '../host/operator.ts';
import type { HttpReadResult } from '../kernel/http-read.ts';
import { readHttp } from '../kernel/http-read.ts';
import type { HostId } from '../kernel/ids.ts';
import type { Simulator } from '../kernel/simulator.ts';
import { issueCommand } from './commands.ts';
import { type HttpTarget, lowerNames, operatorOf, targetOf } from './operator-http.ts';
import type { Session, Waiting } from './session.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);

/** Settles at once for reads and errors, else when the answer is there. */
export function requestHttp(session: Session, request: HttpRequestView, settle: (outcome: HttpOutcome) => void): void {
  const { run } = session;
  const target = targetOf(request.url);
  const method = request.method.toUpperCase();
  if (run === null || target === null || !METHODS.has(method)) return settle({ kind: 'error', error: 'badUrl' });
  const { simulator } = run.history;
  const operator = operatorOf(simulator);
  if (READS.has(method)) return settle(read(simulator, operator?.spec.host ?? ('' as HostId), method, target, request));
  if (!simulator.world.hosts.has(target.host as HostId)) return settle({ kind: 'error', error: 'unknownHost' });
  if (operator === null) return settle({ kind: 'error', error: 'refused' });
  const requestId = run.history.journalCursor + 1;
  const body: OperatorRequest = {
    kind: 'http',
    requestId,
    ...target,
    method,
    headers: lowerNames(request.headers),
    body: request.body,
  };
  const result = issueCommand(session, { kind: 'tell', process: operator.spec.id, body });
  if (!result.ok) return settle({ kind: 'error', error: 'refused' });
  session.waiting.set(requestId, { requestId, sentAtUs: simulator.world.nowUs, settle });
}

function read(
  simulator: Simulator,
  from: HostId,
  method: string,
  target: HttpTarget,
  view: HttpRequestView,
): HttpOutcome {
  const headers = { ...lowerNames(view.headers), host: `${target.host}:${target.port}` };
  const request = { type: 'http.request', requestId: 0, method, path: target.path, headers, body: null } as const;
  return outcomeOfRead(readHttp(simulator, from, target.host, target.port, request));
}

function outcomeOfRead(result: HttpReadResult): HttpOutcome {
  if (result.kind !== 'reply') return { kind: 'error', error: result.kind };
  return { kind: 'response', ...result.reply };
}

/** Gives answers that have arrived to those who wait for them. */
export function settleRequests(session: Session): void {
  if (session.run === null || session.waiting.size === 0) return;
  const operator = operatorOf(session.run.history.simulator);
  if (operator === null || operator.state === null) return;
  for (const waiting of [...session.waiting.values()]) {
    const outcome = outcomeOf(operator.state as OperatorState, waiting.requestId, waiting.sentAtUs);
    if (outcome !== null) end(session, waiting, outcome);
  }
}

function end(session: Session, waiting: Waiting, outcome: OperatorOutcome): void {
  session.waiting.delete(waiting.requestId);
  waiting.settle(outcome.result);
}

/** The run went back: whoever waits for a request that is not sent any more is told so. `all`: another run was opened. */
export function rewindWaiting(session: Session, all: boolean): void {
  const applied = session.run?.history.journalCursor ?? 0;
  for (const waiting of [...session.waiting.values()]) {
    if (!all && waiting.requestId <= applied) continue;
    session.waiting.delete(waiting.requestId);
    waiting.settle({ kind: 'error', error: 'rewound' });
  }
}
