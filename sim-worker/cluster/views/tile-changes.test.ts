import { describe, expect, it } from 'vitest';
import { applyCommand } from '../../kernel/command.ts';
import { processId } from '../../kernel/ids.ts';
import { type Simulator, runUntil } from '../../kernel/simulator.ts';
import { must } from '../../kernel/assert.ts';
import { allProcesses, hasProcess } from '../../kernel/process-table.ts';
import { buildScenario } from '../scenarios.ts';
import { initialNames, takeNames } from './name-table.ts';
import { collectParticles } from './particles.ts';
import { tileIdFor, tileOf } from './process-tile.ts';
import { type TileState, initialTiles, takeTiles, touchTiles } from './tile-changes.ts';
import type { ProcessTile } from './views.ts';

const SECOND_US = 1_000_000;

/** Runs on and applies the changes, as a page does. */
function follow(simulator: Simulator, state: TileState, page: Map<string, ProcessTile>, untilUs: number): void {
  const { messageTotal, recordTotal } = simulator.trace;
  runUntil(simulator, untilUs);
  touchTiles(state, simulator, messageTotal, recordTotal);
  const changes = takeTiles(state, simulator);
  for (const tile of changes.tiles) page.set(tile.id, tile);
  for (const id of changes.removed) page.delete(id);
}

describe('tiles', () => {
  it('sent as differences add up to what is there, also after faults', () => {
    const simulator = must(buildScenario('default', 3), 'scenario');
    const state = initialTiles();
    const page = new Map<string, ProcessTile>();
    for (let nowUs = 0; nowUs <= 30 * SECOND_US; nowUs += 100_000) follow(simulator, state, page, nowUs);
    applyCommand(simulator, { kind: 'killProcess', process: processId('zookeeper@192.168.1.231') });
    applyCommand(simulator, { kind: 'stopProcess', process: processId('mesos-agent@192.168.1.234') });
    for (let nowUs = 30 * SECOND_US; nowUs <= 60 * SECOND_US; nowUs += 100_000) follow(simulator, state, page, nowUs);
    for (let frame = 0; frame < 20; frame += 1) follow(simulator, state, page, 60 * SECOND_US);
    const there = [...allProcesses(simulator.world)]
      .map((process) => tileOf(simulator, process))
      .filter((tile) => tile !== null);
    expect([...page.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      there.sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    expect(page.get('mesos-agent@192.168.1.234')).toMatchObject({ status: 'ended', exitCode: 143 });
  });

  it('of a thousand agents fit into frames one after the other', () => {
    const simulator = must(buildScenario('thousand', 1), 'scenario');
    const state = initialTiles();
    const page = new Map<string, ProcessTile>();
    let frames = 0;
    do {
      touchTiles(state, simulator, simulator.trace.messageTotal, simulator.trace.recordTotal);
      const changes = takeTiles(state, simulator);
      expect(JSON.stringify(changes).length).toBeLessThan(20_000);
      for (const tile of changes.tiles) page.set(tile.id, tile);
      frames += 1;
    } while (state.waiting.size > 8 && frames < 500);
    expect([...page.values()].filter((tile) => tile.program === 'mesos-agent')).toHaveLength(1000);
  });

  it('stand in for what runs inside of them: executors for their agent, containers for docker', () => {
    expect(tileIdFor(processId('executor:abc@192.168.1.234'))).toBe('mesos-agent@192.168.1.234');
    expect(tileIdFor(processId('container:abc@192.168.1.234'))).toBe('dockerd@192.168.1.234');
    expect(tileIdFor(processId('marathon@192.168.1.231'))).toBe('marathon@192.168.1.231');
  });
});

describe('particles', () => {
  it('name both ends, protocol and message, and are the newest when there are too many', () => {
    const simulator = must(buildScenario('default', 3), 'scenario');
    runUntil(simulator, 20 * SECOND_US);
    const names = initialNames();
    const { particles, flows } = collectParticles(simulator.trace, names, 0);
    const table = takeNames(names).names;
    expect(particles.count).toBe(480);
    expect(particles.omitted).toBeGreaterThan(0);
    expect(particles.sentAtUs[0]).toBeGreaterThan(19 * SECOND_US);
    expect(flows.length).toBeGreaterThan(5);
    const protocols = new Set([...particles.protocol.slice(0, particles.count)].map((index) => table[index]));
    expect([...protocols]).toEqual(expect.arrayContaining(['zookeeper', 'zab']));
    for (let index = 0; index < particles.count; index += 1) {
      const ends = [table[particles.from[index] ?? -1], table[particles.to[index] ?? -1]];
      expect(ends.every((end) => end !== undefined && hasProcess(simulator.world, processId(end)))).toBe(true);
    }
  });
});
