/** Messages of the last frames in columns, for drawing: a ring that forgets the oldest. Lives outside React. */
import type { Frame } from '../../../sim-worker/api.ts';

export const PARTICLE_CAPACITY = 8192;

export type ParticleStore = {
  /** Text table of the run: ids, protocols, labels. */
  names: string[];
  readonly sentAtUs: Float64Array;
  readonly dueAtUs: Float64Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly protocol: Uint16Array;
  readonly label: Uint16Array;
  /** Particles written so far; the slot of number n is n modulo the capacity. */
  written: number;
  /** Bumped when everything is forgotten. */
  generation: number;
};

export function createParticleStore(): ParticleStore {
  return {
    names: [],
    sentAtUs: new Float64Array(PARTICLE_CAPACITY),
    dueAtUs: new Float64Array(PARTICLE_CAPACITY),
    from: new Uint16Array(PARTICLE_CAPACITY),
    to: new Uint16Array(PARTICLE_CAPACITY),
    protocol: new Uint16Array(PARTICLE_CAPACITY),
    label: new Uint16Array(PARTICLE_CAPACITY),
    written: 0,
    generation: 0,
  };
}

export function takeParticles(store: ParticleStore, frame: Frame): void {
  if (frame.reset) {
    store.written = 0;
    store.generation += 1;
  }
  store.names.length = frame.namesFrom;
  store.names.push(...frame.names);
  const columns = frame.particles;
  for (let index = 0; index < columns.count; index += 1) {
    const slot = store.written % PARTICLE_CAPACITY;
    store.sentAtUs[slot] = columns.sentAtUs[index] ?? 0;
    store.dueAtUs[slot] = columns.dueAtUs[index] ?? 0;
    store.from[slot] = columns.from[index] ?? 0;
    store.to[slot] = columns.to[index] ?? 0;
    store.protocol[slot] = columns.protocol[index] ?? 0;
    store.label[slot] = columns.label[index] ?? 0;
    store.written += 1;
  }
}

export function oldestParticle(store: ParticleStore): number {
  return Math.max(0, store.written - PARTICLE_CAPACITY);
}
