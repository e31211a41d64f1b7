/** The commands that begin and end the faults that every goal knows. The kernel refuses what makes no sense at the time. */
import type { Command } from '../kernel/command.ts';
import type { HostId, ProcessId } from '../kernel/ids.ts';

export type FaultCommands = { readonly begin: readonly Command[]; readonly end: readonly Command[] };

/** What a packet costs between two hosts: milliseconds, and lost packets in a thousand. */
export type LinkCost = { readonly latencyMs: number; readonly jitterMs: number; readonly lossPermille: number };

/** A slow disk takes this many times as long for each operation. */
const SLOW_DISK_FACTOR = 200;

export function killAndStart(processes: readonly ProcessId[]): FaultCommands {
  return {
    begin: processes.map((process) => ({ kind: 'killProcess', process })),
    end: processes.map((process) => ({ kind: 'startProcess', process })),
  };
}

export function pauseAndResume(processes: readonly ProcessId[]): FaultCommands {
  return {
    begin: processes.map((process) => ({ kind: 'pauseProcess', process })),
    end: processes.map((process) => ({ kind: 'resumeProcess', process })),
  };
}

/** `processes` are those that no supervisor of the host brings back. */
export function offAndOn(hosts: readonly HostId[], processes: readonly ProcessId[] = []): FaultCommands {
  return {
    begin: hosts.map((host) => ({ kind: 'powerOffHost', host })),
    end: [...hosts.map((host): Command => ({ kind: 'powerOnHost', host })), ...killAndStart(processes).end],
  };
}

export function cutAndHeal(from: readonly HostId[], to: readonly HostId[]): FaultCommands {
  return { begin: [{ kind: 'partition', from, to, oneWay: false }], end: [{ kind: 'heal', from, to }] };
}

/** Nothing reaches `to` from the others, but they hear of it. */
export function oneWayCut(from: readonly HostId[], to: readonly HostId[]): FaultCommands {
  return { begin: [{ kind: 'partition', from, to, oneWay: true }], end: [{ kind: 'heal', from, to }] };
}

export function fullDisks(hosts: readonly HostId[]): FaultCommands {
  return { begin: hosts.map((host) => ({ kind: 'setDisk', host, full: true })), end: setDisks(hosts, 1) };
}

export function slowDisks(hosts: readonly HostId[]): FaultCommands {
  return { begin: setDisks(hosts, SLOW_DISK_FACTOR), end: setDisks(hosts, 1) };
}

/** Disks that neither are full nor fail. */
export function setDisks(hosts: readonly HostId[], slowFactor: number): readonly Command[] {
  return hosts.map((host) => ({ kind: 'setDisk', host, full: false, failing: false, slowFactor }));
}

/** Between each of `hosts` and each of `others`, both ways. */
export function setLinks(hosts: readonly HostId[], others: readonly HostId[], cost: LinkCost): readonly Command[] {
  return hosts.flatMap((from) =>
    others.flatMap((to): Command[] => [
      { kind: 'setLink', from, to, ...cost, slowMs: 0 },
      { kind: 'setLink', from: to, to: from, ...cost, slowMs: 0 },
    ]),
  );
}

/** All links among these hosts. */
export function setAllLinks(hosts: readonly HostId[], cost: LinkCost): readonly Command[] {
  return hosts.flatMap((host) =>
    setLinks(
      [host],
      hosts.filter((other) => other !== host),
      cost,
    ),
  );
}
