/**
 * The one writer of the log: wins by an implicit promise of a quorum, fills what its own replica lacks, then appends one
 * action after another; a rejected write means that another coordinator took over.
 * Source: Mesos 1.0.1, src/log/coordinator.cpp, src/state/log.cpp (each snapshot is followed by a truncation).
 */
import type { Context } from '../../kernel/context.ts';
import { startFilling } from './filling.ts';
import type { PromiseResponse, WriteResponse } from './log-messages.ts';
import type { LogState, Round } from './log-state.ts';
import { latestValue } from './replica.ts';
import { broadcastLearned, startRound } from './rounds.ts';

export const ELECT_TIMER = 'log.elect';
/** Pause after a quorum of replicas that do not vote yet; keeps the retries from spinning. Our choice. */
const IGNORED_RETRY_MS = 100;

/** Starts the election once the own replica votes. */
export function tryElect(log: LogState): void {
  if (
    log.role !== 'electing' ||
    log.phase !== 'ready' ||
    log.round !== null ||
    log.filling !== null ||
    log.asking !== null
  )
    return;
  log.proposal = Math.max(log.proposal, log.replica.promised) + 1;
  startRound(log, { type: 'mesos.internal.log.PromiseRequest', proposal: log.proposal, position: null });
}

export function onPromiseResponse(log: LogState, context: Context, round: Round): void {
  const responses = round.responses.map(({ response }) => response as PromiseResponse);
  const answers = responses.filter((answer) => answer.verdict !== 'IGNORE');
  if (responses.length - answers.length >= log.options.quorum) {
    log.round = null;
    return context.setTimer(ELECT_TIMER, IGNORED_RETRY_MS);
  }
  if (answers.length < log.options.quorum) return;
  log.round = null;
  const rejected = answers.filter((answer) => answer.verdict === 'REJECT');
  if (rejected.length > 0) {
    context.log('INFO', 'Could not start the writer, but can be retried', 'log.cpp:565');
    log.proposal = Math.max(log.proposal, ...rejected.map((answer) => answer.proposal));
    return tryElect(log);
  }
  log.index = Math.max(...answers.map((answer) => answer.position ?? 0));
  context.log('INFO', 'Coordinator attempting to fill missing positions', 'coordinator.cpp:238');
  log.asking = 'holes';
  log.inbox.push({ kind: 'missing', begin: 0, end: log.index });
}

/** What the own replica lacks up to the end of the log. */
export function onHoles(log: LogState, context: Context, positions: readonly number[]): void {
  log.asking = null;
  if (positions.length === 0) return onElected(log, context);
  startFilling(log, positions, log.proposal + 1);
}

export function onElected(log: LogState, context: Context): void {
  log.role = 'coordinator';
  context.log('INFO', `Writer started with ending position ${String(log.index)}`, 'log.cpp:569');
  log.outputs.push({ kind: 'elected', latest: latestValue(log.replica) });
}

/** Writes the next queued action, if none is on its way. */
export function writeNext(log: LogState, context: Context): void {
  const next = log.queue[0];
  if (next === undefined || log.appending !== null) return;
  if (log.role !== 'coordinator') {
    log.queue = [];
    log.outputs.push({ kind: 'demoted' });
    return;
  }
  log.queue = log.queue.slice(1);
  const position = log.index + 1;
  if (next.type === 'APPEND')
    context.log('INFO', `Attempting to append ${String(next.sizeBytes)} bytes to the log`, 'log.cpp:577');
  else context.log('INFO', `Attempting to truncate the log to ${String(next.to)}`, 'log.cpp:596');
  context.log(
    'INFO',
    `Coordinator attempting to write ${next.type ?? 'NOP'} action at position ${String(position)}`,
    'coordinator.cpp:348',
  );
  const { proposal } = log;
  log.appending = Object.freeze({ ...next, position, promised: proposal, performed: proposal, learned: false });
  startRound(log, { type: 'mesos.internal.log.WriteRequest', proposal, action: log.appending });
}

export function onWriteResponse(log: LogState, context: Context, round: Round): void {
  const answers = round.responses
    .map(({ response }) => response as WriteResponse)
    .filter((answer) => answer.verdict !== 'IGNORE');
  const { appending } = log;
  if (answers.length < log.options.quorum || appending === null) return;
  log.round = null;
  if (answers.some((answer) => answer.verdict === 'REJECT')) {
    log.role = 'none';
    log.appending = null;
    if (appending.type === 'APPEND' || log.queue.length > 0) log.outputs.push({ kind: 'demoted' });
    log.queue = [];
    return;
  }
  broadcastLearned(log, appending);
  context.trace('log', { position: appending.position, proposal: log.proposal, action: appending.type });
  log.asking = 'append';
  log.inbox.push({ kind: 'missing', begin: appending.position, end: appending.position });
}

/** The own replica must have learned what was just written. */
export function onAppendChecked(log: LogState, context: Context, missing: boolean): void {
  const { appending } = log;
  log.asking = null;
  if (appending === null) return;
  if (missing) {
    log.outputs.push({
      kind: 'fatal',
      message: `Check failed: position ${String(appending.position)} of the log is still missing after it was learned`,
    });
    return;
  }
  log.appending = null;
  log.index = appending.position;
  if (appending.type === 'APPEND') {
    const truncation = { type: 'TRUNCATE', value: null, sizeBytes: 0, to: appending.position } as const;
    log.queue = [truncation, ...log.queue];
    log.outputs.push({ kind: 'appended', position: appending.position });
  }
  writeNext(log, context);
}
