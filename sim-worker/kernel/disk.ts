/**
 * Files of a host. Writes are visible at once and durable after an fsync; a power failure takes files back to what was
 * durable. Files are immutable values, so snapshots share them. Names and folders are paths in one table.
 */
import { emptyLog, logAppend, logSize, logSlice, logTruncate } from './append-log.ts';
import { assert, must } from './assert.ts';
import type { Disk, DiskResult, FileContent, ReadonlyDisk } from './context.ts';
import { type Engine, schedule } from './engine.ts';
import type { HostId, ProcessId } from './ids.ts';
import { nextBelow } from './random.ts';
import { findProcess } from './process-table.ts';
import { type Host, type StoredFile, ownHost } from './world.ts';

type AppendedFile = Extract<StoredFile, { readonly kind: 'records' | 'text' }>;

/** Body of the kernel's `disk.synced` event: what becomes durable, and what the program wants back. */
export type SyncedBody = { readonly path: string; readonly file: StoredFile | null; readonly body: unknown };

export function readOnlyDisk(host: () => Host): ReadonlyDisk {
  return {
    read: (path) => readFile(host(), path),
    exists: (path) => host().files.has(path),
    changedUs: (path) => changedUs(host(), path),
    usage: () => usageOf(host()),
    list: (folder) => listFolder(host(), folder),
  };
}

/** The disk as the process in `process()` sees it. */
export function processDisk(engine: Engine, host: () => HostId, process: () => ProcessId): Disk {
  const read = readOnlyDisk(() => must(engine.world.hosts.get(host()), 'host'));
  return {
    ...read,
    write: (path, content) => store(engine, host(), path, (old, nowUs) => storeValue(content, old, nowUs)),
    writeSynced: (path, content) =>
      store(engine, host(), path, (_old, nowUs) => durable(storeValue(content, undefined, nowUs))),
    append: (path, record, sizeBytes) =>
      store(engine, host(), path, (old, nowUs) => appendItem(old, 'records', record, sizeBytes, nowUs)),
    appendText: (path, text) =>
      store(engine, host(), path, (old, nowUs) => appendItem(old, 'text', text, text.length, nowUs)),
    truncate: (path, count) => store(engine, host(), path, (old, nowUs) => truncateFile(old, count, nowUs)),
    fsync: (path, key, body) => startSync(engine, host(), process(), path, key, body ?? null),
    remove: (path) => void ownHost(engine.world, host()).files.delete(path),
    removeFolder: (folder) => wipeFolder(ownHost(engine.world, host()), folder),
  };
}

function readFile(host: Host, path: string): FileContent | null {
  const file = host.files.get(path);
  if (file === undefined) return null;
  if (file.kind === 'value') return file.content;
  const items = logSlice(file.items, 0, logSize(file.items));
  if (file.kind === 'text') return { kind: 'text', text: items.join('') };
  return { kind: 'records', records: items, sizeBytes: file.sizeBytes };
}

function usageOf(host: Host): { readonly usedBytes: number; readonly isFull: boolean } {
  let usedBytes = 0;
  for (const file of host.files.values()) usedBytes += file.kind === 'value' ? sizeOf(file.content) : file.sizeBytes;
  return { usedBytes, isFull: host.diskFull };
}

function sizeOf(content: FileContent): number {
  if (content.kind === 'text') return content.text.length;
  return content.kind === 'bytes' ? content.bytes.length : content.sizeBytes;
}

function changedUs(host: Host, path: string): number | null {
  const own = host.files.get(path);
  if (own !== undefined) return own.changedUs;
  const prefix = path.endsWith('/') ? path : `${path}/`;
  let newest: number | null = null;
  for (const [name, file] of host.files)
    if (name.startsWith(prefix) && (newest === null || file.changedUs > newest)) newest = file.changedUs;
  return newest;
}

function listFolder(host: Host, folder: string): readonly string[] {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const names = new Set<string>();
  for (const path of host.files.keys()) {
    if (!path.startsWith(prefix)) continue;
    names.add(path.slice(prefix.length).split('/', 1)[0] ?? '');
  }
  return [...names].sort();
}

/** Removes every file below the folder (and a file of exactly that name). Returns how many. */
export function wipeFolder(host: Host, folder: string): number {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  const paths = [...host.files.keys()].filter((path) => path === folder || path.startsWith(prefix));
  for (const path of paths) host.files.delete(path);
  return paths.length;
}

function store(
  engine: Engine,
  hostId: HostId,
  path: string,
  change: (old: StoredFile | undefined, nowUs: number) => StoredFile,
): DiskResult {
  const host = ownHost(engine.world, hostId);
  if (host.diskFailing) return 'failed';
  if (host.diskFull) return 'full';
  assert(path.startsWith('/'), 'a file has an absolute path');
  host.files.set(path, Object.freeze(change(host.files.get(path), engine.world.nowUs)));
  return 'ok';
}

