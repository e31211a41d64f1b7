/**
 * What stands in a datacenter: which hosts, which programs on them, with what resources and attributes. The addresses
 * are those of the original documents: 192.168.1.231 to .233 for the ensemble, agents from .234 on.
 */

export type AgentPlan = {
  readonly host: string;
  /** As `--resources` and `--attributes` take them. */
  readonly resources: string;
  readonly attributes: string;
};

/** How many copies in all, how many on one agent, what each of them takes. */
export type SteadyPlan = {
  readonly host: string;
  readonly tasks: number;
  readonly tasksPerAgent: number;
  readonly resources: string;
  readonly command: string;
};

export type Topology = {
  readonly zookeepers: readonly string[];
  readonly masters: readonly string[];
  readonly marathons: readonly string[];
  readonly agents: readonly AgentPlan[];
  /** marathon-lb with HAProxy; null: none. */
  readonly balancer: string | null;
  /** Machine of the simulated clients that measure the services; null: none. */
  readonly clients: string | null;
  /** A framework that fills the cluster with copies of one command; absent: none. */
  readonly steady?: SteadyPlan;
  /** Where the person's browser and tools run. */
  readonly operator: string;
  /** Epoch that the ensemble's disks have lived through: their snapshot is `snapshot.<epoch>00000052`. 0: fresh disks. */
  readonly diskEpoch: number;
  /** Znodes below `/wide` that the disks hold already. */
  readonly diskZnodes?: number;
};

/** Address of the person's machine: outside of the cluster, reached over the same network. */
export const OPERATOR_HOST = '192.168.1.10';

/** marathon-lb's host and the clients' machine: outside of the documents' numbers. */
export const BALANCER_HOST = '192.168.1.220';
export const CLIENTS_HOST = '192.168.1.20';

export const STEADY_HOST = '192.168.1.225';

const FIRST_AGENT = 234;
const CLUSTER_ATTRIBUTES = 'vcluster:cluster1;type:swarm';
const AGENT_RESOURCES = 'cpus:4;mem:8192;disk:50000;ports:[31000-32000]';

/** Three of each, five agents: the cluster of the documents. One agent belongs to another vcluster, so that constraints bite. */
export const DEFAULT_TOPOLOGY: Topology = {
  zookeepers: numberedHosts(231, 3),
  masters: numberedHosts(231, 3),
  marathons: numberedHosts(231, 3),
  agents: numberedHosts(FIRST_AGENT, 5).map((host, index) => ({
    host,
    resources: AGENT_RESOURCES,
    attributes: index === 4 ? 'vcluster:cluster2;type:storage' : CLUSTER_ATTRIBUTES,
  })),
  balancer: BALANCER_HOST,
  clients: CLIENTS_HOST,
  operator: OPERATOR_HOST,
  diskEpoch: 3,
};

/** One of each and two agents, on fresh disks: the least in which a task runs. */
export const MINIMAL_TOPOLOGY: Topology = {
  ...DEFAULT_TOPOLOGY,
  zookeepers: numberedHosts(231, 1),
  masters: numberedHosts(231, 1),
  marathons: numberedHosts(231, 1),
  agents: DEFAULT_TOPOLOGY.agents.slice(0, 2),
  diskEpoch: 0,
};

/** Five servers of ZooKeeper and Mesos: two may be lost. */
export const FIVE_TOPOLOGY: Topology = {
  ...DEFAULT_TOPOLOGY,
  zookeepers: numberedHosts(226, 5),
  masters: numberedHosts(226, 5),
  marathons: numberedHosts(226, 3),
};

/** Without a balancer: fetching thousands of tasks after each event would be what such a cluster does most. */
/** The least cluster on an ensemble of three whose tree holds 100,000 znodes. */
export const ZNODES_TOPOLOGY: Topology = {
  ...MINIMAL_TOPOLOGY,
  zookeepers: numberedHosts(231, 3),
  diskEpoch: 3,
  diskZnodes: 100_000,
};

export function largeTopology(agents: number): Topology {
  return {
    ...DEFAULT_TOPOLOGY,
    balancer: null,
    clients: null,
    agents: Array.from({ length: agents }, (_, index) => ({
      host: largeAgentHost(index),
      resources: AGENT_RESOURCES,
      attributes: CLUSTER_ATTRIBUTES,
    })),
  };
}

/** The same with five small tasks on each agent, held by a framework of its own. */
export function filledTopology(agents: number): Topology {
  const resources = 'cpus:0.1;mem:16';
  const steady = { host: STEADY_HOST, tasks: agents * 5, tasksPerAgent: 5, resources, command: 'sleep 1000000' };
  return { ...largeTopology(agents), steady };
}

/** 10.0.0.1, 10.0.0.2, …: 250 in each /24. */
function largeAgentHost(index: number): string {
  const third = Math.floor(index / 250);
  return `10.${Math.floor(third / 250)}.${third % 250}.${(index % 250) + 1}`;
}

function numberedHosts(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `192.168.1.${first + index}`);
}
