/** The vocabulary of the case tables for servers, sessions and time: start, kill, freeze, cut, wipe, wait, look. */
import { mapHas } from '../../kernel/persistent-map.ts';
import { hostId } from '../../kernel/ids.ts';
import { getZnode } from '../server/tree/data-tree.ts';
import {
  allServing,
  CLIENT_HOST,
  command,
  DATA_FOLDER,
  isServing,
  nowMs,
  runFor,
  runUntilTrue,
  serverHost,
  serverId,
  serverNumbers,
  serverState,
  servingLeader,
} from './ensemble.ts';
import {
  askWord,
  connectionOf,
  dropConnection,
  expectEqual,
  expectTrue,
  isClosed,
  type Lab,
  logLines,
  openConnection,
  openSession,
  type OpenOptions,
  sessionOf,
  settle,
} from './lab.ts';
import type { Step } from './steps.ts';

/** Longest that a start or an election of these small ensembles takes. */
const START_LIMIT_MS = 10_000;

export const serve: Step = (lab) => {
  expectTrue(
    lab,
    'all servers serve',
    runUntilTrue(lab.ensemble, () => allServing(lab.ensemble), START_LIMIT_MS),
  );
  settle(lab);
};

export function open(name: string, options: OpenOptions & { readonly granted?: number } = {}): Step {
  return (lab) => {
    expectEqual(lab, `session ${name}`, openSession(lab, name, options), 'accepted');
    if (options.granted !== undefined)
      expectEqual(lab, `time-out of ${name}`, sessionOf(lab, name).grantedMs, options.granted);
  };
}

/** `refused`: an answer that says that there is no such session; `closed`: no answer at all. */
export function openFails(name: string, how: 'refused' | 'closed', options: OpenOptions = {}): Step {
  return (lab) => {
    expectEqual(lab, `session ${name}`, openSession(lab, name, options), how);
    settle(lab);
    expectTrue(lab, `the server closes the connection ${name}`, isClosed(connectionOf(lab, name)));
  };
}

/** Two names of one session. */
export function sameSession(first: string, second: string): Step {
  return (lab) =>
    expectEqual(lab, `session of ${second}`, sessionOf(lab, second).sessionId, sessionOf(lab, first).sessionId);
}

export function dial(name: string, server: number): Step {
  return (lab) => openConnection(lab, name, server);
}

export function drop(name: string): Step {
  return (lab) => dropConnection(lab, name);
}

export function isClosedNow(name: string, closed = true): Step {
  return (lab) => {
    settle(lab);
    expectEqual(lab, `connection ${name} closed`, isClosed(connectionOf(lab, name)), closed);
  };
}

/** The connection ends between these times from now. */
export function closesWithin(name: string, leastMs: number, mostMs: number): Step {
  return (lab) => {
    const from = nowMs(lab.ensemble);
    runUntilTrue(lab.ensemble, () => isClosed(connectionOf(lab, name)), mostMs + 1000);
    expectBetween(lab, `end of connection ${name}`, nowMs(lab.ensemble) - from, leastMs, mostMs);
  };
}

function expectBetween(lab: Lab, label: string, valueMs: number, leastMs: number, mostMs: number): void {
  const fits = valueMs > leastMs && valueMs <= mostMs;
  expectTrue(
    lab,
    `${label}: after ${valueMs.toFixed(1)} ms, not within ${String(leastMs)} to ${String(mostMs)} ms`,
    fits,
  );
}

export function start(...servers: readonly number[]): Step {
  return (lab) => {
    for (const myid of servers) command(lab.ensemble, { kind: 'startProcess', process: serverId(myid) });
  };
}

export function kill(...servers: readonly number[]): Step {
  return (lab) => {
    for (const myid of servers) command(lab.ensemble, { kind: 'killProcess', process: serverId(myid) });
  };
}

export function freeze(myid: number): Step {
  return (lab) => command(lab.ensemble, { kind: 'pauseProcess', process: serverId(myid) });
}

export function thaw(myid: number): Step {
  return (lab) => command(lab.ensemble, { kind: 'resumeProcess', process: serverId(myid) });
}

/** Removes what the server has on disk, but for myid. */
export function wipe(...servers: readonly number[]): Step {
  return (lab) => {
    for (const myid of servers) {
      const host = hostId(serverHost(myid));
      command(lab.ensemble, { kind: 'wipeFolder', host, folder: DATA_FOLDER, process: serverId(myid) });
    }
  };
}

function hostOf(end: number | 'clients'): ReturnType<typeof hostId> {
  return end === 'clients' ? CLIENT_HOST : hostId(serverHost(end));
}

/** Nothing gets from the first to the second any more. */
export function cutOneWay(from: number | 'clients', to: number | 'clients'): Step {
  return (lab) => command(lab.ensemble, { kind: 'partition', from: [hostOf(from)], to: [hostOf(to)], oneWay: true });
}

export const heal: Step = (lab) => {
  const hosts = [CLIENT_HOST, ...serverNumbers(lab.ensemble).map((myid) => hostId(serverHost(myid)))];
  command(lab.ensemble, { kind: 'heal', from: hosts, to: hosts });
};

