/**
 * Sizes in bytes that records would have in the jute encoding: for jute.maxbuffer, log files, proposal statistics.
 * Source: ZooKeeper 3.4.14, jute/BinaryOutputArchive.java; record layouts in zookeeper.jute.
 */
import type { Acl } from './acl.ts';
import type { ClientRequest, MultiPart, RequestRecord } from './messages.ts';
import { utf8Length } from './text-bytes.ts';
import type { NodeTxn, Txn, TxnBody } from './transactions.ts';

const INT = 4;
const LONG = 8;
const BOOLEAN = 1;
const REQUEST_HEADER = 2 * INT;
/** TxnHeader: clientId, cxid, zxid, time, type. */
const TXN_HEADER = LONG + INT + LONG + LONG + INT;
const MULTI_HEADER = INT + BOOLEAN + INT;

function text(value: string): number {
  return INT + utf8Length(value);
}

function buffer(value: Uint8Array | null): number {
  return INT + (value === null ? 0 : value.length);
}

function aclSize(acl: readonly Acl[] | null): number {
  let size = INT;
  for (const entry of acl ?? []) size += INT + text(entry.scheme) + text(entry.id);
  return size;
}

function textList(paths: readonly string[]): number {
  return paths.reduce((size, path) => size + text(path), INT);
}

/** Size of a request's frame, without the length that precedes it. */
export function requestSize(request: ClientRequest): number {
  return REQUEST_HEADER + recordSize(request.record);
}

function recordSize(record: RequestRecord | MultiPart): number {
  switch (record.op) {
    case 'create':
      return text(record.path) + buffer(record.data) + aclSize(record.acl) + INT;
    case 'setData':
      return text(record.path) + buffer(record.data) + INT;
    case 'setACL':
      return text(record.path) + aclSize(record.acl) + INT;
    case 'delete':
    case 'check':
      return text(record.path) + INT;
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      return text(record.path) + BOOLEAN;
    case 'getACL':
    case 'sync':
      return text(record.path);
    case 'multi':
      return record.ops.reduce((size, part) => size + MULTI_HEADER + recordSize(part), MULTI_HEADER);
    case 'auth':
      return INT + text(record.scheme) + text(record.auth ?? '');
    case 'setWatches':
      return LONG + textList(record.dataWatches) + textList(record.existWatches) + textList(record.childWatches);
    case 'ping':
    case 'closeSession':
    case 'unknown':
      return 0;
  }
}

/** Header and body of a transaction: the size of its proposal. */
export function txnSize(txn: Txn): number {
  return TXN_HEADER + bodySize(txn.body);
}

/** Checksum, length and end mark around a record of the transaction log. */
export const LOG_RECORD_OVERHEAD = LONG + INT + 1;

function bodySize(body: TxnBody | NodeTxn): number {
  switch (body.type) {
    case 'create':
      return text(body.path) + buffer(body.data) + aclSize(body.acl) + BOOLEAN + INT;
    case 'delete':
      return text(body.path);
    case 'setData':
      return text(body.path) + buffer(body.data) + INT;
    case 'setAcl':
      return text(body.path) + aclSize(body.acl) + INT;
    case 'check':
      return text(body.path) + INT;
    case 'createSession':
    case 'error':
      return INT;
    case 'closeSession':
      return 0;
    case 'multi':
      return body.txns.reduce((size, part) => size + 2 * INT + bodySize(part), INT);
  }
}
