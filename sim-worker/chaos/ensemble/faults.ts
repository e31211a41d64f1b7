/**
 * Random faults for an ensemble, as data: what happens when to which servers, and for how long. Drawn from a seed or made by
 * a property test, which can then leave out faults one by one to find those that matter.
 */
import type { Command } from '../../kernel/command.ts';
import { hostId, type HostId } from '../../kernel/ids.ts';
import { initialRandom, nextBelow, type RandomStream } from '../../kernel/random.ts';
import { CLIENT_HOST, serverHost, serverId } from '../../zookeeper/conformance/ensemble.ts';
import {
  type FaultCommands,
  killAndStart,
  type LinkCost,
  offAndOn,
  pauseAndResume,
  setAllLinks,
  setDisks,
  setLinks,
  slowDisks,
} from '../fault-commands.ts';

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

/** More faults in a longer span: as dense as in the usual one. */
export function drawFaults(seed: number, size: number, untilMs: number = CHAOS_UNTIL_MS): EnsembleFault[] {
  const stream = initialRandom(seed, 'ensemble faults');
  const most = Math.round((MOST_FAULTS * (untilMs - CHAOS_FROM_MS)) / (CHAOS_UNTIL_MS - CHAOS_FROM_MS));
  const count = 3 + nextBelow(stream, Math.max(1, most - 2));
  const faults = Array.from({ length: count }, () => drawFault(stream, size, untilMs));
  return faults.sort((a, b) => a.atMs - b.atMs);
}

function drawFault(stream: RandomStream, size: number, untilMs: number): EnsembleFault {
  // Half of them are short: elections and synchronisations take less than a second.
  const longest = nextBelow(stream, 2) === 0 ? 1500 : LONGEST_FAULT_MS;
  return {
    kind: FAULT_KINDS[nextBelow(stream, FAULT_KINDS.length)] ?? 'kill',
    atMs: CHAOS_FROM_MS + nextBelow(stream, untilMs - CHAOS_FROM_MS),
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

const SLOW: LinkCost = { latencyMs: 80, jitterMs: 120, lossPermille: 100 };
const USUAL: LinkCost = { latencyMs: 2, jitterMs: 0.2, lossPermille: 0 };

/** Partitions are healed for the same servers; overlapping ones end with the first. */
export function faultCommands(fault: EnsembleFault, size: number, chosen: readonly number[]): FaultCommands {
  const hosts = chosen.map((myid) => hostId(serverHost(myid)));
  const processes = chosen.map((myid) => serverId(myid));
  const others = otherHosts(size, chosen);
  const heal: readonly Command[] = [{ kind: 'heal', from: hosts, to: [...others, CLIENT_HOST] }];
  switch (fault.kind) {
    case 'kill':
      return killAndStart(processes);
    case 'pause':
      return pauseAndResume(processes);
    case 'powerOff':
      return offAndOn(hosts, processes);
    case 'isolate':
      return { begin: [{ kind: 'partition', from: hosts, to: [...others, CLIENT_HOST], oneWay: false }], end: heal };
    case 'split':
      return { begin: [{ kind: 'partition', from: hosts, to: others, oneWay: false }], end: heal };
    case 'deafen':
      return { begin: [{ kind: 'partition', from: others, to: hosts, oneWay: true }], end: heal };
    case 'slowLink':
      return { begin: setLinks(hosts, others, SLOW), end: setLinks(hosts, others, USUAL) };
    case 'slowDisk':
      return slowDisks(hosts);
    case 'skewClock':
      return {
        begin: hosts.map((host) => ({ kind: 'setClock', host, skewMs: fault.atMs % 2 === 0 ? SKEW_MS : -SKEW_MS })),
        end: hosts.map((host) => ({ kind: 'setClock', host, skewMs: 0 })),
      };
  }
}

function otherHosts(size: number, chosen: readonly number[]): readonly HostId[] {
  const others: HostId[] = [];
  for (let myid = 1; myid <= size; myid += 1) if (!chosen.includes(myid)) others.push(hostId(serverHost(myid)));
  return others;
}

/** Everything that mends whatever is still broken. */
export function healAll(size: number): readonly Command[] {
  const all = Array.from({ length: size }, (_, index) => index + 1);
  const hosts = all.map((myid) => hostId(serverHost(myid)));
  const processes = all.map((myid) => serverId(myid));
  const everyone = [...hosts, CLIENT_HOST];
  return [
    ...offAndOn(hosts).end,
    { kind: 'heal', from: everyone, to: everyone },
    ...pauseAndResume(processes).end,
    ...killAndStart(processes).end,
    ...setDisks(hosts, 1),
    ...setAllLinks(hosts, USUAL),
  ];
}
