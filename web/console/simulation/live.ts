/** What changes with every frame and must not render React: the clock, the messages, the rates, and who listens. */
import type { FlowView, Frame } from '../../../sim-worker/api.ts';
import { type FrameClock, createFrameClock, takeFrameTime } from './frame-clock.ts';
import { type ParticleStore, createParticleStore, takeParticles } from './particle-store.ts';
import { takeFrame } from './run-store.ts';

export type Live = {
  frame: Frame | null;
  readonly clock: FrameClock;
  readonly particles: ParticleStore;
  readonly listeners: Set<(frame: Frame) => void>;
  /** Counts that came as rates since they were last taken. */
  flows: FlowView[];
};

export const live: Live = {
  frame: null,
  clock: createFrameClock(),
  particles: createParticleStore(),
  listeners: new Set(),
  flows: [],
};

const FLOWS_KEPT = 4096;

export function receiveFrame(frame: Frame): void {
  live.frame = frame;
  takeFrameTime(live.clock, frame);
  takeParticles(live.particles, frame);
  if (frame.reset) live.flows = [];
  if (live.flows.length < FLOWS_KEPT) live.flows.push(...frame.flows);
  takeFrame(frame);
  for (const listener of live.listeners) listener(frame);
}

export function onFrame(listener: (frame: Frame) => void): () => void {
  live.listeners.add(listener);
  return () => live.listeners.delete(listener);
}

/** Virtual time of the newest frame. */
export function virtualNowUs(): number {
  return live.frame?.nowUs ?? 0;
}

export function horizonUs(): number {
  return live.frame?.horizonUs ?? 0;
}
