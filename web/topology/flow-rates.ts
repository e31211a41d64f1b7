/** Traffic too fast for the eye: counts between pairs that fade with real time, drawn as lines of that width. */
import type { FlowView, Frame } from '../../sim-worker/api.ts';
import type { ParticleStore } from '../console/simulation/particle-store.ts';
import { type Scene, groupIn } from './scene.ts';

/** A message that is on its way for less than this real time cannot be followed. */
const FOLLOWABLE_MS = 70;
const HALF_LIFE_MS = 380;
const GONE = 0.04;
const MAX_FLOWS = 1500;

export function isFollowable(sentAtUs: number, dueAtUs: number, speed: number): boolean {
  return (dueAtUs - sentAtUs) / 1000 >= FOLLOWABLE_MS * speed;
}

/** Adds what came with a frame: its rates, or else its single messages when the run is too fast for them. */
export function addTraffic(scene: Scene, frame: Frame, speed: number, names: readonly string[]): void {
  if (frame.flows.length > 0) {
    for (const flow of frame.flows) addFlow(scene, names, flow);
    return;
  }
  const { particles } = frame;
  for (let index = 0; index < particles.count; index += 1) {
    const sentAtUs = particles.sentAtUs[index] ?? 0;
    const dueAtUs = particles.dueAtUs[index] ?? 0;
    if (dueAtUs < 0 || isFollowable(sentAtUs, dueAtUs, speed)) continue;
    const from = particles.from[index] ?? 0;
    const to = particles.to[index] ?? 0;
    addFlow(scene, names, { from, to, protocol: particles.protocol[index] ?? 0, count: 1 });
  }
}

function addFlow(scene: Scene, names: readonly string[], flow: FlowView): void {
  const from = names[flow.from];
  const to = names[flow.to];
  const protocol = names[flow.protocol];
  if (from === undefined || to === undefined || protocol === undefined) return;
  const group = groupIn(scene, protocol);
  const key = `${from}>${to}>${group}`;
  const known = scene.flows.get(key);
  if (known !== undefined) known.level += flow.count;
  else if (scene.flows.size < MAX_FLOWS) scene.flows.set(key, { from, to, group, level: flow.count });
}

/** Lets all flows fade by the real time that passed. True while any is left. */
export function fadeFlows(scene: Scene, passedMs: number): boolean {
  const factor = 2 ** (-passedMs / HALF_LIFE_MS);
  for (const [key, flow] of scene.flows) {
    flow.level *= factor;
    if (flow.level < GONE) scene.flows.delete(key);
  }
  return scene.flows.size > 0;
}

/** The label of a particle slot, for the tooltip. */
export function labelIn(store: ParticleStore, slot: number): string {
  return store.names[store.label[slot] ?? 0] ?? '';
}
