/**
 * One experiment: an ensemble, raw client connections by name, what was noted on the way, and what turned out otherwise than
 * expected. Steps of the case tables act on it.
 */
import { must } from '../../kernel/assert.ts';
import { recentLines } from '../../kernel/process-log.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { errorName, OK } from '../protocol/error-codes.ts';
import {
  type ClientRequest,
  clientRequest,
  type ConnectRequest,
  type RequestRecord,
  type ServerReply,
  XID_AUTH,
  XID_SET_WATCHES,
} from '../protocol/messages.ts';
import { EMPTY_PASSWORD, NO_SESSION } from '../protocol/session-id.ts';
import { ZERO_ZXID, type Zxid } from '../protocol/zxid.ts';
import {
  buildEnsemble,
  CLIENT_PORT,
  type Ensemble,
  type EnsembleOptions,
  rawClientId,
  runFor,
  runUntilTrue,
  serverHost,
  serverId,
  serverState,
  servingLeader,
  tell,
} from './ensemble.ts';
import type { RawClientState, RawCommand, RawConnection, RawReceipt } from './raw-client.ts';

export type Lab = {
  readonly ensemble: Ensemble;
  readonly problems: string[];
  readonly sessions: Map<string, LabSession>;
  /** Zxids and times (ms) noted under a name. */
  readonly marks: Map<string, Zxid>;
  readonly times: Map<string, number>;
};

export type LabSession = {
  readonly server: number;
  sessionId: string;
  password: string;
  grantedMs: number;
  nextXid: number;
  /** How much of what was received a step has looked at. */
  seen: number;
};

/** A reply is under way for at most a few commits; an answer later than this is none. */
const PATIENCE_MS = 3000;
/** Long enough for every message on its way to arrive. */
export const SETTLE_MS = 40;

export function openLab(options: EnsembleOptions): Lab {
  return { ensemble: buildEnsemble(options), problems: [], sessions: new Map(), marks: new Map(), times: new Map() };
}

export function expectEqual(lab: Lab, label: string, actual: unknown, expected: unknown): void {
  const got = JSON.stringify(actual) ?? 'nothing';
  const wanted = JSON.stringify(expected) ?? 'nothing';
  if (got !== wanted) lab.problems.push(`${label}: ${got} instead of ${wanted}`);
}

export function expectTrue(lab: Lab, label: string, holds: boolean): void {
  if (!holds) lab.problems.push(label);
}

export function settle(lab: Lab): void {
  runFor(lab.ensemble, SETTLE_MS);
}

export function sessionOf(lab: Lab, name: string): LabSession {
  return must(lab.sessions.get(name), `session ${name}`);
}

export function connectionOf(lab: Lab, name: string): RawConnection {
  const client = findProcess(lab.ensemble.simulator.world, rawClientId(lab.ensemble))?.state as RawClientState | null;
  return must(client?.connections.get(name), `connection ${name}`);
}

export type OpenOptions = {
  readonly server?: number | 'leader';
  readonly timeoutMs?: number;
  /** Name of the session to attach to. */
  readonly session?: string;
  readonly password?: string;
  readonly lastZxidSeen?: Zxid;
  readonly pings?: boolean;
};

function order(lab: Lab, command: RawCommand): void {
  tell(lab.ensemble, rawClientId(lab.ensemble), command);
}

/** Dials, sends a ConnectRequest, and waits for what comes of it. */
export function openSession(
  lab: Lab,
  name: string,
  options: OpenOptions,
): 'accepted' | 'refused' | 'closed' | 'silent' {
  const { timeoutMs = 10_000, pings = true, lastZxidSeen = ZERO_ZXID } = options;
  const server = options.server === 'leader' ? (servingLeader(lab.ensemble) ?? 1) : (options.server ?? 1);
  const old = options.session === undefined ? undefined : sessionOf(lab, options.session);
  const hello: ConnectRequest = {
    type: 'zk.connect',
    lastZxidSeen,
    timeoutMs,
    sessionId: old?.sessionId ?? NO_SESSION,
    password: options.password ?? old?.password ?? EMPTY_PASSWORD,
  };
  rawClientId(lab.ensemble);
  runFor(lab.ensemble, 0);
  order(lab, { do: 'open', name, host: serverHost(server), port: CLIENT_PORT, hello, pings });
  runFor(lab.ensemble, 0);
  runUntilTrue(lab.ensemble, () => sessionOutcome(connectionOf(lab, name)) !== 'silent', PATIENCE_MS);
  const outcome = sessionOutcome(connectionOf(lab, name));
  const answer = connectResponse(connectionOf(lab, name));
  const granted = { sessionId: answer?.sessionId ?? NO_SESSION, password: answer?.password ?? EMPTY_PASSWORD };
  const seen = connectionOf(lab, name).received.length;
  lab.sessions.set(name, { server, ...granted, grantedMs: answer?.timeoutMs ?? 0, nextXid: 1, seen });
  return outcome;
}

