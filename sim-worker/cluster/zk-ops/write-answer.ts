/** Writes the answer to one line of an operations file, in the shape of DESIGN.md 6. Only the fields that apply are there. */
import type { ZkReplyOutput } from '../../zookeeper/client/client.ts';
import { formatAcl } from '../../zookeeper/protocol/acl.ts';
import { errorName, OK } from '../../zookeeper/protocol/error-codes.ts';
import type { MultiResult, WatchEventType } from '../../zookeeper/protocol/messages.ts';
import type { ZkStat } from '../../zookeeper/protocol/stat.ts';
import { utf8Text } from '../../zookeeper/protocol/text-bytes.ts';
import { type Zxid, zxidKey } from '../../zookeeper/protocol/zxid.ts';
import { NO_SESSION } from '../../zookeeper/protocol/session-id.ts';

export type OpsWatchEvent = { readonly client: string; readonly type: WatchEventType; readonly path: string };

export type OpsError = { readonly code: number; readonly name: string; readonly message?: string };

export type OpsAnswer = {
  id: unknown;
  ok: boolean;
  path?: string;
  data?: string | null;
  children?: readonly string[];
  stat?: OpsStat;
  acl?: string;
  error?: OpsError;
  results?: readonly OpsResult[];
  watchEvents: readonly OpsWatchEvent[];
};

export type OpsResult =
  { readonly ok: true; readonly path?: string; readonly stat?: OpsStat } | { readonly error: OpsError };

export type OpsStat = {
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly dataLength: number;
  readonly numChildren: number;
  readonly ephemeral: boolean;
  readonly czxid: number;
  readonly mzxid: number;
  readonly pzxid: number;
};

export function opsError(code: number): OpsError {
  return { code, name: errorName(code) };
}

/** `base`: the zxid that counts as 0. */
export function answerReply(id: unknown, reply: ZkReplyOutput, base: Zxid): OpsAnswer {
  const answer: OpsAnswer = { id, ok: reply.error === OK, watchEvents: [] };
  if (reply.path !== undefined) answer.path = reply.path;
  if (reply.data !== undefined) answer.data = reply.data === null ? null : utf8Text(reply.data);
  if (reply.children !== undefined) answer.children = [...reply.children].sort();
  if (reply.stat !== undefined) answer.stat = opsStat(reply.stat, base);
  if (reply.acl !== undefined) answer.acl = formatAcl(reply.acl);
  if (reply.error !== OK) answer.error = opsError(reply.error);
  if (reply.results !== undefined) answer.results = reply.results.map((result) => opsResult(result, base, !answer.ok));
  return answer;
}

/** In a failed multi every part has its code, also those that would have succeeded. */
function opsResult(result: MultiResult, base: Zxid, failed: boolean): OpsResult {
  if (failed) return { error: opsError(result.error) };
  if (result.path !== undefined) return { ok: true, path: result.path };
  return result.stat === undefined ? { ok: true } : { ok: true, stat: opsStat(result.stat, base) };
}

function opsStat(stat: ZkStat, base: Zxid): OpsStat {
  const { version, cversion, aversion, dataLength, numChildren } = stat;
  return {
    version,
    cversion,
    aversion,
    dataLength,
    numChildren,
    ephemeral: stat.ephemeralOwner !== NO_SESSION,
    czxid: countZxid(stat.czxid, base),
    mzxid: countZxid(stat.mzxid, base),
    pzxid: countZxid(stat.pzxid, base),
  };
}

/** The zxid 0 of znodes that no transaction made stays 0. */
function countZxid(zxid: Zxid, base: Zxid): number {
  const key = zxidKey(zxid);
  return key === 0 ? 0 : key - zxidKey(base);
}

/** Fields always in the same order. */
export function formatAnswer(answer: OpsAnswer): string {
  const { id, ok, path, data, children, stat, acl, error, results, watchEvents } = answer;
  return JSON.stringify({ id, ok, path, data, children, stat, acl, error, results, watchEvents });
}
