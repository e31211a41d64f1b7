/** Boxes on the screen after zoom, and the curves that messages follow between them. */
import type { Layout, NodeBox } from './layout.ts';

export type View = { readonly k: number; readonly x: number; readonly y: number };

export type ScreenBox = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A quadratic curve from the edge of one box to the edge of the other. */
export type Curve = {
  readonly x0: number;
  readonly y0: number;
  readonly cx: number;
  readonly cy: number;
  readonly x1: number;
  readonly y1: number;
};

export function screenBox(node: NodeBox, view: View): ScreenBox {
  return {
    x: node.x * view.k + view.x,
    y: node.y * view.k + view.y,
    width: node.width * view.k,
    height: node.height * view.k,
  };
}

/** Both directions bend to their own right, so that a request and its answer do not cover each other. */
export function curveBetween(from: NodeBox, to: NodeBox, view: View): Curve {
  const a = screenBox(from, view);
  const b = screenBox(to, view);
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.hypot(dx, dy) || 1;
  const bend = from.tier === to.tier ? Math.min(64, length * 0.24) : Math.min(18, length * 0.07);
  const cx = (a.x + b.x) / 2 - (dy / length) * bend * (from.tier === to.tier ? 1 : -1) * sameTierSide(from, to);
  const cy = (a.y + b.y) / 2 + (dx / length) * bend * (from.tier === to.tier ? 1 : -1) * sameTierSide(from, to);
  const start = edgePoint(a, cx, cy, from.tier === 'zookeeper');
  const end = edgePoint(b, cx, cy, to.tier === 'zookeeper');
  return { x0: start.x, y0: start.y, cx, cy, x1: end.x, y1: end.y };
}

/** Within a tier traffic runs above to the right and below to the left. */
function sameTierSide(from: NodeBox, to: NodeBox): number {
  return from.tier === to.tier ? -1 : 1;
}

function edgePoint(box: ScreenBox, towardsX: number, towardsY: number, round: boolean): { x: number; y: number } {
  const dx = towardsX - box.x;
  const dy = towardsY - box.y;
  const length = Math.hypot(dx, dy) || 1;
  if (round) return { x: box.x + (dx / length) * (box.width / 2), y: box.y + (dy / length) * (box.height / 2) };
  const reach = Math.min(
    box.width / 2 / Math.max(1e-6, Math.abs(dx)),
    box.height / 2 / Math.max(1e-6, Math.abs(dy)),
    1,
  );
  return { x: box.x + dx * reach, y: box.y + dy * reach };
}

export function pointOn(curve: Curve, part: number): { x: number; y: number } {
  const rest = 1 - part;
  return {
    x: rest * rest * curve.x0 + 2 * rest * part * curve.cx + part * part * curve.x1,
    y: rest * rest * curve.y0 + 2 * rest * part * curve.cy + part * part * curve.y1,
  };
}

/** Direction of travel at a point of the curve, in radians. */
export function angleOn(curve: Curve, part: number): number {
  const dx = 2 * (1 - part) * (curve.cx - curve.x0) + 2 * part * (curve.x1 - curve.cx);
  const dy = 2 * (1 - part) * (curve.cy - curve.y0) + 2 * part * (curve.y1 - curve.cy);
  return Math.atan2(dy, dx);
}

export function boxAt(layout: Layout, view: View, x: number, y: number): NodeBox | null {
  for (const node of layout.nodes.values()) {
    const box = screenBox(node, view);
    if (Math.abs(x - box.x) <= box.width / 2 && Math.abs(y - box.y) <= box.height / 2) return node;
  }
  return null;
}

/** The neighbour that an arrow key leads to: nearest in that direction, straight ahead preferred. */
export function neighbour(
  layout: Layout,
  fromId: string | null,
  direction: 'left' | 'right' | 'up' | 'down',
): string | null {
  const all = [...layout.nodes.values()];
  const from = fromId === null ? undefined : layout.nodes.get(fromId);
  if (from === undefined) return all[0]?.id ?? null;
  const horizontal = direction === 'left' || direction === 'right';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  let best: string | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const node of all) {
    const ahead = sign * (horizontal ? node.x - from.x : node.y - from.y);
    const aside = Math.abs(horizontal ? node.y - from.y : node.x - from.x);
    if (ahead <= 1) continue;
    const cost = ahead + aside * (horizontal ? 4 : 0.6);
    if (cost < bestCost) {
      bestCost = cost;
      best = node.id;
    }
  }
  return best;
}
