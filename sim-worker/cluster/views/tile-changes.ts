/**
 * Which tiles changed since the last frame. Only processes that sent, received or recorded something are looked at,
 * and a few more in turn, so that what changes by a timer alone is seen soon as well: the cost does not grow with the
 * cluster. What does not fit into a frame waits.
 */
import type { HostId, ProcessId } from '../../kernel/ids.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { readRecords } from '../../kernel/trace.ts';
import type { Host, World } from '../../kernel/world.ts';
import { findProcess, hasProcess, processCount, processIds } from '../../kernel/process-table.ts';
import { tileIdFor, tileOf } from './process-tile.ts';
import type { CutView, HostTile, ProcessTile } from './views.ts';

export type TileState = {
  /** Text of each tile as the page has it. */
  readonly sent: Map<ProcessId, string>;
  /** Tiles to look at. */
  readonly waiting: Set<ProcessId>;
  readonly hostsSent: Map<HostId, HostTile>;
  cutsSent: string | null;
  /** Everything is looked at once before changes are followed. */
  complete: boolean;
  turn: number;
  /** Kernel processes when the world was last looked through for new and gone ones. */
  processCount: number;
};

export type TileChanges = {
  readonly tiles: readonly ProcessTile[];
  readonly removed: readonly string[];
  readonly hosts: readonly HostTile[] | null;
  readonly cuts: readonly CutView[] | null;
};

/** Text of tiles in one frame, in characters, and of hosts. */
const TILES_CHARACTERS = 14_000;
const HOSTS_CHARACTERS = 3000;
const CUT_LIMIT = 60;
/** Messages looked at: a busier time than that is seen through the turn. */
const MESSAGES_LIMIT = 4096;
const RECORDS_LIMIT = 2048;
/** Tiles looked at in turn in each frame. */
const TURN_SIZE = 4;
/** Tiles drawn up at most for one frame, changed or not. */
const LOOK_LIMIT = 200;

export function initialTiles(): TileState {
  return {
    sent: new Map(),
    waiting: new Set(),
    hostsSent: new Map(),
    cutsSent: null,
    complete: false,
    turn: 0,
    processCount: -1,
  };
}

/** Notes what may have changed since the given positions of the trace. */
export function touchTiles(state: TileState, simulator: Simulator, messagesFrom: number, recordsFrom: number): void {
  const { trace, world } = simulator;
  if (!state.complete) {
    for (const id of processIds(world)) touch(state, id);
    state.complete = true;
    return;
  }
  const { from, to } = trace.messages;
  for (
    let index = Math.max(messagesFrom, trace.messageTotal - MESSAGES_LIMIT, trace.messageFloor);
    index < trace.messageTotal;
    index += 1
  ) {
    const slot = index % trace.capacity;
    touch(state, from[slot] as ProcessId);
    touch(state, to[slot] as ProcessId);
  }
  for (const record of readRecords(trace, Math.max(recordsFrom, trace.recordTotal - RECORDS_LIMIT), trace.recordTotal))
    touch(state, record.process);
  touchInTurn(state);
  touchNewcomers(state, world);
}

function touch(state: TileState, id: ProcessId): void {
  const tile = tileIdFor(id);
  if (tile !== null) state.waiting.add(tile);
}

function touchInTurn(state: TileState): void {
  const known = [...state.sent.keys()];
  for (let count = 0; count < Math.min(TURN_SIZE, known.length); count += 1) {
    const id = known[state.turn % known.length];
    state.turn += 1;
    if (id !== undefined) state.waiting.add(id);
  }
}

function touchNewcomers(state: TileState, world: World): void {
  if (state.processCount === processCount(world)) return;
  state.processCount = processCount(world);
  for (const id of processIds(world)) if (!state.sent.has(id) && tileIdFor(id) === id) state.waiting.add(id);
  for (const id of state.sent.keys()) if (!hasProcess(world, id)) state.waiting.add(id);
}

/** Takes as many changes as fit. */
export function takeTiles(state: TileState, simulator: Simulator): TileChanges {
  const tiles: ProcessTile[] = [];
  const removed: string[] = [];
  let characters = 0;
  let looked = 0;
  for (const id of state.waiting) {
    if (characters > TILES_CHARACTERS || looked >= LOOK_LIMIT) break;
    looked += 1;
    state.waiting.delete(id);
    const process = findProcess(simulator.world, id);
    const tile = process === undefined ? null : tileOf(simulator, process);
    if (tile === null) {
      if (state.sent.delete(id)) removed.push(id);
      continue;
    }
    const text = JSON.stringify(tile);
    if (state.sent.get(id) === text) continue;
    state.sent.set(id, text);
    tiles.push(tile);
    characters += text.length;
  }
  return { tiles, removed, hosts: takeHosts(state, simulator.world), cuts: takeCuts(state, simulator.world) };
}

function takeHosts(state: TileState, world: World): HostTile[] | null {
  const changed: HostTile[] = [];
  let characters = 0;
  for (const host of world.hosts.values()) {
    const sent = state.hostsSent.get(host.id);
    if (sent !== undefined && sent.power === host.power && sent.clockSkewMs === host.clockSkewMs) continue;
    if (characters > HOSTS_CHARACTERS) break;
    const tile = hostTile(host);
    state.hostsSent.set(host.id, tile);
    changed.push(tile);
    characters += host.id.length + 50;
  }
  return changed.length === 0 ? null : changed;
}

function hostTile(host: Host): HostTile {
  return { id: host.id, power: host.power, clockSkewMs: host.clockSkewMs };
}

function takeCuts(state: TileState, world: World): CutView[] | null {
  const cuts: CutView[] = [];
  for (const link of world.links)
    if (link.blocked && cuts.length < CUT_LIMIT) cuts.push({ from: link.from, to: link.to });
  const shown = JSON.stringify(cuts);
  if (shown === state.cutsSent) return null;
  state.cutsSent = shown;
  return cuts;
}
