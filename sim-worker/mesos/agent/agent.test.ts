import { describe, expect, it } from 'vitest';
import {
  agentLog,
  agentState,
  agentWorld,
  AGENT_ID,
  command,
  AGENT,
  killTask,
  lastStatus,
  nowMs,
  processIds,
  received,
  registered,
  runFor,
  runTask,
  runUntilTrue,
  sendToAgent,
  statesOf,
  taskInfo,
  tell,
} from './testing/agent-world.ts';

describe('registration', () => {
  it('registers within a second of the detection and gets its id', () => {
    const world = agentWorld();
    runUntilTrue(world, 'registration', () => agentState(world).phase === 'RUNNING', 1_500);
    expect(agentState(world).info.id).toBe(AGENT_ID);
    expect(agentLog(world)).toContain(`Registered with master master@10.0.0.1:5050; given agent ID ${AGENT_ID}`);
  });

  it('retries with doubling back-off up to a minute while nobody answers', () => {
    const world = agentWorld();
    tell(world, { registers: false });
    runFor(world, 600_000);
    const attempts = received(world, 'mesos.RegisterSlaveMessage').length;
    expect(attempts).toBeGreaterThan(12);
    expect(attempts).toBeLessThan(40);
    expect(agentState(world).phase).toBe('DISCONNECTED');
  });

  it('re-registers after 75 s without a ping', () => {
    const world = registered();
    command(world, { kind: 'partition', from: ['10.0.0.1' as never], to: ['10.0.0.2' as never], oneWay: true });
    runUntilTrue(
      world,
      'time-out',
      () => agentLog(world).includes('No pings from master received within 75secs'),
      95_000,
    );
    expect(agentState(world).phase).toBe('DISCONNECTED');
  });
});

describe('docker task', () => {
  it('runs, answers on its port, and is killed by docker stop', () => {
    const world = registered();
    runTask(world, taskInfo('web.1', { image: 'nginx', hostPort: 31000 }));
    runUntilTrue(world, 'running', () => statesOf(world, 'web.1').includes('TASK_RUNNING'));
    const status = lastStatus(world, 'web.1');
    expect(status.data).toContain('"IPAddress":"172.17.0.2"');
    expect(status.labels).toEqual([{ key: 'Docker.NetworkSettings.IPAddress', value: '172.17.0.2' }]);
    expect(processIds(world, 'container:')).toHaveLength(1);
    killTask(world, 'web.1');
    runUntilTrue(world, 'killed', () => statesOf(world, 'web.1').includes('TASK_KILLED'));
    expect(lastStatus(world, 'web.1').message).toBe('Container exited with status 143');
    runFor(world, 5_000);
    expect(agentState(world).frameworks.size).toBe(0);
    expect(processIds(world, 'executor:')).toEqual([]);
  });

  it('a container killed by hand makes the task fail with status 137', () => {
    const world = registered();
    runTask(world, taskInfo('web.1', { image: 'nginx', hostPort: 31000 }));
    runUntilTrue(world, 'running', () => statesOf(world, 'web.1').includes('TASK_RUNNING'));
    command(world, { kind: 'killProcess', process: processIds(world, 'container:')[0] as never });
    runUntilTrue(world, 'failed', () => statesOf(world, 'web.1').includes('TASK_FAILED'));
    expect(lastStatus(world, 'web.1').message).toBe('Container exited with status 137');
  });

  it('EXE-02: a container that ignores SIGTERM is killed after the grace of 5 s', () => {
    const world = registered();
    runTask(world, taskInfo('web.1', { image: 'nginx', hostPort: 31000, labels: ['mesoscope.sigterm=ignore'] }));
    runUntilTrue(world, 'running', () => statesOf(world, 'web.1').includes('TASK_RUNNING'));
    const killedAt = nowMs(world);
    killTask(world, 'web.1');
    runUntilTrue(world, 'killed', () => statesOf(world, 'web.1').includes('TASK_KILLED'));
    expect(nowMs(world) - killedAt).toBeGreaterThan(4_990);
    expect(nowMs(world) - killedAt).toBeLessThan(5_500);
  });

  it('EXE-04: a pull of 90 s ends in a registration time-out at 60 s', () => {
    const world = registered({ docker: { imageMib: { 'big:1': 900 }, pullMibPerSecond: 10 } });
    const startedAt = nowMs(world);
    runTask(world, taskInfo('big.1', { image: 'big:1' }));
    runUntilTrue(world, 'failed', () => statesOf(world, 'big.1').includes('TASK_FAILED'));
    expect(nowMs(world) - startedAt).toBeGreaterThan(59_990);
    expect(nowMs(world) - startedAt).toBeLessThan(60_500);
    expect(lastStatus(world, 'big.1').reason).toBe('REASON_EXECUTOR_REGISTRATION_TIMEOUT');
    expect(lastStatus(world, 'big.1').message).toBe(
      'Executor did not register within 1mins; Container destroyed while pulling image',
    );
  });

  it('an unknown image fails the launch with the text of docker', () => {
    const world = registered();
    runTask(world, taskInfo('bad.1', { image: 'no-such-image' }));
    runUntilTrue(world, 'failed', () => statesOf(world, 'bad.1').includes('TASK_FAILED'));
    expect(lastStatus(world, 'bad.1').reason).toBe('REASON_CONTAINER_LAUNCH_FAILED');
    expect(lastStatus(world, 'bad.1').message).toMatch(
      /^Failed to launch container: Failed to run 'docker -H .* pull no-such-image': exited with status 1/,
    );
  });

  it('EXE-10: a container above its memory limit exits with 137', () => {
    const world = registered();
    runTask(world, taskInfo('fat.1', { image: 'nginx', hostPort: 31000, labels: ['mesoscope.memoryMib=500'] }));
    runUntilTrue(world, 'failed', () => statesOf(world, 'fat.1').includes('TASK_FAILED'));
    expect(lastStatus(world, 'fat.1').message).toBe('Container exited with status 137');
  });
});