/** Connects without sending anything. */
export function openConnection(lab: Lab, name: string, server: number): void {
  rawClientId(lab.ensemble);
  runFor(lab.ensemble, 0);
  order(lab, { do: 'open', name, host: serverHost(server), port: CLIENT_PORT, hello: null, pings: false });
  lab.sessions.set(name, {
    server,
    sessionId: NO_SESSION,
    password: EMPTY_PASSWORD,
    grantedMs: 0,
    nextXid: 1,
    seen: 0,
  });
  settle(lab);
}

function connectResponse(raw: RawConnection): { timeoutMs: number; sessionId: string; password: string } | null {
  for (const receipt of raw.received) {
    if (receipt.kind === 'message' && receipt.message.type === 'zk.connectResponse') return receipt.message;
  }
  return null;
}

function sessionOutcome(raw: RawConnection): 'accepted' | 'refused' | 'closed' | 'silent' {
  const answer = connectResponse(raw);
  if (answer !== null) return answer.timeoutMs > 0 ? 'accepted' : 'refused';
  return isClosed(raw) ? 'closed' : 'silent';
}

export function isClosed(raw: RawConnection): boolean {
  return raw.received.some((receipt) => receipt.kind === 'closed' || receipt.kind === 'failed');
}

export function dropConnection(lab: Lab, name: string): void {
  order(lab, { do: 'drop', name });
  runFor(lab.ensemble, 0);
}

/** Sends requests one behind the other without waiting. Returns their xids. */
export function sendRequests(lab: Lab, name: string, records: readonly RequestRecord[]): number[] {
  const session = sessionOf(lab, name);
  const messages: ClientRequest[] = records.map((record) => clientRequest(takeXid(session, record), record));
  order(lab, { do: 'send', name, messages });
  return messages.map((message) => message.xid);
}

function takeXid(session: LabSession, record: RequestRecord): number {
  if (record.op === 'auth') return XID_AUTH;
  if (record.op === 'setWatches') return XID_SET_WATCHES;
  session.nextXid += 1;
  return session.nextXid - 1;
}

/** Sends one request and waits for its reply; null when the connection closed instead or nothing came. */
export function ask(lab: Lab, name: string, record: RequestRecord): ServerReply | null {
  const from = connectionOf(lab, name).received.length;
  const [xid] = sendRequests(lab, name, [record]);
  const reply = (): ServerReply | null => findReply(connectionOf(lab, name).received.slice(from), xid);
  runUntilTrue(lab.ensemble, () => reply() !== null || isClosed(connectionOf(lab, name)), PATIENCE_MS);
  return reply();
}

function findReply(receipts: readonly RawReceipt[], xid: number | undefined): ServerReply | null {
  for (const receipt of receipts) {
    if (receipt.kind === 'message' && receipt.message.type === 'zk.reply' && receipt.message.xid === xid)
      return receipt.message;
  }
  return null;
}

/** What arrived since the last look, in words: `NodeCreated /p`, `reply NONODE`, `closed`. Pings are left out. */
export function takeTranscript(lab: Lab, name: string): string[] {
  const session = sessionOf(lab, name);
  const { received } = connectionOf(lab, name);
  const fresh = received.slice(session.seen);
  session.seen = received.length;
  return fresh.map(describeReceipt).filter((text) => text !== null);
}

function describeReceipt(receipt: RawReceipt): string | null {
  if (receipt.kind === 'closed') return 'closed';
  if (receipt.kind !== 'message') return null;
  const { message } = receipt;
  if (message.type === 'zk.event') return `${message.event} ${message.path}`;
  if (message.type === 'zk.reply')
    return message.xid === -2 ? null : `reply ${message.err === OK ? 'OK' : errorName(message.err)}`;
  return message.type === 'zk.text' ? message.text : null;
}

/** Asks a four-letter word; null when the connection closed without a text. */
export function askWord(lab: Lab, myid: number, word: string): string | null {
  const name = `word ${String(lab.ensemble.simulator.world.nextSocket)}`;
  openConnection(lab, name, myid);
  order(lab, { do: 'send', name, messages: [Object.freeze({ type: 'zk.word', word })] });
  settle(lab);
  return takeTranscript(lab, name).find((text) => text !== 'closed') ?? null;
}

export function logLines(lab: Lab, myid: number): readonly string[] {
  const process = must(findProcess(lab.ensemble.simulator.world, serverId(myid)), 'a server');
  return recentLines(process, 2000).map((line) => line.text);
}

export function lastZxid(lab: Lab, myid: number): Zxid {
  return must(serverState(lab.ensemble, myid), 'a running server').database.tree.lastProcessedZxid;
}
