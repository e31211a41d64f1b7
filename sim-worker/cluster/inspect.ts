/**
 * Every program's inside as the invariants and the headless summary read it: pure looks at states, never used by a
 * program itself.
 */
import type { Process, World } from '../kernel/world.ts';
import { allProcesses } from '../kernel/process-table.ts';
import { type InspectedTask, inspectMarathon } from '../marathon/inspect.ts';
import type { Acknowledged, MarathonState } from '../marathon/state.ts';
import type { AgentState } from '../mesos/agent/agent-state.ts';
import { inspectAgent } from '../mesos/agent/inspect.ts';
import { isLeadingMaster, overcommittedAgents } from '../mesos/master/inspect.ts';
import type { MasterState } from '../mesos/master/master-state.ts';
import { formatResources } from '../mesos/resources/format.ts';
import { addResources, containsResources } from '../mesos/resources/resources.ts';
import {
  type CommittedTxn,
  type EphemeralZnode,
  ephemeralZnodes,
  hasSession,
  hasZnode,
  isEstablished,
  lastCommitted,
  sessionsDigest,
  watchProblems,
  ledEpoch,
  znodeChildren,
  znodeData,
} from '../zookeeper/server/inspect.ts';
import type { ZookeeperServerState } from '../zookeeper/server/server-state.ts';

/** Booted processes of one program kind that have not ended, paused ones included. */
export function liveProcesses(world: World, program: string): readonly Process[] {
  const found: Process[] = [];
  for (const process of allProcesses(world)) {
    if (process.spec.program === program && process.status !== 'ended' && process.state !== null) found.push(process);
  }
  return found;
}

export type ZookeeperLook = {
  readonly host: string;
  readonly myid: number;
  /** Serves clients: an established leader, or a follower or observer after its synchronisation. */
  readonly established: boolean;
  /** Epoch that it leads as established leader; null for every other. */
  readonly ledEpoch: number | null;
  /** Newest applied transactions, at most `count`, oldest first. */
  readonly committed: (count: number) => readonly CommittedTxn[];
  readonly ephemerals: () => readonly EphemeralZnode[];
  readonly hasSession: (sessionId: string) => boolean;
  /** Sessions with their time-outs and ephemerals, as a text, and the last zxid applied to them. */
  readonly sessions: () => { readonly zxid: string; readonly digest: string };
  /** What is wrong with its watches. */
  readonly watchProblems: () => readonly string[];
  readonly hasZnode: (path: string) => boolean;
  readonly children: (path: string) => readonly string[];
  readonly data: (path: string) => Uint8Array | null;
};

export function zookeeperServers(world: World): readonly ZookeeperLook[] {
  return liveProcesses(world, 'zookeeper').map((process) => {
    const server = process.state as ZookeeperServerState;
    return {
      host: process.spec.host,
      myid: server.config.myid,
      established: isEstablished(server),
      ledEpoch: isEstablished(server) ? ledEpoch(server) : null,
      committed: (count) => lastCommitted(server, count),
      ephemerals: () => ephemeralZnodes(server),
      hasSession: (sessionId) => hasSession(server, sessionId),
      sessions: () => sessionsDigest(server),
      watchProblems: () => watchProblems(server),
      hasZnode: (path) => hasZnode(server, path),
      children: (path) => znodeChildren(server, path),
      data: (path) => znodeData(server, path),
    };
  });
}

export type MasterLook = {
  readonly host: string;
  /** As its znode says: `192.168.1.231:5050`. */
  readonly address: string;
  readonly leading: boolean;
  readonly overcommitted: () => readonly { readonly id: string; readonly given: string; readonly total: string }[];
};

export function masters(world: World): readonly MasterLook[] {
  return liveProcesses(world, 'mesos-master').map((process) => {
    const master = process.state as MasterState;
    return {
      host: process.spec.host,
      address: master.info.pid.slice(master.info.pid.indexOf('@') + 1),
      leading: isLeadingMaster(master),
      overcommitted: () =>
        overcommittedAgents(master).map((use) => ({
          id: use.agentId,
          given: formatResources(addResources(use.used, use.offered)),
          total: formatResources(use.total),
        })),
    };
  });
}

export type AgentLook = {
  readonly host: string;
  /** What runs and what there is, when more runs than there is. */
  readonly overcommitted: () => { readonly used: string; readonly total: string } | null;
};

export function agents(world: World): readonly AgentLook[] {
  return liveProcesses(world, 'mesos-agent').map((process) => ({
    host: process.spec.host,
    overcommitted: () => {
      const { allocated, total } = inspectAgent(process.state as AgentState);
      return containsResources(total, allocated)
        ? null
        : { used: formatResources(allocated), total: formatResources(total) };
    },
  }));
}

export type MarathonLook = {
  readonly host: string;
  readonly leading: boolean;
  readonly memberPath: string | null;
  readonly acknowledged: Iterable<Acknowledged>;
  readonly knownAppIds: () => Iterable<string>;
  readonly tasks: () => Iterable<InspectedTask>;
};

export function marathons(world: World): readonly MarathonLook[] {
  return liveProcesses(world, 'marathon').map((process) => {
    const { leading, memberPath, acknowledged, knownAppIds, tasks } = inspectMarathon(process.state as MarathonState);
    return { host: process.spec.host, leading, memberPath, acknowledged, knownAppIds, tasks: () => tasks };
  });
}