describe('command task', () => {
  it('finishes with its command', () => {
    const world = registered();
    runTask(world, taskInfo('job.1', { command: 'echo hello && sleep 3' }));
    runUntilTrue(world, 'finished', () => statesOf(world, 'job.1').includes('TASK_FINISHED'));
    expect(statesOf(world, 'job.1')).toEqual(['TASK_RUNNING', 'TASK_FINISHED']);
    expect(lastStatus(world, 'job.1').message).toBe('Command exited with status 0');
  });

  it('fails with the exit status of its command', () => {
    const world = registered();
    runTask(world, taskInfo('job.1', { command: 'sleep 1; exit 3' }));
    runUntilTrue(world, 'failed', () => statesOf(world, 'job.1').includes('TASK_FAILED'));
    expect(lastStatus(world, 'job.1').message).toBe('Command exited with status 3');
  });

  it('EXE-01: gets SIGTERM at once; one that ignores it gets SIGKILL after 3 s', () => {
    const world = registered();
    runTask(world, taskInfo('job.1', { command: 'sleep 1000' }));
    runTask(world, taskInfo('job.2', { command: 'sleep 1000', environment: { MESOSCOPE_SIGTERM: 'ignore' } }));
    runUntilTrue(world, 'running', () => statesOf(world, 'job.1').length + statesOf(world, 'job.2').length === 2);
    const at = nowMs(world);
    killTask(world, 'job.1');
    killTask(world, 'job.2');
    runUntilTrue(world, 'first killed', () => statesOf(world, 'job.1').includes('TASK_KILLED'));
    expect(nowMs(world) - at).toBeLessThan(300);
    expect(lastStatus(world, 'job.1').message).toBe('Command terminated with signal Terminated');
    runUntilTrue(world, 'second killed', () => statesOf(world, 'job.2').includes('TASK_KILLED'));
    expect(nowMs(world) - at).toBeGreaterThan(3_000);
    expect(lastStatus(world, 'job.2').message).toBe('Command terminated with signal Killed');
  });
});

describe('status updates', () => {
  it('SUP-01: retries after 10, 20, 40 s while nobody acknowledges', () => {
    const world = registered();
    tell(world, { acknowledges: false });
    runTask(world, taskInfo('job.1', { command: 'true' }));
    runFor(world, 75_000);
    const resent = agentLog(world).filter((line) => line.startsWith('Resending status update TASK_RUNNING'));
    expect(resent).toHaveLength(3);
    // SUP-02: the second update waits for the first, which tells the latest state.
    const updates = received(world, 'mesos.StatusUpdateMessage');
    expect(new Set(updates.map((message) => message.update.status.state))).toEqual(new Set(['TASK_RUNNING']));
    expect(updates.at(-1)?.update.latestState).toBe('TASK_FINISHED');
  });

  it('SUP-04: with the terminal update acknowledged the executor is cleaned up', () => {
    const world = registered();
    runTask(world, taskInfo('job.1', { command: 'true' }));
    runFor(world, 10_000);
    expect(agentState(world).completedFrameworks[0]?.completedExecutors[0]?.completedTasks[0]?.state).toBe(
      'TASK_FINISHED',
    );
    expect(agentState(world).streams.size).toBe(0);
  });
});

