/** Rows ALL and OFF that one allocator shows by itself, driven step by step as `sim allocator` does. Reference: section 14. */
import { runAllocatorStep, startAllocatorSteps } from '../../allocator-steps.ts';
import { check, type MesosCase } from './case.ts';

type Allocation = { readonly framework: string; readonly agent: string; readonly resources: string };

/** Allocations after each line. */
function play(lines: readonly object[]): readonly (readonly Allocation[])[] {
  const steps = startAllocatorSteps(1);
  return lines.map((line) => {
    const answer = runAllocatorStep(steps, JSON.stringify(line));
    if ('error' in answer) throw new Error(answer.error);
    return answer.allocations;
  });
}

const counts = (lines: readonly object[]): readonly number[] => play(lines).map((allocations) => allocations.length);
const agents = (count: number, resources: string): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({ op: 'addAgent', id: `a${String(index)}`, resources }));
const framework = (id: string, role: string = '*'): object => ({ op: 'addFramework', id, role });

/** Each in a role of its own: inside one role 1.0.1 measures shares against what the role holds (docs/fidelity.md). */
const PAPER = [framework('A', 'a'), framework('B', 'b'), { op: 'addAgent', id: 'a1', resources: 'cpus:9;mem:18432' }];
const TASKS: Readonly<Record<string, readonly [number, number]>> = { A: [1, 4096], B: [3, 1024] };

/** Frameworks of the DRF paper: launch one task of an offer (or as many as fit), refuse the rest. */
function playPaper(options: {
  readonly greedy: boolean;
  readonly refuseSeconds: number;
}): Readonly<Record<string, number>> {
  const steps = startAllocatorSteps(1);
  const launched: Record<string, number> = { A: 0, B: 0 };
  const lines: object[] = [...PAPER, ...Array.from({ length: 20 }, () => ({ op: 'advance', seconds: 1 }))];
  for (const line of lines) {
    const answer = runAllocatorStep(steps, JSON.stringify(line));
    if ('error' in answer) throw new Error(answer.error);
    for (const allocation of answer.allocations) {
      const [taskCpus, taskMem] = TASKS[allocation.framework] ?? [0, 0];
      let cpus = Number(/cpus\(\*\):([\d.]+)/.exec(allocation.resources)?.[1] ?? 0);
      let mem = Number(/mem\(\*\):([\d.]+)/.exec(allocation.resources)?.[1] ?? 0);
      for (let first = true; cpus >= taskCpus && mem >= taskMem && (first || options.greedy); first = false) {
        cpus -= taskCpus;
        mem -= taskMem;
        launched[allocation.framework] = (launched[allocation.framework] ?? 0) + 1;
      }
      const rest = {
        ...allocation,
        op: 'recover',
        resources: `cpus:${String(cpus)};mem:${String(mem)}`,
        refuseSeconds: options.refuseSeconds,
      };
      runAllocatorStep(steps, JSON.stringify(rest));
    }
  }
  return launched;
}

