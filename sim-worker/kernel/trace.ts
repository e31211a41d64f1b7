/**
 * What happened, in bounded rings beside the world: the one source for animation, timeline, logs and checks. Nothing in
 * a trace flows back into a run. Messages lie in columns, so that recording one allocates nothing.
 */
import type { Message, TraceBody } from './context.ts';
import type { ProcessId } from './ids.ts';

export type MessageRecord = {
  readonly sentAtUs: number;
  /** Arrival; null when it was held at a cut or a dead host. */
  readonly dueAtUs: number | null;
  readonly seq: number;
  readonly cause: number;
  readonly from: ProcessId;
  readonly to: ProcessId;
  readonly protocol: string;
  readonly message: Message;
};

export type TraceRecord = {
  readonly atUs: number;
  /** Event during which it was recorded. */
  readonly seq: number;
  readonly process: ProcessId;
  readonly kind: string;
  readonly body: TraceBody;
};

type MessageColumns = {
  readonly sentAtUs: Float64Array;
  readonly dueAtUs: Float64Array;
  readonly seq: Float64Array;
  readonly cause: Float64Array;
  readonly from: ProcessId[];
  readonly to: ProcessId[];
  readonly protocol: string[];
  readonly message: Message[];
};

export type Trace = {
  readonly capacity: number;
  readonly messages: MessageColumns;
  /** Messages recorded so far; record n lies at n mod capacity. */
  messageTotal: number;
  /** Lowest number still kept, besides the ring's length: a rewind cannot bring back what was overwritten. */
  messageFloor: number;
  readonly records: TraceRecord[];
  recordTotal: number;
  recordFloor: number;
  /** Kinds kept for the whole run: role changes, leaders, faults, what the timeline shows. */
  readonly landmarkKinds: ReadonlySet<string>;
  readonly landmarks: TraceRecord[];
  /** Landmarks up to now: after going back, those behind it are the future that the journal will give again. */
  landmarkTotal: number;
  /** Kinds of which every record of the run is kept, apart from the landmarks since there may be many: histories. */
  readonly archiveKinds: ReadonlySet<string>;
  readonly archive: TraceRecord[];
  /** Archived records up to now, as `landmarkTotal`. */
  archiveTotal: number;
};

const LANDMARK_LIMIT = 200_000;
const ARCHIVE_LIMIT = 1_000_000;
const NO_MESSAGE: Message = Object.freeze({ type: '' });

export function createTrace(
  capacity: number,
  landmarkKinds: Iterable<string>,
  archiveKinds: Iterable<string> = [],
): Trace {
  return {
    capacity,
    messages: {
      sentAtUs: new Float64Array(capacity),
      dueAtUs: new Float64Array(capacity),
      seq: new Float64Array(capacity),
      cause: new Float64Array(capacity),
      from: new Array<ProcessId>(capacity).fill('' as ProcessId),
      to: new Array<ProcessId>(capacity).fill('' as ProcessId),
      protocol: new Array<string>(capacity).fill(''),
      message: new Array<Message>(capacity).fill(NO_MESSAGE),
    },
    messageTotal: 0,
    messageFloor: 0,
    records: [],
    recordTotal: 0,
    recordFloor: 0,
    landmarkKinds: new Set(landmarkKinds),
    landmarks: [],
    landmarkTotal: 0,
    archiveKinds: new Set(archiveKinds),
    archive: [],
    archiveTotal: 0,
  };
}

/** `dueAtUs` -1 stands for held. */
export function traceMessage(
  trace: Trace,
  sentAtUs: number,
  dueAtUs: number,
  seq: number,
  cause: number,
  from: ProcessId,
  to: ProcessId,
  protocol: string,
  message: Message,
): void {
  const slot = trace.messageTotal % trace.capacity;
  const columns = trace.messages;
  columns.sentAtUs[slot] = sentAtUs;
  columns.dueAtUs[slot] = dueAtUs;
  columns.seq[slot] = seq;
  columns.cause[slot] = cause;
  columns.from[slot] = from;
  columns.to[slot] = to;
  columns.protocol[slot] = protocol;
  columns.message[slot] = message;
  trace.messageTotal += 1;
}

