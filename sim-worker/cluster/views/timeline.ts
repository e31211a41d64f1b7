/**
 * The timeline: who led when, faults, and what became of tasks, from the landmarks of the whole run. After going back,
 * landmarks behind now are shown too: it is the future that the journal gives again.
 */
import type { TraceRecord } from '../../kernel/trace.ts';
import { happeningOf } from './happenings.ts';
import { serviceSteps } from './service-steps.ts';
import type { Happening, TimelineLane, TimelineSpan, TimelineView } from './views.ts';

/** A ZooKeeper server without an ensemble elects nobody, and serves. */
const STANDALONE = 'standalone';

type LaneId = TimelineLane['id'];
type OpenSpan = { readonly fromUs: number; readonly process: string; readonly label: string };

/** Marks kept of each kind, newest first to stay. */
const MARK_LIMIT = 500;

const LANES: readonly LaneId[] = ['zookeeper', 'mesos', 'marathon'];

export type TimelineInput = {
  readonly landmarks: readonly TraceRecord[];
  readonly nowUs: number;
  readonly horizonUs: number;
  readonly snapshots: readonly number[];
};

export function timelineOf(input: TimelineInput): TimelineView {
  return {
    horizonUs: input.horizonUs,
    nowUs: input.nowUs,
    lanes: LANES.map((id) => ({ id, spans: spansOf(id, input.landmarks) })),
    faults: marksOf(input.landmarks, (record) => record.kind === 'fault' || record.kind === 'request'),
    tasks: marksOf(input.landmarks, (record) => record.kind === 'task'),
    service: serviceSteps(input.landmarks),
    snapshots: input.snapshots,
  };
}

function marksOf(landmarks: readonly TraceRecord[], fits: (record: TraceRecord) => boolean): Happening[] {
  const marks: Happening[] = [];
  for (let index = landmarks.length - 1; index >= 0 && marks.length < MARK_LIMIT; index -= 1) {
    const record = landmarks[index];
    const happening = record !== undefined && fits(record) ? happeningOf(record) : null;
    if (happening !== null) marks.push(happening);
  }
  return marks.reverse();
}

/** Times during which a process led its system: from its own word or the system's, to the next one, its end, or its word. */
export function spansOf(id: LaneId, landmarks: readonly TraceRecord[]): TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  let open: OpenSpan | null = null;
  for (const record of landmarks) {
    if (open !== null && endsReign(id, record, open.process)) {
      spans.push({ ...open, toUs: record.atUs });
      open = null;
    }
    const next: OpenSpan | null = open === null ? startOf(id, record) : null;
    open = next ?? open;
  }
  if (open !== null) spans.push({ ...open, toUs: null });
  return spans;
}

function endsReign(id: LaneId, record: TraceRecord, leading: string): boolean {
  if (record.kind === 'exit') return record.process === leading;
  if (record.kind === 'role') return record.process === leading && !isLeadingRole(record.body['role']);
  if (record.kind !== 'leader' || record.body['system'] !== id) return false;
  if (record.body['leader'] === null) return record.process === leading;
  return record.body['leader'] !== leading && record.process === record.body['leader'];
}

function isLeadingRole(role: unknown): boolean {
  return role === STANDALONE || String(role).toLowerCase() === 'leading' || String(role).toLowerCase() === 'leader';
}

/** Only the elected one's own word opens a span: what others have heard may be late. */
function startOf(id: LaneId, record: TraceRecord): OpenSpan | null {
  if (id === 'zookeeper' && record.kind === 'role' && record.body['role'] === STANDALONE) {
    return { fromUs: record.atUs, process: record.process, label: STANDALONE };
  }
  if (record.kind !== 'leader' || record.body['system'] !== id || record.body['leader'] !== record.process) return null;
  const { epoch } = record.body;
  return { fromUs: record.atUs, process: record.process, label: typeof epoch === 'number' ? `epoch ${epoch}` : '' };
}
