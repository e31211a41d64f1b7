/**
 * What React shows of the run. It changes only when something that a component reads has changed: the clock, messages and
 * rates stay outside (see live.ts), so that a frame without news renders nothing.
 */
import { create } from 'zustand';
import type {
  CutView,
  FailureView,
  Frame,
  Happening,
  HostTile,
  ProcessTile,
  RunInfo,
  SessionTile,
} from '../../../sim-worker/api.ts';

export type RunPhase = 'connecting' | 'ready' | 'refused' | 'crashed';

export type RunState = {
  readonly phase: RunPhase;
  /** Why the run was refused or the worker ended. */
  readonly problem: string;
  readonly run: RunInfo | null;
  readonly tiles: ReadonlyMap<string, ProcessTile>;
  readonly hosts: ReadonlyMap<string, HostTile>;
  readonly cuts: readonly CutView[];
  readonly sessions: readonly SessionTile[];
  readonly happenings: readonly Happening[];
  readonly playing: boolean;
  readonly chosenSpeed: number;
  /** Speed in force; when it is unlimited, what the machine reaches, rounded so that it rests. */
  readonly speed: number;
  readonly autoPace: boolean;
  readonly paceReason: string | null;
  readonly progress: number | null;
  readonly failure: FailureView | null;
  /** Grows whenever the run jumped: what was read before may be of another time. */
  readonly resets: number;
  /** Everything is the past again: the shown instant lies before the end of what was run. */
  readonly inPast: boolean;
};

/** Happenings kept for the event list; the timeline asks the worker for the whole run. */
const HAPPENINGS_KEPT = 400;
/** Closer than this to the end of the run is the present. */
const PRESENT_US = 1000;

const initialRun: RunState = {
  phase: 'connecting',
  problem: '',
  run: null,
  tiles: new Map(),
  hosts: new Map(),
  cuts: [],
  sessions: [],
  happenings: [],
  playing: false,
  chosenSpeed: 1,
  speed: 1,
  autoPace: false,
  paceReason: null,
  progress: null,
  failure: null,
  resets: 0,
  inPast: false,
};

export const useRun = create<RunState>(() => initialRun);

/** A pace that was just chosen: shown at once, while frames still carry the old one. */
type WantedPace = { readonly chosenSpeed: number; readonly autoPace: boolean; readonly untilMs: number };
let wantedPace: WantedPace | null = null;
/** If the worker has not taken it up by then, what it says is shown again. */
const PACE_WAIT_MS = 1500;

export function showPace(chosenSpeed: number, autoPace: boolean): void {
  wantedPace = { chosenSpeed, autoPace, untilMs: performance.now() + PACE_WAIT_MS };
  useRun.setState({ chosenSpeed, autoPace });
}

function paceOf(frame: Frame): { readonly chosenSpeed: number; readonly autoPace: boolean } {
  const taken = wantedPace?.chosenSpeed === frame.chosenSpeed && wantedPace.autoPace === frame.autoPace;
  if (taken || (wantedPace !== null && performance.now() > wantedPace.untilMs)) wantedPace = null;
  return wantedPace ?? frame;
}

export function takeFrame(frame: Frame): void {
  const before = useRun.getState();
  const change = {
    ...changedScalars(before, frame),
    ...changedTiles(before, frame),
    ...changedLists(before, frame),
    ...changedHappenings(before, frame),
  };
  if (frame.reset) useRun.setState({ ...change, resets: before.resets + 1 });
  else if (Object.keys(change).length > 0) useRun.setState(change);
}

function changedScalars(before: RunState, frame: Frame): Partial<RunState> {
  const pace = paceOf(frame);
  const now = {
    playing: frame.playing,
    chosenSpeed: pace.chosenSpeed,
    speed: frame.speed === 0 ? rounded(frame.measuredSpeed) : frame.speed,
    autoPace: pace.autoPace,
    paceReason: frame.paceReason,
    progress: frame.progress,
    failure: frame.failure,
    inPast: frame.nowUs + PRESENT_US < frame.horizonUs,
  } as const;
  const entries = Object.entries(now).filter(([name, value]) => before[name as keyof typeof now] !== value);
  return Object.fromEntries(entries);
}

function rounded(speed: number): number {
  return Number(speed.toPrecision(1));
}

function changedTiles(before: RunState, frame: Frame): Partial<RunState> {
  if (!frame.reset && frame.tiles.length === 0 && frame.removed.length === 0) return {};
  const tiles = frame.reset ? new Map<string, ProcessTile>() : new Map(before.tiles);
  for (const id of frame.removed) tiles.delete(id);
  for (const tile of frame.tiles) tiles.set(tile.id, tile);
  return { tiles };
}

function changedLists(before: RunState, frame: Frame): Partial<RunState> {
  return {
    ...(frame.hosts === null ? {} : { hosts: mergedHosts(frame.reset ? new Map() : before.hosts, frame.hosts) }),
    ...(frame.cuts === null ? {} : { cuts: frame.cuts }),
    ...(frame.sessions === null ? {} : { sessions: frame.sessions }),
  };
}

function mergedHosts(
  before: ReadonlyMap<string, HostTile>,
  changed: readonly HostTile[],
): ReadonlyMap<string, HostTile> {
  const hosts = new Map(before);
  for (const host of changed) hosts.set(host.id, host);
  return hosts;
}

function changedHappenings(before: RunState, frame: Frame): Partial<RunState> {
  // Going back shares the past with the run so far: what happened up to now is still true.
  if (frame.reset) {
    const past = before.happenings.filter((happening) => happening.atUs <= frame.nowUs);
    return { happenings: [...past, ...frame.happenings].slice(-HAPPENINGS_KEPT) };
  }
  if (frame.happenings.length === 0) return {};
  return { happenings: [...before.happenings, ...frame.happenings].slice(-HAPPENINGS_KEPT) };
}
