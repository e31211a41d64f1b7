import { describe, expect, it } from 'vitest';
import { applyCommand } from '../../../kernel/command.ts';
import { hostId, processId } from '../../../kernel/ids.ts';
import { spawnProcess } from '../../../kernel/process-life.ts';
import { readHttp } from '../../../kernel/http-read.ts';
import { createSimulator, runUntil, type Simulator } from '../../../kernel/simulator.ts';
import { ownHost } from '../../../kernel/world.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { testFrameworkProgram, type TestFrameworkOrder, type TestFrameworkState } from './test-framework.ts';
import { frameworkId, taskId } from '../../../mesos/ids.ts';
import { disagreeingAgents, overcommittedAgents } from '../../../mesos/master/inspect.ts';
import type { MasterState } from '../../../mesos/master/master-state.ts';
import { masterRole } from '../../../mesos/master/view.ts';
import { resources } from '../../../mesos/resources/parse.ts';
import { assembleCluster } from '../../assemble.ts';
import { programRegistry } from '../../registry.ts';
import { DEFAULT_TOPOLOGY } from '../../topology.ts';

const FRAMEWORK_HOST = '192.168.1.10';
const FRAMEWORK = processId(`test-framework@${FRAMEWORK_HOST}`);

function start(options: { readonly refuseSeconds?: number | null; readonly seed?: number } = {}): Simulator {
  const base = assembleCluster({ topology: { ...DEFAULT_TOPOLOGY, marathons: [] }, seed: options.seed ?? 1 });
  const registry = new Map([...programRegistry, [testFrameworkProgram.kind, testFrameworkProgram as never]]);
  const simulator = createSimulator({ registry, world: base.world });
  const servers = DEFAULT_TOPOLOGY.zookeepers.map((host) => ({ host, port: 2181 }));
  ownHost(simulator.world, hostId(FRAMEWORK_HOST));
  spawnProcess(simulator, {
    id: FRAMEWORK,
    host: hostId(FRAMEWORK_HOST),
    program: testFrameworkProgram.kind,
    diesWith: null,
    parent: null,
    restart: null,
    flags: {
      framework: {
        user: 'root',
        name: 'test',
        id: null,
        failoverTimeoutSecs: 604_800,
        checkpoint: true,
        role: '*',
        hostname: FRAMEWORK_HOST,
        principal: null,
        webuiUrl: '',
        capabilities: [],
        labels: [],
      },
      zk: { servers, path: '/mesos' },
      libprocessPort: 0,
      refuseSeconds: options.refuseSeconds === undefined ? 5 : options.refuseSeconds,
    },
  });
  return simulator;
}

function master(simulator: Simulator, host: string): MasterState {
  return findProcess(simulator.world, processId(`mesos-master@${host}`))?.state as MasterState;
}

function leader(simulator: Simulator): { readonly host: string; readonly state: MasterState } {
  for (const host of DEFAULT_TOPOLOGY.masters) {
    const state = master(simulator, host);
    if (state !== null && state !== undefined && masterRole(state) === 'leading') return { host, state };
  }
  throw new Error('no leading master');
}

function framework(simulator: Simulator): TestFrameworkState {
  return findProcess(simulator.world, FRAMEWORK)?.state as TestFrameworkState;
}

function tell(simulator: Simulator, body: TestFrameworkOrder): void {
  applyCommand(simulator, { kind: 'tell', process: FRAMEWORK, body });
}

const seconds = (value: number): number => value * 1_000_000;

describe('a cluster of three masters and five agents', () => {
  it('elects one leader, registers all agents and a framework, and offers everything to it', () => {
    const simulator = start({ refuseSeconds: null });
    runUntil(simulator, seconds(20));
    const { state } = leader(simulator);
    expect(DEFAULT_TOPOLOGY.masters.filter((host) => masterRole(master(simulator, host)) === 'standby')).toHaveLength(
      2,
    );
    expect([...state.agents.values()].filter((agent) => agent.active)).toHaveLength(5);
    expect(state.frameworks.size).toBe(1);
    expect(state.offers.size).toBe(5);
    expect(framework(simulator).offers.size).toBe(5);
    expect(overcommittedAgents(state)).toEqual([]);
    expect(disagreeingAgents(state)).toEqual([]);
  });

  it('launches tasks, which keep running through the death of the leading master', () => {
    const simulator = start();
    runUntil(simulator, seconds(20));
    const tasks = ['t1', 't2', 't3'].map((id) => ({
      taskId: taskId(id),
      resources: resources('cpus:0.5;mem:64'),
      command: 'sleep 100000',
    }));
    tell(simulator, { order: 'launch', tasks });
    runUntil(simulator, seconds(40));
    const before = leader(simulator);
    const id = framework(simulator).frameworkId ?? frameworkId('');
    expect([...(before.state.tasks.get(id)?.values() ?? [])].map((task) => [task.taskId, task.state])).toEqual([
      ['t1', 'TASK_RUNNING'],
      ['t2', 'TASK_RUNNING'],
      ['t3', 'TASK_RUNNING'],
    ]);
    expect(disagreeingAgents(before.state)).toEqual([]);
    applyCommand(simulator, { kind: 'killProcess', process: processId(`mesos-master@${before.host}`) });
    runUntil(simulator, seconds(70));
    const after = leader(simulator);
    expect(after.host).not.toBe(before.host);
    expect([...(after.state.tasks.get(id)?.values() ?? [])].map((task) => task.state)).toEqual([
      'TASK_RUNNING',
      'TASK_RUNNING',
      'TASK_RUNNING',
    ]);
    expect(framework(simulator).frameworkId).toBe(id);
    expect(after.state.frameworks.get(id)?.connected).toBe(true);
    expect(framework(simulator).callbacks.filter((callback) => callback.kind === 'registered')).toHaveLength(2);
    expect(disagreeingAgents(after.state)).toEqual([]);
  });

  it('answers /master/state by the leader and redirects elsewhere: FAIL-18', () => {
    const simulator = start();
    runUntil(simulator, seconds(20));
    const { host } = leader(simulator);
    const request = {
      type: 'http.request',
      requestId: 1,
      method: 'GET',
      path: '/state?jsonp=f',
      headers: {},
      body: null,
    } as const;
    const standby = DEFAULT_TOPOLOGY.masters.find((other) => other !== host) ?? '';
    const redirect = readHttp(simulator, hostId(FRAMEWORK_HOST), standby, 5050, request);
    expect(redirect).toEqual({
      kind: 'reply',
      reply: { status: 307, headers: { location: `//${host}:5050/master/state?jsonp=f` }, body: '' },
    });
    const answer = readHttp(simulator, hostId(FRAMEWORK_HOST), host, 5050, { ...request, path: '/master/state' });
    if (answer.kind !== 'reply') throw new Error(answer.kind);
    const state = JSON.parse(answer.reply.body) as {
      activated_slaves: number;
      frameworks: { name: string }[];
      leader: string;
    };
    expect(state.activated_slaves).toBe(5);
    expect(state.frameworks.map((entry) => entry.name)).toEqual(['test']);
    expect(state.leader).toBe(`master@${host}:5050`);
    expect(answer.reply.body).toContain('"activated_slaves":5.0');
  });
});
