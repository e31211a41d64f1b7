/** Oversubscription in a whole cluster: Mesos 1.0.1's src/tests/oversubscription_tests.cpp, and what is refused at the start. */
import { describe, expect, it } from 'vitest';
import { findProcess } from '../../../kernel/process-table.ts';
import { agentFlags } from '../../../mesos/agent/agent-flags.ts';
import { oversubscriptionOf } from '../../../mesos/agent/oversubscription-flags.ts';
import { formatResources } from '../../../mesos/resources/format.ts';
import { revocableResources, sumResources } from '../../../mesos/resources/resources.ts';
import { addFramework, agentProcess, AGENTS, type Bed, startBed, TEST_FRAMEWORK } from './mesos-bed.ts';

const MODULES = JSON.stringify({
  libraries: [
    {
      file: '/usr/lib/libfixed_resource_estimator.so',
      modules: [
        { name: 'org_apache_mesos_FixedResourceEstimator', parameters: [{ key: 'resources', value: 'cpus:2' }] },
      ],
    },
    {
      file: '/usr/lib/libload_qos_controller.so',
      modules: [
        { name: 'org_apache_mesos_LoadQoSController', parameters: [{ key: 'load_threshold_5min', value: '4' }] },
      ],
    },
  ],
});
const FIXED = { modules: MODULES, resourceEstimator: 'org_apache_mesos_FixedResourceEstimator' };
const LOAD = { ...FIXED, qosController: 'org_apache_mesos_LoadQoSController' };
const CAPABLE = { capabilities: ['REVOCABLE_RESOURCES'] as const };

/** Revocable resources of the offers that a framework holds. */
const revocableOffers = (bed: Bed, name?: string): string =>
  formatResources(
    revocableResources(sumResources([...bed.framework(name).offers.values()].map((offer) => offer.resources))),
  );

const metricsOf = (bed: Bed, host: string, port: number): Readonly<Record<string, number>> =>
  JSON.parse(bed.get(host, '/metrics/snapshot', {}, port).body) as Readonly<Record<string, number>>;

/** On an offer of revocable resources alone: they came after the others were offered. */
const launchRevocable = (bed: Bed): void => {
  bed.launch(['r1'], 'cpus{REV}:1');
  bed.run(bed.simulator.world.nowUs / 1_000_000 + 6);
};

describe('oversubscription', () => {
  it('tells the master an empty estimate by default, and a fixed one after each registration', () => {
    const plain = startBed({ framework: null });
    plain.run(20);
    expect(metricsOf(plain, plain.leader().host, 5050)['master/messages_update_slave']).toBe(5);
    expect(plain.logOf(agentProcess(AGENTS[0] as string))).toContain('Forwarding total oversubscribed resources ');
    const fixed = startBed({ framework: null, agentFlags: FIXED });
    fixed.run(20);
    const total = (): (number | undefined)[] => {
      const metrics = metricsOf(fixed, fixed.leader().host, 5050);
      return [
        metrics['master/cpus_revocable_total'],
        metrics['master/cpus_revocable_used'],
        metrics['master/cpus_total'],
      ];
    };
    expect(total()).toEqual([10, 0, 20]);
    expect(metricsOf(fixed, AGENTS[0] as string, 5051)['slave/cpus_revocable_total']).toBe(2);
    fixed.command({ kind: 'stopProcess', process: fixed.leaderProcess() });
    fixed.run(80);
    expect(total()).toEqual([10, 0, 20]);
  });

  it('offers revocable resources to frameworks that can do with them, and to no others', () => {
    const bed = startBed({ agentFlags: FIXED, refuseSeconds: null, framework: CAPABLE });
    bed.run(20);
    expect(revocableOffers(bed)).toBe('cpus(*){REV}:10');
    addFramework(bed.simulator, 'plain', { info: { ...TEST_FRAMEWORK, name: 'plain' }, refuseSeconds: null });
    bed.tell({ order: 'stop', failover: false });
    bed.run(25);
    expect([bed.framework('plain').offers.size, revocableOffers(bed, 'plain')]).toEqual([5, '']);
  });

  it('keeps the estimate as tasks take of it, and kills them when the load is too high', () => {
    const bed = startBed({ agentFlags: LOAD, refuseSeconds: null, framework: CAPABLE });
    bed.run(20);
    launchRevocable(bed);
    const task = bed.framework().statuses.find((status) => status.taskId === 'r1');
    expect(task?.state).toBe('TASK_RUNNING');
    const host = bed.leader().state.agents.get(task?.slaveId as never)?.info.hostname as string;
    bed.run(50);
    const master = metricsOf(bed, bed.leader().host, 5050);
    expect([master['master/cpus_revocable_total'], master['master/cpus_revocable_used']]).toEqual([10, 1]);
    const agent = (): readonly (number | undefined)[] => {
      const metrics = metricsOf(bed, host, 5051);
      return [metrics['slave/cpus_revocable_used'], metrics['slave/executors_preempted']];
    };
    expect(agent()).toEqual([1, 0]);
    overload(bed, host);
    bed.run(60);
    const [last] = bed
      .framework()
      .statuses.filter((status) => status.taskId === 'r1')
      .slice(-1);
    expect([last?.state, last?.reason, last?.source]).toEqual([
      'TASK_LOST',
      'REASON_CONTAINER_PREEMPTED',
      'SOURCE_SLAVE',
    ]);
    expect(last?.message).toMatch(/^Container preempted by QoS correction/);
    expect(agent()).toEqual([0, 1]);
    const log = bed.logOf(agentProcess(host));
    expect(log).toContain('System 5 minutes load average 9 exceeds threshold 4');
    expect(log).toContain('Received 1 QoS corrections');
  });
});

/** The machine gets busy with something else. */
function overload(bed: Bed, host: string): void {
  const process = findProcess(bed.simulator.world, agentProcess(host));
  const state = process?.state as { flags: object };
  state.flags = Object.freeze({ ...state.flags, machineLoad: 9 });
}

describe('estimators and controllers', () => {
  const disk = {
    read: () => null,
    exists: () => false,
    list: () => [],
    changedUs: () => null,
    usage: () => ({ usedBytes: 0, isFull: false }),
  };
  it.each([
    [
      { resourceEstimator: 'nope' },
      "Failed to create resource estimator: Failed to create resource estimator module 'nope': Module 'nope' unknown",
    ],
    [
      {
        resourceEstimator: 'org_apache_mesos_FixedResourceEstimator',
        modules: '{"libraries": [{"modules": [{"name": "org_apache_mesos_FixedResourceEstimator"}]}]}',
      },
      "Failed to create resource estimator: Failed to create resource estimator module 'org_apache_mesos_FixedResourceEstimator': Error creating Module instance for 'org_apache_mesos_FixedResourceEstimator'",
    ],
    [
      { qosController: 'nope' },
      "Failed to create QoS Controller: Failed to create QoS Controller module 'nope': Module 'nope' unknown",
    ],
    [{ modules: '{' }, "Failed to load flag 'modules': Failed to load value '{': syntax error at line 1 near: "],
    [LOAD, null],
  ])('%j', (given, error) => {
    const read = oversubscriptionOf(disk, agentFlags(given));
    expect(read.ok ? null : read.error).toBe(error);
  });
});
