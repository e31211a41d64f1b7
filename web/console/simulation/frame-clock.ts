/**
 * The virtual clock as the page shows it: between two frames it runs on at the speed of the run, so that particles move
 * evenly. It stands exactly at the simulation's time while the run is paused.
 */
import type { Frame } from '../../../sim-worker/api.ts';

export type FrameClock = { shownUs: number; frameUs: number; speed: number; playing: boolean; touchedMs: number };

/** The shown time may run ahead of, or lag behind, the simulation by this much real time. */
const SLACK_MS = 120;
/** Share of the difference that each picture takes away. */
const PULL = 0.12;

export function createFrameClock(): FrameClock {
  return { shownUs: 0, frameUs: 0, speed: 1, playing: false, touchedMs: 0 };
}

export function takeFrameTime(clock: FrameClock, frame: Frame): void {
  const moving = frame.playing && frame.progress === null && frame.failure === null;
  if (!moving || !clock.playing || frame.reset) clock.shownUs = frame.nowUs;
  clock.frameUs = frame.nowUs;
  clock.speed = frame.speed === 0 ? frame.measuredSpeed : frame.speed;
  clock.playing = moving;
}

/** Time to draw at real time `realMs`. Call once a picture. */
export function shownTimeUs(clock: FrameClock, realMs: number): number {
  const passedMs = Math.min(100, Math.max(0, realMs - clock.touchedMs));
  clock.touchedMs = realMs;
  if (!clock.playing) {
    clock.shownUs = clock.frameUs;
    return clock.shownUs;
  }
  const slackUs = SLACK_MS * 1000 * clock.speed;
  const next = clock.shownUs + passedMs * 1000 * clock.speed;
  const behindUs = clock.frameUs - next;
  clock.shownUs = Math.abs(behindUs) > slackUs ? clock.frameUs : next + behindUs * PULL;
  return clock.shownUs;
}
