import { describe, expect, test } from 'vitest';
import type { ProcessTile } from '../../sim-worker/api.ts';
import { type Layout, type NodeBox, layoutTopology } from './layout.ts';

function tile(program: string, host: string): ProcessTile {
  return {
    id: `${program}@${host}`,
    host,
    program,
    title: host,
    status: 'running',
    role: '',
    leading: false,
    detail: '',
    pid: 1,
    incarnation: 1,
    exitCode: null,
    restartAtUs: null,
    vote: null,
    resources: null,
    tasks: [],
    taskCount: 0,
  };
}

function cluster(agents: number): ProcessTile[] {
  const heads = ['231', '232', '233'].flatMap((last) =>
    ['zookeeper', 'mesos-master', 'marathon'].map((program) => tile(program, `192.168.1.${last}`)),
  );
  const rest = Array.from({ length: agents }, (_, index) =>
    tile('mesos-agent', `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`),
  );
  return [...heads, ...rest, tile('dockerd', '10.0.0.1')];
}

function overlap(a: NodeBox, b: NodeBox): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 0.01 && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 0.01;
}

function boxes(layout: Layout): NodeBox[] {
  return [...layout.nodes.values()];
}

describe('topology layout', () => {
  const sizes = [
    { width: 760, height: 600 },
    { width: 1300, height: 640 },
    { width: 390, height: 420 },
  ];
  for (const size of sizes) {
    for (const agents of [5, 30, 100, 1000]) {
      test(`${agents} agents fit ${size.width} × ${size.height} without overlap`, () => {
        const placed = boxes(layoutTopology(cluster(agents), size));
        expect(placed).toHaveLength(9 + agents);
        for (const box of placed) {
          expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width / 2).toBeLessThanOrEqual(size.width);
          expect(box.width).toBeGreaterThan(0);
          expect(box.height).toBeGreaterThan(0);
        }
        const some = placed.slice(0, 120);
        for (const [index, a] of some.entries()) {
          for (const b of some.slice(index + 1)) expect(overlap(a, b), `${a.id} over ${b.id}`).toBe(false);
        }
      });
    }
  }

  test('the default cluster shows its agents as cards', () => {
    const agents = boxes(layoutTopology(cluster(5), { width: 760, height: 600 })).filter(
      (box) => box.tier === 'agents',
    );
    for (const box of agents) expect(box.width).toBeGreaterThan(110);
  });

  test('members of a tier stand in the order of their addresses', () => {
    const { nodes } = layoutTopology(cluster(5).reverse(), { width: 760, height: 600 });
    const xs = ['231', '232', '233'].map((last) => nodes.get(`mesos-master@192.168.1.${last}`)?.x ?? 0);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
  });

  test('a docker engine has no box of its own', () => {
    expect(layoutTopology(cluster(2), { width: 760, height: 600 }).nodes.has('dockerd@10.0.0.1')).toBe(false);
  });
});
