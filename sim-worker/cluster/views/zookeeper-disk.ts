/** The disk of a ZooKeeper server as the pages read it: its files by name, its epochs and logs, running or not. */
import { type AppendLog, logGet, logSize } from '../../kernel/append-log.ts';
import type { Host, Process, StoredFile } from '../../kernel/world.ts';
import type { Txn } from '../../zookeeper/protocol/transactions.ts';
import { compareZxid, parseZxid, type Zxid, zxidText } from '../../zookeeper/protocol/zxid.ts';
import { sizeOf } from './inspector.ts';
import { storeOf } from './stores.ts';
import type { DataFileView } from './zookeeper-views.ts';

/** Folder of the transaction logs: that of the snapshots unless `dataLogDir` says otherwise. */
function logFolderOf(process: Process): string | null {
  const own = process.spec.flags['dataLogDir'];
  return typeof own === 'string' ? `${own}/version-2` : storeOf(process);
}

export function dataFilesOf(host: Host | undefined, process: Process): DataFileView[] {
  const folders = new Set([storeOf(process), logFolderOf(process)]);
  const found: DataFileView[] = [];
  for (const folder of folders) {
    if (folder === null) continue;
    for (const [name, file] of filesBelow(host, folder)) found.push(fileView(name, file));
  }
  return found.sort((a, b) => (a.kind === b.kind ? byName(a.name, b.name) : byName(b.kind, a.kind)));
}

/** Longer hex numbers are larger. */
function byName(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function* filesBelow(host: Host | undefined, folder: string): Generator<readonly [string, StoredFile]> {
  for (const [path, file] of host?.files ?? []) {
    if (path.startsWith(`${folder}/`)) yield [path.slice(folder.length + 1), file];
  }
}

function fileView(name: string, file: StoredFile): DataFileView {
  const kind = name.startsWith('snapshot.') ? 'snapshot' : name.startsWith('log.') ? 'log' : 'other';
  const records = kind === 'log' && file.kind === 'records' ? logSize(file.items) : null;
  return { name, kind, sizeBytes: sizeOf(file), records };
}

export function storedEpoch(
  host: Host | undefined,
  process: Process,
  name: 'acceptedEpoch' | 'currentEpoch',
): number | null {
  const file = host?.files.get(`${storeOf(process) ?? ''}/${name}`);
  if (file?.kind !== 'value' || file.content.kind !== 'text') return null;
  const epoch = Number.parseInt(file.content.text, 10);
  return Number.isNaN(epoch) ? null : epoch;
}

/** One log file of a server; records below `durableCount` survive a power failure. */
export type LogFile = { readonly items: AppendLog<Txn>; readonly durableCount: number };

/** Log files of a server, oldest first. */
export function logFilesOf(host: Host | undefined, process: Process): LogFile[] {
  const folder = logFolderOf(process);
  if (folder === null) return [];
  const found: { readonly zxid: Zxid; readonly file: LogFile }[] = [];
  for (const [name, file] of filesBelow(host, folder)) {
    const zxid = name.startsWith('log.') ? parseZxid(name.slice(4)) : null;
    if (zxid === null || file.kind !== 'records') continue;
    const items = file.items as AppendLog<Txn>;
    found.push({ zxid, file: { items, durableCount: logSize(file.durableItems) } });
  }
  return found.sort((a, b) => compareZxid(a.zxid, b.zxid)).map(({ file }) => file);
}

/** Zxid of the newest snapshot on disk; null when there is none. */
export function newestSnapshot(host: Host | undefined, process: Process): Zxid | null {
  let newest: Zxid | null = null;
  for (const [name] of filesBelow(host, storeOf(process) ?? '')) {
    const zxid = name.startsWith('snapshot.') ? parseZxid(name.slice(9)) : null;
    if (zxid !== null && (newest === null || compareZxid(zxid, newest) > 0)) newest = zxid;
  }
  return newest;
}

/** Newest transaction on disk; null on an empty one. */
export function lastLogged(host: Host | undefined, process: Process): string | null {
  const file = logFilesOf(host, process)
    .filter(({ items }) => logSize(items) > 0)
    .at(-1);
  const last = file === undefined ? undefined : logGet(file.items, logSize(file.items) - 1);
  const snapshot = newestSnapshot(host, process);
  if (last === undefined) return snapshot === null ? null : zxidText(snapshot);
  return zxidText(last.zxid);
}
