/** Parts of slave_recovery_tests.cpp, gc_tests.cpp, reservation_tests.cpp and slave_tests.cpp of 1.0.1 restated; names are theirs. */
import { describe, expect, it } from 'vitest';
import { must } from '../../kernel/assert.ts';
import { readOnlyDisk } from '../../kernel/disk.ts';
import { ownHost } from '../../kernel/world.ts';
import { resources } from '../resources/parse.ts';
import { withMarks } from '../resources/resource.ts';
import {
  AGENT,
  AGENT_HOST,
  AGENT_ID,
  agentLog,
  agentState,
  type AgentWorld,
  agentWorld,
  command,
  FRAMEWORK,
  FRAMEWORK_ID,
  killTask,
  lastStatus,
  processIds,
  received,
  registered,
  restartAgentWith,
  runFor,
  runTask,
  runUntilTrue,
  sendToAgent,
  statesOf,
  taskInfo,
} from './conformance/agent-bed.ts';

const HOST = { runtime: 'host+supervisord' } as const;
const SLEEP = { command: 'sleep 1000' };

const ran = (world: AgentWorld, id: string, state: string): void =>
  runUntilTrue(world, `${id} ${state}`, () => statesOf(world, id).includes(state as never));
const reregistered = (world: AgentWorld): void =>
  runUntilTrue(world, 're-registration', () => received(world, 'mesos.ReregisterSlaveMessage').length > 0);
const killAgent = (world: AgentWorld): void => command(world, { kind: 'killProcess', process: AGENT });

describe('an agent that comes back', () => {
  it('RestartBeforeContainerizerLaunch: a task whose executor was never forked fails', () => {
    const world = registered({ flags: HOST });
    runTask(world, taskInfo('t.1', SLEEP));
    runUntilTrue(world, 'queued', () => agentLog(world).some((line) => line.includes("Queuing task 't.1'")));
    killAgent(world);
    ran(world, 't.1', 'TASK_FAILED');
    expect(lastStatus(world, 't.1')).toMatchObject({
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: 'Abnormal executor termination',
    });
    expect(agentLog(world).join('\n')).toMatch(
      /Unable to reconnect to executor .* because no pid or http checkpoint file/,
    );
  });

  it('RecoverUnregisteredExecutor: one that was forked and has not registered is killed after 2 s', () => {
    const world = registered({ flags: { ...HOST, executorStartMinMs: 5000, executorStartMaxMs: 6000 } });
    runTask(world, taskInfo('t.1', SLEEP));
    runUntilTrue(world, 'forked', () => processIds(world, 'executor:').length === 1);
    runFor(world, 100);
    killAgent(world);
    ran(world, 't.1', 'TASK_LOST');
    expect(lastStatus(world, 't.1')).toMatchObject({
      reason: 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT',
      message: 'Executor did not re-register within 2secs; Executor terminated',
    });
    expect(processIds(world, 'executor:')).toEqual([]);
  });

  it('KillTask and MultipleFrameworks: tasks of two frameworks are there again and can be killed', () => {
    const world = registered({ flags: HOST });
    const other = `${FRAMEWORK_ID.slice(0, -1)}1` as typeof FRAMEWORK_ID;
    runTask(world, taskInfo('t.1', SLEEP));
    const framework = { ...FRAMEWORK, id: other };
    runTask(world, taskInfo('u.1', { ...SLEEP, resources: 'cpus:0.1;mem:32' }), framework);
    ran(world, 't.1', 'TASK_RUNNING');
    ran(world, 'u.1', 'TASK_RUNNING');
    killAgent(world);
    reregistered(world);
    expect(
      received(world, 'mesos.ReregisterSlaveMessage')[0]
        ?.tasks.map(({ taskId }) => taskId)
        .sort(),
    ).toEqual(['t.1', 'u.1']);
    runUntilTrue(world, 'registered', () => agentState(world).phase === 'RUNNING');
    killTask(world, 't.1');
    killTask(world, 'u.1', other);
    ran(world, 't.1', 'TASK_KILLED');
    ran(world, 'u.1', 'TASK_KILLED');
  });

  it('CleanupExecutor: with --recover=cleanup it ends its executors and itself', () => {
    const world = registered({ flags: HOST });
    runTask(world, taskInfo('t.1', SLEEP));
    ran(world, 't.1', 'TASK_RUNNING');
    restartAgentWith(world, { recover: 'cleanup' });
    runUntilTrue(world, 'executors gone', () => processIds(world, 'executor:').length === 0);
    runFor(world, 3000);
    const log = agentLog(world).join('\n');
    expect(log).toMatch(/Sending shutdown to executor 't\.1' of framework/);
    expect(log).toContain('Agent terminating');
    expect(received(world, 'mesos.ReregisterSlaveMessage')).toEqual([]);
  });

  it('ShutdownSlaveSIGUSR1: it unregisters, and the next one has another id', () => {
    const world = registered({ flags: HOST });
    command(world, { kind: 'tell', process: AGENT, body: { signal: 'SIGUSR1' } });
    runUntilTrue(world, 'unregistered', () => received(world, 'mesos.UnregisterSlaveMessage').length === 1);
    runUntilTrue(world, 'registered anew', () => received(world, 'mesos.RegisterSlaveMessage').length >= 2, 130_000);
    expect(agentLog(world).join('\n')).toContain(
      'Received SIGUSR1 signal from user root; unregistering and shutting down',
    );
  });

  it('GCExecutor: one whose latest run is not known is left out, and its folders are collected', () => {
    const world = registered({ flags: { ...HOST, gcDelayMs: 60_000 } });
    runTask(world, taskInfo('t.1', SLEEP));
    ran(world, 't.1', 'TASK_RUNNING');
    command(world, { kind: 'stopProcess', process: AGENT });
    runFor(world, 10);
    const folder = `/data/mesos/meta/slaves/${AGENT_ID}/frameworks/${FRAMEWORK_ID}/executors/t.1`;
    command(world, { kind: 'wipeFolder', host: AGENT_HOST, folder: `${folder}/runs/latest`, process: AGENT });
    command(world, { kind: 'startProcess', process: AGENT });
    reregistered(world);
    const log = agentLog(world).join('\n');
    expect(log).toContain(`Skipping recovery of executor 't.1' of framework ${FRAMEWORK_ID}`);
    expect(log).toContain(`Scheduling '${folder}' for gc`);
    expect(received(world, 'mesos.ReregisterSlaveMessage')[0]?.tasks).toEqual([]);
    runFor(world, 70_000);
    expect(readOnlyDisk(() => ownHost(world.simulator.world, AGENT_HOST)).list(folder)).toEqual([]);
  });
});

