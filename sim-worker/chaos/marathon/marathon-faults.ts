/**
 * Random faults and requests for a whole cluster with Marathon on it, as data: drawn from a seed, or given to leave out those
 * that do not matter. Of the replicated log only one master's replica is wiped in a run, and of the agents those whose machine is
 * installed anew: what ZooKeeper holds for Marathon is never wiped, since all apps would be gone (row F10 of the case table).
 */
import type { Command } from '../../kernel/command.ts';
import { hostId, type HostId, type ProcessId } from '../../kernel/ids.ts';
import { initialRandom, nextBelow, type RandomStream } from '../../kernel/random.ts';
import { agentId, marathonId, masterId, zookeeperId } from '../../cluster/process-names.ts';
import type { Topology } from '../../cluster/topology.ts';
import {
  cutAndHeal,
  type FaultCommands,
  fullDisks,
  killAndStart,
  type LinkCost,
  offAndOn,
  oneWayCut,
  pauseAndResume,
  setAllLinks,
  setDisks,
  setLinks,
  slowDisks,
} from '../fault-commands.ts';

const FAULT_KINDS = ['kill', 'pause', 'powerOff', 'isolate', 'slowLink'] as const;
/** Drawn from a stream of their own, so that the others of a seed stay what they were. */
const FURTHER_KINDS = ['deafen', 'mute', 'slowDisk', 'fullDisk', 'lossyLink', 'wipeReplica', 'reinstallAgent'] as const;
const TARGETS = ['zookeeper', 'master', 'marathon', 'agent'] as const;
const REQUEST_KINDS = ['create', 'scale', 'upgrade', 'delete', 'kill', 'killAndScale', 'restart', 'abdicate'] as const;

export type ClusterFault = {
  readonly kind: (typeof FAULT_KINDS)[number] | (typeof FURTHER_KINDS)[number];
  readonly target: (typeof TARGETS)[number];
  /** Which of them, counted from 0. */
  readonly which: number;
  readonly atMs: number;
  readonly durationMs: number;
};

export type ClusterRequest = {
  readonly kind: (typeof REQUEST_KINDS)[number];
  readonly atMs: number;
  /** Number of the app, from 0. */
  readonly app: number;
  readonly instances: number;
  /** Marathon that is asked, counted from 0; it may be a standby, or dead. */
  readonly marathon: number;
};

/** Faults come in this span, and all have ended at its end. The cluster has settled before it. */
export const CHAOS_FROM_MS = 18_000;
export const CHAOS_UNTIL_MS = 90_000;
const MOST_FAULTS = 9;
const MOST_FURTHER_FAULTS = 4;
const MOST_REQUESTS = 16;
const APPS = 4;
const MOST_INSTANCES = 5;
const LONGEST_FAULT_MS = 30_000;

/** What disturbs a run, and what people ask for in it. */
export type MarathonEvent = ClusterFault | ClusterRequest;

/** More faults and requests in a longer span: as dense as in the usual one. */
export function drawEvents(seed: number, untilMs: number = CHAOS_UNTIL_MS): readonly MarathonEvent[] {
  return [...drawPlainEvents(seed, untilMs), ...drawFurtherFaults(seed, untilMs)].sort(byTime);
}

function most(usual: number, untilMs: number): number {
  return Math.max(1, Math.round((usual * (untilMs - CHAOS_FROM_MS)) / (CHAOS_UNTIL_MS - CHAOS_FROM_MS)));
}

/** Faults of disks, of one direction, and of what is stored. */
function drawFurtherFaults(seed: number, untilMs: number): readonly ClusterFault[] {
  const stream = initialRandom(seed, 'marathon further faults');
  const wiped = nextBelow(stream, 3);
  return Array.from({ length: nextBelow(stream, most(MOST_FURTHER_FAULTS, untilMs)) }, () => {
    const fault = drawFault(stream, untilMs);
    const kind = FURTHER_KINDS[nextBelow(stream, FURTHER_KINDS.length)] ?? 'deafen';
    if (kind === 'wipeReplica') return { ...fault, kind, target: 'master', which: wiped } as const;
    return kind === 'reinstallAgent' ? ({ ...fault, kind, target: 'agent' } as const) : { ...fault, kind };
  });
}

/** Without faults of disks, of one direction only, and of what is stored. */
export function drawPlainEvents(seed: number, untilMs: number = CHAOS_UNTIL_MS): readonly MarathonEvent[] {
  const stream = initialRandom(seed, 'marathon faults');
  const faults = Array.from({ length: 1 + nextBelow(stream, most(MOST_FAULTS, untilMs)) }, () =>
    drawFault(stream, untilMs),
  );
  const requests = Array.from({ length: 4 + nextBelow(stream, most(MOST_REQUESTS - 3, untilMs)) }, () =>
    drawRequest(stream, untilMs),
  );
  // Something is there to be disturbed.
  const first: ClusterRequest = { kind: 'create', atMs: CHAOS_FROM_MS - 1000, app: 0, instances: 3, marathon: 0 };
  return [first, ...faults, ...requests].sort(byTime);
}

function byTime(a: { readonly atMs: number }, b: { readonly atMs: number }): number {
  return a.atMs - b.atMs;
}

function drawTime(stream: RandomStream, untilMs: number): number {
  return CHAOS_FROM_MS + nextBelow(stream, untilMs - CHAOS_FROM_MS);
}

