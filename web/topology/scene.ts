/**
 * All that the drawing needs, outside React: what stands where, what moves, what is looked at. React hands in what
 * changed; pictures are drawn from here, one pass each.
 */
import type { CutView, ProcessTile, SessionTile } from '../../sim-worker/api.ts';
import { type Curve, type View, curveBetween } from './geometry.ts';
import { type Layout, type Size, layoutTopology } from './layout.ts';
import type { Palette } from './palette.ts';
import { type ProtocolGroup, groupOf } from './protocols.ts';

export type SceneWords = {
  readonly tier: Readonly<Record<'zookeeper' | 'masters' | 'schedulers' | 'agents' | 'operator' | 'clients', string>>;
  readonly paused: string;
  readonly ended: (exitCode: number | null) => string;
  readonly restarting: string;
  readonly toCome: string;
  readonly tasks: (count: number) => string;
  readonly round: (round: number) => string;
};

/** A ring that runs once around a box when its role changed. */
export type Pulse = {
  readonly id: string;
  readonly startedMs: number;
  readonly colour: keyof Palette & ('zab' | 'mesos' | 'http' | 'fault' | 'status');
};

export type Flow = { readonly from: string; readonly to: string; readonly group: ProtocolGroup; level: number };

export type Scene = {
  tiles: ReadonlyMap<string, ProcessTile>;
  sessions: readonly SessionTile[];
  cuts: readonly CutView[];
  size: Size;
  pixelRatio: number;
  view: View;
  layout: Layout;
  palette: Palette;
  words: SceneWords;
  hidden: ReadonlySet<string>;
  selected: string | null;
  focused: string | null;
  hovered: string | null;
  reducedMotion: boolean;
  /** Boxes must be drawn again. */
  dirty: boolean;
  pulses: Pulse[];
  readonly flows: Map<string, Flow>;
  /** When each restarting process was first seen so, in virtual time: its countdown is full there. */
  readonly restartSeenUs: Map<string, number>;
  readonly curves: Map<string, Curve | null>;
  readonly groups: Map<string, ProtocolGroup>;
};

export function createScene(palette: Palette, words: SceneWords): Scene {
  return {
    tiles: new Map(),
    sessions: [],
    cuts: [],
    size: { width: 1, height: 1 },
    pixelRatio: 1,
    view: { k: 1, x: 0, y: 0 },
    layout: layoutTopology([], { width: 1, height: 1 }),
    palette,
    words,
    hidden: new Set(),
    selected: null,
    focused: null,
    hovered: null,
    reducedMotion: false,
    dirty: true,
    pulses: [],
    flows: new Map(),
    restartSeenUs: new Map(),
    curves: new Map(),
    groups: new Map(),
  };
}

export function setTiles(scene: Scene, tiles: ReadonlyMap<string, ProcessTile>, nowUs: number, realMs: number): void {
  const before = scene.tiles;
  const sameSet = before.size === tiles.size && [...tiles.keys()].every((id) => before.has(id));
  scene.tiles = tiles;
  for (const tile of tiles.values()) {
    const old = before.get(tile.id);
    if (old === undefined || old === tile) continue;
    const colour = pulseOf(old, tile);
    if (colour !== null && !scene.reducedMotion) scene.pulses.push({ id: tile.id, startedMs: realMs, colour });
    if (tile.restartAtUs === null) scene.restartSeenUs.delete(tile.id);
    else if (!scene.restartSeenUs.has(tile.id)) scene.restartSeenUs.set(tile.id, nowUs);
  }
  if (!sameSet) arrange(scene);
  scene.dirty = true;
}

function pulseOf(before: ProcessTile, after: ProcessTile): Pulse['colour'] | null {
  if (before.status !== after.status) return after.status === 'running' ? 'status' : 'fault';
  if (!after.leading || before.leading) return null;
  if (after.program === 'zookeeper') return 'zab';
  return after.program === 'mesos-master' ? 'mesos' : 'http';
}

export function setSize(scene: Scene, size: Size, pixelRatio: number): void {
  scene.size = size;
  scene.pixelRatio = pixelRatio;
  arrange(scene);
}

export function setView(scene: Scene, view: View): void {
  scene.view = view;
  scene.curves.clear();
  scene.dirty = true;
}

function arrange(scene: Scene): void {
  scene.layout = layoutTopology(scene.tiles.values(), scene.size);
  scene.curves.clear();
  scene.dirty = true;
}

/** The process whose box stands for this one: its own, or that of the agent on the same host. */
export function anchorOf(scene: Scene, id: string): string | null {
  if (scene.layout.nodes.has(id)) return id;
  const agent = `mesos-agent@${id.slice(id.lastIndexOf('@') + 1)}`;
  return scene.layout.nodes.has(agent) ? agent : null;
}

/** Null when one end is not drawn, or both are the same box. */
export function curveOf(scene: Scene, from: string, to: string): Curve | null {
  const key = `${from}>${to}`;
  const known = scene.curves.get(key);
  if (known !== undefined) return known;
  const start = scene.layout.nodes.get(anchorOf(scene, from) ?? '');
  const end = scene.layout.nodes.get(anchorOf(scene, to) ?? '');
  const curve = start === undefined || end === undefined || start === end ? null : curveBetween(start, end, scene.view);
  scene.curves.set(key, curve);
  return curve;
}

export function groupIn(scene: Scene, protocol: string): ProtocolGroup {
  const known = scene.groups.get(protocol);
  if (known !== undefined) return known;
  const group = groupOf(protocol);
  scene.groups.set(protocol, group);
  return group;
}
