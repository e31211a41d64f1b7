/**
 * One frame as one buffer, so that it is transferred and not copied: a JSON head in UTF-8, then the particle columns.
 * Layout, little endian as all browsers' typed arrays are: u32 length of the head in bytes, the head, padding to eight
 * bytes, then `count` numbers each of sentAtUs, dueAtUs, seq (f64), from, to, protocol, label (u16).
 */
import type { Frame, ParticleColumns } from '../cluster/views/views.ts';

/** Largest frame in bytes: what does not fit waits for the next one. */
export const FRAME_LIMIT_BYTES = 65_536;

/** Bytes that one particle takes: three f64 and four u16. */
export const PARTICLE_BYTES = 32;

const LENGTH_BYTES = 4;
const WIDE_BYTES = 8;
const NARROW_BYTES = 2;

type FrameHead = Omit<Frame, 'particles'> & {
  readonly particles: { readonly count: number; readonly omitted: number };
};

export function encodeFrame(frame: Frame): ArrayBuffer {
  const { particles } = frame;
  const head: FrameHead = { ...frame, particles: { count: particles.count, omitted: particles.omitted } };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const columnsAt = alignUp(LENGTH_BYTES + text.length);
  const buffer = new ArrayBuffer(columnsAt + particles.count * PARTICLE_BYTES);
  new DataView(buffer).setUint32(0, text.length, true);
  new Uint8Array(buffer).set(text, LENGTH_BYTES);
  const target = columnsOf(buffer, columnsAt, particles.count, particles.omitted);
  copyColumns(particles, target);
  return buffer;
}

/** The columns of the result look into the buffer: no copy is made. */
export function decodeFrame(buffer: ArrayBuffer): Frame {
  const length = new DataView(buffer).getUint32(0, true);
  if (LENGTH_BYTES + length > buffer.byteLength) throw new RangeError('frame is cut short');
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length))) as FrameHead;
  const columnsAt = alignUp(LENGTH_BYTES + length);
  return { ...head, particles: columnsOf(buffer, columnsAt, head.particles.count, head.particles.omitted) };
}

function alignUp(bytes: number): number {
  return Math.ceil(bytes / WIDE_BYTES) * WIDE_BYTES;
}

function columnsOf(buffer: ArrayBuffer, start: number, count: number, omitted: number): ParticleColumns {
  const narrow = start + 3 * WIDE_BYTES * count;
  return {
    count,
    sentAtUs: new Float64Array(buffer, start, count),
    dueAtUs: new Float64Array(buffer, start + WIDE_BYTES * count, count),
    seq: new Float64Array(buffer, start + 2 * WIDE_BYTES * count, count),
    from: new Uint16Array(buffer, narrow, count),
    to: new Uint16Array(buffer, narrow + NARROW_BYTES * count, count),
    protocol: new Uint16Array(buffer, narrow + 2 * NARROW_BYTES * count, count),
    label: new Uint16Array(buffer, narrow + 3 * NARROW_BYTES * count, count),
    omitted,
  };
}

function copyColumns(source: ParticleColumns, target: ParticleColumns): void {
  target.sentAtUs.set(source.sentAtUs.subarray(0, source.count));
  target.dueAtUs.set(source.dueAtUs.subarray(0, source.count));
  target.seq.set(source.seq.subarray(0, source.count));
  target.from.set(source.from.subarray(0, source.count));
  target.to.set(source.to.subarray(0, source.count));
  target.protocol.set(source.protocol.subarray(0, source.count));
  target.label.set(source.label.subarray(0, source.count));
}

export function emptyParticles(): ParticleColumns {
  return columnsOf(new ArrayBuffer(0), 0, 0, 0);
}
