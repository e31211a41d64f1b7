import { describe, expect, it } from 'vitest';
import { followed, framesOf, openedStream } from './event-stream.ts';

const answer = (numbers: readonly number[], sender = 'http://a:8080', status = 200) => ({
  status,
  headers: { 'content-type': 'text/event-stream', 'X-Marathon-Leader': sender },
  body: numbers.map((number) => `event: e\r\ndata: {"n":${String(number)}}\r\n\r\n`).join(''),
});
const frames = (numbers: readonly number[]) => framesOf(answer(numbers).body);

describe('an event stream put together from reads', () => {
  it('adds what is new behind what is shown', () => {
    const stream = followed(openedStream(answer([1, 2, 3])), answer([2, 3, 4, 5]));
    expect(stream.frames).toEqual(frames([1, 2, 3, 4, 5]));
  });

  it('stays the same object while nothing happens', () => {
    const stream = openedStream(answer([1, 2]));
    expect(followed(stream, answer([1, 2]))).toBe(stream);
    expect(followed(stream, answer([2]))).toBe(stream);
  });

  it('shows a burst that is longer than what the server keeps', () => {
    expect(followed(openedStream(answer([1, 2])), answer([7, 8])).frames).toEqual(frames([1, 2, 7, 8]));
  });

  it('goes back with the run', () => {
    const stream = followed(openedStream(answer([1, 2, 3])), answer([2, 3, 4]));
    expect(followed(stream, answer([1, 2])).frames).toEqual(frames([1, 2]));
    expect(followed(stream, answer([])).frames).toEqual([]);
  });

  it('is closed by another leader, by an error and by silence, and keeps its text', () => {
    const stream = openedStream(answer([1]));
    for (const next of [answer([2], 'http://b:8080'), answer([], 'http://a:8080', 503), null]) {
      const closed = followed(stream, next);
      expect([closed.open, closed.frames]).toEqual([false, stream.frames]);
      expect(followed(closed, next)).toBe(closed);
    }
    expect(followed({ ...stream, open: false }, answer([1, 2])).open).toBe(true);
  });

  it('keeps the newest 2,000 events', () => {
    const many = Array.from({ length: 2500 }, (_, index) => index);
    const stream = followed(openedStream(answer([0])), answer(many));
    expect([stream.frames.length, stream.dropped, stream.frames[0]]).toEqual([2000, 500, frames([500])[0]]);
  });
});
