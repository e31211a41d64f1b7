/** What a task asks of `docker run`. Reference: section 5.9; Source: src/docker/docker.cpp (Docker::run). */
import { describe, expect, it } from 'vitest';
import { AGENT_ID, FRAMEWORK_ID, taskInfo } from '../agent/conformance/agent-bed.ts';
import { containerId, executorId } from '../ids.ts';
import { dockerRunOptions } from './docker-run.ts';
import type { ExecutorFlags } from './executor-flags.ts';

const NAME = `mesos-${AGENT_ID}.c`;
const FLAGS: ExecutorFlags = {
  slavePid: 'slave(1)@10.0.0.2:5051',
  frameworkId: FRAMEWORK_ID,
  executorId: executorId('t'),
  containerId: containerId('c'),
  directory: '/data/mesos/run',
  checkpoint: true,
  recoveryTimeoutMs: 900_000,
  shutdownGracePeriodMs: 5_000,
  stopTimeoutMs: 0,
  containerName: NAME,
  sandboxDirectory: '/mnt/mesos/sandbox',
  http: false,
  startMinMs: 0,
  startMaxMs: 0,
};

describe('docker run of a task', () => {
  it.each([
    ['cpus:0.01;mem:16', { cpuShares: 10, memoryBytes: 33_554_432 }],
    ['cpus:0.001;mem:32', { cpuShares: 2, memoryBytes: 33_554_432 }],
    ['cpus:1.5;mem:64', { cpuShares: 1_536, memoryBytes: 67_108_864 }],
  ])('%s: a weight of processors, at least 2, and a limit of memory, at least 32 MB', (resources, expected) => {
    expect(dockerRunOptions(taskInfo('t', { image: 'nginx', resources }), FLAGS)).toMatchObject(expected);
  });

  it("mounts the sandbox, adds two variables behind the task's own, and is named after agent and container", () => {
    const task = taskInfo('t', { image: 'nginx', hostPort: 31000, environment: { A: '1' }, labels: ['k=v=w', 'bare'] });
    expect(dockerRunOptions(task, FLAGS)).toEqual({
      name: NAME,
      image: 'nginx',
      command: [],
      entrypoint: null,
      environment: ['A=1', 'MESOS_SANDBOX=/mnt/mesos/sandbox', `MESOS_CONTAINER_NAME=${NAME}`],
      volumes: ['/data/mesos/run:/mnt/mesos/sandbox'],
      labels: { k: 'v=w', bare: '' },
      network: 'bridge',
      ports: [{ hostPort: 31_000, containerPort: 80, protocol: 'tcp' }],
      cpuShares: 102,
      memoryBytes: 67_108_864,
      privileged: false,
    });
  });

  it('a command of the shell becomes the entrypoint /bin/sh -c', () => {
    const task = taskInfo('t', { image: 'nginx', command: 'sleep 1' });
    expect(dockerRunOptions(task, FLAGS)).toMatchObject({ entrypoint: '/bin/sh', command: ['-c', 'sleep 1'] });
  });
});
