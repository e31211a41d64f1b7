/**
 * Task ids `<safePath>.<uuid>` with a time-based UUID (version 1) in lower case.
 * Source: Marathon 1.1.1, core/task/Task.scala (Id.forApp), com.fasterxml.uuid TimeBasedGenerator.
 */
import { taskId, type TaskId } from '../../mesos/ids.ts';
import { type PathId, safePath } from '../model/path-id.ts';

/** What a JVM keeps: the last time used (100 ns since 1582-10-15) and its constant clock sequence and node. */
export type UuidClock = { lastTicks: number; lastUnixMs: number; readonly tail: string };

const HEX = '0123456789abcdef';
/** Milliseconds between 1582-10-15 and 1970-01-01. */
const GREGORIAN_OFFSET_MS = 12_219_292_800_000;

function randomHex(count: number, randomInt: (bound: number) => number): string {
  let text = '';
  for (let index = 0; index < count; index += 1) text += HEX.charAt(randomInt(16));
  return text;
}

/** Clock sequence and node of one JVM: the node is a random address with the multicast bit set. */
export function newUuidClock(randomInt: (bound: number) => number): UuidClock {
  const sequence = HEX.charAt(8 + randomInt(4)) + randomHex(3, randomInt);
  const node = randomHex(1, randomInt) + HEX.charAt(randomInt(8) * 2 + 1) + randomHex(10, randomInt);
  return { lastTicks: 0, lastUnixMs: 0, tail: `${sequence}-${node}` };
}

/** Ticks of 100 ns within one millisecond tell ids of the same millisecond apart. */
export function timeUuid(clock: UuidClock, unixMs: number): string {
  const ms = Math.max(Math.floor(unixMs), clock.lastUnixMs);
  clock.lastTicks = ms === clock.lastUnixMs ? clock.lastTicks + 1 : 0;
  clock.lastUnixMs = ms;
  const ticks = BigInt(ms + GREGORIAN_OFFSET_MS) * 10_000n + BigInt(clock.lastTicks);
  const hex = ticks.toString(16).padStart(15, '0');
  return `${hex.slice(7)}-${hex.slice(3, 7)}-1${hex.slice(0, 3)}-${clock.tail}`;
}

export function newTaskId(clock: UuidClock, appId: PathId, unixMs: number): TaskId {
  return taskId(`${safePath(appId)}.${timeUuid(clock, unixMs)}`);
}
