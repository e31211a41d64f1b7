/** Opening a run, jumping within it, and what happens when one of our own assertions fails in it. */
import type { ApiResult, RunInfo, RunRequest } from '../api/contract.ts';
import { createHistory } from '../kernel/history.ts';
import { resetFrames } from './frame-state.ts';
import { checkRun } from './journal-check.ts';
import { restartPace } from './pace.ts';
import { rewindWaiting } from './requests.ts';
import { type Session, infoOf, refused } from './session.ts';
import { rewindEdits } from './znode-edits.ts';

/** Opens a run at its start; `request.atUs` is reached by a seek. Refused as a whole when anything in it is wrong. */
export function openRun(session: Session, request: RunRequest): ApiResult<RunInfo> {
  const checked = checkRun(request);
  if (!checked.ok) return checked;
  const { scenario, seed, journal } = checked.value;
  const simulator = session.source.build(scenario, seed);
  if (simulator === null) return refused('UNKNOWN_SCENARIO', `no scenario ${scenario}`);
  endJob(session, refused('SUPERSEDED', 'another run was opened'));
  rewindWaiting(session, true);
  rewindEdits(session, true);
  session.restarting.clear();
  session.run = { scenario, seed, history: createHistory(simulator, { journal }), horizonUs: 0 };
  session.failure = null;
  session.playing = false;
  afterJump(session);
  return { ok: true, value: infoOf(session) };
}

/** The run stands somewhere else now: the page gets everything anew. */
export function afterJump(session: Session): void {
  const { run } = session;
  if (run === null) return;
  const { world, trace } = run.history.simulator;
  run.horizonUs = Math.max(run.horizonUs, world.nowUs);
  session.recordsSeen = trace.recordTotal;
  session.measure = { sinceMs: 0, sinceUs: world.nowUs, speed: 0 };
  restartPace(session.pace);
  rewindWaiting(session, false);
  rewindEdits(session, false);
  resetFrames(session.frames, trace);
}

export function endJob(session: Session, result: ApiResult<null>): void {
  const { job } = session;
  if (job === null) return;
  session.job = null;
  if (job.jumps) afterJump(session);
  job.settle(result);
}

const LAST_EVENTS = 20;

/** An assertion of our own failed: the run stands still and says where. Going back before it is possible. */
export function failRun(session: Session, error: unknown): void {
  const { run } = session;
  if (run === null) throw error;
  const { world, trace } = run.history.simulator;
  const messages = trace.messages;
  const lastEvents: string[] = [];
  for (let index = Math.max(0, trace.messageTotal - LAST_EVENTS); index < trace.messageTotal; index += 1) {
    const slot = index % trace.capacity;
    lastEvents.push(
      `${messages.sentAtUs[slot]} µs ${messages.from[slot]} → ${messages.to[slot]} ${messages.message[slot]?.type}`,
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  session.failure = { message, atUs: world.nowUs, seed: run.seed, lastEvents };
  session.playing = false;
  endJob(session, refused('FAILED', message));
}
