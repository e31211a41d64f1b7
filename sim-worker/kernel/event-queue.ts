/**
 * Pending events, a 4-ary heap ordered by time, then by sequence number. Records are immutable once queued, so a copy of
 * the queue shares them.
 */
import type { ConnectionId, ProcessId } from './ids.ts';

export type EventRecord = {
  /** Virtual time in microseconds at which it happens. */
  readonly at: number;
  /** Order among events of the same time, and the event's name: unique in a run. */
  readonly seq: number;
  /** Sequence number of the event during which this one was made; 0 for commands. */
  readonly cause: number;
  /** Process that receives it; empty for the kernel's own. */
  readonly target: ProcessId;
  /** Only this incarnation of the target gets it. */
  readonly incarnation: number;
  readonly kind: string;
  readonly connection: ConnectionId;
  readonly key: string;
  /** Of a timer: where it lies in the timer table. */
  readonly slot: number;
  readonly body: unknown;
};

export type EventQueue = { readonly times: number[]; readonly events: EventRecord[] };

export function emptyQueue(): EventQueue {
  return { times: [], events: [] };
}

export function copyQueue(queue: EventQueue): EventQueue {
  return { times: queue.times.slice(), events: queue.events.slice() };
}

export function queuePush(queue: EventQueue, event: EventRecord): void {
  const { times, events } = queue;
  let index = events.length;
  times.push(event.at);
  events.push(event);
  while (index > 0) {
    const parent = (index - 1) >> 2;
    const above = events[parent] as EventRecord;
    if (above.at < event.at || (above.at === event.at && above.seq < event.seq)) break;
    events[index] = above;
    times[index] = above.at;
    index = parent;
  }
  events[index] = event;
  times[index] = event.at;
}

export function queuePeek(queue: EventQueue): EventRecord | undefined {
  return queue.events[0];
}

export function queuePop(queue: EventQueue): EventRecord | undefined {
  const { times, events } = queue;
  const top = events[0];
  const last = events.pop();
  times.pop();
  if (top === undefined || last === undefined || top === last) return top;
  sink(times, events, last);
  return top;
}

/** Moves the last record, taken off the end, from the root down to its place. */
function sink(times: number[], events: EventRecord[], last: EventRecord): void {
  const size = events.length;
  let index = 0;
  for (;;) {
    const first = 4 * index + 1;
    if (first >= size) break;
    let best = first;
    const end = first + 4 < size ? first + 4 : size;
    let bestTime = times[first] as number;
    for (let child = first + 1; child < end; child += 1) {
      const time = times[child] as number;
      if (time < bestTime || (time === bestTime && isBefore(events, child, best))) {
        best = child;
        bestTime = time;
      }
    }
    const candidate = events[best] as EventRecord;
    if (last.at < bestTime || (last.at === bestTime && last.seq < candidate.seq)) break;
    events[index] = candidate;
    times[index] = bestTime;
    index = best;
  }
  events[index] = last;
  times[index] = last.at;
}

function isBefore(events: readonly EventRecord[], a: number, b: number): boolean {
  return (events[a] as EventRecord).seq < (events[b] as EventRecord).seq;
}
