/**
 * Files of a server below version-2: snapshots, transaction logs, epoch files.
 * Source: ZooKeeper 3.4.14, server/persistence/FileTxnSnapLog.java, FileTxnLog.java, FileSnap.java, PurgeTxnLog.java,
 * quorum/QuorumPeer.java (loadDataBase). Left out: checksums, padding to 64 MiB, damaged files (docs/fidelity.md).
 */
import type { Disk, DiskResult, FileContent, ReadonlyDisk } from '../../../kernel/context.ts';
import { LOG_RECORD_OVERHEAD, txnSize } from '../../protocol/record-sizes.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { compareZxid, formatZxid, parseZxid, type Zxid } from '../../protocol/zxid.ts';
import type { ServerConfig } from '../config.ts';
import { applyToDatabase, type Database, initialDatabase, noteCommitted } from './database.ts';
import { restoreTree, type Snapshot, snapshotSize } from './snapshot.ts';

const VERSION_FOLDER = 'version-2';

export function dataFolder(config: ServerConfig): string {
  return `${config.dataDir}/${VERSION_FOLDER}`;
}

export function logFolder(config: ServerConfig): string {
  return `${config.dataLogDir}/${VERSION_FOLDER}`;
}

export function snapshotPath(config: ServerConfig, zxid: Zxid): string {
  return `${dataFolder(config)}/snapshot.${formatZxid(zxid)}`;
}

export function logPath(config: ServerConfig, zxid: Zxid): string {
  return `${logFolder(config)}/log.${formatZxid(zxid)}`;
}

export type NumberedFile = { readonly path: string; readonly zxid: Zxid };

/** Files named `<prefix>.<hex zxid>`, oldest first. */
export function numberedFiles(disk: ReadonlyDisk, folder: string, prefix: string): NumberedFile[] {
  const files: NumberedFile[] = [];
  for (const name of disk.list(folder)) {
    const zxid = name.startsWith(`${prefix}.`) ? parseZxid(name.slice(prefix.length + 1)) : null;
    if (zxid !== null) files.push({ path: `${folder}/${name}`, zxid });
  }
  return files.sort((a, b) => compareZxid(a.zxid, b.zxid));
}

export type Loaded = { readonly database: Database; readonly snapshot: NumberedFile | null };

/** Newest snapshot and every later record of the logs, committed or not: that is where an election starts from. */
export function loadDatabase(disk: ReadonlyDisk, config: ServerConfig): Loaded {
  const database = initialDatabase();
  const newest = numberedFiles(disk, dataFolder(config), 'snapshot').at(-1) ?? null;
  const snapshot = newest === null ? null : readSnapshot(disk.read(newest.path));
  if (snapshot !== null) {
    database.tree = restoreTree(snapshot.tree);
    database.sessions = snapshot.sessions;
  }
  for (const txn of readLogAfter(disk, config, database.tree.lastProcessedZxid)) {
    applyToDatabase(database, txn);
    noteCommitted(database, txn);
  }
  return { database, snapshot: newest };
}

function readSnapshot(content: FileContent | null): Snapshot | null {
  return content?.kind === 'records' ? (content.records[0] as Snapshot) : null;
}

function readRecords(disk: ReadonlyDisk, path: string): readonly Txn[] {
  const content = disk.read(path);
  return content?.kind === 'records' ? (content.records as readonly Txn[]) : [];
}

/** Records newer than a zxid, oldest first. */
export function readLogAfter(disk: ReadonlyDisk, config: ServerConfig, after: Zxid): Txn[] {
  const files = numberedFiles(disk, logFolder(config), 'log');
  const txns: Txn[] = [];
  let last = after;
  files.forEach((file, index) => {
    const next = files[index + 1];
    if (next !== undefined && compareZxid(next.zxid, after) <= 0) return; // All of it is older.
    for (const txn of readRecords(disk, file.path)) {
      if (compareZxid(txn.zxid, last) <= 0) continue;
      txns.push(txn);
      last = txn.zxid;
    }
  });
  return txns;
}

