/**
 * The own replica at work: one request after another, blocked while it writes, answering when the write is durable.
 * Source: Mesos 1.0.1, src/log/replica.cpp (ReplicaProcess: promise, write, learned, persist).
 */
import type { Context } from '../../kernel/context.ts';
import type { Upid } from '../libprocess/transport.ts';
import { parseUpid, upidAddress } from '../libprocess/upid.ts';
import { durationText } from '../master/duration.ts';
import type { ReplicaRequest, ReplicaResponse } from './log-messages.ts';
import type { LogState, ReplicaWork } from './log-state.ts';
import { applyRecord, missingPositions, type ReplicaRecord, stepReplica } from './replica.ts';
import { compactStorage, persistRecord, sizeOfRecord } from './replica-storage.ts';

/** What the replica's work tells the rest of the log. */
export type ReplicaEvent =
  | { readonly kind: 'response'; readonly to: string; readonly from: Upid; readonly response: ReplicaResponse }
  | { readonly kind: 'statusChanged' }
  | { readonly kind: 'missing'; readonly positions: readonly number[] };

/** Works off the inbox until it is empty or a write is on its way. */
export function runReplica(log: LogState, context: Context): readonly ReplicaEvent[] {
  const events: ReplicaEvent[] = [];
  while (log.writing === null && log.inbox.length > 0) {
    const work = log.inbox.shift() as ReplicaWork;
    const event = doWork(log, context, work);
    if (event !== null) events.push(event);
  }
  return events;
}

/** The write in progress is durable: the answer may go out. */
export function replicaSynced(log: LogState, context: Context): ReplicaEvent | null {
  const { writing } = log;
  if (writing === null) return null;
  log.writing = null;
  return finish(log, context, writing);
}

function doWork(log: LogState, context: Context, work: ReplicaWork): ReplicaEvent | null {
  switch (work.kind) {
    case 'missing':
      return { kind: 'missing', positions: missingPositions(log.replica, work.begin, work.end) };
    case 'status': {
      context.log('INFO', `Updating replica status to ${work.status}`, 'recover.cpp:568');
      return write(log, context, {
        work,
        record: { kind: 'metadata', status: work.status, promised: log.replica.promised },
        response: null,
      });
    }
    case 'request': {
      const { record, response } = stepReplica(log.replica, work.request);
      logRequest(log, context, work, response);
      if (record === null) return answer(log, work, response);
      return write(log, context, { work, record, response });
    }
  }
}

type Writing = NonNullable<LogState['writing']>;

function write(log: LogState, context: Context, asked: Omit<Writing, 'atUs'>): ReplicaEvent | null {
  const writing: Writing = Object.freeze({ ...asked, atUs: context.nowUs });
  if (log.options.folder === null) return finish(log, context, writing);
  if (persistRecord(context, log.options.folder, writing.record)) log.writing = writing;
  return null; // A disk that refuses is answered with silence.
}

function finish(log: LogState, context: Context, writing: Writing): ReplicaEvent | null {
  applyRecord(log.replica, writing.record);
  if (log.options.folder !== null) logTime(context, writing);
  logRecord(context, writing.record);
  if (log.options.folder !== null) compactStorage(context, log.options.folder, log.replica);
  if (writing.work.kind === 'status') return { kind: 'statusChanged' };
  return answer(log, writing.work, writing.response);
}

/** An answer to a round of our own comes back as an event, one for another master goes out. */
function answer(log: LogState, work: ReplicaWork, response: ReplicaResponse | null): ReplicaEvent | null {
  if (response === null || work.kind !== 'request') return null;
  if (upidAddress(work.from) === upidAddress(log.options.pid)) {
    return { kind: 'response', to: parseUpid(work.from).name, from: log.options.pid, response };
  }
  log.outbox.push({ kind: 'send', from: log.options.pid, to: work.from, message: response });
  return null;
}

function logRequest(
  log: LogState,
  context: Context,
  work: { readonly from: Upid; readonly request: ReplicaRequest },
  response: ReplicaResponse | null,
): void {
  const { from, request } = work;
  const { status } = log.replica;
  const isPromise = request.type === 'mesos.internal.log.PromiseRequest';
  if (status !== 'VOTING' && (isPromise || request.type === 'mesos.internal.log.WriteRequest')) {
    const text = `Replica ignoring ${isPromise ? 'promise' : 'write'} request from ${from} as it is in ${status} status`;
    return context.log('INFO', text, isPromise ? 'replica.cpp:376' : 'replica.cpp:525');
  }
  switch (request.type) {
    case 'mesos.internal.log.PromiseRequest':
      if (request.position === null) {
        context.log(
          'INFO',
          `Replica received implicit promise request from ${from} with proposal ${String(request.proposal)}`,
          'replica.cpp:493',
        );
        if (response?.type === 'mesos.internal.log.PromiseResponse' && response.verdict === 'REJECT') {
          const text = `Replica denying promise request with proposal ${String(request.proposal)}`;
          context.log('INFO', text, 'replica.cpp:498');
        }
        return;
      }
      return context.log(
        'INFO',
        `Replica received explicit promise request from ${from} for position ${String(request.position)} with proposal ${String(request.proposal)}`,
        'replica.cpp:388',
      );
    case 'mesos.internal.log.WriteRequest':
      return context.log(
        'INFO',
        `Replica received write request for position ${String(request.action.position)} from ${from}`,
        'replica.cpp:537',
      );
    case 'mesos.internal.log.LearnedMessage':
      return context.log(
        'INFO',
        `Replica received learned notice for position ${String(request.action.position)} from ${from}`,
        'replica.cpp:691',
      );
    case 'mesos.internal.log.RecoverRequest':
      return context.log(
        'INFO',
        `Replica in ${status} status received a broadcasted recover request from ${from}`,
        'replica.cpp:673',
      );
  }
}

/** The write itself, as LevelDB took it. */
function logTime(context: Context, writing: Writing): void {
  const took = durationText((context.nowUs - writing.atUs) / 1000);
  const bytes = String(sizeOfRecord(writing.record));
  if (writing.record.kind === 'metadata')
    context.log('INFO', `Persisting metadata (${bytes} bytes) to leveldb took ${took}`, 'leveldb.cpp:304');
  else context.log('INFO', `Persisting action (${bytes} bytes) to leveldb took ${took}`, 'leveldb.cpp:341');
}

function logRecord(context: Context, record: ReplicaRecord): void {
  if (record.kind === 'metadata') {
    if (record.promised > 0)
      return context.log('INFO', `Persisted promised to ${String(record.promised)}`, 'replica.cpp:342');
    return context.log('INFO', `Persisted replica status to ${record.status}`, 'replica.cpp:320');
  }
  const { action } = record;
  context.log('INFO', `Persisted action at ${String(action.position)}`, 'replica.cpp:712');
  if (action.learned)
    context.log(
      'INFO',
      `Replica learned ${action.type ?? 'NOP'} action at position ${String(action.position)}`,
      'replica.cpp:697',
    );
}
