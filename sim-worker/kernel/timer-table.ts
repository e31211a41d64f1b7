/**
 * Timers of all processes. A timer has a slot for as long as its process knows its key; arming, firing and arming again
 * change numbers in that slot only, not the process: what beats for hours costs a snapshot nothing.
 */
import type { EventRecord } from './event-queue.ts';
import { growPages, ownPage, readPage, rowInPage } from './pages.ts';
import { ownProcess, ownTimers } from './process-table.ts';
import type { Process, World } from './world.ts';

/** Sequence number of the queued event that fires it (0: not armed), due and set times, index of its process. */
const WIDTH = 4;
const DUE = 1;
const SET = 2;
const OWNER = 3;

export type TimerEntry = { readonly key: string; readonly dueAtUs: number; readonly setAtUs: number };

/** Index of the process whose timer this event fires; -1 when it was cleared, set anew, or its process ended. */
export function firesFor(world: World, event: EventRecord): number {
  const numbers = readPage(world.timerPages, event.slot);
  const at = rowInPage(event.slot) * WIDTH;
  return numbers[at] === event.seq ? (numbers[at + OWNER] as number) : -1;
}

/** When the timer is really due: later than its event when its deadline was put off meanwhile. */
export function timerDueUs(world: World, slot: number): number {
  return readPage(world.timerPages, slot)[rowInPage(slot) * WIDTH + DUE] as number;
}

export function isTimerArmed(world: World, process: Process, key: string): boolean {
  const slot = process.timers.get(key);
  return slot !== undefined && readPage(world.timerPages, slot)[rowInPage(slot) * WIDTH] !== 0;
}

/** A slot for a timer that the process, which is owned, has not had yet. */
export function addTimer(world: World, process: Process, key: string): number {
  const slot = takeSlot(world);
  ownPage(world.timerPages, world.epoch, slot)[rowInPage(slot) * WIDTH + OWNER] = process.index;
  ownTimers(world, process).set(key, slot);
  return slot;
}

function takeSlot(world: World): number {
  const free = world.freeTimer;
  if (free < 0) {
    const slot = world.nextTimer;
    world.nextTimer += 1;
    growPages(world.timerPages, world.epoch, slot, WIDTH);
    return slot;
  }
  world.freeTimer = readPage(world.timerPages, free)[rowInPage(free) * WIDTH + DUE] as number;
  return free;
}

export function armTimer(
  world: World,
  slot: number,
  times: { readonly seq: number; readonly dueAtUs: number; readonly setAtUs: number },
): void {
  const numbers = ownPage(world.timerPages, world.epoch, slot);
  const at = rowInPage(slot) * WIDTH;
  numbers[at] = times.seq;
  numbers[at + DUE] = times.dueAtUs;
  numbers[at + SET] = times.setAtUs;
}

/** Another event fires it. */
export function requeueTimer(world: World, slot: number, seq: number): void {
  ownPage(world.timerPages, world.epoch, slot)[rowInPage(slot) * WIDTH] = seq;
}

/** Moves an armed timer to a later time without another event; its event finds that out. False when it is not armed, or due later. */
export function putOffTimer(world: World, slot: number, dueAtUs: number): boolean {
  const numbers = readPage(world.timerPages, slot);
  const at = rowInPage(slot) * WIDTH;
  if (numbers[at] === 0 || (numbers[at + DUE] as number) > dueAtUs) return false;
  armTimer(world, slot, { seq: numbers[at] as number, dueAtUs, setAtUs: world.nowUs });
  return true;
}

/** It fired. Its slot stays while the process may arm it again. */
export function disarmTimer(world: World, slot: number): void {
  ownPage(world.timerPages, world.epoch, slot)[rowInPage(slot) * WIDTH] = 0;
}

export function clearTimer(world: World, process: Process, key: string): void {
  const slot = process.timers.get(key);
  if (slot === undefined) return;
  ownTimers(world, ownProcess(world, process.spec.id)).delete(key);
  releaseSlot(world, slot);
}

/** After a timer's handler: a timer that was not armed again is forgotten. `process` as it is now, if it is still there. */
export function dropFiredTimer(world: World, process: Process | undefined, key: string, slot: number): void {
  if (process?.timers.get(key) !== slot) return;
  if (readPage(world.timerPages, slot)[rowInPage(slot) * WIDTH] === 0) clearTimer(world, process, key);
}

/** The process ends. It must be owned. */
export function clearAllTimers(world: World, process: Process): void {
  for (const slot of process.timers.values()) releaseSlot(world, slot);
  process.timers = new Map();
  process.timersEpoch = world.epoch;
}

function releaseSlot(world: World, slot: number): void {
  const numbers = ownPage(world.timerPages, world.epoch, slot);
  const at = rowInPage(slot) * WIDTH;
  numbers[at] = 0;
  numbers[at + DUE] = world.freeTimer;
  world.freeTimer = slot;
}

/** Virtual time at which a process's timer fires; null when it is not armed. */
export function dueTimeOf(world: World, process: Process, key: string): number | null {
  const slot = process.timers.get(key);
  return slot === undefined ? null : timerDueUs(world, slot);
}

/** Armed timers of a process, for people. */
export function timersOf(world: World, process: Process): TimerEntry[] {
  return [...process.timers].map(([key, slot]) => {
    const numbers = readPage(world.timerPages, slot);
    const at = rowInPage(slot) * WIDTH;
    return { key, dueAtUs: numbers[at + DUE] as number, setAtUs: numbers[at + SET] as number };
  });
}
