/** Runs a conformance case in a world of its own and says which step did not come out as expected. */
import { formatPerms } from '../protocol/acl.ts';
import { errorName } from '../protocol/error-codes.ts';
import { clientRequest, type ConnectResponse, type MultiResult, type RequestRecord, type ServerReply, type ServerToClient } from '../protocol/messages.ts';
import { EMPTY_PASSWORD, NO_SESSION } from '../protocol/session-id.ts';
import type { ZkStat } from '../protocol/stat.ts';
import { utf8Text } from '../protocol/text-bytes.ts';
import { formatZxid, parseZxid, ZERO_ZXID, zxidKey, zxidText } from '../protocol/zxid.ts';
import type { ProcessId } from '../../kernel/ids.ts';
import { hostId } from '../../kernel/ids.ts';
import { logSlice } from '../../kernel/append-log.ts';
import { getZnode } from '../server/tree/data-tree.ts';
import type { ConformanceCase, Expected, ServerName, StatField, Step } from './steps.ts';
import {
  buildEnsemble,
  CLIENT_HOST,
  clientState,
  command,
  type Ensemble,
  isServing,
  isUp,
  kill,
  leaderOf,
  nowMs,
  openClient,
  openRaw,
  rawState,
  run,
  runUntilTrue,
  serverHost,
  serverId,
  serverState,
  startServer,
  tell,
  wipe,
  word,
} from './ensemble-world.ts';

export type CaseResult = { readonly id: string; readonly title: string; readonly ok: boolean; readonly step: number | null; readonly expected: string; readonly actual: string };

/** One raw client: its process, session, and how much of what it heard has been looked at. */
type Client = { process: ProcessId; sessionId: string; password: string; nextXid: number; seen: number; seenEvents: number };

type Run = { readonly ensemble: Ensemble; readonly clients: Map<string, Client>; connections: number; mark: number };

class Mismatch {
  readonly expected: string;
  readonly actual: string;
  constructor(expected: unknown, actual: unknown) {
    this.expected = show(expected);
    this.actual = show(actual);
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}
