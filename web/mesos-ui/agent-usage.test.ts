import { describe, expect, it } from 'vitest';
import { executorKey, sumUsage, usageOf } from './agent-usage.ts';

const sample = (timestamp: number, seconds: number) => [
  {
    executor_id: 'e',
    framework_id: 'f',
    statistics: { timestamp, cpus_user_time_secs: seconds, cpus_system_time_secs: seconds, mem_rss_bytes: 100 },
  },
];

describe('measured use on an agent page', () => {
  it('is empty until a second sample has come', () => {
    expect(usageOf(null, sample(10, 1)).get(executorKey('f', 'e'))).toEqual({
      cpus: undefined,
      memBytes: 100,
      diskBytes: undefined,
    });
  });
  it('divides spent CPU time by the time between two samples', () => {
    expect(usageOf(sample(10, 1), sample(14, 3)).get('f/e')?.cpus).toBe(1);
  });
  it('adds up what is known', () => {
    expect(
      sumUsage([
        { cpus: 1, memBytes: undefined, diskBytes: 2 },
        { cpus: 2, memBytes: undefined, diskBytes: undefined },
      ]),
    ).toEqual({
      cpus: 3,
      memBytes: undefined,
      diskBytes: 2,
    });
  });
});
