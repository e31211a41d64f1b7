/**
 * A replica's state on disk: a file of records, read back at start and written anew when most of it is history.
 * Source: Mesos 1.0.1, src/log/leveldb.cpp (LevelDBStorage); here one file of records stands for the database.
 */
import type { Context } from '../../kernel/context.ts';
import { applyRecord, countHoles, emptyReplica, type ReplicaRecord, type ReplicaState } from './replica.ts';

/** Records after which the file is written anew with what still counts. */
const COMPACT_AFTER = 400;
const METADATA_BYTES = 16;
const ACTION_BYTES = 32;

export const PERSIST_KEY = 'log.persist';

export function loadReplica(context: Context, folder: string | null): ReplicaState {
  const replica = emptyReplica();
  if (folder === null) return replica;
  const log = (text: string): void => context.log('INFO', text, 'leveldb.cpp:174');
  const file = context.disk.read(pathIn(folder));
  const records = file?.kind === 'records' ? file.records : [];
  for (const record of records) applyRecord(replica, record as ReplicaRecord);
  log(`Opened db in ${openText(records.length)}`);
  log('Compacted db in 1.2ms');
  log('Created db iterator in 12us');
  log('Seeked to beginning of db in 8us');
  log(`Iterated through ${String(records.length)} keys in the db in ${String(6 + records.length)}us`);
  const { holes, unlearned } = countHoles(replica);
  context.log(
    'INFO',
    `Replica recovered with log positions ${String(replica.begin)} -> ${String(replica.end)} with ${String(holes)} holes and ${String(unlearned)} unlearned`,
    'replica.cpp:779',
  );
  return replica;
}

export function sizeOfRecord(record: ReplicaRecord): number {
  return record.kind === 'metadata' ? METADATA_BYTES : ACTION_BYTES + record.action.sizeBytes;
}

/** Puts the record on disk; a `synced` event with PERSIST_KEY follows. False: the disk refused. */
export function persistRecord(context: Context, folder: string, record: ReplicaRecord): boolean {
  if (context.disk.append(pathIn(folder), Object.freeze(record), sizeOfRecord(record)) !== 'ok') {
    context.log(
      'ERROR',
      'Error writing to log: IO error',
      record.kind === 'metadata' ? 'replica.cpp:338' : 'replica.cpp:708',
    );
    return false;
  }
  context.disk.fsync(pathIn(folder), PERSIST_KEY);
  return true;
}

/** Drops what was overwritten or truncated, when there is much of it. */
export function compactStorage(context: Context, folder: string, replica: ReplicaState): void {
  const file = context.disk.read(pathIn(folder));
  if (file?.kind !== 'records' || file.records.length < COMPACT_AFTER) return;
  const actions = [...replica.actions.values()].sort((a, b) => a.position - b.position);
  const metadata: ReplicaRecord = Object.freeze({
    kind: 'metadata',
    status: replica.status,
    promised: replica.promised,
  });
  const records: readonly ReplicaRecord[] = [
    metadata,
    ...actions.map((action): ReplicaRecord => Object.freeze({ kind: 'action', action })),
  ];
  let sizeBytes = METADATA_BYTES;
  for (const action of actions) sizeBytes += ACTION_BYTES + action.sizeBytes;
  context.disk.writeSynced(pathIn(folder), { kind: 'records', records: Object.freeze(records), sizeBytes });
}

function pathIn(folder: string): string {
  return `${folder}/records`;
}

function openText(records: number): string {
  return records === 0 ? '2.4ms' : '3.1ms';
}
