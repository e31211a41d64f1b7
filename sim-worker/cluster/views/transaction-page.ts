/**
 * The ensemble's transactions, newest first, merged from the logs on all servers' disks: what each server has of it, how far it is
 * committed and applied there. A transaction that only a lost leader has logged shows as such.
 */
import { logGet, logSize } from '../../kernel/append-log.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { type Process, wallClockMs } from '../../kernel/world.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { txnSize } from '../../zookeeper/protocol/record-sizes.ts';
import type { NodeTxn, Txn, TxnBody } from '../../zookeeper/protocol/transactions.ts';
import { compareZxid, parseZxid, type Zxid, zxidText } from '../../zookeeper/protocol/zxid.ts';
import type { ZookeeperServerState } from '../../zookeeper/server/server-state.ts';
import { zooKeeperLeader } from './leaders.ts';
import { runningState, zookeeperProcesses } from './ensemble-page.ts';
import { sessionOwners } from './session-page.ts';
import { type LogFile, logFilesOf, newestSnapshot } from './zookeeper-disk.ts';
import type {
  CommitIndexView,
  TransactionPage,
  TransactionPlace,
  TransactionQuery,
  TransactionRow,
} from './zookeeper-views.ts';

/** Transactions that one query looks through, from the newest on. */
const SCAN_LIMIT = 20_000;
const PARTS_SHOWN = 20;

/** One server's logs, read backwards. */
type Reader = {
  readonly process: Process;
  readonly files: readonly LogFile[];
  readonly snapshot: Zxid | null;
  readonly limits: Limits;
  file: number;
  index: number;
};

/** Up to where a server knows transactions as committed and has applied them; null while it does not serve. */
type Limits = { readonly committed: Zxid | null; readonly applied: Zxid | null };

type Found = { readonly txn: Txn; readonly places: readonly TransactionPlace[] };

export function transactionPage(simulator: Simulator, query: TransactionQuery): TransactionPage {
  const readers = zookeeperProcesses(simulator).map((process) => readerOf(simulator, process));
  const servers = readers.map(commitIndex);
  const owners = sessionOwners(simulator);
  const wanted = query.filter.trim().toLowerCase();
  const page: Found[] = [];
  let total = 0;
  let matching = 0;
  for (let found = takeNewest(readers); found !== null; found = takeNewest(readers)) {
    if (total >= SCAN_LIMIT) break;
    total += 1;
    if (!matches(found.txn, query.type, wanted, owners)) continue;
    if (matching >= query.offset && page.length < query.limit) page.push(found);
    matching += 1;
  }
  const rows = page.map((found) => rowOf(simulator, found, owners));
  return { servers, matching, total, cut: readers.some((reader) => current(reader) !== undefined), rows };
}

function readerOf(simulator: Simulator, process: Process): Reader {
  const host = simulator.world.hosts.get(process.spec.host);
  const files = logFilesOf(host, process);
  const last = files.at(-1);
  return {
    process,
    files,
    snapshot: newestSnapshot(host, process),
    limits: limitsOf(runningState(process)),
    file: files.length - 1,
    index: last === undefined ? -1 : logSize(last.items) - 1,
  };
}

function limitsOf(state: ZookeeperServerState | null): Limits {
  if (state === null || state.serving?.running !== true) return { committed: null, applied: null };
  const applied = state.database.tree.lastProcessedZxid;
  const told = state.leading?.lastCommitted ?? state.serving.commit.committed.at(-1)?.txn?.zxid ?? null;
  return { applied, committed: told !== null && compareZxid(told, applied) > 0 ? told : applied };
}

/** The record that a reader stands at; steps over to older files. */
function current(reader: Reader): Txn | undefined {
  while (reader.file >= 0) {
    const txn = reader.index < 0 ? undefined : logGet(reader.files[reader.file]?.items ?? NOTHING, reader.index);
    if (txn !== undefined) return txn;
    reader.file -= 1;
    const older = reader.files[reader.file];
    reader.index = older === undefined ? -1 : logSize(older.items) - 1;
  }
  return undefined;
}

