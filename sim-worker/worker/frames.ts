/**
 * Frames: what changed in the picture since the last one, cut to size. What finds no room waits for the next frame;
 * nothing grows with the time between two frames.
 */
import { emptyParticles, encodeFrame, FRAME_LIMIT_BYTES } from '../api/frame-codec.ts';
import { takeNames } from '../cluster/views/name-table.ts';
import { zooKeeperLeader } from '../cluster/views/leaders.ts';
import { happeningOf } from '../cluster/views/happenings.ts';
import { collectParticles } from '../cluster/views/particles.ts';
import { type SessionList, sessionsOf } from '../cluster/views/sessions.ts';
import { takeTiles, touchTiles } from '../cluster/views/tile-changes.ts';
import type { Frame, Happening } from '../cluster/views/views.ts';
import type { Simulator } from '../kernel/simulator.ts';
import { readRecords } from '../kernel/trace.ts';
import type { FrameState } from './frame-state.ts';
import type { Run, Session } from './session.ts';

/** Real time between two lists of sessions: they change all the time. */
const SESSIONS_EVERY_MS = 250;
const HAPPENINGS_LIMIT = 60;
/** Lines kept back at most: a run at full speed makes more than anybody reads. */
const BACKLOG_LIMIT = 200;
/** Records looked at for one frame. */
const RECORDS_LIMIT = 4000;

/** Null when there is nothing new to see. */
export function nextFrame(session: Session, nowMs: number): ArrayBuffer | null {
  const { run, frames } = session;
  if (run === null) return null;
  const jumping = session.job !== null && session.job.jumps;
  const shown = shownOf(session, run);
  if (shown === frames.lastShown && !frames.reset && frames.tiles.waiting.size === 0 && frames.backlog.length === 0)
    return null;
  frames.lastShown = shown;
  const frame = jumping ? headOnly(session, run) : fullFrame(session, run, nowMs);
  frames.number += 1;
  return encodeWithinLimit(frame);
}

/** Guards the limit against texts that are longer than expected: particles are the first to go. */
function encodeWithinLimit(frame: Frame): ArrayBuffer {
  const buffer = encodeFrame(frame);
  if (buffer.byteLength <= FRAME_LIMIT_BYTES) return buffer;
  const lighter = {
    ...frame,
    particles: { ...emptyParticles(), omitted: frame.particles.count + frame.particles.omitted },
    flows: [],
  };
  return encodeFrame(lighter);
}

function shownOf(session: Session, run: Run): string {
  const { world } = run.history.simulator;
  const { pace, measure } = session;
  const parts = [
    world.nowUs,
    world.executed,
    run.horizonUs,
    run.history.journalCursor,
    run.history.journal.length,
    session.playing,
  ];
  return [
    ...parts,
    pace.chosen,
    pace.current,
    pace.auto,
    pace.reason,
    measure.speed,
    session.failure?.message,
    session.job?.progress(),
  ].join(' ');
}

type Head = Omit<
  Frame,
  | 'reset'
  | 'namesFrom'
  | 'names'
  | 'tiles'
  | 'removed'
  | 'hosts'
  | 'cuts'
  | 'sessions'
  | 'sessionsTotal'
  | 'particles'
  | 'flows'
  | 'happenings'
>;

function headOf(session: Session, run: Run): Head {
  const { world } = run.history.simulator;
  const { pace } = session;
  return {
    number: session.frames.number,
    nowUs: world.nowUs,
    horizonUs: run.horizonUs,
    executed: world.executed,
    commandsApplied: run.history.journalCursor,
    commandsTotal: run.history.journal.length,
    playing: session.playing,
    chosenSpeed: pace.chosen,
    speed: pace.current,
    measuredSpeed: session.playing ? session.measure.speed : 0,
    autoPace: pace.auto,
    paceReason: pace.reason,
    progress: session.job === null ? null : session.job.progress(),
    failure: session.failure,
  };
}

/** While the run is on its way to another time: no picture of what it passes through. */
function headOnly(session: Session, run: Run): Frame {
  const nothing = {
    reset: false,
    namesFrom: session.frames.names.sent,
    names: [],
    tiles: [],
    removed: [],
    hosts: null,
    cuts: null,
    sessions: null,
    sessionsTotal: 0,
  };
  return { ...headOf(session, run), ...nothing, particles: emptyParticles(), flows: [], happenings: [] };
}

function fullFrame(session: Session, run: Run, nowMs: number): Frame {
  const { frames } = session;
  const { simulator } = run.history;
  const { trace } = simulator;
  const reset = frames.reset;
  frames.reset = false;
  touchTiles(frames.tiles, simulator, frames.messagesTold, frames.recordsTold);
  const tiles = takeTiles(frames.tiles, simulator);
  const { particles, flows } = collectParticles(trace, frames.names, frames.messagesTold);
  frames.messagesTold = trace.messageTotal;
  const happenings = takeHappenings(frames, simulator);
  const sessions = takeSessions(session, run, nowMs);
  const names = takeNames(frames.names);
  return { ...headOf(session, run), reset, ...names, ...tiles, ...sessions, particles, flows, happenings };
}

function takeHappenings(frames: FrameState, simulator: Simulator): Happening[] {
  const { trace } = simulator;
  const from = Math.max(frames.recordsTold, trace.recordTotal - RECORDS_LIMIT);
  const records = readRecords(trace, from, trace.recordTotal);
  // Every server of the ensemble records each change of a znode: the leader's word is enough.
  const leader = records.some((record) => record.kind === 'znode') ? zooKeeperLeader(simulator)?.process : undefined;
  for (const record of records) {
    const happening = record.kind === 'znode' && record.process !== leader ? null : happeningOf(record);
    if (happening !== null) frames.backlog.push(happening);
  }
  frames.recordsTold = trace.recordTotal;
  if (frames.backlog.length > BACKLOG_LIMIT) frames.backlog.splice(0, frames.backlog.length - BACKLOG_LIMIT);
  return frames.backlog.splice(0, HAPPENINGS_LIMIT);
}

function takeSessions(
  session: Session,
  run: Run,
  nowMs: number,
): SessionList | { readonly sessions: null; readonly sessionsTotal: number } {
  const { frames } = session;
  if (frames.sessionsAtMs !== 0 && nowMs - frames.sessionsAtMs < SESSIONS_EVERY_MS)
    return { sessions: null, sessionsTotal: 0 };
  frames.sessionsAtMs = nowMs;
  return sessionsOf(run.history.simulator);
}
