import { describe, expect, it } from 'vitest';
import { runAllocatorStep, startAllocatorSteps, type StepAnswer } from './allocator-steps.ts';

type Allocation = { framework: string; agent: string; resources: string };

function play(lines: readonly object[]): Allocation[][] {
  const steps = startAllocatorSteps(1);
  return lines.map((line) => {
    const answer: StepAnswer = runAllocatorStep(steps, JSON.stringify(line));
    if ('error' in answer) throw new Error(answer.error);
    return [...answer.allocations];
  });
}

const cluster = [
  { op: 'addFramework', id: 'A', role: 'a' },
  { op: 'addFramework', id: 'B', role: 'b' },
  { op: 'addAgent', id: 'a1', resources: 'cpus:9;mem:18432' },
];
const taskOf: Readonly<Record<string, readonly [number, number]>> = { A: [1, 4096], B: [3, 1024] };

/** Each framework launches one task of an offer, if it fits, and refuses the rest. */
function playTasks(options: {
  readonly refuseSeconds: number;
  readonly seconds: number;
  readonly lines?: readonly object[];
}): string[] {
  const steps = startAllocatorSteps(1);
  const launched: string[] = [];
  const onAnswer = (answer: StepAnswer, second: number): void => {
    if ('error' in answer) throw new Error(answer.error);
    for (const { framework, resources } of answer.allocations) {
      const cpus = Number(/cpus\(\*\):([\d.]+)/.exec(resources)?.[1] ?? 0);
      const mem = Number(/mem\(\*\):([\d.]+)/.exec(resources)?.[1] ?? 0);
      const [taskCpus, taskMem] = taskOf[framework] ?? [0, 0];
      const fits = cpus >= taskCpus && mem >= taskMem;
      if (fits) launched.push(`${String(second)}${framework}`);
      const rest = fits ? `cpus:${String(cpus - taskCpus)};mem:${String(mem - taskMem)}` : resources;
      runAllocatorStep(
        steps,
        JSON.stringify({
          op: 'recover',
          framework,
          agent: 'a1',
          resources: rest,
          refuseSeconds: options.refuseSeconds,
        }),
      );
    }
  };
  for (const line of options.lines ?? cluster) onAnswer(runAllocatorStep(steps, JSON.stringify(line)), 0);
  for (let second = 1; second <= options.seconds; second += 1)
    onAnswer(runAllocatorStep(steps, '{"op":"advance","seconds":1}'), second);
  return launched;
}

