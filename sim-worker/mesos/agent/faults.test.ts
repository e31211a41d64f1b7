import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProcessId } from '../../kernel/ids.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { isTerminalState, type TaskState } from '../messages/tasks.ts';
import {
  AGENT,
  AGENT_HOST,
  agentState,
  type AgentWorld,
  agentWorld,
  command,
  DOCKERD,
  killTask,
  MASTER_HOST,
  processIds,
  runFor,
  runTask,
  statesOf,
  taskInfo,
  tell,
} from './conformance/agent-bed.ts';

type Fault =
  | { readonly kind: 'docker' | 'command' | 'short' }
  | { readonly kind: 'kill'; readonly task: number }
  | { readonly kind: 'killProcess'; readonly process: 'agent' | 'dockerd' | 'executor' | 'container' | 'task' }
  | { readonly kind: 'pause' | 'cut' | 'acknowledges'; readonly on: boolean }
  | { readonly kind: 'reboot' }
  | { readonly kind: 'disk'; readonly full: boolean; readonly failing: boolean }
  | { readonly kind: 'wait'; readonly ms: number };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('docker' as const, 'command' as const, 'short' as const) }),
  fc.record({ kind: fc.constant('kill' as const), task: fc.nat(9) }),
  fc.record({
    kind: fc.constant('killProcess' as const),
    process: fc.constantFrom(
      'agent' as const,
      'dockerd' as const,
      'executor' as const,
      'container' as const,
      'task' as const,
    ),
  }),
  fc.record({ kind: fc.constantFrom('pause' as const, 'cut' as const, 'acknowledges' as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant('reboot' as const) }),
  fc.record({ kind: fc.constant('disk' as const), full: fc.boolean(), failing: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(5, 50, 300, 1_500, 4_000, 20_000, 90_000) }),
);

const RUNTIMES = ['docker', 'host+supervisord', 'docker+docker_mesos_image'] as const;

function statusOf(world: AgentWorld, id: ProcessId): string | undefined {
  return findProcess(world.simulator.world, id)?.status;
}

function setPaused(world: AgentWorld, on: boolean): void {
  if (on && statusOf(world, AGENT) === 'running') command(world, { kind: 'pauseProcess', process: AGENT });
  if (!on && statusOf(world, AGENT) === 'paused') command(world, { kind: 'resumeProcess', process: AGENT });
}

function setCut(world: AgentWorld, on: boolean): void {
  if (on) command(world, { kind: 'partition', from: [MASTER_HOST], to: [AGENT_HOST], oneWay: false });
  else command(world, { kind: 'heal', from: [MASTER_HOST], to: [AGENT_HOST] });
}

function killSomething(world: AgentWorld, what: string): void {
  const named =
    what === 'agent'
      ? AGENT
      : what === 'dockerd'
        ? DOCKERD
        : (processIds(world, `${what}:`)[0] as ProcessId | undefined);
  if (named !== undefined && statusOf(world, named) === 'running')
    command(world, { kind: 'killProcess', process: named });
}

/** Applies a fault; returns how many tasks were launched. */
function apply(world: AgentWorld, what: Fault, launched: number): number {
  switch (what.kind) {
    case 'docker':
      runTask(world, taskInfo(`t.${String(launched)}`, { image: 'nginx', hostPort: 31000 + launched }));
      return launched + 1;
    case 'command':
    case 'short':
      runTask(
        world,
        taskInfo(`t.${String(launched)}`, { command: what.kind === 'command' ? 'sleep 100000' : 'sleep 2; exit 1' }),
      );
      return launched + 1;
    case 'kill':
      // A task unknown to the agent would be reported lost, and could be launched under the same name afterwards.
      if (what.task < launched) killTask(world, `t.${String(what.task)}`);
      return launched;
    case 'killProcess':
      killSomething(world, what.process);
      return launched;
    case 'pause':
      setPaused(world, what.on);
      return launched;
    case 'cut':
      setCut(world, what.on);
      return launched;
    case 'acknowledges':
      tell(world, { acknowledges: what.on });
      return launched;
    case 'reboot':
      command(world, { kind: 'powerOffHost', host: AGENT_HOST });
      runFor(world, 500);
      command(world, { kind: 'powerOnHost', host: AGENT_HOST });
      return launched;
    case 'disk':
      command(world, { kind: 'setDisk', host: AGENT_HOST, full: what.full, failing: what.failing, slowFactor: 1 });
      return launched;
    case 'wait':
      runFor(world, what.ms);
      return launched;
  }
}

function healAndSettle(world: AgentWorld, launched: number): void {
  setPaused(world, false);
  setCut(world, false);
  command(world, { kind: 'setDisk', host: AGENT_HOST, full: false, failing: false, slowFactor: 1 });
  tell(world, { acknowledges: true });
  // TCP's back-off and the agent's own may have grown to minutes each.
  runFor(world, 600_000);
  for (let task = 0; task < launched; task += 1) killTask(world, `t.${String(task)}`);
  runFor(world, 700_000);
}

describe('agent: random faults', () => {
  it('after healing and killing everything nothing runs unwatched, no update is owed, and ends stay ends', () => {
    fc.assert(
      fc.property(
        fc.array(fault, { maxLength: 25 }),
        fc.constantFrom(...RUNTIMES),
        fc.nat(1_000),
        (faults, runtime, seed) => {
          const world = agentWorld({ runtime }, {}, seed);
          runFor(world, 2_000);
          let launched = 0;
          for (const what of faults) launched = apply(world, what, launched);
          healAndSettle(world, launched);
          const agent = agentState(world);
          expect(agent.phase).toBe('RUNNING');
          expect([...agent.frameworks.keys()]).toEqual([]);
          expect([...agent.streams.keys()]).toEqual([]);
          expect([...agent.containers.keys()]).toEqual([]);
          expect(processIds(world, 'executor:')).toEqual([]);
          expect(processIds(world, 'task:')).toEqual([]);
          for (let task = 0; task < launched; task += 1) expectEndsStay(statesOf(world, `t.${String(task)}`));
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** After a terminal state the agent tells no state that is not terminal. */
function expectEndsStay(states: readonly TaskState[]): void {
  const first = states.findIndex(isTerminalState);
  if (first >= 0) expect(states.slice(first).filter((state) => !isTerminalState(state))).toEqual([]);
}
