/**
 * Random streams (sfc32, Chris Doty-Humphrey's PractRand): one for each process and each link, derived from the
 * world's seed and a name, so that a new draw in one does not reshuffle the others. Integer arithmetic only.
 */
import { hashText } from './hash.ts';

export type RandomStream = { a: number; b: number; c: number; counter: number };

export function initialRandom(seed: number, name: string): RandomStream {
  const stream: RandomStream = {
    a: seed >>> 0,
    b: hashText(name),
    c: Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0,
    counter: 1,
  };
  for (let round = 0; round < 12; round += 1) nextWord(stream);
  return stream;
}

/** Uniform 32-bit unsigned integer. */
export function nextWord(stream: RandomStream): number {
  const sum = (((stream.a + stream.b) | 0) + stream.counter) | 0;
  stream.counter = (stream.counter + 1) | 0;
  stream.a = stream.b ^ (stream.b >>> 9);
  stream.b = (stream.c + (stream.c << 3)) | 0;
  stream.c = ((stream.c << 21) | (stream.c >>> 11)) + sum;
  stream.c |= 0;
  return sum >>> 0;
}

/** Uniform in [0, 1) with 32 bits. */
export function nextFraction(stream: RandomStream): number {
  return nextWord(stream) / 4294967296;
}

/** Uniform integer in [0, bound); bound at least 1. */
export function nextBelow(stream: RandomStream, bound: number): number {
  return Math.floor(nextFraction(stream) * bound);
}

/** Numbers of a stream that is kept in a row of a page. */
export const STREAM_WIDTH = 4;

/** Puts a stream at the given place of a page. */
export function storeRandom(numbers: Float64Array, at: number, stream: RandomStream): void {
  numbers[at] = stream.a | 0;
  numbers[at + 1] = stream.b | 0;
  numbers[at + 2] = stream.c | 0;
  numbers[at + 3] = stream.counter | 0;
}

/** `nextBelow` of a stream that lies in a page: the same draws as of a stream of its own. */
export function nextBelowAt(numbers: Float64Array, at: number, bound: number): number {
  const a = numbers[at] as number;
  const b = numbers[at + 1] as number;
  const c = numbers[at + 2] as number;
  const counter = numbers[at + 3] as number;
  const sum = (((a + b) | 0) + counter) | 0;
  numbers[at] = b ^ (b >>> 9);
  numbers[at + 1] = (c + (c << 3)) | 0;
  numbers[at + 2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  numbers[at + 3] = (counter + 1) | 0;
  return Math.floor(((sum >>> 0) / 4294967296) * bound);
}