const NOTHING: LogFile['items'] = Object.freeze({ first: 0, chunks: [], tail: [], size: 0 });

/** The newest transaction that any reader stands at; all that have it step on. */
function takeNewest(readers: readonly Reader[]): Found | null {
  let newest: Txn | undefined;
  for (const reader of readers) {
    const txn = current(reader);
    if (txn !== undefined && (newest === undefined || compareZxid(txn.zxid, newest.zxid) > 0)) newest = txn;
  }
  if (newest === undefined) return null;
  const { zxid } = newest;
  const held = readers.map((reader) => placeIn(reader, zxid));
  const isHistory = held.includes('applied') || held.includes('committed');
  const places = readers.map((reader, index) => {
    const place = held[index] ?? 'absent';
    const covered = isHistory && reader.snapshot !== null && compareZxid(zxid, reader.snapshot) <= 0;
    return place === 'absent' && covered ? 'snapshot' : place;
  });
  return { txn: newest, places };
}

function placeIn(reader: Reader, zxid: Zxid): TransactionPlace {
  const txn = current(reader);
  if (txn === undefined || compareZxid(txn.zxid, zxid) !== 0) return 'absent';
  const isDurable = reader.index < (reader.files[reader.file]?.durableCount ?? 0);
  reader.index -= 1;
  const { committed, applied } = reader.limits;
  if (applied !== null && compareZxid(zxid, applied) <= 0) return 'applied';
  if (committed !== null && compareZxid(zxid, committed) <= 0) return 'committed';
  return isDurable ? 'logged' : 'writing';
}

function commitIndex(reader: Reader): CommitIndexView {
  const logged = current(reader)?.zxid ?? reader.snapshot;
  const { committed, applied } = reader.limits;
  return {
    process: reader.process.spec.id,
    logged: textOf(logged),
    committed: textOf(committed),
    applied: textOf(applied),
  };
}

function textOf(zxid: Zxid | null): string | null {
  return zxid === null ? null : zxidText(zxid);
}

function matches(txn: Txn, type: string, wanted: string, owners: ReadonlyMap<string, string>): boolean {
  if (type !== '' && txn.body.type !== type) return false;
  if (wanted === '') return true;
  const asked = wanted.startsWith('0x') ? parseZxid(wanted) : null;
  if (asked !== null && compareZxid(asked, txn.zxid) === 0) return true;
  if (`0x${txn.clientId}`.includes(wanted) || owners.get(txn.clientId)?.includes(wanted) === true) return true;
  return pathsOf(txn.body).some((path) => path.toLowerCase().includes(wanted));
}

function pathsOf(body: TxnBody | NodeTxn): readonly string[] {
  if (body.type === 'multi') return body.txns.flatMap(pathsOf);
  return 'path' in body ? [body.path] : [];
}

function rowOf(simulator: Simulator, { txn, places }: Found, owners: ReadonlyMap<string, string>): TransactionRow {
  return {
    zxid: zxidText(txn.zxid),
    type: txn.body.type,
    paths: pathsOf(txn.body).slice(0, PARTS_SHOWN),
    session: `0x${txn.clientId}`,
    process: owners.get(txn.clientId) ?? null,
    sizeBytes: txnSize(txn),
    atUs: virtualTimeUs(simulator, txn),
    places,
  };
}

/** The leader stamped it by its host's clock; how that of an earlier leader was off is not known any more. */
function virtualTimeUs(simulator: Simulator, txn: Txn): number {
  const { world } = simulator;
  const leader = zooKeeperLeader(simulator);
  const process = leader?.epoch === txn.zxid.epoch ? findProcess(world, leader.process) : undefined;
  const host = process === undefined ? undefined : world.hosts.get(process.spec.host);
  const offsetMs = host === undefined ? world.settings.startEpochMs : wallClockMs(world, host) - world.nowUs / 1000;
  return Math.max(0, Math.round((txn.timeMs - offsetMs) * 1000));
}