describe('restart of the agent', () => {
  it('EXE-06: on the host, executors survive and re-register; nothing is lost', () => {
    const world = registered({ flags: { runtime: 'host+supervisord' } });
    runTask(world, taskInfo('web.1', { image: 'nginx', hostPort: 31000 }));
    runTask(world, taskInfo('job.1', { command: 'sleep 1000' }));
    runUntilTrue(world, 'running', () => statesOf(world, 'web.1').length + statesOf(world, 'job.1').length === 2);
    command(world, { kind: 'killProcess', process: AGENT });
    runFor(world, 20_000);
    expect(agentState(world).phase).toBe('RUNNING');
    expect(agentState(world).info.id).toBe(AGENT_ID);
    expect(
      received(world, 'mesos.ReregisterSlaveMessage')
        .at(-1)
        ?.tasks.map((task) => task.state),
    ).toEqual(['TASK_RUNNING', 'TASK_RUNNING']);
    expect(statesOf(world, 'web.1')).toEqual(['TASK_RUNNING']);
    killTask(world, 'web.1');
    runUntilTrue(world, 'killed', () => statesOf(world, 'web.1').includes('TASK_KILLED'));
  });

  it('EXE-07: in a container, executors die with the agent; tasks fail and the old docker containers linger', () => {
    const world = registered();
    runTask(world, taskInfo('web.1', { image: 'nginx', hostPort: 31000 }));
    runUntilTrue(world, 'running', () => statesOf(world, 'web.1').includes('TASK_RUNNING'));
    command(world, { kind: 'killProcess', process: AGENT });
    runUntilTrue(world, 'failed', () => statesOf(world, 'web.1').includes('TASK_FAILED'));
    expect(lastStatus(world, 'web.1')).toMatchObject({
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: 'Container terminated',
    });
    expect(processIds(world, 'container:')).toHaveLength(1);
    command(world, { kind: 'killProcess', process: AGENT });
    runFor(world, 20_000);
    expect(processIds(world, 'container:')).toHaveLength(0);
  });

  it('SUP-03: an unacknowledged update is sent again with the same uuid', () => {
    const world = registered({ flags: { runtime: 'host+supervisord' } });
    tell(world, { acknowledges: false });
    runTask(world, taskInfo('job.1', { command: 'sleep 1000' }));
    runUntilTrue(world, 'running', () => statesOf(world, 'job.1').includes('TASK_RUNNING'));
    const before = received(world, 'mesos.StatusUpdateMessage').length;
    command(world, { kind: 'killProcess', process: AGENT });
    runUntilTrue(world, 'resent', () => received(world, 'mesos.StatusUpdateMessage').length > before);
    const uuids = new Set(received(world, 'mesos.StatusUpdateMessage').map((message) => message.update.uuid));
    expect(uuids.size).toBe(1);
  });

  it('REG-06: refuses to recover with other attributes', () => {
    const world = registered();
    command(world, { kind: 'stopProcess', process: AGENT });
    command(world, {
      kind: 'configureProcess',
      process: AGENT,
      flags: { master: '10.0.0.1:5050', workDir: '/data/mesos', attributes: 'rack:2' },
    });
    command(world, { kind: 'startProcess', process: AGENT });
    runFor(world, 200);
    expect(agentLog(world).at(-1)).toMatch(/^Failed to perform recovery: Incompatible agent info detected\./);
  });

  it('EXE-09: after a reboot of the host it registers as a new agent', () => {
    const world = registered();
    command(world, { kind: 'powerOffHost', host: '10.0.0.2' as never });
    runFor(world, 1_000);
    command(world, { kind: 'powerOnHost', host: '10.0.0.2' as never });
    const before = received(world, 'mesos.RegisterSlaveMessage').length;
    runUntilTrue(world, 'new registration', () => received(world, 'mesos.RegisterSlaveMessage').length > before);
    expect(agentLog(world)).toContain('Agent host rebooted');
  });
});

describe('shutdown', () => {
  it('REG-08: told to shut down, kills its executors, exits 0 and comes back as a new agent', () => {
    const world = registered();
    runTask(world, taskInfo('web.1', { image: 'nginx', hostPort: 31000 }));
    runUntilTrue(world, 'running', () => statesOf(world, 'web.1').includes('TASK_RUNNING'));
    const before = received(world, 'mesos.RegisterSlaveMessage').length;
    sendToAgent(world, { type: 'mesos.ShutdownMessage', message: 'Agent attempted to re-register after removal' });
    runUntilTrue(world, 'new registration', () => received(world, 'mesos.RegisterSlaveMessage').length > before);
    expect(agentLog(world)).toContain(
      "Agent asked to shut down by master@10.0.0.1:5050 because 'Agent attempted to re-register after removal'",
    );
    expect(processIds(world, 'container:')).toEqual([]);
  });
});