/** Appends a record, starting a new file named after it when none is open. Returns the file's path, null when it failed. */
export function appendRecord(disk: Disk, config: ServerConfig, openFile: string | null, txn: Txn): string | null {
  const path = openFile ?? logPath(config, txn.zxid);
  const result: DiskResult = disk.append(path, txn, txnSize(txn) + LOG_RECORD_OVERHEAD);
  return result === 'ok' ? path : null;
}

/**
 * Cuts the log behind a zxid. False when neither a log file nor a snapshot reaches back that far. A log that begins behind the
 * zxid, as one made after a SNAP does, goes as a whole; 3.4.14 keeps its first record there (docs/fidelity.md).
 */
export function truncateLog(disk: Disk, config: ServerConfig, zxid: Zxid): boolean {
  const files = numberedFiles(disk, logFolder(config), 'log');
  const index = lastStartingBy(files, zxid);
  const file = files[index];
  if (file === undefined && lastStartingBy(numberedFiles(disk, dataFolder(config), 'snapshot'), zxid) < 0) return false;
  if (file !== undefined) {
    const kept = readRecords(disk, file.path).filter((txn) => compareZxid(txn.zxid, zxid) <= 0).length;
    disk.truncate(file.path, kept);
    disk.fsync(file.path, 'truncated');
  }
  for (const later of files.slice(index + 1)) disk.remove(later.path);
  return true;
}

/** Drops the records behind a zxid that a snapshot covers. True when there were any. */
export function dropLogAfter(disk: Disk, config: ServerConfig, zxid: Zxid): boolean {
  return readLogAfter(disk, config, zxid).length > 0 && truncateLog(disk, config, zxid);
}

/** Index of the newest file that starts at or before a zxid; -1 when none does. */
function lastStartingBy(files: readonly NumberedFile[], zxid: Zxid): number {
  return files.filter((file) => compareZxid(file.zxid, zxid) <= 0).length - 1;
}

export function writeSnapshot(disk: Disk, config: ServerConfig, snapshot: Snapshot): DiskResult {
  const path = snapshotPath(config, snapshot.tree.lastProcessedZxid);
  return disk.writeSynced(path, { kind: 'records', records: [snapshot], sizeBytes: snapshotSize(snapshot) });
}

/** Keeps the newest snapshots and every log needed from the oldest kept one on. */
export function purgeFiles(disk: Disk, config: ServerConfig): void {
  const snapshots = numberedFiles(disk, dataFolder(config), 'snapshot');
  const kept = snapshots.slice(-config.purgeRetainCount);
  for (const file of snapshots.slice(0, snapshots.length - kept.length)) disk.remove(file.path);
  const oldest = kept[0];
  if (oldest === undefined) return;
  const logs = numberedFiles(disk, logFolder(config), 'log');
  const firstNeeded = lastStartingBy(logs, oldest.zxid);
  for (const file of logs.slice(0, Math.max(0, firstNeeded))) disk.remove(file.path);
}

type EpochFile = 'acceptedEpoch' | 'currentEpoch';

/** Null when the file is missing. */
export function readEpoch(disk: ReadonlyDisk, config: ServerConfig, name: EpochFile): number | null {
  const content = disk.read(`${dataFolder(config)}/${name}`);
  if (content?.kind !== 'text') return null;
  const value = Number.parseInt(content.text, 10);
  return Number.isNaN(value) ? null : value;
}

export function writeEpoch(disk: Disk, config: ServerConfig, name: EpochFile, epoch: number): DiskResult {
  return disk.writeSynced(`${dataFolder(config)}/${name}`, { kind: 'text', text: String(epoch) });
}

/** While this file lies there, transactions of an epoch may be logged that is not current yet. */
function updatingEpochPath(config: ServerConfig): string {
  return `${dataFolder(config)}/updatingEpoch`;
}

export function markUpdatingEpoch(disk: Disk, config: ServerConfig): void {
  disk.writeSynced(updatingEpochPath(config), { kind: 'text', text: '' });
}

export function clearUpdatingEpoch(disk: Disk, config: ServerConfig): void {
  if (disk.exists(updatingEpochPath(config))) disk.remove(updatingEpochPath(config));
}

export function isUpdatingEpoch(disk: ReadonlyDisk, config: ServerConfig): boolean {
  return disk.exists(updatingEpochPath(config));
}