function storeValue(content: FileContent, old: StoredFile | undefined, changedUs: number): StoredFile {
  if (content.kind === 'records') {
    let items = emptyLog<unknown>();
    for (const record of content.records) items = logAppend(items, record);
    return {
      changedUs,
      kind: 'records',
      items,
      sizeBytes: content.sizeBytes,
      durableItems: emptyLog(),
      durableBytes: 0,
    };
  }
  const durableContent = old?.kind === 'value' ? old.durable : null;
  return { changedUs, kind: 'value', content: Object.freeze(content), durable: durableContent };
}

/** The file as if an fsync had finished. */
export function durable(file: StoredFile): StoredFile {
  if (file.kind === 'value') return { ...file, durable: file.content };
  return { ...file, durableItems: file.items, durableBytes: file.sizeBytes };
}

/** A durable file of this content, for disks that exist before the run starts. */
export function initialFile(content: FileContent, changedUs = 0): StoredFile {
  return Object.freeze(durable(storeValue(content, undefined, changedUs)));
}

function asAppended(old: StoredFile | undefined, kind: 'records' | 'text', changedUs: number): AppendedFile {
  const empty = { changedUs, sizeBytes: 0, items: emptyLog(), durableItems: emptyLog(), durableBytes: 0 };
  if (old === undefined) return { ...empty, kind };
  if (old.kind !== 'value') return { ...old, changedUs };
  assert(old.content.kind === 'text', 'only a text or a records file is appended to');
  const items = logAppend(emptyLog<unknown>(), old.content.text);
  return { ...empty, kind: 'text', items, sizeBytes: old.content.text.length };
}

function appendItem(
  old: StoredFile | undefined,
  kind: 'records' | 'text',
  item: unknown,
  sizeBytes: number,
  nowUs: number,
): StoredFile {
  const file = asAppended(old, kind, nowUs);
  return { ...file, items: logAppend(file.items, item), sizeBytes: file.sizeBytes + sizeBytes };
}

function truncateFile(old: StoredFile | undefined, count: number, nowUs: number): StoredFile {
  const file = asAppended(old, 'records', nowUs);
  const items = logTruncate(file.items, count);
  const before = logSize(file.items);
  const sizeBytes = before === 0 ? 0 : Math.floor((file.sizeBytes * logSize(items)) / before);
  const durableItems = logSize(file.durableItems) > count ? items : file.durableItems;
  return { ...file, items, sizeBytes, durableItems };
}

/** One fsync at a time: a second waits for the first. */
function startSync(engine: Engine, hostId: HostId, process: ProcessId, path: string, key: string, body: unknown): void {
  const { world } = engine;
  const host = ownHost(world, hostId);
  const { fsyncUs, fsyncJitterUs } = world.settings;
  const jitter = fsyncJitterUs > 0 ? nextBelow(host.random, fsyncJitterUs) : 0;
  const cost = Math.floor((fsyncUs + jitter) * host.diskSlowFactor);
  host.diskBusyUntilUs = Math.max(world.nowUs, host.diskBusyUntilUs) + cost;
  const synced: SyncedBody = Object.freeze({ path, file: host.files.get(path) ?? null, body });
  const { incarnation } = must(findProcess(world, process), 'process');
  schedule(engine, host.diskBusyUntilUs, { target: process, incarnation, kind: 'synced', key, body: synced });
}

/** An fsync ended: what the file held when it began is durable, whatever became of the process. */
export function finishSync(engine: Engine, hostId: HostId, synced: SyncedBody): void {
  const host = ownHost(engine.world, hostId);
  const file = host.files.get(synced.path);
  if (file === undefined || synced.file === null || file.kind !== synced.file.kind) return;
  if (file.kind === 'value' && synced.file.kind === 'value') {
    host.files.set(synced.path, Object.freeze({ ...file, durable: synced.file.content }));
  } else if (file.kind !== 'value' && synced.file.kind !== 'value') {
    const cut = logSize(file.items) < logSize(synced.file.items);
    const durableItems = cut ? file.items : synced.file.items;
    host.files.set(
      synced.path,
      Object.freeze({ ...file, durableItems, durableBytes: Math.min(file.sizeBytes, synced.file.sizeBytes) }),
    );
  }
}

/** Power failed: files fall back to what was durable. */
export function loseUnsynced(host: Host): void {
  for (const [path, file] of host.files) {
    if (file.kind === 'value') {
      if (file.durable === null) host.files.delete(path);
      else if (file.durable !== file.content) host.files.set(path, Object.freeze({ ...file, content: file.durable }));
    } else if (file.durableItems !== file.items) {
      if (logSize(file.durableItems) === 0) host.files.delete(path);
      else host.files.set(path, Object.freeze({ ...file, items: file.durableItems, sizeBytes: file.durableBytes }));
    }
  }
}