export function traceRecord(trace: Trace, record: TraceRecord): void {
  trace.records[trace.recordTotal % trace.capacity] = record;
  trace.recordTotal += 1;
  if (trace.archiveKinds.has(record.kind) && trace.archiveTotal < ARCHIVE_LIMIT) {
    trace.archive[trace.archiveTotal] = record;
    trace.archiveTotal += 1;
  }
  if (!trace.landmarkKinds.has(record.kind) || trace.landmarkTotal >= LANDMARK_LIMIT) return;
  trace.landmarks[trace.landmarkTotal] = record;
  trace.landmarkTotal += 1;
}

/** Message records numbered [from, to) that are still kept. */
export function readMessages(trace: Trace, from: number, to: number): MessageRecord[] {
  const found: MessageRecord[] = [];
  const columns = trace.messages;
  const first = Math.max(from, trace.messageTotal - trace.capacity, trace.messageFloor);
  for (let index = first; index < Math.min(to, trace.messageTotal); index += 1) {
    const slot = index % trace.capacity;
    const due = columns.dueAtUs[slot] ?? -1;
    found.push({
      sentAtUs: columns.sentAtUs[slot] ?? 0,
      dueAtUs: due < 0 ? null : due,
      seq: columns.seq[slot] ?? 0,
      cause: columns.cause[slot] ?? 0,
      from: columns.from[slot] ?? ('' as ProcessId),
      to: columns.to[slot] ?? ('' as ProcessId),
      protocol: columns.protocol[slot] ?? '',
      message: columns.message[slot] ?? NO_MESSAGE,
    });
  }
  return found;
}

/** Trace records numbered [from, to) that are still kept. */
export function readRecords(trace: Trace, from: number, to: number): TraceRecord[] {
  const found: TraceRecord[] = [];
  const first = Math.max(from, trace.recordTotal - trace.capacity, trace.recordFloor);
  for (let index = first; index < Math.min(to, trace.recordTotal); index += 1) {
    const record = trace.records[index % trace.capacity];
    if (record !== undefined) found.push(record);
  }
  return found;
}

/** Where a trace stood: what a snapshot keeps of it. */
export type TraceMark = {
  readonly messages: number;
  readonly records: number;
  readonly landmarks: number;
  readonly archive: number;
};

export function markTrace(trace: Trace): TraceMark {
  return {
    messages: trace.messageTotal,
    records: trace.recordTotal,
    landmarks: trace.landmarkTotal,
    archive: trace.archiveTotal,
  };
}

/** The run jumps to the mark. The rings forget what they cannot show from there; landmarks stay, as a known future. */
export function rewindTrace(trace: Trace, mark: TraceMark): void {
  trace.messageFloor = floorAt(mark.messages, trace.messageTotal, trace.messageFloor, trace.capacity);
  trace.recordFloor = floorAt(mark.records, trace.recordTotal, trace.recordFloor, trace.capacity);
  trace.messageTotal = mark.messages;
  trace.recordTotal = mark.records;
  trace.landmarkTotal = mark.landmarks;
  trace.archiveTotal = mark.archive;
}

/** Lowest number that a ring holds after a jump: nothing at all after a jump ahead, since what lies between was skipped. */
function floorAt(mark: number, total: number, floor: number, capacity: number): number {
  if (mark > total) return mark;
  return Math.min(mark, Math.max(floor, total - capacity));
}

/** Another future begins here: landmarks behind now will not come. */
export function forgetFuture(trace: Trace): void {
  trace.landmarks.length = trace.landmarkTotal;
  trace.archive.length = trace.archiveTotal;
}