describe('folders', () => {
  it('GarbageCollectorIntegrationTest.Restart: those of an id that it had before are collected', () => {
    const world = registered({ flags: { ...HOST, gcDelayMs: 60_000 } });
    runTask(world, taskInfo('t.1', SLEEP));
    ran(world, 't.1', 'TASK_RUNNING');
    command(world, { kind: 'powerOffHost', host: AGENT_HOST });
    runFor(world, 1000);
    command(world, { kind: 'powerOnHost', host: AGENT_HOST });
    runUntilTrue(
      world,
      'collected',
      () => agentLog(world).some((line) => line.includes('Garbage collecting old agent')),
      30_000,
    );
    expect(agentLog(world).join('\n')).toContain('Agent host rebooted');
  });
});

describe('what an agent holds', () => {
  const reserved = (amount: string) =>
    resources(amount).map((part) => withMarks(part, { role: 'ops', reservation: { principal: 'me', labels: [] } }));

  it('ResourcesCheckpointing and IncompatibleCheckpointedResources', () => {
    const world = registered({ flags: { ...HOST, resources: 'cpus:8;mem:4096;disk:0;ports:[]' } });
    sendToAgent(world, { type: 'mesos.CheckpointResourcesMessage', resources: reserved('cpus:8;mem:2048') });
    runFor(world, 100);
    killAgent(world);
    reregistered(world);
    expect(received(world, 'mesos.ReregisterSlaveMessage')[0]?.checkpointedResources).toEqual(
      reserved('cpus:8;mem:2048'),
    );
    restartAgentWith(world, { resources: 'cpus:4;mem:2048;disk:0;ports:[]' });
    runUntilTrue(world, 'refusal', () => agentLog(world).some((line) => line.includes('Failed to perform recovery')));
    expect(agentLog(world).join('\n')).toContain(
      'Checkpointed resources cpus(ops, me):8; mem(ops, me):2048 are incompatible with agent resources cpus(*):4; mem(*):2048: Incompatible agent resources: cpus(*):4; mem(*):2048 does not contain cpus(*):8',
    );
  });
});

describe('executors', () => {
  it('one that tells TASK_STAGING is shut down', () => {
    const world = registered({ flags: HOST });
    runTask(world, taskInfo('t.1', SLEEP));
    ran(world, 't.1', 'TASK_RUNNING');
    const known = must(received(world, 'mesos.StatusUpdateMessage')[0], 'an update');
    const uuid = '00000000-0000-4000-8000-000000000009';
    const status = { ...known.update.status, state: 'TASK_STAGING', uuid } as const;
    sendToAgent(world, { ...known, update: { ...known.update, status, uuid }, pid: null });
    runUntilTrue(world, 'ended', () => processIds(world, 'executor:').length === 0);
    expect(agentLog(world).join('\n')).toMatch(
      /Received TASK_STAGING from executor 't\.1' of framework .* which is not allowed\. Shutting down the executor/,
    );
  });

  it('SHUTDOWN of one that is not there, and messages to it, are only told in the log', () => {
    const world = agentWorld(HOST);
    runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING');
    const ids = { frameworkId: FRAMEWORK_ID, executorId: 'e' as never };
    sendToAgent(world, { type: 'mesos.ShutdownExecutorMessage', ...ids });
    sendToAgent(world, { type: 'mesos.FrameworkToExecutorMessage', slaveId: AGENT_ID, ...ids, data: '' });
    sendToAgent(world, { type: 'mesos.ShutdownFrameworkMessage', frameworkId: FRAMEWORK_ID });
    runFor(world, 100);
    const log = agentLog(world).join('\n');
    expect(log).toContain(`Cannot shut down executor 'e' of unknown framework ${FRAMEWORK_ID}`);
    expect(log).toContain(`Dropping message from framework ${FRAMEWORK_ID} because framework does not exist`);
    expect(log).toContain(`Cannot shut down unknown framework ${FRAMEWORK_ID}`);
    expect(agentState(world).metrics.invalidFrameworkMessages).toBe(1);
  });
});
