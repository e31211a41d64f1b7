/**
 * Messages on their way, for the animation: the newest ones in columns, and rates between pairs when there are more than
 * can be followed.
 */
import type { ProcessId } from '../../kernel/ids.ts';
import type { Trace } from '../../kernel/trace.ts';
import { labelOf, protocolOf } from './message-names.ts';
import { type NameTable, isNameTableFull, nameIndex } from './name-table.ts';
import { tileIdFor } from './process-tile.ts';
import type { FlowView, ParticleColumns } from './views.ts';

/** Particles of one frame; beyond it the page shows flows. */
const PARTICLE_LIMIT = 480;
/** Messages looked at for one frame; the rest only counts as omitted. */
const LOOK_LIMIT = 6000;
const FLOW_LIMIT = 120;
/** Labels may be many: no new ones beyond this many names. */
const LABEL_LIMIT = 30_000;

export type Particles = { readonly particles: ParticleColumns; readonly flows: readonly FlowView[] };

type Columns = ParticleColumns & { count: number; omitted: number };

export function collectParticles(trace: Trace, names: NameTable, messagesFrom: number): Particles {
  const oldest = Math.max(messagesFrom, trace.messageTotal - trace.capacity, trace.messageFloor);
  const first = Math.max(oldest, trace.messageTotal - LOOK_LIMIT);
  const columns = newColumns(Math.min(PARTICLE_LIMIT, trace.messageTotal - first));
  columns.omitted = first - messagesFrom;
  const flows = new Map<string, { from: number; to: number; protocol: number; count: number }>();
  for (let index = trace.messageTotal - 1; index >= first; index -= 1)
    collect(trace, index % trace.capacity, names, columns, flows);
  const busiest = [...flows.values()]
    .sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
    .slice(0, FLOW_LIMIT);
  return { particles: columns, flows: columns.omitted > 0 ? busiest : [] };
}

function newColumns(room: number): Columns {
  const wide = () => new Float64Array(room);
  const narrow = () => new Uint16Array(room);
  return {
    count: 0,
    omitted: 0,
    sentAtUs: wide(),
    dueAtUs: wide(),
    seq: wide(),
    from: narrow(),
    to: narrow(),
    protocol: narrow(),
    label: narrow(),
  };
}

function collect(
  trace: Trace,
  slot: number,
  names: NameTable,
  columns: Columns,
  flows: Map<string, { from: number; to: number; protocol: number; count: number }>,
): void {
  const { messages } = trace;
  const from = tileIdFor(messages.from[slot] as ProcessId);
  const to = tileIdFor(messages.to[slot] as ProcessId);
  const message = messages.message[slot];
  if (from === null || to === null || from === to || message === undefined) return;
  const fromIndex = nameIndex(names, from);
  const toIndex = nameIndex(names, to);
  const protocol = nameIndex(names, protocolOf(messages.protocol[slot] ?? '', message.type));
  countFlow(flows, fromIndex, toIndex, protocol);
  if (columns.count >= PARTICLE_LIMIT || isNameTableFull(names) || fromIndex < 0 || toIndex < 0 || protocol < 0) {
    columns.omitted += 1;
    return;
  }
  const at = columns.count;
  columns.count += 1;
  columns.sentAtUs[at] = messages.sentAtUs[slot] ?? 0;
  columns.dueAtUs[at] = messages.dueAtUs[slot] ?? -1;
  columns.seq[at] = messages.seq[slot] ?? 0;
  columns.from[at] = fromIndex;
  columns.to[at] = toIndex;
  columns.protocol[at] = protocol;
  columns.label[at] = labelIndex(names, labelOf(message), message.type);
}

function labelIndex(names: NameTable, label: string, type: string): number {
  const known = names.indices.get(label);
  if (known !== undefined) return known;
  return Math.max(0, nameIndex(names, names.names.length < LABEL_LIMIT ? label : type));
}

function countFlow(
  flows: Map<string, { from: number; to: number; protocol: number; count: number }>,
  from: number,
  to: number,
  protocol: number,
): void {
  const key = `${from} ${to} ${protocol}`;
  const flow = flows.get(key);
  if (flow === undefined) flows.set(key, { from, to, protocol, count: 1 });
  else flow.count += 1;
}
