import { expect, it } from 'vitest';
import { buildScenario } from './scenarios.ts';
import { must } from '../kernel/assert.ts';
import { allProcesses } from '../kernel/process-table.ts';
import { runUntil } from '../kernel/simulator.ts';
import { copyServerState } from '../zookeeper/server/copy-state.ts';
import type { ZookeeperServerState } from '../zookeeper/server/server-state.ts';

/** Paths at which two plain values share an object that could change. */
function shared(a: unknown, b: unknown, path: string): string[] {
  if (typeof a !== 'object' || a === null || Object.isFrozen(a) || a instanceof Uint8Array) return [];
  if (a === b) return [path];
  if (a instanceof Map && b instanceof Map)
    return [...a].flatMap(([key, below]) => shared(below, b.get(key), `${path}.${String(key)}`));
  if (a instanceof Set || a instanceof Map) return [];
  return Object.keys(a).flatMap((key) =>
    shared((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`),
  );
}

it('copies all that may change of a server that serves sessions', () => {
  const simulator = must(buildScenario('default', 3), 'scenario');
  runUntil(simulator, 30_000_000);
  const servers = [...allProcesses(simulator.world)].filter((process) => process.spec.program === 'zookeeper');
  for (const { state } of servers) {
    const server = state as ZookeeperServerState;
    expect(server.clients.size).toBeGreaterThan(0);
    const copy = copyServerState(server);
    expect(copy).toEqual(server);
    expect(shared(server, copy, 'server')).toEqual([]);
  }
});