export function run(durationMs: number): Step {
  return (lab) => runFor(lab.ensemble, durationMs);
}

export function noteTime(note: string): Step {
  return (lab) => {
    lab.times.set(note, nowMs(lab.ensemble));
  };
}

/** Runs until something holds, which it must within the limit. */
export function until(label: string, condition: (lab: Lab) => boolean, limitMs = START_LIMIT_MS): Step {
  return (lab) =>
    expectTrue(
      lab,
      label,
      runUntilTrue(lab.ensemble, () => condition(lab), limitMs),
    );
}

/** It comes to hold between these times after the noted one, or from now. */
export function within(
  label: string,
  leastMs: number,
  mostMs: number,
  condition: (lab: Lab) => boolean,
  since?: string,
): Step {
  return (lab) => {
    const from = since === undefined ? nowMs(lab.ensemble) : (lab.times.get(since) ?? 0);
    runUntilTrue(lab.ensemble, () => condition(lab), from + mostMs + 1000 - nowMs(lab.ensemble));
    expectBetween(lab, label, nowMs(lab.ensemble) - from, leastMs, mostMs);
  };
}

/** It never holds during this time. */
export function never(label: string, durationMs: number, condition: (lab: Lab) => boolean): Step {
  return (lab) => expectTrue(lab, label, !runUntilTrue(lab.ensemble, () => condition(lab), durationMs));
}

export function leads(myid: number, limitMs = START_LIMIT_MS): Step {
  return (lab) => {
    runUntilTrue(lab.ensemble, () => servingLeader(lab.ensemble) === myid, limitMs);
    expectEqual(lab, 'leader', servingLeader(lab.ensemble), myid);
    settle(lab);
  };
}

export function follows(myid: number, limitMs = START_LIMIT_MS): Step {
  return (lab) => {
    const isFollower = (): boolean =>
      serverState(lab.ensemble, myid)?.serving?.role === 'follower' && isServing(lab.ensemble, myid);
    expectTrue(lab, `server ${String(myid)} follows`, runUntilTrue(lab.ensemble, isFollower, limitMs));
    settle(lab);
  };
}

export function hasNode(lab: Lab, myid: number, path: string): boolean {
  const server = serverState(lab.ensemble, myid);
  return server !== null && getZnode(server.database.tree, path) !== undefined;
}

export function nodeOn(myid: number, path: string, expected = true): Step {
  return (lab) => expectEqual(lab, `${path} on server ${String(myid)}`, hasNode(lab, myid, path), expected);
}

export function knowsSession(lab: Lab, myid: number, name: string): boolean {
  const server = serverState(lab.ensemble, myid);
  return server !== null && mapHas(server.database.sessions, sessionOf(lab, name).sessionId);
}

/** The word's answer holds this text. */
export function wordSays(myid: number, word: string, expected: string | null): Step {
  return (lab) => {
    const text = askWord(lab, myid, word);
    const fits = expected === null ? text === null : text?.includes(expected) === true;
    expectTrue(lab, `${word} of server ${String(myid)}: ${JSON.stringify(text)} without ${String(expected)}`, fits);
  };
}

export function epochOn(myid: number, epoch: number): Step {
  return (lab) =>
    expectEqual(lab, `epoch of server ${String(myid)}`, serverState(lab.ensemble, myid)?.currentEpoch, epoch);
}

export function logged(myid: number, text: string, expected = true): Step {
  return (lab) => {
    const found = logLines(lab, myid).some((line) => line.includes(text));
    expectEqual(lab, `"${text}" in the log of server ${String(myid)}`, found, expected);
  };
}

/** How the server was brought up to date when it last joined a leader. */
export function syncedBy(myid: number, how: 'diff' | 'snapshot'): Step {
  return (lab) => {
    const last = logLines(lab, myid)
      .filter((line) => line.includes('Getting a '))
      .at(-1);
    expectEqual(lab, `server ${String(myid)} was synchronised by`, last?.includes(`Getting a ${how} from`), true);
  };
}

/**
 * A follower of a quorum that has written nothing: one that dialled before the leader had bound its port came a second later,
 * and the leader's tree, sent as a snapshot since nothing is in its memory, brought the epoch's first zxid.
 */
export function untouchedFollower(myid: number): Step {
  return (lab) => {
    const cameLate = logLines(lab, myid).some((line) => line.includes('Getting a snapshot'));
    wordSays(myid, 'srvr', `Zxid: ${cameLate ? '0x100000000' : '0x0'}\n`)(lab);
  };
}

/** Names below version-2 match these patterns, one each. */
export function filesOn(myid: number, ...patterns: readonly RegExp[]): Step {
  return (lab) => {
    const files = lab.ensemble.simulator.world.hosts.get(hostId(serverHost(myid)))?.files.keys() ?? [];
    const names = [...files]
      .filter((path) => path.startsWith(`${DATA_FOLDER}/`))
      .map((path) => path.slice(DATA_FOLDER.length + 1));
    const missing = patterns.filter((pattern) => !names.some((name) => pattern.test(name)));
    expectTrue(lab, `files of server ${String(myid)}: ${names.join(' ')}`, missing.length === 0);
  };
}
