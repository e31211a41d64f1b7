/** Order of the updates around `docker inspect`, graces, and what the executors print. Source: src/docker/executor.cpp, src/launcher/executor.cpp. */
import { describe, expect, it } from 'vitest';
import {
  type AgentWorld,
  FRAMEWORK,
  FRAMEWORK_ID,
  killTask,
  lastStatus,
  nowMs,
  registered,
  runFor,
  runTask,
  runUntilTrue,
  sendToAgent,
  statesOf,
  taskInfo,
  type TaskOptions,
  AGENT_HOST,
  AGENT_ID,
} from '../agent/conformance/agent-bed.ts';
import { must } from '../../kernel/assert.ts';
import { readOnlyDisk } from '../../kernel/disk.ts';
import { ownHost } from '../../kernel/world.ts';
import { taskId } from '../ids.ts';

const CAPABLE = { ...FRAMEWORK, capabilities: ['TASK_KILLING_STATE'] } as const;

function started(options: TaskOptions, flags = {}): AgentWorld {
  const world = registered({ flags });
  runTask(world, taskInfo('t', options), CAPABLE);
  return world;
}

function until(world: AgentWorld, state: string): number {
  runUntilTrue(world, state, () => statesOf(world, 't').some((one) => one === state));
  return nowMs(world);
}

function killWith(world: AgentWorld, gracePeriodMs: number): void {
  const kill = { type: 'mesos.KillTaskMessage', frameworkId: FRAMEWORK_ID, taskId: taskId('t') } as const;
  sendToAgent(world, { ...kill, killPolicy: { gracePeriodMs } });
}

const RUNS = `/data/mesos/slaves/${AGENT_ID}/frameworks/${FRAMEWORK_ID}/executors/t/runs`;

function sandboxText(world: AgentWorld): string {
  const disk = readOnlyDisk(() => ownHost(world.simulator.world, AGENT_HOST));
  const run = disk.list(RUNS).find((name) => name !== 'latest');
  const file = disk.read(`${RUNS}/${run ?? ''}/stdout`);
  return file?.kind === 'text' ? file.text : '';
}

/** Ends only of SIGKILL. */
const STUBBORN = { command: 'sleep 1000', environment: { MESOSCOPE_SIGTERM: 'ignore' } } as const;

describe('docker executor', () => {
  it.each([
    { what: 'a container that is over at once', command: 'true', states: ['TASK_RUNNING', 'TASK_FINISHED'] },
    { what: 'one that fails at once', command: 'exit 3', states: ['TASK_RUNNING', 'TASK_FAILED'] },
  ])('$what: the end is told after TASK_RUNNING', ({ command, states }) => {
    const world = started({ image: 'nginx', command });
    until(world, must(states[1], 'end'));
    expect(statesOf(world, 't')).toEqual(states);
  });

  it('a kill before the container has started waits for it: RUNNING, KILLING, KILLED', () => {
    const world = started({ image: 'nginx', command: 'sleep 1000' });
    runUntilTrue(world, 'launch', () => sandboxText(world).includes('Starting task t'));
    killTask(world, 't');
    until(world, 'TASK_KILLED');
    expect(statesOf(world, 't').slice(-3)).toEqual(['TASK_RUNNING', 'TASK_KILLING', 'TASK_KILLED']);
  });

  it.each([
    { what: 'no policy: the shutdown grace', flags: {}, graceS: 5 },
    { what: '--docker_stop_timeout is a lower bound', flags: { dockerStopTimeoutMs: 9_000 }, graceS: 9 },
    { what: "the task's policy", flags: {}, killPolicy: { gracePeriodMs: 2_000 }, graceS: 2 },
  ])('$what: SIGKILL after $graceS s, whatever the KILL call says', ({ flags, killPolicy = null, graceS }) => {
    const world = started({ image: 'nginx', ...STUBBORN, change: { killPolicy } }, flags);
    until(world, 'TASK_RUNNING');
    const killedAt = nowMs(world);
    killWith(world, 20_000);
    const seconds = (until(world, 'TASK_KILLED') - killedAt) / 1000;
    expect(seconds).toBeGreaterThan(graceS - 0.1);
    expect(seconds).toBeLessThan(graceS + 1.5);
    expect(lastStatus(world, 't').message).toBe('Container exited with status 137');
  });

  it('a container that cannot start: the failure is told after the 5 s that inspect has', () => {
    const world = started({ image: 'nginx', hostPort: 31000 });
    until(world, 'TASK_RUNNING');
    const from = nowMs(world);
    runTask(world, taskInfo('u', { image: 'nginx', hostPort: 31000 }), CAPABLE);
    runUntilTrue(world, 'failure', () => statesOf(world, 'u').includes('TASK_FAILED'));
    expect(statesOf(world, 'u')).toEqual(['TASK_FAILED']);
    expect(nowMs(world) - from).toBeGreaterThan(5_000);
  });
});

describe('command executor', () => {
  it('prints a kill that has to be forced as mesos-executor does', () => {
    const world = started(STUBBORN);
    until(world, 'TASK_RUNNING');
    killTask(world, 't');
    runFor(world, 1_000);
    killWith(world, 2_000);
    runFor(world, 1_500);
    const text = sandboxText(world)
      .replaceAll(/\b\d{3,}\b/g, 'PID')
      .replace(/in [\d.]+(ms|secs) from now\nProcess/, 'in 1secs from now\nProcess')
      .split('\n');
    expect(text.slice(text.indexOf('Received KILL event'))).toEqual([
      'Received KILL event',
      'Received kill for task t with grace period of 3secs',
      'Sending SIGTERM to process tree at pid PID',
      'Sent SIGTERM to the following process trees:',
      '[ ',
      '--- PID sh -c sleep PID',
      ']',
      'Scheduling escalation to SIGKILL in 3secs from now',
      'Received KILL event',
      'Received kill for task t with grace period of 2secs',
      'Rescheduling escalation to SIGKILL in 1secs from now',
      'Process PID did not terminate after 2secs, sending SIGKILL to process tree at PID',
      'Killed the following process trees:',
      '[ ',
      '--- PID sh -c sleep PID',
      ']',
      'Command terminated with signal Killed (pid: PID)',
      '',
    ]);
  });
});
