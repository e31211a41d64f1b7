/**
 * The frameworks of a Mesos cluster under faults: one that keeps its tasks through everything, one of a role with a weight that
 * may be given up after a short failover timeout, and one that leaves while faults go on.
 */
import { hostId, type HostId, processId, type ProcessId } from '../../kernel/ids.ts';
import { spawnProcess } from '../../kernel/process-life.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { OPERATOR, TEST_FRAMEWORK } from '../../cluster/conformance/mesos/mesos-bed.ts';
import { BALANCER_HOST, CLIENTS_HOST, DEFAULT_TOPOLOGY } from '../../cluster/topology.ts';
import type { FrameworkInfo } from '../../mesos/messages/infos.ts';
import { KEEPER, type KeeperFlags } from './keeper.ts';
import { WEIGHTED_ROLE } from './weight-changes.ts';

export type FuzzedFramework = {
  readonly process: ProcessId;
  readonly host: HostId;
  readonly info: FrameworkInfo;
  readonly count: number;
  readonly task: string;
  readonly leaveAfterMs: number | null;
};

/** Faults of a minute and more outlast it. */
const SHORT_FAILOVER_SECS = 30;
/** In the midst of the faults. */
const LEAVES_AFTER_MS = 110_000;

function fuzzedFramework(
  name: string,
  host: string,
  given: Pick<FuzzedFramework, 'count' | 'task' | 'leaveAfterMs'> &
    Partial<Pick<FrameworkInfo, 'role' | 'failoverTimeoutSecs'>>,
): FuzzedFramework {
  const { count, task, leaveAfterMs, ...info } = given;
  return {
    process: processId(`${name}@${host}`),
    host: hostId(host),
    info: { ...TEST_FRAMEWORK, ...info, name, hostname: host },
    count,
    task,
    leaveAfterMs,
  };
}

export const FUZZED_FRAMEWORKS: readonly FuzzedFramework[] = [
  fuzzedFramework('keeper', OPERATOR, { count: 8, task: 'cpus:0.5;mem:64', leaveAfterMs: null }),
  fuzzedFramework('web', CLIENTS_HOST, {
    role: WEIGHTED_ROLE,
    failoverTimeoutSecs: SHORT_FAILOVER_SECS,
    count: 5,
    task: 'cpus:0.2;mem:32',
    leaveAfterMs: null,
  }),
  fuzzedFramework('batch', BALANCER_HOST, {
    role: 'batch',
    failoverTimeoutSecs: SHORT_FAILOVER_SECS,
    count: 4,
    task: 'cpus:0.2;mem:32',
    leaveAfterMs: LEAVES_AFTER_MS,
  }),
];

export function startFrameworks(simulator: Simulator): void {
  const servers = DEFAULT_TOPOLOGY.zookeepers.map((host) => ({ host, port: 2181 }));
  for (const { process, host, info, count, task, leaveAfterMs } of FUZZED_FRAMEWORKS) {
    const flags: KeeperFlags = { framework: info, zk: { servers, path: '/mesos' }, count, task, leaveAfterMs };
    spawnProcess(simulator, {
      id: process,
      host,
      program: KEEPER,
      flags,
      diesWith: null,
      parent: null,
      restart: leaveAfterMs === null ? { initialDelayMs: 1000, maxDelayMs: 5000, resetAfterMs: 10_000 } : null,
    });
  }
}
