/**
 * The HTTP API of executors: wrong calls (executor_http_api_tests.cpp of 1.0.1 restated), a custom executor made of plain
 * requests, and command executors with `--http_command_executor`.
 */
import { describe, expect, it } from 'vitest';
import { operatorProgram, type OperatorState, outcomeOf } from '../../../host/operator.ts';
import { must } from '../../../kernel/assert.ts';
import type { Program } from '../../../kernel/context.ts';
import { processId } from '../../../kernel/ids.ts';
import { spawnProcess } from '../../../kernel/process-life.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { resources } from '../../resources/parse.ts';
import { executorId } from '../../ids.ts';
import type { ExecutorInfo } from '../../messages/infos.ts';
import { decodeRecords } from '../../http/recordio.ts';
import {
  AGENT,
  AGENT_HOST,
  AGENT_ID,
  agentLog,
  agentState,
  agentWorld,
  type AgentWorld,
  command,
  FRAMEWORK_ID,
  killTask,
  lastStatus,
  MASTER_HOST,
  processIds,
  received,
  runFor,
  runTask,
  runUntilTrue,
  sendToAgent,
  statesOf,
  taskInfo,
} from '../conformance/agent-bed.ts';
import type { AgentFlags } from '../agent-flags.ts';

const EXECUTOR: ExecutorInfo = {
  executorId: executorId('by-hand'),
  frameworkId: FRAMEWORK_ID,
  command: { shell: true, value: './nobody', arguments: [], environment: [], uris: [], user: null },
  container: null,
  resources: resources('cpus:0.1;mem:32'),
  name: 'By hand',
  source: '',
  data: null,
  shutdownGracePeriodMs: null,
  labels: [],
  discovery: null,
};
const OPERATOR = processId('operator');
let requests = 0;

/** An agent whose executor is a binary that never speaks: the requests of this test speak for it. */
function withExecutor(): AgentWorld {
  const world = agentWorld({}, {}, 1, [operatorProgram as Program]);
  spawnProcess(world.simulator, {
    id: OPERATOR,
    host: MASTER_HOST,
    program: 'operator',
    flags: {},
    restart: null,
    diesWith: null,
    parent: null,
  });
  runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
  runTask(world, taskInfo('a.1', { change: { executor: EXECUTOR, command: null } }));
  runFor(world, 500);
  return world;
}

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

