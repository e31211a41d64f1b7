import { describe, expect, it } from 'vitest';
import { copyWorld } from '../../kernel/world.ts';
import { createReadContext } from '../../kernel/program-context.ts';
import { must } from '../../kernel/assert.ts';
import { processId } from '../../kernel/ids.ts';
import { findProcess } from '../../kernel/process-table.ts';
import {
  AGENT,
  AGENT_ID,
  agentLog,
  agentState,
  type AgentWorld,
  agentWorld,
  command,
  FRAMEWORK_ID,
  killTask,
  lastStatus,
  processIds,
  runFor,
  runTask,
  runUntilTrue,
  statesOf,
  taskInfo,
  type TaskOptions,
} from './conformance/agent-bed.ts';
import { answerAgent } from './http/routes.ts';
import { inspectAgent } from './inspect.ts';
import { formatResources } from '../resources/format.ts';
import { summarizeAgent } from './view.ts';

function withTask(options: TaskOptions): AgentWorld {
  const world = agentWorld();
  runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
  runTask(world, taskInfo('web.1', options));
  return world;
}

function until(world: AgentWorld, state: ReturnType<typeof statesOf>[number]): void {
  runUntilTrue(world, state, () => statesOf(world, 'web.1').includes(state));
}

function get(world: AgentWorld, path: string) {
  const process = must(findProcess(world.simulator.world, AGENT), 'agent');
  const request = { type: 'http.request' as const, requestId: 1, method: 'GET', path, headers: {}, body: null };
  return must(answerAgent(agentState(world), createReadContext(world.simulator, process), request), 'an answer');
}

const WEB: TaskOptions = { image: 'nginx', hostPort: 31000 };

describe('docker task', () => {
  it('runs, tells what docker inspect says, and is killed by docker stop', () => {
    const world = withTask(WEB);
    until(world, 'TASK_RUNNING');
    const status = lastStatus(world, 'web.1');
    expect(status.data).toContain('"IPAddress":"172.17.0.2"');
    expect(status.labels).toEqual([{ key: 'Docker.NetworkSettings.IPAddress', value: '172.17.0.2' }]);
    expect(processIds(world, 'container:')).toHaveLength(1);
    killTask(world, 'web.1');
    until(world, 'TASK_KILLED');
    expect(lastStatus(world, 'web.1').message).toBe('Container exited with status 143');
    runFor(world, 5_000);
    expect(agentState(world).frameworks.size).toBe(0);
    expect(processIds(world, 'executor:')).toEqual([]);
  });

  it('with the network of the host it is reached at the address of the agent', () => {
    const world = withTask({ image: 'nginx' });
    until(world, 'TASK_RUNNING');
    expect(lastStatus(world, 'web.1').labels).toEqual([]);
    expect(lastStatus(world, 'web.1').containerStatus?.networkInfos[0]?.ipAddresses).toEqual([
      { ipAddress: '10.0.0.2' },
    ]);
  });

  it('a container killed by hand makes the task fail with status 137', () => {
    const world = withTask(WEB);
    until(world, 'TASK_RUNNING');
    command(world, { kind: 'killProcess', process: processId(must(processIds(world, 'container:')[0], 'container')) });
    until(world, 'TASK_FAILED');
    expect(lastStatus(world, 'web.1').message).toBe('Container exited with status 137');
  });

  it('an unknown image fails the launch with the text of docker', () => {
    const world = withTask({ image: 'no-such-image' });
    until(world, 'TASK_FAILED');
    expect(lastStatus(world, 'web.1').reason).toBe('REASON_CONTAINER_LAUNCH_FAILED');
    const text = /^Failed to launch container: Failed to run 'docker -H .* pull no-such-image': exited with status 1/;
    expect(lastStatus(world, 'web.1').message).toMatch(text);
  });

  it('two containers cannot map one host port', () => {
    const world = withTask(WEB);
    until(world, 'TASK_RUNNING');
    runTask(world, taskInfo('web.2', WEB));
    runUntilTrue(world, 'second fails', () => statesOf(world, 'web.2').includes('TASK_FAILED'));
    expect(lastStatus(world, 'web.2').message).toBe('Container exited with status 125');
  });

  it('no containerizer for it: the launch fails with the list of those there are', () => {
    const world = agentWorld({ containerizers: 'mesos' });
    runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
    runTask(world, taskInfo('web.1', WEB));
    until(world, 'TASK_FAILED');
    expect(lastStatus(world, 'web.1')).toMatchObject({
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: 'Abnormal executor termination',
    });
    runFor(world, 1_000);
    expect(agentState(world).frameworks.size).toBe(0);
  });

  it('the Docker engine killed: containers end, the task fails, the agent stays', () => {
    const world = withTask(WEB);
    until(world, 'TASK_RUNNING');
    command(world, { kind: 'killProcess', process: processId('dockerd@10.0.0.2') });
    until(world, 'TASK_FAILED');
    expect(processIds(world, 'container:')).toEqual([]);
    runTask(world, taskInfo('web.2', { image: 'nginx', hostPort: 31002 }));
    runFor(world, 30_000);
    expect(agentState(world).phase).toBe('RUNNING');
  });
});

