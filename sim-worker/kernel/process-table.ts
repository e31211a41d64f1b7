/**
 * Processes by their name and by their number. A snapshot shares the names until a process comes or goes, and the
 * records until they are touched, in pages of 64.
 */
import { must } from './assert.ts';
import { clonePlain } from './clone.ts';
import type { ConnectionId, ProcessId } from './ids.ts';
import { PAGE_ROWS, pageOf, rowInPage } from './pages.ts';
import type { Process, ProcessPage, World } from './world.ts';

export function processAt(world: World, index: number): Process | undefined {
  return world.processPages[pageOf(index)]?.processes[rowInPage(index)];
}

export function findProcess(world: World, id: ProcessId): Process | undefined {
  const index = world.processNames.numbers.get(id);
  return index === undefined ? undefined : processAt(world, index);
}

export function hasProcess(world: World, id: ProcessId): boolean {
  return world.processNames.numbers.has(id);
}

export function processCount(world: World): number {
  return world.processNames.numbers.size;
}

/** Names in the order in which the processes became known. */
export function processIds(world: World): IterableIterator<ProcessId> {
  return world.processNames.numbers.keys();
}

/** In the order in which they became known. */
export function* allProcesses(world: World): IterableIterator<Process> {
  for (const page of world.processPages) {
    if (page === null) continue;
    for (const process of page.processes) if (process !== undefined) yield process;
  }
}

function ownProcessPage(world: World, index: number): ProcessPage {
  const page = world.processPages[pageOf(index)];
  if (page?.epoch === world.epoch) return page;
  const own: ProcessPage =
    page === undefined || page === null
      ? { epoch: world.epoch, live: 0, processes: new Array<undefined>(PAGE_ROWS).fill(undefined) }
      : { epoch: world.epoch, live: page.live, processes: page.processes.slice() };
  world.processPages[pageOf(index)] = own;
  return own;
}

function ownNames(world: World): Map<ProcessId, number> {
  if (world.processNames.epoch !== world.epoch)
    world.processNames = { epoch: world.epoch, numbers: new Map(world.processNames.numbers) };
  return world.processNames.numbers;
}

/** Adds the process, or puts it in the place of an earlier one of its name. */
export function putProcess(world: World, process: Process): void {
  const { id } = process.spec;
  while (world.processPages.length < pageOf(process.index)) world.processPages.push(null);
  const page = ownProcessPage(world, process.index);
  if (page.processes[rowInPage(process.index)] === undefined) page.live += 1;
  page.processes[rowInPage(process.index)] = process;
  if (!hasProcess(world, id)) ownNames(world).set(id, process.index);
}

export function deleteProcess(world: World, id: ProcessId): void {
  const index = world.processNames.numbers.get(id);
  if (index === undefined) return;
  const page = ownProcessPage(world, index);
  page.processes[rowInPage(index)] = undefined;
  page.live -= 1;
  if (page.live === 0) world.processPages[pageOf(index)] = null;
  ownNames(world).delete(id);
}

/** The process's record for writing, with a state of its own. */
export function ownProcess(world: World, id: ProcessId): Process {
  const process = must(findProcess(world, id), `process ${id}`);
  return process.epoch === world.epoch ? process : copyProcess(world, process);
}

export function ownTimers(world: World, process: Process): Map<string, number> {
  if (process.timersEpoch !== world.epoch) {
    process.timers = new Map(process.timers);
    process.timersEpoch = world.epoch;
  }
  return process.timers;
}

export function ownSockets(world: World, process: Process): Set<ConnectionId> {
  if (process.socketsEpoch !== world.epoch) {
    process.sockets = new Set(process.sockets);
    process.socketsEpoch = world.epoch;
  }
  return process.sockets;
}

/** `copyState`: how the program copies its state, `clonePlain` if it does not say. */
export function copyProcess(
  world: World,
  process: Process,
  copyState: (state: unknown) => unknown = clonePlain,
): Process {
  const state = process.state === null ? null : copyState(process.state);

  const copy: Process = {
    ...process,
    epoch: world.epoch,
    random: { ...process.random },
    dependents: process.dependents.size === 0 ? new Set() : new Set(process.dependents),
    deferred: process.deferred.length === 0 ? [] : process.deferred.slice(),
    state,
  };
  ownProcessPage(world, process.index).processes[rowInPage(process.index)] = copy;
  return copy;
}
