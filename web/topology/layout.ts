/**
 * Where everything stands: ZooKeeper, masters, schedulers and agents in tiers. Agents fill what is left of the height, as
 * cards, tiles or cells, whichever size still fits all of them. Pure: tiles and a size in, rectangles out.
 */
import type { ProcessTile } from '../../sim-worker/api.ts';

export type TierName = 'zookeeper' | 'masters' | 'schedulers' | 'agents' | 'operator' | 'clients';

export type NodeBox = {
  readonly id: string;
  readonly tier: TierName;
  /** Centre and size, in px of the unzoomed pane. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Width that its texts may take: up to those of its neighbours. */
  readonly room: number;
};

export type TierLabel = { readonly tier: TierName; readonly x: number; readonly y: number };

export type Layout = {
  readonly nodes: ReadonlyMap<string, NodeBox>;
  readonly labels: readonly TierLabel[];
  readonly width: number;
  readonly height: number;
};

export type Size = { readonly width: number; readonly height: number };

const PAD = 16;
const LABEL_HEIGHT = 24;
const CARD_GAP = 14;
const MIN_GAP = 12;
/** An agent that has at least this size shows all it has. */
const CARD_WIDTH = 134;
const CARD_HEIGHT = 88;
const MAX_AGENT_HEIGHT = 124;
const MAX_CARD_WIDTH = 222;

const tierOfProgram: ReadonlyMap<string, TierName> = new Map([
  ['zookeeper', 'zookeeper'],
  ['mesos-master', 'masters'],
  ['marathon', 'schedulers'],
  ['chronos', 'schedulers'],
  ['steady-framework', 'schedulers'],
  ['marathon-lb', 'schedulers'],
  ['haproxy', 'schedulers'],
  ['mesos-agent', 'agents'],
  ['operator', 'operator'],
  ['clients', 'clients'],
]);

/** Null for a program that is drawn as part of another (a docker engine belongs to its agent). */
export function tierOf(tile: ProcessTile): TierName | null {
  return tierOfProgram.get(tile.program) ?? null;
}

export function layoutTopology(tiles: Iterable<ProcessTile>, size: Size): Layout {
  const tiers = groupByTier(tiles);
  const nodes = new Map<string, NodeBox>();
  const labels: TierLabel[] = [];
  const compact = size.height < 470;
  const circle = compact ? 44 : 62;
  const card = compact ? 42 : 50;
  const rows: readonly { tier: TierName; height: number; body: number }[] = [
    { tier: 'zookeeper', height: LABEL_HEIGHT + circle + 40, body: circle },
    { tier: 'masters', height: LABEL_HEIGHT + card, body: card },
    { tier: 'schedulers', height: LABEL_HEIGHT + card, body: card },
  ];
  const fixed = rows.reduce((sum, row) => sum + row.height, 0);
  const agents = tiers.get('agents') ?? [];
  const agentArea = {
    width: size.width - 2 * PAD,
    height: Math.max(96, size.height - 2 * PAD - fixed - LABEL_HEIGHT - 3 * MIN_GAP),
  };
  const needed = neededHeight(agents.length, agentArea);
  const left = size.height - 2 * PAD - fixed - LABEL_HEIGHT - needed;
  const gap = Math.min(72, Math.max(compact ? 4 : MIN_GAP, left / 3));
  let y = PAD;
  for (const row of rows) {
    labels.push({ tier: row.tier, x: PAD, y: y + 8 });
    placeRow(nodes, tiers.get(row.tier) ?? [], { row, top: y + LABEL_HEIGHT, width: size.width });
    y += row.height + gap;
  }
  labels.push({ tier: 'agents', x: PAD, y: y + 8 });
  placeAgents(nodes, agents, {
    top: y + LABEL_HEIGHT,
    width: size.width - 2 * PAD,
    height: Math.max(60, size.height - PAD - y - LABEL_HEIGHT),
  });
  // On the line of a label, where no box stands and no vote is drawn: a person talks to schedulers first of all.
  const line = labels.find((label) => label.tier === 'schedulers')?.y ?? PAD + 6;
  placeOperator(nodes, [...(tiers.get('operator') ?? []), ...(tiers.get('clients') ?? [])], {
    right: size.width,
    y: line,
  });
  return { nodes, labels, ...size };
}