describe('command task', () => {
  it.each([
    ['echo hello && sleep 3', 'TASK_FINISHED', 'Command exited with status 0'],
    ['sleep 1; exit 3', 'TASK_FAILED', 'Command exited with status 3'],
    ['no-such-program', 'TASK_FAILED', 'Command exited with status 127'],
  ] as const)('"%s" ends %s', (text, state, message) => {
    const world = withTask({ command: text });
    until(world, state);
    expect(statesOf(world, 'web.1')).toEqual(['TASK_RUNNING', state]);
    expect(lastStatus(world, 'web.1').message).toBe(message);
  });
});

describe('http', () => {
  it('GET /slave(1)/state shows the task under its executor, with doubles and the sandbox', () => {
    const world = withTask(WEB);
    until(world, 'TASK_RUNNING');
    const reply = get(world, '/slave%281%29/state');
    const state = JSON.parse(reply.body) as Record<string, unknown>;
    expect(reply.body.startsWith('{"version":"1.0.1"')).toBe(true);
    expect(state['id']).toBe(AGENT_ID);
    const executor = (state['frameworks'] as { executors: { directory: string; tasks: { state: string }[] }[] }[])[0]
      ?.executors[0];
    expect(executor?.tasks[0]?.state).toBe('TASK_RUNNING');
    expect(executor?.directory).toMatch(
      `/data/mesos/slaves/${AGENT_ID}/frameworks/${FRAMEWORK_ID}/executors/web.1/runs/`,
    );
    expect(reply.body).toContain('"cpus":4.0');
    const stdout = get(world, `/files/read?path=${executor?.directory ?? ''}/stdout&offset=0`);
    expect(JSON.parse(stdout.body)).toEqual({
      data: 'Registered docker executor on 10.0.0.2\nStarting task web.1\n',
      offset: 0,
    });
    const files = JSON.parse(get(world, `/files/browse?path=${executor?.directory ?? ''}`).body) as { path: string }[];
    expect(files.map((file) => file.path.split('/').at(-1))).toEqual(['stderr', 'stdout']);
  });

  it.each([
    ['/state.json', 200],
    ['/flags', 200],
    ['/health', 200],
    ['/version', 200],
    ['/metrics/snapshot', 200],
    ['/containers', 200],
    ['/monitor/statistics', 200],
    ['/', 404],
    ['/nothing', 404],
    ['/files/browse', 400],
    ['/files/read?path=/nothing', 404],
  ] as const)('GET %s answers %i', (path, status) => {
    const world = agentWorld();
    runFor(world, 2_000);
    expect(get(world, path).status).toBe(status);
  });

  it('/state answers 503 while the agent recovers', () => {
    expect(get(agentWorld(), '/state')).toMatchObject({ status: 503, body: 'Agent has not finished recovery' });
  });
});

describe('looks', () => {
  it('counts what runs: the task for the master, with the executor for the agent', () => {
    const world = withTask(WEB);
    until(world, 'TASK_RUNNING');
    const look = inspectAgent(agentState(world));
    expect(formatResources(look.allocated)).toBe('cpus(*):0.1; mem(*):64; ports(*):[31000-31000]');
    expect(formatResources(look.used)).toContain('cpus(*):0.2; mem(*):96');
    expect(look.tasks.map((task) => [task.id, task.state])).toEqual([['web.1', 'TASK_RUNNING']]);
    expect(summarizeAgent(agentState(world)).detail.executors[0]?.phase).toBe('RUNNING');
  });

  it('the same seed gives the same log, and a copied world leaves the original as it was', () => {
    const [first, second] = [withTask(WEB), withTask(WEB)];
    for (const world of [first, second]) until(world, 'TASK_RUNNING');
    expect(agentLog(first)).toEqual(agentLog(second));
    const before = first.simulator.world;
    const frozen = JSON.stringify(inspectAgent(agentState(first)));
    first.simulator.world = copyWorld(before, before.epoch + 1);
    killTask(first, 'web.1');
    until(first, 'TASK_KILLED');
    const kept = must(findProcess(before, AGENT), 'agent').state as Parameters<typeof inspectAgent>[0];
    expect(JSON.stringify(inspectAgent(kept))).toBe(frozen);
  });
});
