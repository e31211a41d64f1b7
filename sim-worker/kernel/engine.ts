/**
 * What runs a world: the world itself (data) with the things that are not data (programs, trace) beside it. All kernel
 * files work on this record; the world in it is exchanged when a run goes back in time.
 */
import type { Registry } from './context.ts';
import type { EventRecord } from './event-queue.ts';
import { queuePush } from './event-queue.ts';
import type { ConnectionId, ProcessId } from './ids.ts';
import type { Trace } from './trace.ts';
import type { World } from './world.ts';

export type Engine = {
  world: World;
  readonly registry: Registry;
  readonly trace: Trace;
  /** Highest epoch given to a world so far. */
  lastEpoch: number;
  /** Sequence number of the event in progress; 0 outside of one. */
  eventSeq: number;
  /** Set while a program's handler runs and asks to end its process. */
  exit: { readonly code: number; readonly lastLine: string | null } | null;
};

const NO_CONNECTION = 0 as ConnectionId;
const KERNEL = '' as ProcessId;

/** Everything about an event but its stamps. */
export type EventDraft = {
  readonly target?: ProcessId;
  readonly incarnation?: number;
  readonly kind: string;
  readonly connection?: ConnectionId;
  readonly key?: string;
  readonly slot?: number;
  readonly body?: unknown;
};

/** Queues an event and returns its sequence number. */
export function schedule(engine: Engine, at: number, draft: EventDraft): number {
  const seq = engine.world.nextSeq;
  engine.world.nextSeq = seq + 1;
  queuePush(engine.world.queue, makeEvent(engine, at, seq, draft));
  return seq;
}

export function makeEvent(engine: Engine, at: number, seq: number, draft: EventDraft): EventRecord {
  return {
    at,
    seq,
    cause: engine.eventSeq,
    target: draft.target ?? KERNEL,
    incarnation: draft.incarnation ?? 0,
    kind: draft.kind,
    connection: draft.connection ?? NO_CONNECTION,
    key: draft.key ?? '',
    slot: draft.slot ?? 0,
    body: draft.body ?? null,
  };
}
