/** The operator API of the agent; AgentAPITest of 1.0.1 (api_tests.cpp) restated. */
import { describe, expect, it } from 'vitest';
import { must } from '../../../kernel/assert.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { createReadContext } from '../../../kernel/program-context.ts';
import {
  AGENT,
  agentState,
  type AgentWorld,
  registered,
  runTask,
  runUntilTrue,
  statesOf,
  taskInfo,
} from '../conformance/agent-bed.ts';
import { answerAgent } from './routes.ts';

function ask(world: AgentWorld, body: object): { readonly status: number; readonly body: string } {
  const process = must(findProcess(world.simulator.world, AGENT), 'agent');
  const request = {
    type: 'http.request' as const,
    requestId: 1,
    method: 'POST',
    path: '/slave(1)/api/v1',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return must(answerAgent(agentState(world), createReadContext(world.simulator, process), request), 'an answer');
}

describe('the operator API of the agent', () => {
  const world = registered();
  runTask(world, taskInfo('c.1', { command: 'sleep 1000' }));
  runUntilTrue(world, 'running', () => statesOf(world, 'c.1').length === 1);
  const executor = must(
    [...(agentState(world).frameworks.values().next().value?.executors.values() ?? [])][0],
    'executor',
  );

  it.each([
    [{ type: 'GET_HEALTH' }, { get_health: { healthy: true } }],
    [{ type: 'GET_LOGGING_LEVEL' }, { get_logging_level: { level: 0 } }],
    [{ type: 'GET_VERSION' }, { get_version: { version_info: { version: '1.0.1', build_time: 1_472_252_787 } } }],
    [
      { type: 'LIST_FILES', list_files: { path: executor.directory } },
      { list_files: { file_infos: [{ uid: 'root' }, {}] } },
    ],
    [
      { type: 'GET_CONTAINERS' },
      {
        get_containers: {
          containers: [
            {
              executor_id: { value: 'c.1' },
              executor_name: executor.info.name,
              container_id: { value: executor.containerId },
              container_status: { network_infos: [{ ip_addresses: [{ ip_address: '10.0.0.2' }] }] },
              resource_statistics: { cpus_limit: 0.2 },
            },
          ],
        },
      },
    ],
  ])('%j', (call, answer) => {
    const { status, body } = ask(world, call);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ type: call.type, ...answer });
  });

  it('names flags and metrics one by one', () => {
    const flags = JSON.parse(ask(world, { type: 'GET_FLAGS' }).body) as { get_flags: { flags: object[] } };
    expect(flags.get_flags.flags).toContainEqual({ name: 'strict', value: 'true' });
    const metrics = JSON.parse(ask(world, { type: 'GET_METRICS', get_metrics: {} }).body) as {
      get_metrics: { metrics: object[] };
    };
    expect(metrics.get_metrics.metrics).toContainEqual({ name: 'slave/tasks_running', value: 1 });
  });

  it.each([
    [{ type: 'READ_FILE', read_file: { path: '/x' } }, 501],
    [{ type: 'GET_STATE' }, 501],
    [{ type: 'LIST_FILES', list_files: { path: '5:invalid_path' } }, 404],
    [{ type: 'LIST_FILES' }, 400],
    [{}, 400],
  ])('%j is answered by %i', (call, status) => {
    expect(ask(world, call).status).toBe(status);
  });
});
