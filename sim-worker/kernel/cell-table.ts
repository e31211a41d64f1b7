/**
 * Cells of all processes: single numbers that a program keeps beside its state. A snapshot copies them by pages, and a
 * process that changes nothing else not at all.
 */
import { growPages, ownPage, readPage, rowInPage } from './pages.ts';
import type { Process, World } from './world.ts';

/** The value, and the index of the process plus one; 0: free, and the value is the next free cell. */
const WIDTH = 2;
const OWNER = 1;

/** A new cell of the process, which is owned. */
export function takeCell(world: World, process: Process, value: number): number {
  process.hasCells = true;
  const cell = world.freeCell < 0 ? world.nextCell : world.freeCell;
  if (cell === world.nextCell) {
    world.nextCell += 1;
    growPages(world.cellPages, world.epoch, cell, WIDTH);
  } else {
    world.freeCell = readCell(world, cell);
  }
  const numbers = ownPage(world.cellPages, world.epoch, cell);
  numbers[rowInPage(cell) * WIDTH] = value;
  numbers[rowInPage(cell) * WIDTH + OWNER] = process.index + 1;
  return cell;
}

export function readCell(world: World, cell: number): number {
  return readPage(world.cellPages, cell)[rowInPage(cell) * WIDTH] as number;
}

export function writeCell(world: World, cell: number, value: number): void {
  ownPage(world.cellPages, world.epoch, cell)[rowInPage(cell) * WIDTH] = value;
}

export function freeCell(world: World, cell: number): void {
  const numbers = ownPage(world.cellPages, world.epoch, cell);
  numbers[rowInPage(cell) * WIDTH] = world.freeCell;
  numbers[rowInPage(cell) * WIDTH + OWNER] = 0;
  world.freeCell = cell;
}

/** The process ends. */
export function freeCellsOf(world: World, process: Process): void {
  if (!process.hasCells) return;
  for (let cell = world.nextCell - 1; cell >= 0; cell -= 1) {
    if (readPage(world.cellPages, cell)[rowInPage(cell) * WIDTH + OWNER] === process.index + 1) freeCell(world, cell);
  }
  process.hasCells = false;
}
