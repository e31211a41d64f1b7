/** The vocabulary of the case tables: requests, what a reply should be, and steps that check it. */
import { type Acl, formatAcl, OPEN_ACL_UNSAFE } from '../protocol/acl.ts';
import { errorName, OK } from '../protocol/error-codes.ts';
import {
  CREATE_EPHEMERAL,
  CREATE_SEQUENTIAL,
  type CreateRecord,
  type MultiPart,
  type MultiResult,
  type ReplyBody,
  type RequestRecord,
  type ServerReply,
} from '../protocol/messages.ts';
import type { ZkStat } from '../protocol/stat.ts';
import { utf8Bytes, utf8Text } from '../protocol/text-bytes.ts';
import { ZERO_ZXID, zxidKey, zxidText } from '../protocol/zxid.ts';
import { expectEqual, type Lab, ask, lastZxid, sendRequests, sessionOf, settle, takeTranscript } from './lab.ts';

export type Step = (lab: Lab) => void;

/** One row of the table. `expected` and the rest are the words of the reference; the steps say the same exactly. */
export type ConformanceCase = {
  readonly id: string;
  readonly given: string;
  readonly operation: string;
  readonly expected: string;
  /** What later versions do instead, where they differ. */
  readonly note?: string;
  /** Servers of the ensemble; 3 unless given. */
  readonly size?: number;
  /** Servers are started by steps. */
  readonly stopped?: boolean;
  readonly steps: readonly Step[];
};

/** A row that stands alone; what it has besides is spread over it. */
export function row(
  id: string,
  given: string,
  operation: string,
  expected: string,
  steps: readonly Step[],
): ConformanceCase {
  return { id, given, operation, expected, steps };
}

type CreateOptions = {
  readonly ephemeral?: boolean;
  readonly sequential?: boolean;
  readonly acl?: readonly Acl[] | null;
  readonly flags?: number;
};

export function create(path: string, data: string | null = 'x', options: CreateOptions = {}): CreateRecord {
  const mode =
    (options.ephemeral === true ? CREATE_EPHEMERAL : 0) | (options.sequential === true ? CREATE_SEQUENTIAL : 0);
  const acl = options.acl === undefined ? OPEN_ACL_UNSAFE : options.acl;
  return { op: 'create', path, data: data === null ? null : utf8Bytes(data), acl, flags: options.flags ?? mode };
}

export function set(path: string, data: string, version = -1): MultiPart & RequestRecord {
  return { op: 'setData', path, data: utf8Bytes(data), version };
}

export function remove(path: string, version = -1): MultiPart & RequestRecord {
  return { op: 'delete', path, version };
}

export function check(path: string, version: number): MultiPart {
  return { op: 'check', path, version };
}

export function get(path: string, watch = false): RequestRecord {
  return { op: 'getData', path, watch };
}

export function exists(path: string, watch = false): RequestRecord {
  return { op: 'exists', path, watch };
}

export function list(path: string, watch = false): RequestRecord {
  return { op: 'getChildren', path, watch };
}

export function setAcl(path: string, acl: readonly Acl[] | null, version = -1): RequestRecord {
  return { op: 'setACL', path, acl, version };
}

export function multi(...ops: readonly MultiPart[]): RequestRecord {
  return { op: 'multi', ops };
}

export function aclOf(perms: number, scheme: string, id: string): readonly Acl[] {
  return [{ perms, scheme, id }];
}

/** A zxid in an expected stat is the name of a noted one; 0 is the zxid of what no transaction made. */
export type ExpectedStat = {
  readonly [Field in 'czxid' | 'mzxid' | 'pzxid']?: string | 0;
} & { readonly [Field in 'version' | 'cversion' | 'aversion' | 'dataLength' | 'numChildren']?: number } & {
  /** Name of the session, or null. */
  readonly owner?: string | null;
  readonly ctimeIsMtime?: boolean;
};

export type ExpectedBody = {
  readonly path?: string;
  readonly data?: string | null;
  readonly children?: readonly string[];
  readonly stat?: ExpectedStat;
  readonly acl?: string;
  /** `OK` or a code's name for each part, with the path of a create behind it. */
  readonly results?: readonly string[];
};

/** The request succeeds, with at least this in its reply; `note` names the reply's zxid. */
export function ok(name: string, record: RequestRecord, body: ExpectedBody = {}, note?: string): Step {
  return (lab) => {
    const reply = ask(lab, name, record);
    const label = describe(record);
    if (!expectCode(lab, label, reply, OK) || reply === null) return;
    if (note !== undefined) lab.marks.set(note, reply.zxid);
    compareBody(lab, label, reply.body, body);
  };
}

