/**
 * Random faults for a Mesos cluster, as data: masters, agents, ZooKeeper servers, frameworks, disks and the network between them.
 * Only one master's log is wiped in a run: the others, a majority, still hold what was chosen, and the wiped replica catches up from
 * them. A log that a majority lost is lost (Mesos docs/replicated-log-internals.md), so no invariant would hold after that.
 */
import type { Command } from '../../kernel/command.ts';
import { hostId, type HostId, processId, type ProcessId } from '../../kernel/ids.ts';
import { initialRandom, nextBelow, type RandomStream } from '../../kernel/random.ts';
import { AGENTS, MASTERS, OPERATOR, WORK_DIR } from '../../cluster/conformance/mesos/mesos-bed.ts';
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
import { FUZZED_FRAMEWORKS } from './frameworks.ts';

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
  'fullDisk',
  'killFramework',
  'deafen',
  'mute',
  'slowLinks',
  'skewClock',
  'wipeReplica',
  'reinstallAgent',
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
const MOST_FAULTS = 14;

/** More faults in a longer span: as dense as in the usual one. */
export function drawMesosFaults(seed: number, untilMs: number = CHAOS_UNTIL_MS): MesosFault[] {
  const stream = initialRandom(seed, 'mesos faults');
  const most = Math.round((MOST_FAULTS * (untilMs - CHAOS_FROM_MS)) / (CHAOS_UNTIL_MS - CHAOS_FROM_MS));
  const count = 2 + nextBelow(stream, Math.max(1, most - 1));
  const wiped = nextBelow(stream, MASTERS.length);
  const faults = Array.from({ length: count }, () => drawFault(stream, untilMs)).map((fault) =>
    fault.kind === 'wipeReplica' ? { ...fault, target: wiped } : fault,
  );
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

const FRAMEWORK_HOSTS = FUZZED_FRAMEWORKS.map(({ host }) => host);
const EVERYONE: readonly string[] = [...new Set([...MASTERS, ...AGENTS, OPERATOR, ...FRAMEWORK_HOSTS])];
/** A clock goes wrong by an hour either way: no time-out may depend on it. */
const SKEW_MS = 3_600_000;
const AGENT_WORK_DIR = '/data/mesos';
const SLOW: LinkCost = { latencyMs: 80, jitterMs: 120, lossPermille: 100 };
const USUAL: LinkCost = { latencyMs: 1, jitterMs: 0.2, lossPermille: 0 };

const pick = (hosts: readonly string[], target: number): string => hosts[target % hosts.length] ?? '';
const on = (program: string, host: string): ProcessId => processId(`${program}@${host}`);
const others = (hosts: readonly string[]): HostId[] => EVERYONE.filter((host) => !hosts.includes(host)).map(hostId);
const cutOff = (hosts: readonly string[]): FaultCommands => cutAndHeal(hosts.map(hostId), others(hosts));

export function mesosFaultCommands(fault: MesosFault): FaultCommands {
  const anyone = pick(EVERYONE, fault.target);
  switch (fault.kind) {
    case 'isolate':
      return cutOff([anyone]);
    case 'deafen':
      return oneWayCut(others([anyone]), [hostId(anyone)]);
    case 'mute':
      return oneWayCut([hostId(anyone)], others([anyone]));
    case 'cutAgentsOff':
      return cutOff(AGENTS);
    case 'slowLinks':
      return slowLinks(anyone);
    case 'skewClock':
      return skewClock(hostId(anyone), fault.atMs % 2 === 0 ? SKEW_MS : -SKEW_MS);
    case 'powerOff':
      return offAndOn([hostId(pick([...MASTERS, ...AGENTS], fault.target))]);
    case 'fullDisk':
      return fullDisks([hostId(pick([...MASTERS, ...AGENTS], fault.target))]);
    default:
      return programFaultCommands(fault.kind, fault.target);
  }
}

/** Lost and late packets between a host and all others. */
function slowLinks(host: string): FaultCommands {
  const from = [hostId(host)];
  return { begin: setLinks(from, others([host]), SLOW), end: setLinks(from, others([host]), USUAL) };
}

function skewClock(host: HostId, skewMs: number): FaultCommands {
  return { begin: [{ kind: 'setClock', host, skewMs }], end: [{ kind: 'setClock', host, skewMs: 0 }] };
}

type ProgramFault = Exclude<
  MesosFault['kind'],
  'isolate' | 'deafen' | 'mute' | 'cutAgentsOff' | 'slowLinks' | 'skewClock' | 'powerOff' | 'fullDisk'
>;

function programFaultCommands(kind: ProgramFault, target: number): FaultCommands {
  const control = pick(MASTERS, target);
  const agent = pick(AGENTS, target);
  switch (kind) {
    case 'killMaster':
      return killAndStart([on('mesos-master', control)]);
    case 'killZookeeper':
      return killAndStart([on('zookeeper', control)]);
    case 'killAgent':
      return killAndStart([on('mesos-agent', agent)]);
    case 'killFramework':
      return killAndStart([
        pick(
          FUZZED_FRAMEWORKS.map(({ process }) => process),
          target,
        ) as ProcessId,
      ]);
    case 'pauseMaster':
      return pauseAndResume([on('mesos-master', control)]);
    case 'pauseZookeeper':
      return pauseAndResume([on('zookeeper', control)]);
    case 'pauseAgent':
      return pauseAndResume([on('mesos-agent', agent)]);
    case 'slowDisk':
      return slowDisks([hostId(control)]);
    case 'wipeReplica':
      return wipeReplica(control);
    case 'reinstallAgent':
      return reinstallAgent(agent);
  }
}

/** The master finds no log when its supervisor starts it again. */
function wipeReplica(host: string): FaultCommands {
  const process = on('mesos-master', host);
  const folder = `${WORK_DIR}/replicated_log`;
  const { begin, end } = killAndStart([process]);
  return { begin: [...begin, { kind: 'wipeFolder', host: hostId(host), folder, process }], end };
}

/** The machine comes back without its work_dir, as a new agent. While it is off nothing of the former one runs on. */
function reinstallAgent(agent: string): FaultCommands {
  const host = hostId(agent);
  const { begin, end } = offAndOn([host]);
  const process = on('mesos-agent', agent);
  return { begin: [...begin, { kind: 'wipeFolder', host, folder: AGENT_WORK_DIR, process }], end };
}

/** Everything that mends whatever is still broken. */
export function mendMesos(processes: Iterable<ProcessId>): Command[] {
  const hosts = EVERYONE.map(hostId);
  return [
    ...offAndOn(hosts).end,
    { kind: 'heal', from: hosts, to: hosts },
    ...setDisks(hosts, 1),
    ...setAllLinks(hosts, USUAL),
    ...hosts.flatMap((host) => skewClock(host, 0).end),
    ...[...processes].flatMap((process): Command[] => [
      { kind: 'resumeProcess', process },
      { kind: 'startProcess', process },
    ]),
  ];
}
