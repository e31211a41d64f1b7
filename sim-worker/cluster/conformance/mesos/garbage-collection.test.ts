/** Garbage collection by disk usage: Mesos 1.0.1's src/tests/gc_tests.cpp (DiskUsage, Unschedule) in a whole cluster. */
import { describe, expect, it } from 'vitest';
import { hostId } from '../../../kernel/ids.ts';
import { taskId } from '../../../mesos/ids.ts';
import type { AgentState } from '../../../mesos/agent/agent-state.ts';
import { resources } from '../../../mesos/resources/parse.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { agentProcess, type Bed, startBed } from './mesos-bed.ts';

/** A task that ended, its agent's host and sandbox. */
function ended(agentFlags: Readonly<Record<string, unknown>>): {
  readonly bed: Bed;
  readonly host: string;
  readonly sandbox: string;
  readonly isThere: () => boolean;
  readonly metric: () => unknown;
} {
  const bed = startBed({ agentFlags });
  bed.run(20);
  bed.tell({
    order: 'launch',
    tasks: [{ taskId: taskId('t1'), resources: resources('cpus:0.5;mem:64'), command: 'sleep 1' }],
  });
  bed.run(40);
  const host = [...bed.leader().state.agents.values()].find(({ id }) =>
    bed.framework().statuses.some((status) => status.slaveId === id),
  )?.info.hostname as string;
  const state = findProcess(bed.simulator.world, agentProcess(host))?.state as AgentState;
  const sandbox = [...state.frameworks.values(), ...state.completedFrameworks].flatMap(
    (framework) => framework.completedExecutors,
  )[0]?.directory as string;
  const files = (): readonly string[] => [...(bed.simulator.world.hosts.get(hostId(host))?.files.keys() ?? [])];
  return {
    bed,
    host,
    sandbox,
    isThere: () => files().some((path) => path.startsWith(`${sandbox}/`)),
    metric: () =>
      (JSON.parse(bed.get(host, '/metrics/snapshot', {}, 5051).body) as Readonly<Record<string, unknown>>)[
        'slave/executor_directory_max_allowed_age_secs'
      ],
  };
}

describe('garbage collection by disk usage', () => {
  it('keeps finished folders for gc_delay × (1 − headroom − usage), and looks once a minute', () => {
    const test = ended({ machineDiskMib: 10_000, machineDiskUsedMib: 8_000, gcDelayMs: 3_600_000 });
    expect(test.isThere()).toBe(true);
    // One hour × (1 − 0.1 − 0.8) = 6 minutes.
    expect(Number(test.metric())).toBeCloseTo(360, 0);
    test.bed.run(360);
    expect(test.isThere()).toBe(true);
    test.bed.run(470);
    expect(test.isThere()).toBe(false);
    const log = test.bed.logOf(agentProcess(test.host));
    expect(log.some((line) => /^Current disk usage 80\.\d\d%\. Max allowed age: /.test(line))).toBe(true);
    expect(log.some((line) => line.startsWith('Pruning directories with remaining removal time 5'))).toBe(true);
    expect(log).toContain(`Deleting ${test.sandbox}`);
  });

  it('removes everything finished within a minute once the disk is full', () => {
    const test = ended({});
    test.bed.command({ kind: 'setDisk', host: hostId(test.host), full: true, failing: false, slowFactor: 1 });
    test.bed.run(101);
    expect([test.isThere(), test.metric()]).toEqual([false, 0]);
  });
});
