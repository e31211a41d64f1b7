import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { clonePlain } from '../kernel/clone.ts';
import type { Program, Registry } from '../kernel/context.ts';
import { advance, createHistory, runHash } from '../kernel/history.ts';
import { processId } from '../kernel/ids.ts';
import { createSimulator } from '../kernel/simulator.ts';
import { programRegistry } from './registry.ts';
import { buildScenario } from './scenarios.ts';

const SECOND_US = 1_000_000;
const KILLED = processId('mesos-agent@192.168.1.234');

function withPrograms(change: (program: Program) => Program): Registry {
  return new Map([...programRegistry].map(([kind, program]) => [kind, change(program)]));
}

/** A default cluster that boots, idles, loses an agent for a while and idles on. */
function run(registry: Registry): string {
  const { world } = must(buildScenario('default', 5), 'scenario');
  const history = createHistory(createSimulator({ registry, world }), { intervalUs: 1e15 });
  advance(history, 60 * SECOND_US);
  history.journal.push({ atUs: 60 * SECOND_US, afterEvents: null, command: { kind: 'pauseProcess', process: KILLED } });
  history.journal.push({
    atUs: 110 * SECOND_US,
    afterEvents: null,
    command: { kind: 'resumeProcess', process: KILLED },
  });
  advance(history, 200 * SECOND_US);
  return runHash(history);
}

describe('idle traffic that a program handles aside', () => {
  it('gives the same run as its ordinary handlers', () => {
    const ordinary = withPrograms(({ receiveIdle: _, ...program }) => program);
    expect(run(programRegistry)).toBe(run(ordinary));
  });

  it('leaves the state as it is, handled or not', () => {
    let handled = 0;
    const watched = withPrograms((program) => {
      const { receiveIdle } = program;
      if (receiveIdle === undefined) return program;
      return {
        ...program,
        receiveIdle(state, context, event) {
          const before = clonePlain(state);
          const done = receiveIdle(state, context, event);
          if (done) handled += 1;
          expect(state).toEqual(before);
          return done;
        },
      };
    });
    run(watched);
    expect(handled).toBeGreaterThan(1000);
  });
});
