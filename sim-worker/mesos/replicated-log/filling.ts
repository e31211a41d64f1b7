/**
 * Catching up on positions that the own replica lacks: an explicit promise, a write of what a quorum knows (or nothing),
 * then everybody learns it.
 * Source: Mesos 1.0.1, src/log/catchup.cpp, src/log/consensus.cpp (FillProcess).
 */
import type { Context } from '../../kernel/context.ts';
import type { LogAction, PromiseResponse, WriteResponse } from './log-messages.ts';
import type { LogState, Round } from './log-state.ts';
import { nopAt } from './replica.ts';
import { broadcastLearned, startRound } from './rounds.ts';

/** Each position is tried again after this. Source: src/log/catchup.hpp. */
export const FILL_TIMEOUT_MS = 10_000;
/** Random wait after a rejected promise. Source: src/log/consensus.cpp. */
const RETRY_MIN_MS = 100;
const RETRY_SPREAD_MS = 100;
export const FILL_TIMER = 'log.fill';
export const FILL_RETRY_TIMER = 'log.fillRetry';

export function startFilling(log: LogState, positions: readonly number[], proposal: number): void {
  log.filling = Object.freeze({ positions, next: 0, proposal });
  askNext(log);
}

/** Looks first whether the position was learned meanwhile; false: all are done. */
function askNext(log: LogState): boolean {
  const { filling } = log;
  const position = filling?.positions[filling.next];
  if (position === undefined) {
    log.filling = null;
    return false;
  }
  log.inbox.push({ kind: 'missing', begin: position, end: position });
  return true;
}

/** The own replica told whether the position is still missing. True when all positions are filled. */
export function onFillMissing(log: LogState, context: Context, missing: boolean): boolean {
  const { filling } = log;
  if (filling === null) return true;
  if (missing) {
    startExplicit(log, context);
    return false;
  }
  log.filling = Object.freeze({ ...filling, next: filling.next + 1 });
  context.clearTimer(FILL_TIMER);
  return !askNext(log);
}

function startExplicit(log: LogState, context: Context): void {
  const { filling } = log;
  const position = filling?.positions[filling.next];
  if (filling === null || position === undefined) return;
  context.setTimer(FILL_TIMER, FILL_TIMEOUT_MS);
  startRound(log, { type: 'mesos.internal.log.PromiseRequest', proposal: filling.proposal, position });
}

export function onFillTimer(log: LogState, context: Context, retry: boolean): void {
  const { filling } = log;
  const position = filling?.positions[filling.next];
  if (position === undefined) return;
  if (!retry)
    context.log('INFO', `Unable to catch-up position ${String(position)} in 10secs, retrying`, 'catchup.cpp:222');
  startExplicit(log, context);
}

/** Answers to the explicit promise, then to the write. */
export function onFillResponse(log: LogState, context: Context, round: Round): void {
  const { request } = round;
  if (request.type === 'mesos.internal.log.PromiseRequest') onPromises(log, context, round);
  else if (request.type === 'mesos.internal.log.WriteRequest') onWrites(log, context, round);
}

function onPromises(log: LogState, context: Context, round: Round): void {
  const answers = round.responses
    .map(({ response }) => response as PromiseResponse)
    .filter((answer) => answer.verdict !== 'IGNORE');
  if (answers.length < log.options.quorum || log.filling === null) return;
  const rejected = answers.filter((answer) => answer.verdict === 'REJECT');
  if (rejected.length > 0) return retryWith(log, context, Math.max(...rejected.map((answer) => answer.proposal)) + 1);
  const position = log.filling.positions[log.filling.next] ?? 0;
  const actions = answers.flatMap((answer) => answer.action ?? []);
  const learned = actions.find((action) => action.learned);
  if (learned !== undefined) return learn(log, learned);
  const performed = actions
    .filter((action) => action.performed !== null)
    .sort((a, b) => (b.performed ?? 0) - (a.performed ?? 0))[0];
  const { proposal } = log.filling;
  const action: LogAction = Object.freeze({
    ...(performed ?? nopAt(position, proposal)),
    promised: proposal,
    performed: proposal,
  });
  startRound(log, { type: 'mesos.internal.log.WriteRequest', proposal, action });
}

function onWrites(log: LogState, context: Context, round: Round): void {
  const answers = round.responses
    .map(({ response }) => response as WriteResponse)
    .filter((answer) => answer.verdict !== 'IGNORE');
  if (answers.length < log.options.quorum || round.request.type !== 'mesos.internal.log.WriteRequest') return;
  const rejected = answers.filter((answer) => answer.verdict === 'REJECT');
  if (rejected.length > 0) return retryWith(log, context, Math.max(...rejected.map((answer) => answer.proposal)) + 1);
  learn(log, round.request.action);
}

function learn(log: LogState, action: LogAction): void {
  log.round = null;
  broadcastLearned(log, action);
  log.inbox.push({ kind: 'missing', begin: action.position, end: action.position });
}

function retryWith(log: LogState, context: Context, proposal: number): void {
  if (log.filling === null) return;
  log.round = null;
  log.filling = Object.freeze({ ...log.filling, proposal });
  context.setTimer(FILL_RETRY_TIMER, RETRY_MIN_MS + RETRY_SPREAD_MS * context.random());
}