function post(
  world: AgentWorld,
  body: unknown,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
  method = 'POST',
): Answer {
  requests += 1;
  const request = {
    kind: 'http',
    requestId: requests,
    host: AGENT_HOST,
    port: 5051,
    method,
    path: '/slave(1)/api/v1/executor',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
  command(world, { kind: 'tell', process: OPERATOR, body: request });
  runFor(world, 200);
  const state = must(findProcess(world.simulator.world, OPERATOR), 'operator').state as OperatorState;
  const result = outcomeOf(state, requests)?.result;
  if (result?.kind !== 'response') throw new Error('no answer');
  return result;
}

const ids = { framework_id: { value: FRAMEWORK_ID }, executor_id: { value: 'by-hand' } };
const uuid = 'lyOIiKZ7Rfaa5z2L2X20HA==';
const update = (fields: object): object => ({
  ...ids,
  type: 'UPDATE',
  update: { status: { task_id: { value: 'a.1' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', uuid, ...fields } },
});
const text = 'text/plain';

describe('wrong calls of executors', () => {
  const world = withExecutor();

  it.each([
    [ids, {}, 400, "Expecting 'Content-Type' to be present"],
    ['x', { 'content-type': text }, 415, "Expecting 'Content-Type' of application/json or application/x-protobuf"],
    ['x', { 'content-type': 'application/x-protobuf' }, 400, 'Failed to parse body into Call protobuf'],
    ['x', undefined, 400, 'Failed to parse body into JSON: syntax error at line 1 near: x'],
    [
      {},
      undefined,
      400,
      'Failed to convert JSON into Call protobuf: Missing required fields: executor_id, framework_id',
    ],
    [ids, undefined, 400, "Failed to validate Executor::Call: Expecting 'type' to be present"],
    [
      { ...ids, type: 'SUBSCRIBE' },
      undefined,
      400,
      "Failed to validate Executor::Call: Expecting 'subscribe' to be present",
    ],
    [{ ...ids, type: 'UPDATE' }, undefined, 400, "Failed to validate Executor::Call: Expecting 'update' to be present"],
    [
      { ...ids, type: 'MESSAGE' },
      undefined,
      400,
      "Failed to validate Executor::Call: Expecting 'message' to be present",
    ],
    [update({ uuid: undefined }), undefined, 400, "Failed to validate Executor::Call: Expecting 'uuid' to be present"],
    [update({ uuid: 'AAAA' }), undefined, 400, 'Failed to validate Executor::Call: Not a valid UUID'],
    [
      update({ executor_id: { value: 'other' } }),
      undefined,
      400,
      'Failed to validate Executor::Call: ExecutorID in Call: by-hand does not match ExecutorID in TaskStatus: other',
    ],
    [
      update({ source: 'SOURCE_AGENT' }),
      undefined,
      400,
      `Failed to validate Executor::Call: Received Call from executor by-hand of framework ${FRAMEWORK_ID} with invalid source, expecting 'SOURCE_EXECUTOR'`,
    ],
    [
      update({ state: 'TASK_STAGING' }),
      undefined,
      400,
      `Failed to validate Executor::Call: Received TASK_STAGING from executor by-hand of framework ${FRAMEWORK_ID} which is not allowed`,
    ],
    [
      { ...ids, framework_id: { value: 'nobody' }, type: 'SUBSCRIBE', subscribe: {} },
      undefined,
      400,
      'Framework cannot be found',
    ],
    [
      { ...ids, executor_id: { value: 'nobody' }, type: 'SUBSCRIBE', subscribe: {} },
      undefined,
      400,
      'Executor cannot be found',
    ],
    [update({}), undefined, 403, 'Executor is not subscribed'],
    [
      { ...ids, type: 'SUBSCRIBE', subscribe: {} },
      { 'content-type': 'application/json', accept: 'foo/bar' },
      406,
      "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'",
    ],
  ])('%j %j', (body, headers, status, answer) => {
    expect(post(world, body, headers)).toMatchObject({ status, body: answer });
  });

  it('takes POST only', () => {
    expect(post(world, '', {}, 'PUT')).toMatchObject({
      status: 405,
      body: "Expecting one of { 'POST' }, but received 'PUT'",
    });
  });
});

describe('an executor made of requests', () => {
  it('subscribes with its queued task, tells of it, and its framework is told', () => {
    const world = withExecutor();
    const answer = post(world, { ...ids, type: 'SUBSCRIBE', subscribe: {} });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    const [record = ''] = decodeRecords(answer.body, 'application/json');
    expect(JSON.parse(record)).toMatchObject({
      type: 'SUBSCRIBED',
      subscribed: {
        executor_info: { executor_id: { value: 'by-hand' } },
        framework_info: { name: 'marathon' },
        agent_info: { id: { value: AGENT_ID } },
      },
    });
    expect(agentLog(world).some((line) => line.endsWith('(via HTTP)'))).toBe(true);
    expect(post(world, update({ message: 'up' }))).toMatchObject({ status: 202, body: '' });
    expect(lastStatus(world, 'a.1')).toMatchObject({
      state: 'TASK_RUNNING',
      source: 'SOURCE_EXECUTOR',
      message: 'up',
      uuid: '97238888-a67b-45f6-9ae7-3d8bd97db41c',
    });
    expect(post(world, { ...ids, type: 'UNKNOWN' })).toMatchObject({ status: 501 });
  });
});

function withCommand(flags: Partial<AgentFlags> = {}, text = 'sleep 1000'): AgentWorld {
  const world = agentWorld({ httpCommandExecutor: true, runtime: 'host+supervisord', ...flags });
  runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
  runTask(world, taskInfo('c.1', { command: text }));
  return world;
}

describe('command executors over HTTP', () => {
  it.each([
    ['sleep 1', 'TASK_FINISHED', 'Command exited with status 0'],
    ['exit 3', 'TASK_FAILED', 'Command exited with status 3'],
  ])('"%s" ends %s', (what, state, message) => {
    const world = withCommand({}, what);
    runUntilTrue(world, state, () => statesOf(world, 'c.1').includes(state as never));
    expect(statesOf(world, 'c.1')).toEqual(['TASK_RUNNING', state]);
    expect(lastStatus(world, 'c.1').message).toBe(message);
    runUntilTrue(world, 'the end of the executor', () => agentState(world).frameworks.size === 0);
    expect(agentState(world).executorStreams.size).toBe(0);
  });

  it('are killed, and shut down with their framework', () => {
    const world = withCommand();
    runUntilTrue(world, 'running', () => statesOf(world, 'c.1').length === 1);
    killTask(world, 'c.1');
    runUntilTrue(world, 'killed', () => statesOf(world, 'c.1').includes('TASK_KILLED'));
    runTask(world, taskInfo('c.2', { command: 'sleep 1000' }));
    runUntilTrue(world, 'running', () => statesOf(world, 'c.2').length === 1);
    sendToAgent(world, { type: 'mesos.ShutdownFrameworkMessage', frameworkId: FRAMEWORK_ID });
    runUntilTrue(world, 'the end', () => agentState(world).frameworks.size === 0);
    expect(processIds(world, 'executor:')).toEqual([]);
  });

  it('subscribe again with a restarted agent, which learns of them by a marker file; the task runs on', () => {
    const world = withCommand();
    runUntilTrue(world, 'running', () => statesOf(world, 'c.1').length === 1);
    command(world, { kind: 'killProcess', process: AGENT });
    runUntilTrue(world, 're-registration', () => received(world, 'mesos.ReregisterSlaveMessage').length > 0);
    const message = must(received(world, 'mesos.ReregisterSlaveMessage')[0], 'message');
    expect(message.tasks.map((task) => [task.taskId, task.state])).toEqual([['c.1', 'TASK_RUNNING']]);
    expect(agentLog(world).some((line) => /^Waiting for executor .* \(via HTTP\) to subscribe$/.test(line))).toBe(true);
    killTask(world, 'c.1');
    runUntilTrue(world, 'killed', () => statesOf(world, 'c.1').includes('TASK_KILLED'));
    expect(statesOf(world, 'c.1')).toEqual(['TASK_RUNNING', 'TASK_KILLED']);
  });

  it('end after the recovery time-out when the agent stays away', () => {
    const world = withCommand({ recoveryTimeoutMs: 20_000 });
    runUntilTrue(world, 'running', () => statesOf(world, 'c.1').length === 1);
    command(world, { kind: 'stopProcess', process: AGENT });
    runFor(world, 15_000);
    expect(processIds(world, 'executor:')).toHaveLength(1);
    runFor(world, 15_000);
    expect(processIds(world, 'executor:')).toEqual([]);
  });
});