export const ALLOCATOR_CASES: readonly MesosCase[] = [
  {
    id: 'ALL-02',
    given: 'DRF paper cluster, one task per offer, refuse 0',
    expected: 'A 3 tasks, B 2 tasks',
    run: () => check('tasks', playPaper({ greedy: false, refuseSeconds: 0 }), { A: 3, B: 2 }),
  },
  {
    id: 'ALL-03',
    given: 'DRF paper cluster, greedy, A first',
    expected: 'A 4, B 1',
    run: () => check('tasks', playPaper({ greedy: true, refuseSeconds: 5 }), { A: 4, B: 1 }),
  },
  {
    id: 'ALL-04',
    given: 'equal shares and allocation counts',
    expected: 'smaller framework id first',
    run: () =>
      check('first', play([framework('b'), framework('a'), ...agents(1, 'cpus:1;mem:64')])[2]?.[0]?.framework, 'a'),
  },
  {
    id: 'ALL-05',
    given: 'role weights a=2 b=1, both hungry, 30 agents',
    expected: '20 to a, 10 to b',
    run: () => {
      const given = play([
        { op: 'weight', role: 'a', value: 2 },
        framework('fa', 'a'),
        framework('fb', 'b'),
        ...agents(30, 'cpus:1;mem:1024'),
      ]).flat();
      check('agents of a', given.filter((allocation) => allocation.framework === 'fa').length, 20);
    },
  },
  {
    id: 'ALL-06',
    given: 'resources recovered between ticks',
    expected: 'no offer before the next tick',
    run: () => {
      const recover = { op: 'recover', framework: 'f', agent: 'a0', resources: 'cpus:1;mem:64' };
      check(
        'allocations',
        counts([
          framework('f'),
          ...agents(1, 'cpus:1;mem:64'),
          recover,
          { op: 'advance', seconds: 0.9 },
          { op: 'advance', seconds: 0.1 },
        ]),
        [0, 1, 0, 0, 1],
      );
    },
  },
  {
    id: 'ALL-07',
    given: 'quota 4 cpus for q, q suppressed, two agents of 5 cpus, f greedy',
    expected: 'f gets one agent only',
    run: () => {
      const lines = [
        framework('fq', 'q'),
        { op: 'suppress', framework: 'fq' },
        { op: 'quota', role: 'q', resources: 'cpus:4' },
        framework('ff', 'f'),
      ];
      check(
        'agents',
        play([...lines, ...agents(2, 'cpus:5;mem:1024'), { op: 'advance', seconds: 5 }]).flat().length,
        1,
      );
    },
  },
  {
    id: 'ALL-09',
    given: 'agent reactivated',
    expected: 'offered at the next batch tick, not at once',
    run: () => {
      const lines = [
        ...agents(1, 'cpus:1;mem:64'),
        { op: 'deactivate', agent: 'a0' },
        framework('f'),
        { op: 'advance', seconds: 1.5 },
        { op: 'activate', agent: 'a0' },
        { op: 'advance', seconds: 0.5 },
      ];
      check('allocations', counts(lines), [0, 0, 0, 0, 0, 1]);
    },
  },
  {
    id: 'ALL-10',
    given: 'static reservation cpus(r):2;cpus(*):2',
    expected: 'a framework in x is offered 2 cpus only, one in r is offered 4',
    run: () => {
      const given = play([
        framework('x', 'x'),
        ...agents(1, 'cpus(r):2;cpus(*):2'),
        { op: 'recover', framework: 'x', agent: 'a0', resources: 'cpus:2', refuseSeconds: 3600 },
        framework('r', 'r'),
      ]);
      check('offers', [given[1]?.[0]?.resources, given[3]?.[0]?.resources], ['cpus(*):2', 'cpus(r):2; cpus(*):2']);
    },
  },
  {
    id: 'ALL-12',
    given: '0.1 cpus used ten times of 1.0',
    expected: 'exactly 0 left: the agent is not offered any more',
    run: () => {
      const recover = { op: 'recover', framework: 'f', agent: 'a0', resources: 'cpus:0.1' };
      const lines = [
        framework('f'),
        ...agents(1, 'cpus:1'),
        ...Array.from({ length: 10 }, () => recover),
        { op: 'advance', seconds: 1 },
      ];
      check('offered again', play(lines).at(-1), [{ framework: 'f', agent: 'a0', resources: 'cpus(*):1' }]);
    },
  },
  {
    id: 'OFF-17',
    given: 'agent with 0 cpus and 4096 MB, another with 16 MB',
    expected: 'the first is offered, the second not',
    run: () =>
      check(
        'allocations',
        counts([
          framework('f'),
          { op: 'addAgent', id: 'big', resources: 'mem:4096' },
          { op: 'addAgent', id: 'small', resources: 'mem:16' },
        ]),
        [0, 1, 0],
      ),
  },
];