function drawFault(stream: RandomStream, untilMs: number): ClusterFault {
  const longest = nextBelow(stream, 2) === 0 ? 3000 : LONGEST_FAULT_MS;
  return {
    kind: FAULT_KINDS[nextBelow(stream, FAULT_KINDS.length)] ?? 'kill',
    target: TARGETS[nextBelow(stream, TARGETS.length)] ?? 'marathon',
    which: nextBelow(stream, 5),
    atMs: drawTime(stream, untilMs),
    durationMs: 50 + nextBelow(stream, longest),
  };
}

function drawRequest(stream: RandomStream, untilMs: number): ClusterRequest {
  // Half of the requests create: without apps the others do nothing.
  const kind = nextBelow(stream, 2) === 0 ? 'create' : REQUEST_KINDS[nextBelow(stream, REQUEST_KINDS.length)];
  return {
    kind: kind ?? 'create',
    atMs: drawTime(stream, untilMs),
    app: nextBelow(stream, APPS),
    instances: nextBelow(stream, MOST_INSTANCES + 1),
    marathon: nextBelow(stream, 3),
  };
}

type Target = { readonly process: ProcessId; readonly host: HostId };

export function targetOf(fault: ClusterFault, topology: Topology): Target {
  const pick = (hosts: readonly string[], id: (host: string) => ProcessId): Target => {
    const host = hosts[fault.which % hosts.length] ?? '';
    return { process: id(host), host: hostId(host) };
  };
  switch (fault.target) {
    case 'zookeeper':
      return pick(topology.zookeepers, zookeeperId);
    case 'master':
      return pick(topology.masters, masterId);
    case 'marathon':
      return pick(topology.marathons, marathonId);
    case 'agent':
      return pick(
        topology.agents.map((agent) => agent.host),
        agentId,
      );
  }
}

const SLOW: LinkCost = { latencyMs: 300, jitterMs: 300, lossPermille: 50 };
const LOSSY: LinkCost = { latencyMs: 1, jitterMs: 0.2, lossPermille: 200 };
const USUAL: LinkCost = { latencyMs: 1, jitterMs: 0.2, lossPermille: 0 };

export function faultCommands(fault: ClusterFault, target: Target, hosts: readonly HostId[]): FaultCommands {
  const others = hosts.filter((host) => host !== target.host);
  switch (fault.kind) {
    case 'kill':
      return killAndStart([target.process]);
    case 'pause':
      return pauseAndResume([target.process]);
    case 'powerOff':
      return offAndOn([target.host]);
    case 'isolate':
      return cutAndHeal([target.host], others);
    case 'slowLink':
      return { begin: setLinks([target.host], others, SLOW), end: setLinks([target.host], others, USUAL) };
    case 'lossyLink':
      return { begin: setLinks([target.host], others, LOSSY), end: setLinks([target.host], others, USUAL) };
    case 'deafen':
      return oneWayCut(others, [target.host]);
    case 'mute':
      return oneWayCut([target.host], others);
    case 'slowDisk':
      return slowDisks([target.host]);
    case 'fullDisk':
      return fullDisks([target.host]);
    case 'wipeReplica':
      return wiped(killAndStart([target.process]), target, '/var/lib/mesos/master/replicated_log');
    case 'reinstallAgent':
      return wiped(offAndOn([target.host]), target, '/data/mesos');
  }
}

/** While the process or its machine is down, the folder goes. */
function wiped({ begin, end }: FaultCommands, { host, process }: Target, folder: string): FaultCommands {
  return { begin: [...begin, { kind: 'wipeFolder', host, folder, process }], end };
}

/** Everything that mends whatever is still broken. */
export function healAll(processes: readonly ProcessId[], hosts: readonly HostId[]): readonly Command[] {
  return [
    ...offAndOn(hosts).end,
    { kind: 'heal', from: hosts, to: hosts },
    ...pauseAndResume(processes).end,
    ...killAndStart(processes).end,
    ...setDisks(hosts, 1),
    ...setAllLinks(hosts, USUAL),
  ];
}

export type HttpCall = { readonly method: string; readonly path: string; readonly body: string | null };

export function isRequest(event: MarathonEvent): event is ClusterRequest {
  return 'app' in event;
}

/** What a person sends for a request. */
export function callOf(request: ClusterRequest): HttpCall {
  const id = `/fuzz/app-${String(request.app)}`;
  const json = (value: unknown): string => JSON.stringify(value);
  switch (request.kind) {
    case 'create': {
      const body = json({ id, cmd: 'sleep 100000', cpus: 0.1, mem: 32, instances: request.instances });
      return { method: 'POST', path: '/v2/apps', body };
    }
    case 'scale':
      return { method: 'PUT', path: `/v2/apps${id}?force=true`, body: json({ instances: request.instances }) };
    case 'upgrade':
      return { method: 'PUT', path: `/v2/apps${id}`, body: json({ cmd: `sleep ${String(200_000 + request.atMs)}` }) };
    case 'delete':
      return { method: 'DELETE', path: `/v2/apps${id}`, body: null };
    case 'kill':
      return { method: 'DELETE', path: `/v2/apps${id}/tasks`, body: null };
    case 'killAndScale':
      return { method: 'DELETE', path: `/v2/apps${id}/tasks?scale=true`, body: null };
    case 'restart':
      return { method: 'POST', path: `/v2/apps${id}/restart`, body: null };
    case 'abdicate':
      return { method: 'DELETE', path: '/v2/leader', body: null };
  }
}
