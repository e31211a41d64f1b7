/** Mesos' ZooKeeper group against a real ensemble; here and not beside it, since Mesos may not know the server. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGet, logSize } from '../kernel/append-log.ts';
import { must } from '../kernel/assert.ts';
import { applyCommand, type Command } from '../kernel/command.ts';
import type { Context, Program, ProgramEvent, Registry } from '../kernel/context.ts';
import { initialFile } from '../kernel/disk.ts';
import { hostId, processId, type ProcessId } from '../kernel/ids.ts';
import { spawnProcess } from '../kernel/process-life.ts';
import { createSimulator, runUntil, type Simulator } from '../kernel/simulator.ts';
import { addHost, initialWorld, ownHost } from '../kernel/world.ts';
import { findProcess } from '../kernel/process-table.ts';
import {
  contend,
  contenderOpen,
  contenderOwnsEvent,
  contenderReceive,
  type ContenderOutput,
  type ContenderState,
} from '../mesos/zookeeper-group/contender.ts';
import {
  detectorOpen,
  detectorOwnsEvent,
  detectorReceive,
  type DetectorOutput,
  type DetectorState,
} from '../mesos/zookeeper-group/detector.ts';
import type { MasterInfo } from '../mesos/zookeeper-group/master-info.ts';
import { zookeeperServerProgram } from '../zookeeper/server/program.ts';

type Candidate = {
  readonly contender: ContenderState;
  readonly detector: DetectorState;
  readonly outputs: (ContenderOutput | DetectorOutput)[];
};

const SERVERS = [1, 2, 3].map((id) => ({ host: `10.0.0.${String(id)}`, port: 2181 }));

function masterInfo(host: string): MasterInfo {
  return {
    id: `id-of-${host}`,
    ip: 1,
    port: 5050,
    pid: `master@${host}:5050`,
    hostname: host,
    version: '1.0.1',
    address: { hostname: host, ip: host, port: 5050 },
  };
}

const candidate: Program<Candidate> = {
  kind: 'candidate',
  boot(context) {
    const options = { servers: SERVERS, path: '/mesos', sessionTimeoutMs: 10_000 };
    const contender = contenderOpen(context, { ...options, key: 'contender' });
    const detector = detectorOpen(context, { ...options, key: 'detector' });
    contend(contender, context, masterInfo(context.host));
    return { contender, detector, outputs: [] };
  },
  receive(state, context: Context, event: ProgramEvent) {
    const outputs: (ContenderOutput | DetectorOutput)[] = [];
    if (contenderOwnsEvent(state.contender, event)) outputs.push(...contenderReceive(state.contender, context, event));
    else if (detectorOwnsEvent(state.detector, event)) outputs.push(...detectorReceive(state.detector, context, event));
    state.outputs.push(...outputs);
    for (const output of outputs) {
      if (output.kind === 'lost') contend(state.contender, context, masterInfo(context.host));
      if (output.kind === 'fatal') context.exit(134, output.message);
      if (output.kind === 'failed') context.exit(1, output.message);
    }
  },
};

const registry: Registry = new Map<string, Program>([
  ['zookeeper', zookeeperServerProgram as Program],
  ['candidate', candidate as Program],
]);

type Testbed = { readonly simulator: Simulator };

function testbed(seed = 7): Testbed {
  const world = initialWorld(seed);
  const simulator = createSimulator({ registry, world, landmarkKinds: [] });
  const servers = [1, 2, 3].map((id) => ({
    id,
    host: `10.0.0.${String(id)}`,
    quorumPort: 2888,
    electionPort: 3888,
    observer: false,
  }));
  for (const { id, host } of servers) {
    addHost(world, hostId(host));
    ownHost(world, hostId(host)).files.set(
      '/var/lib/zookeeper/myid',
      initialFile({ kind: 'text', text: `${String(id)}\n` }),
    );
    const spec = { host: hostId(host), diesWith: null, parent: null, restart: null };
    spawnProcess(simulator, { ...spec, id: server(id), program: 'zookeeper', flags: { servers } });
  }
  for (const id of [11, 12]) {
    const host = hostId(`10.0.0.${String(id)}`);
    addHost(world, host);
    const spec = { host, diesWith: null, parent: null, restart: null };
    spawnProcess(simulator, { ...spec, id: member(id), program: 'candidate', flags: {} });
  }
  return { simulator };
}

const server = (id: number): ProcessId => processId(`zookeeper@10.0.0.${String(id)}`);
const member = (id: number): ProcessId => processId(`candidate@10.0.0.${String(id)}`);

function runFor(bed: Testbed, ms: number): void {
  runUntil(bed.simulator, bed.simulator.world.nowUs + ms * 1000);
}

function command(bed: Testbed, what: Command): void {
  const result = applyCommand(bed.simulator, what);
  if (!result.ok) throw new Error(result.error.message);
}

function stateOf(bed: Testbed, id: number): Candidate {
  return must(findProcess(bed.simulator.world, member(id)), 'candidate').state as Candidate;
}

function logOf(bed: Testbed, id: number): readonly string[] {
  const { log } = must(findProcess(bed.simulator.world, member(id)), 'candidate');
  return Array.from({ length: logSize(log) }, (_, index) => must(logGet(log, index), 'line').text);
}

function leaderOf(bed: Testbed, id: number): string | null {
  return stateOf(bed, id).detector.master?.hostname ?? null;
}

describe('zookeeper group', () => {
  it('candidates enter with numbers from one counter, and all detect the smallest', () => {
    const bed = testbed();
    runFor(bed, 10_000);
    const numbers = [11, 12].map((id) => stateOf(bed, id).contender.candidacy);
    expect([...numbers].sort()).toEqual([0, 1]);
    const leader = numbers[0] === 0 ? '10.0.0.11' : '10.0.0.12';
    expect([leaderOf(bed, 11), leaderOf(bed, 12)]).toEqual([leader, leader]);
    expect(logOf(bed, 11)).toContain(`A new leading master (UPID=master@${leader}:5050) is detected`);
  });

  it('after kill -9 of the leader its znode stays until the session ends, then the next one leads', () => {
    const bed = testbed();
    runFor(bed, 10_000);
    const [first, second] = stateOf(bed, 11).contender.candidacy === 0 ? [11, 12] : [12, 11];
    command(bed, { kind: 'killProcess', process: member(first) });
    const killedAtUs = bed.simulator.world.nowUs;
    while (leaderOf(bed, second) === `10.0.0.${String(first)}`) {
      runFor(bed, 50);
      expect(bed.simulator.world.nowUs - killedAtUs).toBeLessThan(14_000_000);
    }
    // At most a third of the time-out passed since the last ping when the process died.
    expect(bed.simulator.world.nowUs - killedAtUs).toBeGreaterThan(6_600_000);
    expect(leaderOf(bed, second)).toBe(`10.0.0.${String(second)}`);
  });

  it('FAIL-05: one server lost costs no session and no candidacy', () => {
    const bed = testbed();
    runFor(bed, 10_000);
    command(bed, { kind: 'killProcess', process: server(1) });
    runFor(bed, 30_000);
    for (const id of [11, 12]) expect(stateOf(bed, id).outputs.filter((output) => output.kind === 'lost')).toEqual([]);
  });

  it('cut off from all servers: expires by its own clock 10 s after it noticed, and contends again once healed', () => {
    const bed = testbed();
    runFor(bed, 10_000);
    const [first, second] = stateOf(bed, 11).contender.candidacy === 0 ? [11, 12] : [12, 11];
    const hosts = [1, 2, 3].map((id) => hostId(`10.0.0.${String(id)}`));
    const cutAtUs = bed.simulator.world.nowUs;
    command(bed, { kind: 'partition', from: [hostId(`10.0.0.${String(first)}`)], to: hosts, oneWay: false });
    while (leaderOf(bed, first) !== null) {
      runFor(bed, 50);
      expect(bed.simulator.world.nowUs - cutAtUs).toBeLessThan(18_000_000);
    }
    expect(bed.simulator.world.nowUs - cutAtUs).toBeGreaterThan(13_000_000);
    expect(leaderOf(bed, second)).toBe(`10.0.0.${String(second)}`);
    const text = 'Timed out waiting to connect to ZooKeeper. Forcing ZooKeeper session';
    expect(logOf(bed, first).some((line) => line.startsWith(text))).toBe(true);
    command(bed, { kind: 'heal', from: [hostId(`10.0.0.${String(first)}`)], to: hosts });
    runFor(bed, 40_000);
    expect(stateOf(bed, first).contender.candidacy).toBeGreaterThan(1);
    expect(leaderOf(bed, first)).toBe(`10.0.0.${String(second)}`);
  });

  it('all servers down for 30 s: everybody sees no leader, and all is there again afterwards', () => {
    const bed = testbed();
    runFor(bed, 10_000);
    for (const id of [1, 2, 3]) command(bed, { kind: 'stopProcess', process: server(id) });
    runFor(bed, 30_000);
    expect([leaderOf(bed, 11), leaderOf(bed, 12)]).toEqual([null, null]);
    for (const id of [1, 2, 3]) command(bed, { kind: 'startProcess', process: server(id) });
    runFor(bed, 40_000);
    expect(leaderOf(bed, 11)).not.toBeNull();
    expect(leaderOf(bed, 11)).toBe(leaderOf(bed, 12));
  });

  it('FAIL-08: data wiped and servers restarted: the group makes /mesos again, numbers start at 0', () => {
    const bed = testbed();
    runFor(bed, 10_000);
    for (const id of [1, 2, 3]) command(bed, { kind: 'stopProcess', process: server(id) });
    for (const id of [1, 2, 3]) {
      const host = hostId(`10.0.0.${String(id)}`);
      command(bed, { kind: 'wipeFolder', host, folder: '/var/lib/zookeeper/version-2', process: server(id) });
      command(bed, { kind: 'startProcess', process: server(id) });
    }
    runFor(bed, 60_000);
    const numbers = [11, 12].map((id) => stateOf(bed, id).contender.candidacy);
    expect([...numbers].sort()).toEqual([0, 1]);
    expect(leaderOf(bed, 11)).toBe(leaderOf(bed, 12));
  });
});

type Fault =
  | { readonly kind: 'server' | 'member'; readonly id: number; readonly act: 'kill' | 'pause' | 'resume' | 'start' }
  | { readonly kind: 'cut'; readonly member: number; readonly servers: readonly number[]; readonly heal: boolean }
  | { readonly kind: 'wait'; readonly ms: number };

const act = fc.constantFrom('kill' as const, 'pause' as const, 'resume' as const, 'start' as const);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('server' as const), id: fc.constantFrom(1, 2, 3), act }),
  fc.record({ kind: fc.constant('member' as const), id: fc.constantFrom(11, 12), act }),
  fc.record({
    kind: fc.constant('cut' as const),
    member: fc.constantFrom(11, 12),
    servers: fc.subarray([1, 2, 3], { minLength: 1 }),
    heal: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(100, 1_000, 5_000, 12_000, 30_000) }),
);

/** Sends a signal or starts, where that makes sense. */
function act1(bed: Testbed, id: ProcessId, what: 'kill' | 'pause' | 'resume' | 'start'): void {
  const status = must(findProcess(bed.simulator.world, id), 'process').status;
  if (what === 'kill' && status !== 'ended') command(bed, { kind: 'killProcess', process: id });
  if (what === 'pause' && status === 'running') command(bed, { kind: 'pauseProcess', process: id });
  if (what === 'resume' && status === 'paused') command(bed, { kind: 'resumeProcess', process: id });
  if (what === 'start' && status === 'ended') command(bed, { kind: 'startProcess', process: id });
}

