import { describe, expect, it } from 'vitest';
import { agentUsage, executorUsage, frameworkUsage, sumUsage, usageOf } from './agent-usage.ts';

const sample = (timestamp: number, seconds: number) => [
  {
    executor_id: 'e',
    framework_id: 'f',
    statistics: { timestamp, cpus_user_time_secs: seconds, cpus_system_time_secs: seconds, mem_rss_bytes: 100 },
  },
];
const unknown = { cpus: undefined, memBytes: undefined, diskBytes: undefined };

describe('measured use on an agent page', () => {
  it('of CPUs is empty until a second sample has come', () => {
    const first = usageOf(null, sample(10, 1));
    expect(executorUsage(first, 'f', 'e')).toEqual({ cpus: undefined, memBytes: 100, diskBytes: undefined });
  });
  it('divides spent CPU time by the time between two samples', () => {
    expect(executorUsage(usageOf(sample(10, 1), sample(14, 3)), 'f', 'e').cpus).toBe(1);
  });
  it('adds up; what one of the executors does not tell is unknown for all', () => {
    const two = [
      { cpus: 1, memBytes: undefined, diskBytes: 2 },
      { cpus: 2, memBytes: undefined, diskBytes: undefined },
    ];
    expect(sumUsage(two)).toEqual({ cpus: 3, memBytes: undefined, diskBytes: undefined });
  });
  it('of an agent that runs nothing is 0 from the first answer on, unknown before it', () => {
    expect(agentUsage(usageOf(null, null))).toEqual(unknown);
    expect(agentUsage(usageOf(null, []))).toEqual({ cpus: 0, memBytes: 0, diskBytes: 0 });
  });
  it('of a framework without a measured executor is unknown', () => {
    const measured = usageOf(sample(10, 1), sample(14, 3));
    expect(frameworkUsage(measured, 'f')).toEqual({ cpus: 1, memBytes: 100, diskBytes: undefined });
    expect(frameworkUsage(measured, 'g')).toEqual(unknown);
  });
});
