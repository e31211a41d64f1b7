import { expect, test } from 'vitest';
import { boxAt, curveBetween, neighbour, pointOn } from './geometry.ts';
import type { Layout, NodeBox } from './layout.ts';

const view = { k: 1, x: 0, y: 0 };

function box(id: string, x: number, y: number, tier: NodeBox['tier'] = 'masters'): NodeBox {
  return { id, tier, x, y, width: 100, height: 40, room: 100 };
}

const layout: Layout = {
  nodes: new Map(
    ['a', 'b', 'c', 'd'].map((id, index) => [id, box(id, 100 + (index % 2) * 200, 100 + Math.floor(index / 2) * 150)]),
  ),
  labels: [],
  width: 500,
  height: 400,
};

test('a message leaves at the edge of one box and lands at the edge of the other', () => {
  const curve = curveBetween(box('a', 100, 100), box('c', 100, 300, 'agents'), view);
  expect(pointOn(curve, 0).y).toBeCloseTo(120, 0);
  expect(pointOn(curve, 1).y).toBeCloseTo(280, 0);
});

test('a request and its answer take different ways', () => {
  const a = box('a', 100, 100);
  const b = box('b', 400, 100);
  const there = pointOn(curveBetween(a, b, view), 0.5);
  const back = pointOn(curveBetween(b, a, view), 0.5);
  expect(Math.abs(there.y - back.y)).toBeGreaterThan(10);
  expect(there.y).toBeLessThan(back.y);
});

test('arrow keys lead to the neighbour in that direction, and nowhere past the edge', () => {
  expect(neighbour(layout, 'a', 'right')).toBe('b');
  expect(neighbour(layout, 'a', 'down')).toBe('c');
  expect(neighbour(layout, 'd', 'up')).toBe('b');
  expect(neighbour(layout, 'a', 'left')).toBeNull();
  expect(neighbour(layout, null, 'left')).toBe('a');
});

test('a point finds the box under it, also when zoomed', () => {
  expect(boxAt(layout, view, 140, 110)?.id).toBe('a');
  expect(boxAt(layout, view, 200, 100)).toBeNull();
  expect(boxAt(layout, { k: 2, x: 0, y: 0 }, 200, 200)?.id).toBe('a');
});
