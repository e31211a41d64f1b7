import { describe, expect, it } from 'vitest';
import type { LogLine, Severity } from '../../kernel/context.ts';
import type { Process } from '../../kernel/world.ts';
import { formatLogLine } from './log-format.ts';

const START_MS = 1480852800000; // 2016-12-04T12:00:00Z

function format(program: string, severity: Severity, text: string, source: string): string {
  const process = { spec: { program }, state: { config: { myid: 2 } } } as unknown as Process;
  const line: LogLine = { at: 1_234_567, severity, text, source, pid: 1007 };
  return formatLogLine(process, line, START_MS).text;
}

describe('log lines', () => {
  it('look like ZooKeeper’s log4j layout', () => {
    expect(format('zookeeper', 'INFO', 'LOOKING', 'QuorumPeer[myid=2]/0.0.0.0:2181:QuorumPeer@774')).toBe(
      '2016-12-04 12:00:01,234 [myid:2] - INFO  [QuorumPeer[myid=2]/0.0.0.0:2181:QuorumPeer@774] - LOOKING',
    );
  });

  it('look like glog’s in Mesos, with microseconds and pid', () => {
    expect(format('mesos-master', 'INFO', 'Elected as the leading master!', 'master.cpp:1847')).toBe(
      'I1204 12:00:01.234567  1007 master.cpp:1847] Elected as the leading master!',
    );
    expect(format('mesos-agent', 'WARN', 'gone', 'slave.cpp:1')).toMatch(/^W1204 /);
  });

  it('look like Marathon’s logback layout', () => {
    expect(format('marathon', 'INFO', 'Elected', 'mesosphere.marathon.MarathonSchedulerService:main')).toBe(
      '[2016-12-04 12:00:01,234] INFO  Elected (mesosphere.marathon.MarathonSchedulerService:main)',
    );
  });
});
