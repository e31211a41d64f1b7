/**
 * One replica of the log: the acceptor of Paxos. What it answers depends on its status and on what it promised; it answers
 * only after what it decided is on disk.
 * Source: Mesos 1.0.1, src/log/replica.cpp (ReplicaProcess).
 */
import { unreachable } from '../../kernel/assert.ts';
import type {
  LearnedMessage,
  LogAction,
  PromiseRequest,
  ReplicaRequest,
  ReplicaResponse,
  ReplicaStatus,
  WriteRequest,
} from './log-messages.ts';

export type ReplicaState = {
  status: ReplicaStatus;
  /** Highest proposal promised for all positions. */
  promised: number;
  begin: number;
  end: number;
  /** By position; none below `begin`. */
  readonly actions: Map<number, LogAction>;
};

/** What goes to disk before the answer goes out. */
export type ReplicaRecord =
  | { readonly kind: 'metadata'; readonly status: ReplicaStatus; readonly promised: number }
  | { readonly kind: 'action'; readonly action: LogAction };

export type ReplicaStep = { readonly record: ReplicaRecord | null; readonly response: ReplicaResponse | null };

const SILENT: ReplicaStep = { record: null, response: null };

export function emptyReplica(): ReplicaState {
  return { status: 'EMPTY', promised: 0, begin: 0, end: 0, actions: new Map() };
}

/** Decides without changing anything: the change happens by `applyRecord` once the record is on disk. */
export function stepReplica(replica: ReplicaState, request: ReplicaRequest): ReplicaStep {
  switch (request.type) {
    case 'mesos.internal.log.RecoverRequest':
      return {
        record: null,
        response: {
          type: 'mesos.internal.log.RecoverResponse',
          status: replica.status,
          begin: replica.begin,
          end: replica.end,
        },
      };
    case 'mesos.internal.log.PromiseRequest':
      return request.position === null
        ? implicitPromise(replica, request)
        : explicitPromise(replica, request, request.position);
    case 'mesos.internal.log.WriteRequest':
      return onWrite(replica, request);
    case 'mesos.internal.log.LearnedMessage':
      return onLearned(replica, request);
    default:
      return unreachable(request);
  }
}

export function applyRecord(replica: ReplicaState, record: ReplicaRecord): void {
  if (record.kind === 'metadata') {
    replica.status = record.status;
    replica.promised = record.promised;
    return;
  }
  const { action } = record;
  if (action.position < replica.begin) return;
  replica.actions.set(action.position, action);
  if (action.position > replica.end) replica.end = action.position;
  if (action.learned && action.type === 'TRUNCATE') truncate(replica, action.to);
}

/** Positions that are not learned here: holes and those only written. */
export function missingPositions(replica: ReplicaState, from: number, to: number): readonly number[] {
  const missing: number[] = [];
  for (let position = Math.max(from, replica.begin); position <= to; position += 1) {
    if (replica.actions.get(position)?.learned !== true) missing.push(position);
  }
  return missing;
}

export function countHoles(replica: ReplicaState): { readonly holes: number; readonly unlearned: number } {
  let holes = 0;
  let unlearned = 0;
  for (let position = replica.begin; position <= replica.end; position += 1) {
    const action = replica.actions.get(position);
    if (action === undefined) holes += 1;
    else if (!action.learned) unlearned += 1;
  }
  return { holes, unlearned };
}

/** The value appended last, null where there is none. */
export function latestValue(replica: ReplicaState): unknown {
  for (let position = replica.end; position >= replica.begin; position -= 1) {
    const action = replica.actions.get(position);
    if (action?.type === 'APPEND' && action.learned) return action.value;
  }
  return null;
}

export function nopAt(position: number, proposal: number): LogAction {
  return Object.freeze({
    position,
    promised: proposal,
    performed: proposal,
    learned: false,
    type: 'NOP',
    value: null,
    sizeBytes: 0,
    to: 0,
  });
}

function truncate(replica: ReplicaState, to: number): void {
  for (const position of replica.actions.keys()) if (position < to) replica.actions.delete(position);
  if (to > replica.begin) replica.begin = to;
}

function promiseResponse(
  fields: Pick<
    Extract<ReplicaResponse, { readonly type: 'mesos.internal.log.PromiseResponse' }>,
    'verdict' | 'proposal' | 'position' | 'action'
  >,
): ReplicaResponse {
  return { type: 'mesos.internal.log.PromiseResponse', ...fields };
}

function implicitPromise(replica: ReplicaState, request: PromiseRequest): ReplicaStep {
  const { proposal } = request;
  if (replica.status !== 'VOTING')
    return { record: null, response: promiseResponse({ verdict: 'IGNORE', proposal, position: null, action: null }) };
  if (proposal <= replica.promised) {
    return {
      record: null,
      response: promiseResponse({ verdict: 'REJECT', proposal: replica.promised, position: null, action: null }),
    };
  }
  return {
    record: { kind: 'metadata', status: replica.status, promised: proposal },
    response: promiseResponse({ verdict: 'ACCEPT', proposal, position: replica.end, action: null }),
  };
}

function explicitPromise(replica: ReplicaState, request: PromiseRequest, position: number): ReplicaStep {
  const { proposal } = request;
  const answer = (verdict: 'ACCEPT' | 'REJECT' | 'IGNORE', told: number, action: LogAction | null): ReplicaResponse =>
    promiseResponse({ verdict, proposal: told, position, action });
  if (replica.status !== 'VOTING') return { record: null, response: answer('IGNORE', proposal, null) };
  if (position < replica.begin) {
    const forgotten: LogAction = Object.freeze({ ...nopAt(position, proposal), learned: true });
    return { record: null, response: answer('ACCEPT', proposal, forgotten) };
  }
  const held = replica.actions.get(position);
  const promised = held === undefined ? replica.promised : held.promised;
  if (proposal <= promised) return { record: null, response: answer('REJECT', promised, null) };
  const action: LogAction =
    held === undefined
      ? Object.freeze({
          position,
          promised: proposal,
          performed: null,
          learned: false,
          type: null,
          value: null,
          sizeBytes: 0,
          to: 0,
        })
      : Object.freeze({ ...held, promised: proposal });
  return { record: { kind: 'action', action }, response: answer('ACCEPT', proposal, held ?? null) };
}

function onWrite(replica: ReplicaState, request: WriteRequest): ReplicaStep {
  const { proposal } = request;
  const { position } = request.action;
  const answer = (verdict: 'ACCEPT' | 'REJECT' | 'IGNORE', told: number): ReplicaResponse => ({
    type: 'mesos.internal.log.WriteResponse',
    verdict,
    proposal: told,
    position,
  });
  if (replica.status !== 'VOTING') return { record: null, response: answer('IGNORE', proposal) };
  const held = replica.actions.get(position);
  const promised = held === undefined ? replica.promised : held.promised;
  if (proposal < promised) return { record: null, response: answer('REJECT', promised) };
  if (held?.learned === true || position < replica.begin) return SILENT;
  const action: LogAction = Object.freeze({
    ...request.action,
    promised: proposal,
    performed: proposal,
    learned: false,
  });
  return { record: { kind: 'action', action }, response: answer('ACCEPT', proposal) };
}

/** Whatever the status: what is learned is final. */
function onLearned(replica: ReplicaState, message: LearnedMessage): ReplicaStep {
  if (replica.actions.get(message.action.position)?.learned === true || message.action.position < replica.begin)
    return SILENT;
  return { record: { kind: 'action', action: Object.freeze({ ...message.action, learned: true }) }, response: null };
}
