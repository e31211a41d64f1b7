/**
 * Writes transactions to the log and makes them durable in groups: while one fsync runs, further records wait and share
 * the next. Rolls the log and takes a snapshot now and then. Source: ZooKeeper 3.4.14, server/SyncRequestProcessor.java,
 * server/persistence/FileTxnLog.java.
 */
import type { Context } from '../../../kernel/context.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { zxidText } from '../../protocol/zxid.ts';
import type { ServerConfig } from '../config.ts';
import { elapsedMs, logThread } from '../server-log.ts';
import type { LogWriter, ZookeeperServerState } from '../server-state.ts';
import { applyToDatabase, noteCommitted } from './database.ts';
import { appendRecord, dataFolder, logFolder, writeSnapshot } from './data-files.ts';
import { takeSnapshot } from './snapshot.ts';

/** Exit status when the log cannot be written (ZooKeeperCriticalThread, ExitCode 10 of SyncRequestProcessor). */
const EXIT_LOG_FAILED = 10;

export function initialLogWriter(config: ServerConfig, draw: (bound: number) => number): LogWriter {
  return {
    file: null,
    queued: [],
    flushing: [],
    flushedAtMs: 0,
    syncing: false,
    recordCount: 0,
    snapshotAfter: drawSnapshotCount(config, draw),
    generation: 0,
  };
}

/** Servers of an ensemble should not all take snapshots at once. */
function drawSnapshotCount(config: ServerConfig, draw: (bound: number) => number): number {
  const half = Math.floor(config.snapCount / 2);
  return half + draw(Math.max(1, half));
}

/** Key of the fsync event; old generations are of a role that ended. */
export function syncKey(log: LogWriter): string {
  return `txnlog.${String(log.generation)}`;
}

export function writeTxn(server: ZookeeperServerState, context: Context, txn: Txn): void {
  server.log.queued.push(txn);
  if (!server.log.syncing) startFlush(server, context);
}

/** The fsync ended: what it made durable, in order. The next group starts at once. */
export function finishFlush(server: ZookeeperServerState, context: Context): readonly Txn[] {
  const { log } = server;
  const durable = log.flushing;
  log.flushing = [];
  log.syncing = false;
  warnWhenSlow(server, context);
  if (log.queued.length > 0) startFlush(server, context);
  return durable;
}

/** FileTxnLog.commit: an fsync longer than fsync.warningthresholdms is told and counted. */
function warnWhenSlow(server: ZookeeperServerState, context: Context): void {
  const { config, log, stats } = server;
  const tookMs = Math.floor(elapsedMs(context) - log.flushedAtMs);
  if (tookMs <= config.fsyncWarningThresholdMs) return;
  stats.slowSyncs += 1;
  const thread = `SyncThread:${String(config.myid)}`;
  const text = `fsync-ing the write ahead log in ${thread} took ${String(tookMs)}ms which will adversely effect operation latency. See the ZooKeeper troubleshooting guide`;
  logThread(context, 'WARN', thread, 'FileTxnLog', text);
}

function startFlush(server: ZookeeperServerState, context: Context): void {
  const { log } = server;
  const group = log.queued;
  log.queued = [];
  if (!appendGroup(server, context, group) || log.file === null) return;
  log.flushing = group;
  log.syncing = true;
  log.flushedAtMs = elapsedMs(context);
  context.disk.fsync(log.file, syncKey(log));
}

function appendGroup(server: ZookeeperServerState, context: Context, group: readonly Txn[]): boolean {
  const { log, config } = server;
  for (const txn of group) {
    const isNew = log.file === null;
    log.file = appendRecord(context.disk, config, log.file, txn);
    if (log.file === null) {
      fail(server, context);
      return false;
    }
    if (isNew) {
      const name = log.file.slice(logFolder(config).length + 1);
      logThread(context, 'INFO', `SyncThread:${String(config.myid)}`, 'FileTxnLog', `Creating new log file: ${name}`);
    }
    countRecord(server, context);
  }
  return true;
}

function countRecord(server: ZookeeperServerState, context: Context): void {
  const { log, config } = server;
  log.recordCount += 1;
  if (log.recordCount <= log.snapshotAfter) return;
  log.recordCount = 0;
  log.snapshotAfter = drawSnapshotCount(config, context.randomInt);
  if (log.file !== null) context.disk.fsync(log.file, 'rolled');
  log.file = null;
  saveSnapshot(server, context);
}

/** Writes the database as it stands to a snapshot file. */
export function saveSnapshot(server: ZookeeperServerState, context: Context): void {
  const snapshot = takeSnapshot(server.database);
  const zxid = snapshot.tree.lastProcessedZxid;
  const path = `${dataFolder(server.config)}/snapshot.${zxidText(zxid).slice(2)}`;
  logThread(context, 'INFO', 'Snapshot Thread', 'FileTxnSnapLog', `Snapshotting: ${zxidText(zxid)} to ${path}`);
  if (writeSnapshot(context.disk, server.config, snapshot) !== 'ok') fail(server, context);
}

/** The disk refused: the original logs this and ends the process. */
function fail(server: ZookeeperServerState, context: Context): void {
  const text = 'Severe unrecoverable error, exiting';
  logThread(context, 'ERROR', `SyncThread:${String(server.config.myid)}`, 'SyncRequestProcessor', text);
  context.exit(EXIT_LOG_FAILED, `${text}\njava.io.IOException: No space left on device`);
}

/**
 * A role ends: what was handed to the log is still written, then the tree is brought up to the log, committed or not, so that
 * the next vote names the last logged zxid (ZKDatabase.fastForwardDataBase). `unapplied`: logged, in order, not applied yet.
 */
export function closeLogWriter(server: ZookeeperServerState, context: Context, unapplied: readonly Txn[]): void {
  const { log } = server;
  const rest = log.queued;
  log.queued = [];
  if (rest.length > 0 && !appendGroup(server, context, rest)) return;
  if (log.file !== null && (rest.length > 0 || log.syncing)) context.disk.fsync(log.file, 'closed');
  log.generation += 1;
  log.syncing = false;
  log.flushing = [];
  for (const txn of unapplied) {
    applyToDatabase(server.database, txn);
    noteCommitted(server.database, txn);
  }
}
