/**
 * How a replica becomes one that votes: at once when it did before, by catching up from a quorum of voting ones, or by the
 * automatic initialisation of a log that is empty everywhere.
 * Source: Mesos 1.0.1, src/log/recover.cpp (RecoverProtocolProcess, RecoverProcess).
 */
import type { Context } from '../../kernel/context.ts';
import { startFilling } from './filling.ts';
import type { RecoverResponse, ReplicaStatus } from './log-messages.ts';
import type { LogState, Round } from './log-state.ts';
import { startRound } from './rounds.ts';

export const RECOVER_TIMER = 'log.recover';
export const RECOVER_RETRY_TIMER = 'log.recoverRetry';
/** The protocol is run again when not all members answered within this. Source: recover.cpp. */
const RECOVER_TIMEOUT_MS = 10_000;
/** Random wait before it is run again when all answered and nothing was decided. Source: recover.cpp. */
const RETRY_MIN_MS = 500;
const RETRY_SPREAD_MS = 500;

export function startRecovery(log: LogState, context: Context): void {
  context.log('INFO', 'Starting replica recovery', 'recover.cpp:451');
  continueRecovery(log, context);
}

/** The replica has its status, new or from disk: what next? */
export function continueRecovery(log: LogState, context: Context): void {
  context.log('INFO', `Replica is in ${log.replica.status} status`, 'recover.cpp:477');
  if (log.replica.status === 'VOTING') {
    log.phase = 'ready';
    context.clearTimer(RECOVER_TIMER);
    return context.log('INFO', 'Recover process terminated', 'recover.cpp:466');
  }
  runProtocol(log, context);
}

export function runProtocol(log: LogState, context: Context): void {
  if (log.phase !== 'recovering') return;
  startRound(log, { type: 'mesos.internal.log.RecoverRequest' });
  context.setTimer(RECOVER_TIMER, RECOVER_TIMEOUT_MS);
}

export function onRecoverTimeout(log: LogState, context: Context): void {
  if (log.phase !== 'recovering') return;
  if (log.round?.asked != null)
    context.log('INFO', 'Unable to finish the recover protocol in 10secs, retrying', 'recover.cpp:219');
  runProtocol(log, context);
}

export function onRecoverResponse(log: LogState, context: Context, round: Round): void {
  const responses = round.responses.map(({ response }) => response as RecoverResponse);
  const last = responses[responses.length - 1];
  if (last === undefined || log.phase !== 'recovering') return;
  context.log('INFO', `Received a recover response from a replica in ${last.status} status`, 'recover.cpp:197');
  if (decide(log, context, responses)) {
    log.round = null;
    context.clearTimer(RECOVER_TIMER);
  } else if (round.asked !== null && responses.length >= round.asked.length) {
    log.round = null;
    context.clearTimer(RECOVER_TIMER);
    context.setTimer(RECOVER_RETRY_TIMER, RETRY_MIN_MS + RETRY_SPREAD_MS * context.random());
  }
}

/** The rules, in their order. */
function decide(log: LogState, context: Context, responses: readonly RecoverResponse[]): boolean {
  const { quorum, autoInitialize } = log.options;
  const count = (status: ReplicaStatus): number => responses.filter((response) => response.status === status).length;
  const everybody = 2 * quorum - 1;
  const own = log.replica.status;
  if (count('VOTING') >= quorum) {
    const voting = responses.filter((response) => response.status === 'VOTING');
    startCatchUp(log, {
      begin: Math.min(...voting.map((response) => response.begin)),
      end: Math.max(...voting.map((response) => response.end)),
    });
    return true;
  }
  if (autoInitialize && own === 'EMPTY' && count('EMPTY') + count('STARTING') >= everybody)
    return become(log, 'STARTING');
  if (autoInitialize && own === 'STARTING' && count('STARTING') + count('VOTING') >= everybody)
    return become(log, 'VOTING');
  if (!autoInitialize && count('EMPTY') >= everybody) {
    context.log(
      'WARN',
      `\n${RULE}\nReplicated log has not been initialized. Did you\nforget to manually initialize the log (i.e.,\nmesos-log initialize --path=<PATH>)? Note that all\nreplicas are not initialized and the above command\nneeds to be run on each host!\n${RULE}`,
      'recover.cpp:299',
    );
  }
  return false;
}

const RULE = '-'.repeat(52);

function become(log: LogState, status: ReplicaStatus): true {
  log.inbox.push({ kind: 'status', status });
  return true;
}

function startCatchUp(log: LogState, range: { readonly begin: number; readonly end: number }): void {
  log.phase = 'catchingUp';
  log.catchUpRange = Object.freeze(range);
  become(log, 'RECOVERING');
}

/** RECOVERING is on disk: fill every position of the range, then vote. */
export function onRecovering(log: LogState, context: Context): void {
  const { begin, end } = log.catchUpRange;
  context.log('INFO', `Starting catch-up from position ${String(begin)} to ${String(end)}`, 'recover.cpp:547');
  const positions = Array.from({ length: end - begin + 1 }, (_, index) => begin + index);
  startFilling(log, Object.freeze(positions), Math.max(log.replica.promised, log.proposal) + 1);
}

export function onCaughtUp(log: LogState): void {
  become(log, 'VOTING');
}
