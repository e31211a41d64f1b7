/** What a person has done to the cluster that still holds: each with the command that takes it back. */
import type { Simulator } from '../../kernel/simulator.ts';
import { allProcesses } from '../../kernel/process-table.ts';
import type { Host, Process } from '../../kernel/world.ts';

/** A command of the page that takes a fault back. */
export type FaultUndo =
  | { readonly kind: 'start' | 'resume'; readonly process: string }
  | { readonly kind: 'powerOn'; readonly host: string }
  | { readonly kind: 'heal'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'setClock'; readonly host: string; readonly skewMs: number }
  | {
      readonly kind: 'setDisk';
      readonly host: string;
      readonly full?: boolean;
      readonly failing?: boolean;
      readonly slowFactor?: number;
    };

export type ActiveFault = {
  readonly kind: 'cut' | 'paused' | 'stopped' | 'poweredOff' | 'clock' | 'diskFull' | 'diskFailing' | 'diskSlow';
  /** Host or process; of a cut, the side that cannot send. */
  readonly target: string;
  /** Of a cut: the side that hears nothing; else empty. */
  readonly to: string;
  /** Clock: milliseconds; slow disk: factor; else 0. */
  readonly amount: number;
  /** The command that undoes it. */
  readonly undo: FaultUndo;
};

/** In the order of the hosts; cuts both ways are one, with the smaller name first. */
export function activeFaults(simulator: Simulator): readonly ActiveFault[] {
  const { world } = simulator;
  const faults = cutsOf(simulator);
  for (const host of world.hosts.values()) faults.push(...hostFaults(host));
  for (const process of allProcesses(world)) {
    const fault = processFault(process, world.hosts.get(process.spec.host));
    if (fault !== null) faults.push(fault);
  }
  return faults;
}

function cutsOf(simulator: Simulator): ActiveFault[] {
  const blocked = new Set<string>();
  const pairs: { readonly from: string; readonly to: string }[] = [];
  for (const { from, to, blocked: isBlocked } of simulator.world.links) {
    if (!isBlocked) continue;
    blocked.add(`${from} ${to}`);
    pairs.push({ from, to });
  }
  const found: ActiveFault[] = [];
  for (const { from, to } of pairs) {
    const both = blocked.has(`${to} ${from}`);
    if (both && from > to) continue;
    const undo: FaultUndo = { kind: 'heal', from: [from], to: [to] };
    found.push({ kind: 'cut', target: from, to, amount: both ? 2 : 1, undo });
  }
  return found;
}

function hostFaults(host: Host): ActiveFault[] {
  const { id, diskFull, diskFailing, diskSlowFactor, clockSkewMs } = host;
  const found: ActiveFault[] = [];
  const add = (kind: ActiveFault['kind'], amount: number, undo: FaultUndo): void =>
    void found.push({ kind, target: id, to: '', amount, undo });
  if (host.power === 'off') add('poweredOff', 0, { kind: 'powerOn', host: id });
  if (clockSkewMs !== 0) add('clock', clockSkewMs, { kind: 'setClock', host: id, skewMs: 0 });
  if (diskFull) add('diskFull', 0, { kind: 'setDisk', host: id, full: false });
  if (diskFailing) add('diskFailing', 0, { kind: 'setDisk', host: id, failing: false });
  if (diskSlowFactor !== 1) add('diskSlow', diskSlowFactor, { kind: 'setDisk', host: id, slowFactor: 1 });
  return found;
}

/** Ended and not about to be started again: a person stopped it. Tasks and containers end by themselves. */
function processFault({ spec, status, restartAtUs, exitCode }: Process, host: Host | undefined): ActiveFault | null {
  const base = { target: spec.id, to: '', amount: 0 };
  if (status === 'paused') return { ...base, kind: 'paused', undo: { kind: 'resume', process: spec.id } };
  const stopped = status === 'ended' && exitCode !== null && spec.restart !== null && restartAtUs === null;
  if (!stopped || host?.power === 'off') return null;
  return { ...base, kind: 'stopped', undo: { kind: 'start', process: spec.id } };
}
