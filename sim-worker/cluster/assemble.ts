/**
 * From a topology to a world: hosts with their disks, programs with their flags, in the order in which machines that are
 * switched on together come up. Flags are those of the documents' start scripts; the rest are the programs' defaults.
 */
import type { ProcessSpec, RestartPolicy } from '../kernel/context.ts';
import { initialFile } from '../kernel/disk.ts';
import { hostId } from '../kernel/ids.ts';
import { spawnLater } from '../kernel/process-life.ts';
import { nextBelow } from '../kernel/random.ts';
import { type Simulator, createSimulator } from '../kernel/simulator.ts';
import { DEFAULT_SETTINGS, type WorldSettings, addHost, initialWorld, ownHost } from '../kernel/world.ts';
import { initialZookeeperDisk } from '../zookeeper/server/storage/initial-disk.ts';
import { wideTree } from '../zookeeper/server/storage/wide-tree.ts';
import type { DataTree } from '../zookeeper/server/tree/data-tree.ts';
import {
  agentId,
  clientsId,
  dockerId,
  haproxyId,
  marathonId,
  marathonLbId,
  masterId,
  operatorId,
  steadyId,
  zkCliId,
  zookeeperId,
} from './process-names.ts';
import { programRegistry } from './registry.ts';
import type { AgentPlan, SteadyPlan, Topology } from './topology.ts';

/** reference/experiments.md 0.3: 1 s, doubling to 60 s while the process lives less than 10 s. */
const SUPERVISOR: RestartPolicy = Object.freeze({ initialDelayMs: 1000, maxDelayMs: 60_000, resetAfterMs: 10_000 });

/** Kinds of trace records that the timeline needs for the whole run. */
export const LANDMARK_KINDS = ['leader', 'role', 'fault', 'request', 'exit', 'task', 'deployment', 'service'] as const;

/** Kinds of which every record is kept: steps of elections, committed transactions, watches fired, who holds which session. */
export const ARCHIVE_KINDS = ['vote', 'txn', 'fired', 'attached', 'leader', 'role'] as const;

/** When each kind of program starts after the hosts are on, in ms: the order of the documents' set-up, each with up to START_SPREAD_MS more. */
const START_MS = {
  zookeeper: 0,
  dockerd: 0,
  master: 500,
  agent: 1000,
  marathon: 1500,
  balancer: 2000,
  tools: 0,
} as const;
const START_SPREAD_MS = 100;

const QUORUM_PORT = 2888;
const ELECTION_PORT = 3888;
const CLIENT_PORT = 2181;

export type AssembleOptions = {
  readonly topology: Topology;
  readonly seed: number;
  readonly settings?: Partial<WorldSettings>;
  readonly traceCapacity?: number;
};

export function assembleCluster(options: AssembleOptions): Simulator {
  const { topology, seed } = options;
  const world = initialWorld(seed, Object.freeze({ ...DEFAULT_SETTINGS, ...options.settings }));
  const simulator = createSimulator({
    registry: programRegistry,
    world,
    landmarkKinds: LANDMARK_KINDS,
    archiveKinds: ARCHIVE_KINDS,
    ...(options.traceCapacity === undefined ? {} : { traceCapacity: options.traceCapacity }),
  });
  for (const host of allHosts(topology)) addHost(world, hostId(host));
  addTools(simulator, topology);
  const tree = topology.diskZnodes === undefined ? undefined : wideTree(topology.diskZnodes, topology.diskEpoch);
  for (const host of topology.zookeepers) addZookeeper(simulator, topology, host, tree);
  for (const host of topology.masters) addMaster(simulator, topology, host);
  for (const plan of topology.agents) addAgent(simulator, topology, plan);
  for (const host of topology.marathons) addMarathon(simulator, topology, host);
  if (topology.steady !== undefined) addSteady(simulator, topology, topology.steady);
  if (topology.balancer !== null) addBalancer(simulator, topology, topology.balancer);
  return simulator;
}

function allHosts(topology: Topology): readonly string[] {
  const agents = topology.agents.map((agent) => agent.host);
  return [
    ...new Set([
      topology.operator,
      ...topology.zookeepers,
      ...topology.masters,
      ...topology.marathons,
      ...agents,
      ...[topology.balancer, topology.clients, topology.steady?.host].filter((host) => host != null),
    ]),
  ];
}

type Launch = Pick<ProcessSpec, 'id' | 'program' | 'flags'> & { readonly host: string; readonly startMs: number };

function launch(simulator: Simulator, what: Launch): void {
  const host = ownHost(simulator.world, hostId(what.host));
  const spec: ProcessSpec = {
    id: what.id,
    host: host.id,
    program: what.program,
    flags: Object.freeze(what.flags),
    diesWith: null,
    parent: null,
    restart: SUPERVISOR,
  };
  spawnLater(simulator, spec, what.startMs + nextBelow(host.random, START_SPREAD_MS * 1000) / 1000);
}

