/**
 * Random faults for an ensemble, as data: what happens when to which servers, and for how long. Drawn from a seed or made by
 * a property test, which can then leave out faults one by one to find those that matter.
 */
import type { Command } from '../../kernel/command.ts';
import { hostId, type HostId } from '../../kernel/ids.ts';
import { initialRandom, nextBelow, type RandomStream } from '../../kernel/random.ts';
import { CLIENT_HOST, serverHost, serverId } from '../../zookeeper/conformance/ensemble.ts';

export const FAULT_KINDS = [
  'kill',
  'pause',
  'powerOff',
  'isolate',
  'split',
  'deafen',
  'slowLink',
  'slowDisk',
  'skewClock',
] as const;

export type EnsembleFault = {
  readonly kind: (typeof FAULT_KINDS)[number];
  readonly atMs: number;
  readonly durationMs: number;
  /** Bit n-1: server n is concerned. Bit 0 of no server: the one that leads at that time. */
  readonly servers: number;
};

/** Faults come in this span after the start, and all have ended at its end. */
export const CHAOS_FROM_MS = 1500;
export const CHAOS_UNTIL_MS = 36_000;
const LONGEST_FAULT_MS = 14_000;
const SHORTEST_FAULT_MS = 20;
const MOST_FAULTS = 14;
/** A clock goes wrong by an hour either way: no time-out may depend on it. */
const SKEW_MS = 3_600_000;

export function drawFaults(seed: number, size: number): EnsembleFault[] {
  const stream = initialRandom(seed, 'ensemble faults');
  const count = 3 + nextBelow(stream, MOST_FAULTS - 2);
  const faults = Array.from({ length: count }, () => drawFault(stream, size));
  return faults.sort((a, b) => a.atMs - b.atMs);
}

function drawFault(stream: RandomStream, size: number): EnsembleFault {
  // Half of them are short: elections and synchronisations take less than a second.
  const longest = nextBelow(stream, 2) === 0 ? 1500 : LONGEST_FAULT_MS;
  return {
    kind: FAULT_KINDS[nextBelow(stream, FAULT_KINDS.length)] ?? 'kill',
    atMs: CHAOS_FROM_MS + nextBelow(stream, CHAOS_UNTIL_MS - CHAOS_FROM_MS),
    durationMs: SHORTEST_FAULT_MS + nextBelow(stream, longest),
    servers: nextBelow(stream, 3) === 0 ? 0 : 1 + nextBelow(stream, (1 << size) - 1),
  };
}

/** Servers of a fault; `leader` is the one that leads now, if any. */
export function concerned(fault: EnsembleFault, size: number, leader: number | null): readonly number[] {
  const chosen: number[] = [];
  for (let myid = 1; myid <= size; myid += 1) if ((fault.servers & (1 << (myid - 1))) !== 0) chosen.push(myid);
  if (chosen.length > 0) return chosen;
  return leader === null ? [1] : [leader];
}

/** Commands that begin a fault. Those that make no sense at that time are refused by the kernel, which is no matter. */
export function beginFault(fault: EnsembleFault, size: number, chosen: readonly number[]): Command[] {
  const hosts = chosen.map((myid) => hostId(serverHost(myid)));
  const others = otherHosts(size, chosen);
  switch (fault.kind) {
    case 'kill':
      return chosen.map((myid) => ({ kind: 'killProcess', process: serverId(myid) }));
    case 'pause':
      return chosen.map((myid) => ({ kind: 'pauseProcess', process: serverId(myid) }));
    case 'powerOff':
      return hosts.map((host) => ({ kind: 'powerOffHost', host }));
    case 'isolate':
      return [{ kind: 'partition', from: hosts, to: [...others, CLIENT_HOST], oneWay: false }];
    case 'split':
      return [{ kind: 'partition', from: hosts, to: others, oneWay: false }];
    case 'deafen':
      return [{ kind: 'partition', from: others, to: hosts, oneWay: true }];
    case 'slowLink':
      return links(hosts, others, { latencyMs: 80, jitterMs: 120, lossPermille: 100 });
    case 'slowDisk':
      return hosts.map((host) => ({ kind: 'setDisk', host, full: false, failing: false, slowFactor: 200 }));
    case 'skewClock':
      return hosts.map((host) => ({ kind: 'setClock', host, skewMs: fault.atMs % 2 === 0 ? SKEW_MS : -SKEW_MS }));
  }
}

/** Commands that end a fault. Partitions are healed for the same servers; overlapping ones end with the first. */
export function endFault(fault: EnsembleFault, size: number, chosen: readonly number[]): Command[] {
  const hosts = chosen.map((myid) => hostId(serverHost(myid)));
  const others = otherHosts(size, chosen);
  switch (fault.kind) {
    case 'kill':
      return chosen.map((myid) => ({ kind: 'startProcess', process: serverId(myid) }));
    case 'pause':
      return chosen.map((myid) => ({ kind: 'resumeProcess', process: serverId(myid) }));
    case 'powerOff':
      return [
        ...hosts.map((host): Command => ({ kind: 'powerOnHost', host })),
        ...chosen.map((myid): Command => ({ kind: 'startProcess', process: serverId(myid) })),
      ];
    case 'isolate':
    case 'split':
    case 'deafen':
      return [{ kind: 'heal', from: hosts, to: [...others, CLIENT_HOST] }];
    case 'slowLink':
      return links(hosts, others, { latencyMs: 2, jitterMs: 0.2, lossPermille: 0 });
    case 'slowDisk':
      return hosts.map((host) => ({ kind: 'setDisk', host, full: false, failing: false, slowFactor: 1 }));
    case 'skewClock':
      return hosts.map((host) => ({ kind: 'setClock', host, skewMs: 0 }));
  }
}

function otherHosts(size: number, chosen: readonly number[]): readonly HostId[] {
  const others: HostId[] = [];
  for (let myid = 1; myid <= size; myid += 1) if (!chosen.includes(myid)) others.push(hostId(serverHost(myid)));
  return others;
}

type LinkCost = { readonly latencyMs: number; readonly jitterMs: number; readonly lossPermille: number };

function links(hosts: readonly HostId[], others: readonly HostId[], cost: LinkCost): Command[] {
  return hosts.flatMap((from) =>
    others.flatMap((to): Command[] => [
      { kind: 'setLink', from, to, ...cost, slowMs: 0 },
      { kind: 'setLink', from: to, to: from, ...cost, slowMs: 0 },
    ]),
  );
}

/** Everything that mends whatever is still broken. */
export function healAll(size: number): Command[] {
  const all = Array.from({ length: size }, (_, index) => index + 1);
  const hosts = all.map((myid) => hostId(serverHost(myid)));
  const everyone = [...hosts, CLIENT_HOST];
  return [
    ...hosts.map((host): Command => ({ kind: 'powerOnHost', host })),
    { kind: 'heal', from: everyone, to: everyone },
    ...all.map((myid): Command => ({ kind: 'resumeProcess', process: serverId(myid) })),
    ...all.map((myid): Command => ({ kind: 'startProcess', process: serverId(myid) })),
    ...hosts.map((host): Command => ({ kind: 'setDisk', host, full: false, failing: false, slowFactor: 1 })),
    ...hosts.flatMap((host) =>
      links(
        [host],
        hosts.filter((other) => other !== host),
        { latencyMs: 2, jitterMs: 0.2, lossPermille: 0 },
      ),
    ),
  ];
}
