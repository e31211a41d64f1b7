import { describe, expect, it } from 'vitest';
import type { ProcessId } from '../../kernel/ids.ts';
import { processId } from '../../kernel/ids.ts';
import { findProcess } from '../../kernel/process-table.ts';
import {
  allServing,
  buildEnsemble,
  command,
  type Ensemble,
  runFor,
  runUntilTrue,
  serverHost,
  serverId,
  servingLeader,
  spawnClient,
} from '../conformance/ensemble.ts';
import { type ParticipantState, recipeParticipantProgram, type RecipeFlags } from './participant.ts';

function world(seed: number): Ensemble {
  const ensemble = buildEnsemble({ seed, size: 3, programs: [recipeParticipantProgram] });
  expect(runUntilTrue(ensemble, () => allServing(ensemble), 20_000)).toBe(true);
  return ensemble;
}

function join(ensemble: Ensemble, name: string, flags: Omit<RecipeFlags, 'servers'>): ProcessId {
  const id = processId(`${name}@10.0.0.100`);
  const servers = [1, 2, 3].map((myid) => ({ host: serverHost(myid), port: 2181 }));
  spawnClient(ensemble, id, 'zk-recipe', { servers, ...flags });
  return id;
}

function outcomes(ensemble: Ensemble, id: ProcessId): readonly { readonly atUs: number; readonly text: string }[] {
  return (findProcess(ensemble.simulator.world, id)?.state as ParticipantState).outcomes;
}

function texts(ensemble: Ensemble, id: ProcessId): string[] {
  return outcomes(ensemble, id).map(({ text }) => text);
}

describe('recipes', () => {
  it('lock: at most one holds it at a time, and everybody gets it', () => {
    const ensemble = world(1);
    const ids = ['a', 'b', 'c'].map((name) => join(ensemble, name, { recipe: 'lock', path: '/lock', pause: 300 }));
    runFor(ensemble, 10_000);
    const turns = ids
      .flatMap((id) => outcomes(ensemble, id).map(({ atUs, text }) => ({ atUs, text, id })))
      .sort((x, y) => x.atUs - y.atUs);
    let holder: ProcessId | null = null;
    for (const { text, id } of turns) {
      if (text === 'acquired') {
        expect(holder).toBeNull();
        holder = id;
      } else if (text === 'released') holder = null;
    }
    for (const id of ids) expect(texts(ensemble, id).filter((text) => text === 'acquired').length).toBeGreaterThan(3);
  });

  it('lock: a dead holder frees it once its session expired', () => {
    const ensemble = world(2);
    const first = join(ensemble, 'a', { recipe: 'lock', path: '/lock', pause: 60_000 });
    runFor(ensemble, 1000);
    const second = join(ensemble, 'b', { recipe: 'lock', path: '/lock', pause: 60_000 });
    runFor(ensemble, 1000);
    command(ensemble, { kind: 'killProcess', process: first });
    runFor(ensemble, 8000);
    expect(texts(ensemble, second)).toEqual([]);
    runFor(ensemble, 6000);
    expect(texts(ensemble, second)).toEqual(['acquired']);
  });

  it('leader latch: the next one leads after the leader is gone, also across a change of the ensemble’s leader', () => {
    const ensemble = world(3);
    const first = join(ensemble, 'a', { recipe: 'latch', path: '/latch' });
    runFor(ensemble, 500);
    const second = join(ensemble, 'b', { recipe: 'latch', path: '/latch' });
    runFor(ensemble, 500);
    expect(texts(ensemble, first)).toEqual(['leads']);
    command(ensemble, { kind: 'killProcess', process: serverId(servingLeader(ensemble) ?? 1) });
    runFor(ensemble, 5000);
    command(ensemble, { kind: 'killProcess', process: first });
    runFor(ensemble, 15_000);
    expect(texts(ensemble, second)).toEqual(['leads']);
  });

  it('queue: every element is taken once, in order', () => {
    const ensemble = world(4);
    join(ensemble, 'p', { recipe: 'producer', path: '/queue', pause: 100 });
    const consumers = ['a', 'b'].map((name) => join(ensemble, name, { recipe: 'consumer', path: '/queue', pause: 50 }));
    runFor(ensemble, 10_000);
    const taken = consumers.flatMap((id) => texts(ensemble, id));
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length).toBeGreaterThan(30);
    for (const id of consumers) {
      const numbers = texts(ensemble, id).map((text) => Number(text.slice('taken '.length)));
      expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
    }
  });

  it('double barrier: nobody is in before all are, nobody is out before all are', () => {
    const ensemble = world(5);
    const ids = ['a', 'b'].map((name) =>
      join(ensemble, name, { recipe: 'barrier', path: '/barrier', members: 3, pause: 60_000 }),
    );
    runFor(ensemble, 2000);
    for (const id of ids) expect(texts(ensemble, id)).toEqual([]);
    ids.push(join(ensemble, 'c', { recipe: 'barrier', path: '/barrier', members: 3, pause: 5000 }));
    runFor(ensemble, 1000);
    for (const id of ids) expect(texts(ensemble, id)).toEqual(['entered']);
    runFor(ensemble, 20_000);
    for (const id of ids) expect(texts(ensemble, id)).toEqual(['entered']);
  });
});
