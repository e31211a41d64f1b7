/** What happened to a znode over the whole run: each committed change with who made it, and the values before and after. */
import { mapEntries } from '../../kernel/persistent-map.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { type Acl, formatAcl } from '../../zookeeper/protocol/acl.ts';
import type { NodeTxn, Txn } from '../../zookeeper/protocol/transactions.ts';
import { formatZxid, zxidText } from '../../zookeeper/protocol/zxid.ts';
import { type DataTree, initialDataTree } from '../../zookeeper/server/tree/data-tree.ts';
import { type CommittedTxn, committedTxns } from './committed-history.ts';
import { firedWatches, firingKey } from './fired-watches.ts';
import type { FiredWatchRow, ZnodeChangeRow, ZnodeHistoryPage, ZnodeHistoryQuery } from './zookeeper-history-views.ts';

/** A znode as far as its history has been read. */
type Present = {
  readonly data: Uint8Array | null;
  readonly version: number;
  readonly acl: readonly Acl[];
  readonly owner: string | null;
};

type Reader = {
  readonly wanted: (path: string) => boolean;
  readonly znodes: Map<string, Present>;
  readonly holders: ReadonlyMap<string, string>;
  readonly fired: ReadonlyMap<string, readonly FiredWatchRow[]>;
  readonly rows: ZnodeChangeRow[];
};

export function znodeHistory(simulator: Simulator, query: ZnodeHistoryQuery): ZnodeHistoryPage {
  const { path } = query;
  const below = path === '/' ? '/' : `${path}/`;
  const wanted = (at: string): boolean => at === path || (query.subtree && at.startsWith(below));
  const holders = sessionHolders(simulator);
  const fired = firedWatches(simulator, holders, wanted);
  const reader: Reader = { wanted, znodes: new Map(), holders, fired, rows: [] };
  startFrom(reader, firstTree(simulator));
  for (const committed of committedTxns(simulator)) readTxn(reader, committed);
  const newest = reader.rows.reverse();
  return { path, total: newest.length, rows: newest.slice(query.offset, query.offset + query.limit) };
}

/** Who held each session, over the whole run: a handle tells when it is attached. */
export function sessionHolders(simulator: Simulator): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const record of simulator.trace.archive)
    if (record.kind === 'attached') holders.set(String(record.body['sessionId']), record.process);
  return holders;
}

/** What stood on the disks when the run began, without the transactions that the first leader tells of itself. */
function firstTree(simulator: Simulator): DataTree {
  const first = simulator.trace.archive.find((record) => record.kind === 'txn');
  const tree = (first?.body['tree'] ?? null) as DataTree | null;
  const told = (first?.body['txns'] ?? []) as readonly Txn[];
  return tree === null || told.length > 0 ? initialDataTree() : tree;
}

function startFrom(reader: Reader, tree: DataTree): void {
  for (const [path, { data, version, acl }] of mapEntries(tree.nodes))
    if (reader.wanted(path)) reader.znodes.set(path, { data, version, acl, owner: null });
}

function readTxn(reader: Reader, committed: CommittedTxn): void {
  const { body, clientId } = committed.txn;
  if (body.type === 'closeSession') {
    for (const [path, znode] of [...reader.znodes])
      if (znode.owner === clientId) note(reader, committed, { path, change: 'deleted', after: null });
  } else if (body.type === 'multi') for (const part of body.txns) readPart(reader, committed, part);
  else if (body.type !== 'createSession') readPart(reader, committed, body);
}

function readPart(reader: Reader, committed: CommittedTxn, part: NodeTxn): void {
  if (!('path' in part) || part.type === 'check' || !reader.wanted(part.path)) return;
  const { path } = part;
  const before = reader.znodes.get(path) ?? null;
  switch (part.type) {
    case 'create': {
      const owner = part.ephemeral ? committed.txn.clientId : null;
      const after = { data: part.data, version: 0, acl: part.acl, owner };
      note(reader, committed, { path, change: 'created', after });
      return;
    }
    case 'setData': {
      const after = { acl: [], owner: null, ...before, data: part.data, version: part.version };
      note(reader, committed, { path, change: 'dataChanged', after });
      return;
    }
    case 'setAcl':
      if (before !== null) note(reader, committed, { path, change: 'aclChanged', after: { ...before, acl: part.acl } });
      return;
    case 'delete':
      note(reader, committed, { path, change: 'deleted', after: null });
  }
}

type Change = {
  readonly path: string;
  readonly change: ZnodeChangeRow['change'];
  readonly after: Present | null;
};

const FIRED_SHOWN = 200;

function note(reader: Reader, { txn, atUs }: CommittedTxn, { path, change, after }: Change): void {
  const fired = reader.fired.get(firingKey({ zxid: formatZxid(txn.zxid), timeMs: txn.timeMs, change, path })) ?? [];
  const before = reader.znodes.get(path) ?? null;
  if (after === null) reader.znodes.delete(path);
  else reader.znodes.set(path, after);
  const aclMoved = change === 'aclChanged' || change === 'created';
  reader.rows.push({
    path,
    change,
    withSession: txn.body.type === 'closeSession',
    inMulti: txn.body.type === 'multi',
    zxid: zxidText(txn.zxid),
    atUs,
    timeMs: txn.timeMs,
    session: `0x${txn.clientId}`,
    process: reader.holders.get(txn.clientId) ?? null,
    versionBefore: change === 'created' ? null : (before?.version ?? null),
    versionAfter: after?.version ?? null,
    dataBefore: change === 'created' ? null : (before?.data ?? null),
    dataAfter: after?.data ?? null,
    aclBefore: change === 'aclChanged' ? aclTexts(before?.acl ?? []) : null,
    aclAfter: aclMoved ? aclTexts(after?.acl ?? []) : null,
    fired: fired.slice(0, FIRED_SHOWN),
    firedTotal: fired.length,
  });
}

function aclTexts(acl: readonly Acl[]): readonly string[] {
  return acl.map((entry) => formatAcl([entry]));
}
