/** What is known to have happened up to now: what frames told, and before that what the timeline kept. */
import type { Happening, TimelineView } from '../../sim-worker/api.ts';

function leaderHappenings(view: TimelineView): Happening[] {
  return view.lanes.flatMap((lane) =>
    lane.spans.map((span) => ({
      atUs: span.fromUs,
      seq: 0,
      kind: 'leader',
      process: span.process,
      key: 'leader.elected',
      values: { system: lane.id, leader: span.process },
    })),
  );
}

/** Different for any two lines of the list: several tasks can change their states in one event. */
export function happeningId(happening: Happening): string {
  return `${happening.atUs} ${happening.key} ${happening.process} ${String(happening.values['taskId'] ?? '')}`;
}

/** Oldest first, each once. */
export function allHappenings(told: readonly Happening[], view: TimelineView, nowUs: number): Happening[] {
  const known = new Map<string, Happening>();
  const kept = [...leaderHappenings(view), ...view.faults, ...view.tasks];
  for (const happening of [...kept, ...told]) {
    if (happening.atUs <= nowUs) known.set(happeningId(happening), happening);
  }
  return [...known.values()].sort((a, b) => a.atUs - b.atUs || a.seq - b.seq);
}
