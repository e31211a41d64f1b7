/** Random faults for a Mesos cluster, as data: masters, agents, ZooKeeper servers and the network between them. */
import type { Command } from '../../kernel/command.ts';
import { hostId, type HostId, processId, type ProcessId } from '../../kernel/ids.ts';
import { initialRandom, nextBelow, type RandomStream } from '../../kernel/random.ts';
import { AGENTS, MASTERS, OPERATOR } from '../../cluster/conformance/mesos/mesos-bed.ts';
import {
  cutAndHeal,
  type FaultCommands,
  killAndStart,
  offAndOn,
  pauseAndResume,
  setDisks,
  slowDisks,
} from '../fault-commands.ts';

export const MESOS_FAULT_KINDS = [
  'killMaster',
  'pauseMaster',
  'killZookeeper',
  'pauseZookeeper',
  'killAgent',
  'pauseAgent',
  'powerOff',
  'isolate',
  'cutAgentsOff',
  'slowDisk',
  'killFramework',
] as const;

export type MesosFault = {
  readonly kind: (typeof MESOS_FAULT_KINDS)[number];
  readonly atMs: number;
  readonly durationMs: number;
  /** Which of the hosts in question, counted from 0. */
  readonly target: number;
};

/** The cluster is up before the first fault; all have ended at the end. */
export const CHAOS_FROM_MS = 30_000;
export const CHAOS_UNTIL_MS = 210_000;
const SHORTEST_FAULT_MS = 20;
const SHORT_FAULT_MS = 4000;
const LONGEST_FAULT_MS = 120_000;
const MOST_FAULTS = 9;

/** More faults in a longer span: as dense as in the usual one. */
export function drawMesosFaults(seed: number, untilMs: number = CHAOS_UNTIL_MS): MesosFault[] {
  const stream = initialRandom(seed, 'mesos faults');
  const most = Math.round((MOST_FAULTS * (untilMs - CHAOS_FROM_MS)) / (CHAOS_UNTIL_MS - CHAOS_FROM_MS));
  const count = 2 + nextBelow(stream, Math.max(1, most - 1));
  const faults = Array.from({ length: count }, () => drawFault(stream, untilMs));
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** Half of them are short: elections and registrations take a second or two, sessions ten. */
function drawFault(stream: RandomStream, untilMs: number): MesosFault {
  const kind = MESOS_FAULT_KINDS[nextBelow(stream, MESOS_FAULT_KINDS.length)] ?? 'killMaster';
  const longest = nextBelow(stream, 2) === 0 ? SHORT_FAULT_MS : LONGEST_FAULT_MS;
  return {
    kind,
    atMs: CHAOS_FROM_MS + nextBelow(stream, untilMs - CHAOS_FROM_MS),
    durationMs: SHORTEST_FAULT_MS + nextBelow(stream, longest),
    target: nextBelow(stream, 1000),
  };
}

export const FRAMEWORK_PROCESS = processId(`keeper@${OPERATOR}`);
const EVERYONE: readonly string[] = [...new Set([...MASTERS, ...AGENTS, OPERATOR])];

const pick = (hosts: readonly string[], target: number): string => hosts[target % hosts.length] ?? '';
const on = (program: string, host: string): ProcessId => processId(`${program}@${host}`);
const others = (hosts: readonly string[]): HostId[] => EVERYONE.filter((host) => !hosts.includes(host)).map(hostId);
const cutOff = (hosts: readonly string[]): FaultCommands => cutAndHeal(hosts.map(hostId), others(hosts));

export function mesosFaultCommands(fault: MesosFault): FaultCommands {
  const control = pick(MASTERS, fault.target);
  const agent = pick(AGENTS, fault.target);
  switch (fault.kind) {
    case 'killMaster':
      return killAndStart([on('mesos-master', control)]);
    case 'killZookeeper':
      return killAndStart([on('zookeeper', control)]);
    case 'killAgent':
      return killAndStart([on('mesos-agent', agent)]);
    case 'killFramework':
      return killAndStart([FRAMEWORK_PROCESS]);
    case 'pauseMaster':
      return pauseAndResume([on('mesos-master', control)]);
    case 'pauseZookeeper':
      return pauseAndResume([on('zookeeper', control)]);
    case 'pauseAgent':
      return pauseAndResume([on('mesos-agent', agent)]);
    case 'powerOff':
      return offAndOn([hostId(pick([...MASTERS, ...AGENTS], fault.target))]);
    case 'isolate':
      return cutOff([pick([...MASTERS, ...AGENTS, OPERATOR], fault.target)]);
    case 'cutAgentsOff':
      return cutOff(AGENTS);
    case 'slowDisk':
      return slowDisks([hostId(control)]);
  }
}

/** Everything that mends whatever is still broken. */
export function mendMesos(processes: Iterable<ProcessId>): Command[] {
  const hosts = EVERYONE.map(hostId);
  return [
    ...offAndOn(hosts).end,
    { kind: 'heal', from: hosts, to: hosts },
    ...setDisks(hosts, 1),
    ...[...processes].flatMap((process): Command[] => [
      { kind: 'resumeProcess', process },
      { kind: 'startProcess', process },
    ]),
  ];
}
