/**
 * What replicas of the log and those who ask them say to each other.
 * Source: Mesos 1.0.1, src/messages/log.proto.
 */
export type ReplicaStatus = 'VOTING' | 'RECOVERING' | 'STARTING' | 'EMPTY';

/** What stands at a position. Frozen. `value`: for APPEND; `to`: for TRUNCATE. */
export type LogAction = {
  readonly position: number;
  /** Highest proposal promised for this position. */
  readonly promised: number;
  /** Proposal with which it was written; null while only promised. */
  readonly performed: number | null;
  readonly learned: boolean;
  readonly type: 'NOP' | 'APPEND' | 'TRUNCATE' | null;
  readonly value: unknown;
  readonly sizeBytes: number;
  readonly to: number;
};

export type PromiseRequest = {
  readonly type: 'mesos.internal.log.PromiseRequest';
  readonly proposal: number;
  readonly position: number | null;
};
export type PromiseResponse = {
  readonly type: 'mesos.internal.log.PromiseResponse';
  readonly verdict: 'ACCEPT' | 'REJECT' | 'IGNORE';
  readonly proposal: number;
  /** End of the replica's log, for an implicit promise. */
  readonly position: number | null;
  readonly action: LogAction | null;
};
export type WriteRequest = {
  readonly type: 'mesos.internal.log.WriteRequest';
  readonly proposal: number;
  readonly action: LogAction;
};
export type WriteResponse = {
  readonly type: 'mesos.internal.log.WriteResponse';
  readonly verdict: 'ACCEPT' | 'REJECT' | 'IGNORE';
  readonly proposal: number;
  readonly position: number;
};
export type LearnedMessage = { readonly type: 'mesos.internal.log.LearnedMessage'; readonly action: LogAction };
export type RecoverRequest = { readonly type: 'mesos.internal.log.RecoverRequest' };
export type RecoverResponse = {
  readonly type: 'mesos.internal.log.RecoverResponse';
  readonly status: ReplicaStatus;
  readonly begin: number;
  readonly end: number;
};

export type ReplicaRequest = PromiseRequest | WriteRequest | LearnedMessage | RecoverRequest;
export type ReplicaResponse = PromiseResponse | WriteResponse | RecoverResponse;
export type ReplicaMessage = ReplicaRequest | ReplicaResponse;

export function isReplicaMessage(message: { readonly type: string }): message is ReplicaMessage {
  return message.type.startsWith('mesos.internal.log.');
}
