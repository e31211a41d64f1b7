/** What the page feels: seeks in a run of ten minutes, and the size of frames. */
import { decodeFrame } from '../api/frame-codec.ts';
import { startSeek } from '../worker/jobs.ts';
import { workOnJob } from '../worker/loop.ts';
import { nextFrame } from '../worker/frames.ts';
import { choosePace } from '../worker/pace.ts';
import { openRun } from '../worker/run.ts';
import { scenarioSource } from '../worker/scenario-source.ts';
import { type Session, createSession } from '../worker/session.ts';
import { playSlice } from '../worker/slice.ts';
import { type Figure, figure, quantile, secondsFor } from './figure.ts';

const SECOND_US = 1_000_000;
const RUN_SECONDS = 600;
const SEEKS = 60;
const FRAMES = 300;
const SLICE_MS = 8;

function openSession(scenario: string): Session {
  const session = createSession(scenarioSource);
  const opened = openRun(session, { scenario, seed: 1, journal: [], atUs: 0 });
  if (!opened.ok) throw new Error(opened.error.message);
  return session;
}

function seekNow(session: Session, toUs: number): void {
  startSeek(session, toUs, () => {});
  while (session.job !== null) workOnJob(session, () => false);
}

export function seekFigures(): Figure[] {
  const session = openSession('default');
  seekNow(session, RUN_SECONDS * SECOND_US);
  const times: number[] = [];
  // A fixed walk over the run: steps of the golden ratio reach everywhere.
  for (let count = 1; count <= SEEKS; count += 1) {
    const share = (count * 0.618034) % 1;
    times.push(1000 * secondsFor(() => seekNow(session, share * RUN_SECONDS * SECOND_US)));
  }
  const name = 'seek in 10 minutes of the default cluster';
  return [
    figure(`${name}: median`, quantile(times, 0.5), 'ms'),
    figure(`${name}: 95 %`, quantile(times, 0.95), 'ms'),
    figure(`${name}: longest`, Math.max(...times), 'ms', { atMost: 300 }),
  ];
}

export function frameFigures(): Figure[] {
  return [...framesOf('default', 1), ...framesOf('default', 0), ...framesOf('thousand', 10)];
}

/** Frames of the first virtual minute and after, as a page gets them that paints 60 times a second. */
function framesOf(scenario: string, speed: number): Figure[] {
  const session = openSession(scenario);
  if (scenario !== 'default') seekNow(session, 20 * SECOND_US);
  choosePace(session.pace, speed, false);
  session.playing = true;
  const sizes: number[] = [];
  const times: number[] = [];
  const parses: number[] = [];
  for (let count = 0; count < FRAMES; count += 1) {
    const startMs = performance.now();
    playSlice(session, 16, startMs, () => performance.now() - startMs >= SLICE_MS);
    let buffer: ArrayBuffer | null = null;
    times.push(1000 * secondsFor(() => (buffer = nextFrame(session, count * 16))));
    if (buffer === null) continue;
    const frame: ArrayBuffer = buffer;
    sizes.push(frame.byteLength);
    parses.push(1000 * secondsFor(() => void decodeFrame(frame)));
  }
  const name = `frames, ${scenario} at ${speed === 0 ? 'full speed' : `${String(speed)}×`}`;
  return [
    figure(`${name}: largest`, Math.max(...sizes) / 1024, 'KiB', { atMost: 64 }),
    figure(`${name}: made in (median)`, quantile(times, 0.5), 'ms'),
    figure(`${name}: made in (95 %)`, quantile(times, 0.95), 'ms'),
    figure(`${name}: read in (95 %)`, quantile(parses, 0.95), 'ms', { atMost: 6 }),
  ];
}
