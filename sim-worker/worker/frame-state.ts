/** What frames have told the page so far, and what waits for the next one. */
import { type NameTable, initialNames } from '../cluster/views/name-table.ts';
import { type TileState, initialTiles } from '../cluster/views/tile-changes.ts';
import { happeningOf } from '../cluster/views/happenings.ts';
import type { Happening } from '../cluster/views/views.ts';
import type { Trace } from '../kernel/trace.ts';

export type FrameState = {
  number: number;
  /** Positions in the trace up to which frames have told. */
  messagesTold: number;
  recordsTold: number;
  reset: boolean;
  names: NameTable;
  tiles: TileState;
  backlog: Happening[];
  sessionsAtMs: number;
  /** Everything about the last frame that shows without any tile: a frame equal in it and without news is not sent. */
  lastShown: string;
};

export function initialFrames(): FrameState {
  return {
    number: 0,
    messagesTold: 0,
    recordsTold: 0,
    reset: true,
    names: initialNames(),
    tiles: initialTiles(),
    backlog: [],
    sessionsAtMs: 0,
    lastShown: '',
  };
}

/** The next frame shows everything anew, and nothing of what was before. */
export function resetFrames(frames: FrameState, trace: Trace): void {
  frames.reset = true;
  frames.names = initialNames();
  frames.tiles = initialTiles();
  frames.backlog = recentLandmarks(trace);
  frames.messagesTold = trace.messageTotal;
  frames.recordsTold = trace.recordTotal;
  frames.sessionsAtMs = 0;
}

/** Lines that a page gets when it forgets all others: what last happened before now. */
const LANDMARKS_SHOWN = 60;

function recentLandmarks(trace: Trace): Happening[] {
  const recent = trace.landmarks.slice(Math.max(0, trace.landmarkTotal - LANDMARKS_SHOWN), trace.landmarkTotal);
  return recent.flatMap((record) => happeningOf(record) ?? []);
}