function groupByTier(tiles: Iterable<ProcessTile>): ReadonlyMap<TierName, ProcessTile[]> {
  const tiers = new Map<TierName, ProcessTile[]>();
  for (const tile of tiles) {
    const tier = tierOf(tile);
    if (tier === null) continue;
    const members = tiers.get(tier);
    if (members === undefined) tiers.set(tier, [tile]);
    else members.push(tile);
  }
  for (const members of tiers.values()) members.sort(byProgramAndHost);
  return tiers;
}

function hostOrder(host: string): number {
  return host.split('.').reduce((sum, part) => sum * 256 + (Number(part) || 0), 0);
}

function byProgramAndHost(a: ProcessTile, b: ProcessTile): number {
  if (a.program !== b.program) return schedulerOrder(a) - schedulerOrder(b);
  return hostOrder(a.host) - hostOrder(b.host) || (a.id < b.id ? -1 : 1);
}

function schedulerOrder(tile: ProcessTile): number {
  return ['marathon', 'chronos', 'marathon-lb', 'haproxy'].indexOf(tile.program);
}

type RowPlace = { readonly row: { tier: TierName; body: number }; readonly top: number; readonly width: number };

function placeRow(nodes: Map<string, NodeBox>, members: readonly ProcessTile[], place: RowPlace): void {
  const { row, top, width } = place;
  const pitch = (width - 2 * PAD + CARD_GAP) / Math.max(1, members.length);
  const spread = Math.min(pitch, row.tier === 'zookeeper' ? 260 : 236);
  const start = (width - spread * members.length) / 2;
  members.forEach((tile, index) => {
    const isCircle = row.tier === 'zookeeper';
    nodes.set(tile.id, {
      id: tile.id,
      tier: row.tier,
      x: start + spread * (index + 0.5),
      y: top + row.body / 2,
      width: isCircle ? Math.min(row.body, pitch - 8) : Math.min(MAX_CARD_WIDTH, pitch - CARD_GAP),
      height: isCircle ? Math.min(row.body, pitch - 8) : row.body,
      room: spread - 10,
    });
  });
}

type Area = { readonly top: number; readonly width: number; readonly height: number };

/** Number of columns at which the boxes are full cards, or come nearest to it; the more in a row, the better. */
function bestColumns(count: number, area: Pick<Area, 'width' | 'height'>): number {
  let best = 1;
  let bestScore = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const width = area.width / columns;
    const height = Math.min(MAX_AGENT_HEIGHT, area.height / Math.ceil(count / columns));
    const score = Math.min(1, width / CARD_WIDTH, height / CARD_HEIGHT);
    if (score >= bestScore) {
      bestScore = score;
      best = columns;
    }
  }
  // The same number of rows with fewer in each is fuller: 3 and 2 rather than 4 and 1.
  return Math.ceil(count / Math.ceil(count / best));
}

/** Height that the agents use of what they could have. */
function neededHeight(count: number, area: Pick<Area, 'width' | 'height'>): number {
  const rows = Math.ceil(count / bestColumns(Math.max(1, count), area));
  return Math.min(area.height, Math.max(1, rows) * MAX_AGENT_HEIGHT);
}

function placeAgents(nodes: Map<string, NodeBox>, members: readonly ProcessTile[], area: Area): void {
  if (members.length === 0) return;
  const columns = bestColumns(members.length, area);
  const rows = Math.ceil(members.length / columns);
  const pitchX = Math.min(186, area.width / columns);
  const pitchY = Math.min(MAX_AGENT_HEIGHT, area.height / rows);
  const gap = Math.min(12, pitchX * 0.12, pitchY * 0.16);
  const startX = PAD + (area.width - pitchX * columns) / 2;
  members.forEach((tile, index) => {
    nodes.set(tile.id, {
      id: tile.id,
      tier: 'agents',
      x: startX + pitchX * ((index % columns) + 0.5),
      y: area.top + pitchY * (Math.floor(index / columns) + 0.5) - gap / 2,
      width: pitchX - gap,
      height: pitchY - gap,
      room: pitchX - gap,
    });
  });
}

function placeOperator(
  nodes: Map<string, NodeBox>,
  members: readonly ProcessTile[],
  place: { readonly right: number; readonly y: number },
): void {
  members.forEach((tile, index) => {
    nodes.set(tile.id, {
      id: tile.id,
      tier: tierOf(tile) ?? 'operator',
      x: place.right - 54 - index * 92,
      y: place.y,
      width: 76,
      height: 22,
      room: 76,
    });
  });
}