/** The request fails with this code. */
export function fails(name: string, record: RequestRecord, code: number, note?: string): Step {
  return (lab) => {
    const reply = ask(lab, name, record);
    expectCode(lab, describe(record), reply, code);
    if (note !== undefined && reply !== null) lab.marks.set(note, reply.zxid);
  };
}

/** The server closes the connection instead of replying. */
export function closes(name: string, record: RequestRecord): Step {
  return (lab) => {
    const reply = ask(lab, name, record);
    expectEqual(lab, describe(record), reply === null ? 'closed' : errorName(reply.err), 'closed');
  };
}

function describe(record: RequestRecord): string {
  return 'path' in record ? `${record.op} ${record.path}` : record.op;
}

function expectCode(lab: Lab, label: string, reply: ServerReply | null, code: number): boolean {
  const got = reply === null ? 'no reply' : errorName(reply.err);
  expectEqual(lab, label, got, errorName(code));
  return got === errorName(code);
}

function compareBody(lab: Lab, label: string, body: ReplyBody | null, expected: ExpectedBody): void {
  if (expected.path !== undefined) expectEqual(lab, `${label}, path`, body?.path, expected.path);
  if (expected.data !== undefined) {
    const data = body?.data;
    expectEqual(lab, `${label}, data`, data === null || data === undefined ? data : utf8Text(data), expected.data);
  }
  if (expected.children !== undefined) expectEqual(lab, `${label}, children`, body?.children, expected.children);
  if (expected.acl !== undefined) expectEqual(lab, `${label}, acl`, formatAcl(body?.acl ?? []), expected.acl);
  if (expected.results !== undefined)
    expectEqual(lab, `${label}, results`, body?.results?.map(resultText), expected.results);
  if (expected.stat !== undefined) compareStat(lab, label, body?.stat, expected.stat);
}

function resultText(result: MultiResult): string {
  if (result.error !== OK) return errorName(result.error);
  if (result.path !== undefined) return `OK ${result.path}`;
  return result.stat === undefined ? 'OK' : `OK version ${String(result.stat.version)}`;
}

const NUMBERS = ['version', 'cversion', 'aversion', 'dataLength', 'numChildren'] as const;
const ZXIDS = ['czxid', 'mzxid', 'pzxid'] as const;

function compareStat(lab: Lab, label: string, stat: ZkStat | undefined, expected: ExpectedStat): void {
  if (stat === undefined) {
    lab.problems.push(`${label}: no stat`);
    return;
  }
  for (const field of NUMBERS) {
    if (expected[field] !== undefined) expectEqual(lab, `${label}, ${field}`, stat[field], expected[field]);
  }
  for (const field of ZXIDS) {
    const wanted = expected[field];
    if (wanted === undefined) continue;
    const zxid = wanted === 0 ? ZERO_ZXID : lab.marks.get(wanted);
    expectEqual(
      lab,
      `${label}, ${field}`,
      zxidText(stat[field]),
      zxid === undefined ? `unknown ${String(wanted)}` : zxidText(zxid),
    );
  }
  if (expected.owner !== undefined) {
    const owner = expected.owner === null ? '0' : sessionOf(lab, expected.owner).sessionId;
    expectEqual(lab, `${label}, ephemeralOwner`, stat.ephemeralOwner, owner);
  }
  if (expected.ctimeIsMtime !== undefined) {
    expectEqual(lab, `${label}, ctime = mtime`, stat.ctimeMs === stat.mtimeMs, expected.ctimeIsMtime);
  }
}

/** Everything that a connection receives until it is quiet, in this order. */
export function receives(name: string, ...expected: readonly string[]): Step {
  return (lab) => {
    settle(lab);
    expectEqual(lab, `${name} receives`, takeTranscript(lab, name), expected);
  };
}

/** The same in any order. */
export function receivesInAnyOrder(name: string, ...expected: readonly string[]): Step {
  return (lab) => {
    settle(lab);
    expectEqual(lab, `${name} receives`, takeTranscript(lab, name).sort(), [...expected].sort());
  };
}

/** Takes everything received so far out of the next look. */
export function forget(name: string): Step {
  return (lab) => {
    settle(lab);
    takeTranscript(lab, name);
  };
}

/** Requests one behind the other, without waiting. */
export function pipeline(name: string, ...records: readonly RequestRecord[]): Step {
  return (lab) => {
    sendRequests(lab, name, records);
  };
}

/** Notes the last zxid of a server. */
export function noteZxid(note: string, myid: number): Step {
  return (lab) => {
    settle(lab);
    lab.marks.set(note, lastZxid(lab, myid));
  };
}

/** The second zxid is this many transactions after the first. */
export function apart(first: string, second: string, count: number): Step {
  return (lab) => {
    const key = (note: string): number => zxidKey(lab.marks.get(note) ?? ZERO_ZXID);
    expectEqual(lab, `transactions from ${first} to ${second}`, key(second) - key(first), count);
  };
}