function apply(bed: Testbed, what: Fault): void {
  if (what.kind === 'wait') return runFor(bed, what.ms);
  if (what.kind !== 'cut') return act1(bed, what.kind === 'server' ? server(what.id) : member(what.id), what.act);
  const from = [hostId(`10.0.0.${String(what.member)}`)];
  const to = what.servers.map((id) => hostId(`10.0.0.${String(id)}`));
  if (what.heal) command(bed, { kind: 'heal', from, to });
  else command(bed, { kind: 'partition', from, to, oneWay: false });
}

function heal(bed: Testbed): void {
  const to = [1, 2, 3].map((id) => hostId(`10.0.0.${String(id)}`));
  for (const id of [11, 12]) command(bed, { kind: 'heal', from: [hostId(`10.0.0.${String(id)}`)], to });
  for (const id of [server(1), server(2), server(3), member(11), member(12)]) {
    act1(bed, id, 'resume');
    act1(bed, id, 'start');
  }
}

describe('zookeeper group: random faults', () => {
  it('after healing every candidate has one membership and all detect the smallest', () => {
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 20 }), fc.nat(1_000), (faults, seed) => {
        const bed = testbed(seed);
        runFor(bed, 8_000);
        for (const what of faults) apply(bed, what);
        heal(bed);
        // Elections, retries of up to a minute, sessions of the dead, TCP's back-off.
        runFor(bed, 240_000);
        const numbers = [11, 12].map((id) => must(stateOf(bed, id).contender.candidacy, `candidacy of ${String(id)}`));
        const first = (numbers[0] ?? 0) < (numbers[1] ?? 0) ? 11 : 12;
        for (const id of [11, 12]) {
          const { group } = stateOf(bed, id).detector;
          expect(group.delivered.map((membership) => membership.sequence)).toEqual([...numbers].sort((a, b) => a - b));
          expect(leaderOf(bed, id)).toBe(`10.0.0.${String(first)}`);
        }
      }),
      { numRuns: 25 },
    );
  });
});