describe('sim allocator --steps', () => {
  it('gives the DRF paper its three and two tasks with one task per offer and no refusals: ALL-02', () => {
    expect(playTasks({ refuseSeconds: 0, seconds: 10 })).toEqual(['0A', '1B', '2A', '3B', '4A']);
  });

  it('reaches the same end at 10 s where refusals of 5 s end before the tick of their last second', () => {
    expect(playTasks({ refuseSeconds: 5, seconds: 20 })).toEqual(['0A', '1B', '5A', '6B', '10A']);
  });

  it('measures shares inside one role against what the role holds: there A ends with two tasks, as in 1.0.1', () => {
    const oneRole = cluster.map((line) => ({ ...line, ...('role' in line ? { role: '*' } : {}) }));
    expect(playTasks({ refuseSeconds: 0, seconds: 10, lines: oneRole })).toEqual(['0A', '1B', '2B', '3A']);
  });

  it('alternates between frameworks of equal demand, agent by agent: ALL-01', () => {
    const agents = Array.from({ length: 10 }, (_, index) => ({
      op: 'addAgent',
      id: `a${String(index)}`,
      resources: 'cpus:4;mem:4096',
    }));
    const frameworks = ['A', 'B'].map((id) => ({ op: 'addFramework', id, role: '*' }));
    const given = play([...frameworks, ...agents]).flat();
    expect(given.filter((allocation) => allocation.framework === 'A')).toHaveLength(5);
    expect(given.filter((allocation) => allocation.framework === 'B')).toHaveLength(5);
  });

  it('serves a role of weight 2 twice as much as one of weight 1: ALL-05', () => {
    const agents = Array.from({ length: 30 }, (_, index) => ({
      op: 'addAgent',
      id: `a${String(index)}`,
      resources: 'cpus:1;mem:1024',
    }));
    const given = play([
      { op: 'weight', role: 'a', value: 2 },
      { op: 'addFramework', id: 'fa', role: 'a' },
      { op: 'addFramework', id: 'fb', role: 'b' },
      ...agents,
    ]).flat();
    expect(given.filter((allocation) => allocation.framework === 'fa')).toHaveLength(20);
  });

  it('lays out no quota to others: a greedy framework gets one of two agents: ALL-07', () => {
    const given = play([
      { op: 'addFramework', id: 'fq', role: 'q' },
      { op: 'suppress', framework: 'fq' },
      { op: 'quota', role: 'q', resources: 'cpus:4' },
      { op: 'addFramework', id: 'ff', role: 'f' },
      { op: 'addAgent', id: 'a1', resources: 'cpus:5;mem:1024' },
      { op: 'addAgent', id: 'a2', resources: 'cpus:5;mem:1024' },
      { op: 'advance', seconds: 5 },
    ]).flat();
    expect(given).toHaveLength(1);
  });

  it('offers reserved resources to their role alone: ALL-10', () => {
    const given = play([
      { op: 'addFramework', id: 'x', role: 'x' },
      { op: 'addAgent', id: 'a1', resources: 'cpus(r):2;cpus(*):2' },
      { op: 'recover', framework: 'x', agent: 'a1', resources: 'cpus(*):2', refuseSeconds: 3600 },
      { op: 'addFramework', id: 'r', role: 'r' },
    ]);
    expect(given[1]).toEqual([{ framework: 'x', agent: 'a1', resources: 'cpus(*):2' }]);
    expect(given[3]?.[0]?.resources).toBe('cpus(r):2; cpus(*):2');
  });

  it('does not offer before the next tick what was recovered: ALL-06, and skips suppressed frameworks: OFF-16', () => {
    const given = play([
      { op: 'addFramework', id: 'f', role: '*' },
      { op: 'addAgent', id: 'a1', resources: 'cpus:4;mem:4096' },
      { op: 'recover', framework: 'f', agent: 'a1', resources: 'cpus:4;mem:4096', refuseSeconds: 0 },
      { op: 'advance', seconds: 0.5 },
      { op: 'advance', seconds: 0.5 },
      { op: 'suppress', framework: 'f' },
      { op: 'addAgent', id: 'a2', resources: 'mem:4096' },
      { op: 'revive', framework: 'f' },
      { op: 'addAgent', id: 'a3', resources: 'mem:16' },
    ]);
    expect(given.map((allocations) => allocations.length)).toEqual([0, 1, 0, 0, 1, 0, 0, 1, 0]);
  });

  it('ignores a refusal of less than what is free: OFF-04', () => {
    const given = play([
      { op: 'addFramework', id: 'f', role: '*' },
      { op: 'addAgent', id: 'a1', resources: 'cpus:4;mem:4096' },
      { op: 'recover', framework: 'f', agent: 'a1', resources: 'cpus:2;mem:2048', refuseSeconds: 3600 },
      { op: 'advance', seconds: 3 },
      { op: 'recover', framework: 'f', agent: 'a1', resources: 'cpus:2;mem:2048' },
      { op: 'advance', seconds: 1 },
    ]);
    expect(given[3]).toEqual([]);
    expect(given[5]).toEqual([{ framework: 'f', agent: 'a1', resources: 'cpus(*):4; mem(*):4096' }]);
  });

  it('offers revocable parts to frameworks that asked for them only', () => {
    const given = play([
      { op: 'addFramework', id: 'plain', role: '*' },
      { op: 'addFramework', id: 'rev', role: '*', revocable: true },
      { op: 'addAgent', id: 'a1', resources: 'cpus:1;mem:1024' },
      { op: 'oversubscribe', agent: 'a1', resources: 'cpus:6' },
    ]);
    expect(given[3]).toEqual([{ framework: 'rev', agent: 'a1', resources: 'cpus(*){REV}:6' }]);
  });

  it('answers a bad line with an error and changes nothing', () => {
    const steps = startAllocatorSteps(1);
    expect(runAllocatorStep(steps, '{"op":"nonsense"}')).toEqual({ error: 'unknown op "nonsense"' });
    expect(runAllocatorStep(steps, 'x')).toEqual({ error: 'a step is a JSON object' });
    expect(steps.allocator.agents.size).toBe(0);
  });

  it('takes back what a framework holds of a removed agent, or a removed framework left on one, but never more', () => {
    const steps = startAllocatorSteps(1);
    const run = (step: object): StepAnswer => runAllocatorStep(steps, JSON.stringify(step));
    const all = { agent: 'a1', resources: 'cpus:2;mem:64' };
    run({ op: 'addFramework', id: 'A', role: 'r' });
    run({ op: 'addAgent', id: 'a1', resources: all.resources });
    expect(run({ op: 'recover', framework: 'A', agent: 'a1', resources: 'cpus:3' })).toEqual({
      error: 'A does not hold cpus(*):3 of a1',
    });
    run({ op: 'removeAgent', id: 'a1' });
    expect(run({ op: 'recover', framework: 'A', ...all })).toEqual({ allocations: [] });
    expect(run({ op: 'recover', framework: 'A', ...all })).toEqual({ error: 'no agent "a1"' });
    run({ op: 'addAgent', id: 'a2', resources: all.resources });
    run({ op: 'removeFramework', id: 'A' });
    run({ op: 'addFramework', id: 'B', role: 'r' });
    expect(run({ op: 'recover', framework: 'A', ...all, agent: 'a2' })).toEqual({ allocations: [] });
    expect(run({ op: 'advance', seconds: 1 })).toEqual({
      allocations: [{ framework: 'B', agent: 'a2', resources: 'cpus(*):2; mem(*):64' }],
    });
  });
});
