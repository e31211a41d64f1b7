/**
 * State of a master's side of the replicated log: its replica, the network of replicas, recovery and coordinator.
 * Source: Mesos 1.0.1, src/log/log.hpp, coordinator.hpp, recover.cpp.
 */
import type { Upid } from '../libprocess/transport.ts';
import type { GroupState } from '../zookeeper-group/group-state.ts';
import type { ZkUrl } from '../zookeeper-group/zk-url.ts';
import type { LogAction, ReplicaMessage, ReplicaRequest, ReplicaResponse } from './log-messages.ts';
import type { ReplicaRecord, ReplicaState } from './replica.ts';

export type LogOptions = {
  /** Null: nothing persists (--registry=in_memory). */
  readonly folder: string | null;
  readonly quorum: number;
  readonly autoInitialize: boolean;
  /** `log-replica(1)@IP:PORT`. */
  readonly pid: Upid;
  /** Null: this replica alone. */
  readonly zk: (ZkUrl & { readonly sessionTimeoutMs: number }) | null;
};

/** One broadcast and the answers to it. At most one is open at a time. */
export type Round = {
  readonly number: number;
  readonly request: ReplicaRequest;
  /** Replicas asked; null while the network is smaller than the quorum. */
  asked: readonly Upid[] | null;
  readonly responses: { readonly from: Upid; readonly response: ReplicaResponse }[];
};

/** Work of the own replica, done one after another: it blocks while it writes. */
export type ReplicaWork =
  | { readonly kind: 'request'; readonly from: Upid; readonly request: ReplicaRequest }
  | { readonly kind: 'status'; readonly status: ReplicaState['status'] }
  | { readonly kind: 'missing'; readonly begin: number; readonly end: number };

export type Filling = { readonly positions: readonly number[]; readonly next: number; readonly proposal: number };

export type LogState = {
  readonly options: LogOptions;
  readonly replica: ReplicaState;
  inbox: ReplicaWork[];
  writing: {
    readonly work: ReplicaWork;
    readonly record: ReplicaRecord;
    readonly response: ReplicaResponse | null;
    /** When the write began. */
    readonly atUs: number;
  } | null;

  readonly memberGroup: GroupState | null;
  readonly networkGroup: GroupState | null;
  /** Known replicas, our own always among them. */
  members: readonly Upid[];
  /** Members whose pid is still being read, with what was read so far. */
  reading: { readonly expected: number; readonly pids: readonly Upid[] } | null;

  phase: 'recovering' | 'catchingUp' | 'ready';
  catchUpRange: { readonly begin: number; readonly end: number };
  round: Round | null;
  nextRound: number;
  filling: Filling | null;

  role: 'none' | 'electing' | 'coordinator';
  /** Why the own replica was asked for missing positions. */
  asking: 'holes' | 'append' | null;
  proposal: number;
  /** Last position written by this coordinator. */
  index: number;
  /** Appends and truncations waiting for the one in progress. */
  queue: readonly Pick<LogAction, 'type' | 'value' | 'sizeBytes' | 'to'>[];
  appending: LogAction | null;

  /** Messages and links for the owner to send after the event. */
  outbox: LogPost[];
  outputs: LogOutput[];
};

export type LogPost =
  | { readonly kind: 'send'; readonly from: Upid; readonly to: Upid; readonly message: ReplicaMessage }
  | { readonly kind: 'link'; readonly to: Upid };

export type LogOutput =
  /** We coordinate the log now; `latest` is the last value appended, null when there is none. */
  | { readonly kind: 'elected'; readonly latest: unknown }
  | { readonly kind: 'appended'; readonly position: number }
  /** Somebody else coordinates the log. */
  | { readonly kind: 'demoted' }
  /** The library aborts the whole process. */
  | { readonly kind: 'fatal'; readonly message: string };

export function logReplicaPid(ip: string, port: number): Upid {
  return `log-replica(1)@${ip}:${String(port)}`;
}