function addTools(simulator: Simulator, topology: Topology): void {
  const host = topology.operator;
  launch(simulator, { id: operatorId(host), program: 'operator', host, flags: {}, startMs: START_MS.tools });
  const servers = topology.zookeepers.map((server) => ({ host: server, port: CLIENT_PORT }));
  launch(simulator, { id: zkCliId(host), program: 'zkcli', host, flags: { servers }, startMs: START_MS.tools });
}

function addZookeeper(simulator: Simulator, topology: Topology, host: string, tree: DataTree | undefined): void {
  const myid = topology.zookeepers.indexOf(host) + 1;
  const files = ownHost(simulator.world, hostId(host)).files;
  if (topology.diskEpoch > 0) {
    // 0x52 = the counter of the documents' snapshot.300000052.
    const disk = initialZookeeperDisk({
      myid,
      snapshotZxid: topology.diskEpoch * 4294967296 + (topology.diskZnodes ?? 0) + 0x52,
      epoch: topology.diskEpoch,
      ...(tree === undefined ? {} : { tree }),
    });
    for (const file of disk) files.set(file.path, initialFile(file.content));
  } else {
    files.set('/var/lib/zookeeper/myid', initialFile({ kind: 'text', text: `${String(myid)}\n` }));
  }
  const servers = topology.zookeepers.map((server, index) => ({
    id: index + 1,
    host: server,
    quorumPort: QUORUM_PORT,
    electionPort: ELECTION_PORT,
    observer: false,
  }));
  const flags = {
    servers,
    tickTime: 2000,
    initLimit: 10,
    syncLimit: 5,
    dataDir: '/var/lib/zookeeper',
    clientPort: CLIENT_PORT,
    autopurgeSnapRetainCount: 3,
  };
  launch(simulator, { id: zookeeperId(host), program: 'zookeeper', host, flags, startMs: START_MS.zookeeper });
}

/** `zk://192.168.1.231:2181,…/path`, as every program of the cluster is given it. */
export function zkUrl(topology: Topology, path: string): string {
  return `zk://${topology.zookeepers.map((server) => `${server}:${String(CLIENT_PORT)}`).join(',')}${path}`;
}

function addMaster(simulator: Simulator, topology: Topology, host: string): void {
  const flags = {
    zk: zkUrl(topology, '/mesos'),
    quorum: Math.floor(topology.masters.length / 2) + 1,
    ip: host,
    hostname: host,
    workDir: '/var/lib/mesos/master',
    logDir: '/var/log/mesos',
  };
  launch(simulator, { id: masterId(host), program: 'mesos-master', host, flags, startMs: START_MS.master });
}

function addAgent(simulator: Simulator, topology: Topology, plan: AgentPlan): void {
  const { host } = plan;
  launch(simulator, { id: dockerId(host), program: 'dockerd', host, flags: {}, startMs: START_MS.dockerd });
  const flags = {
    master: zkUrl(topology, '/mesos'),
    ip: host,
    hostname: host,
    workDir: '/data/mesos',
    logDir: '/var/log/mesos',
    containerizers: 'docker,mesos',
    resources: plan.resources,
    attributes: plan.attributes,
    runtime: 'docker',
  };
  launch(simulator, { id: agentId(host), program: 'mesos-agent', host, flags, startMs: START_MS.agent });
}

function addMarathon(simulator: Simulator, topology: Topology, host: string): void {
  const flags = { zk: zkUrl(topology, '/marathon'), master: zkUrl(topology, '/mesos'), hostname: host };
  launch(simulator, { id: marathonId(host), program: 'marathon', host, flags, startMs: START_MS.marathon });
}

function addSteady(simulator: Simulator, topology: Topology, plan: SteadyPlan): void {
  const servers = topology.zookeepers.map((server) => ({ host: server, port: CLIENT_PORT }));
  const { host, tasks, tasksPerAgent, resources, command } = plan;
  const flags = {
    zk: { servers, path: '/mesos' },
    name: 'steady',
    role: '*',
    tasks,
    tasksPerAgent,
    resources,
    command,
  };
  launch(simulator, { id: steadyId(host), program: 'steady-framework', host, flags, startMs: START_MS.marathon });
}

/** `sse --group external --health-check`, and the clients that ask through it. */
function addBalancer(simulator: Simulator, topology: Topology, host: string): void {
  const marathon = topology.marathons.map((each) => `http://${each}:8080`);
  const startMs = START_MS.balancer;
  const flags = { marathon, group: ['external'], healthCheck: true };
  launch(simulator, { id: haproxyId(host), program: 'haproxy', host, flags: {}, startMs });
  launch(simulator, { id: marathonLbId(host), program: 'marathon-lb', host, flags, startMs });
  const { clients } = topology;
  if (clients === null) return;
  const own = { balancer: host, marathon, group: 'external' };
  launch(simulator, { id: clientsId(clients), program: 'clients', host: clients, flags: own, startMs });
}
