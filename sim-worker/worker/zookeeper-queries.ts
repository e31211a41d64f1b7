/** What the ZooKeeper pages ask: read from the world's state and from what was recorded of the run; nothing travels. */
import type { ApiResult, SimulationApi } from '../api/contract.ts';
import { electionLogOf } from '../cluster/views/election-log.ts';
import { ensembleOf } from '../cluster/views/ensemble-page.ts';
import { sessionPage } from '../cluster/views/session-page.ts';
import { transactionPage } from '../cluster/views/transaction-page.ts';
import { watchPage } from '../cluster/views/watch-page.ts';
import { znodeHistory } from '../cluster/views/znode-history.ts';
import { znodeRows } from '../cluster/views/znode-rows.ts';
import { listZnodes, searchZnodes, showZnode, treeOf } from '../cluster/views/znodes.ts';
import type { Simulator } from '../kernel/simulator.ts';
import { type Import, planImport } from '../zookeeper/subtree/import-plan.ts';
import { type Checked, readSubtree, writeSubtree } from '../zookeeper/subtree/subtree-file.ts';
import { NO_RUN, type Session, refused } from './session.ts';

const ZNODES_LIMIT = 1000;
const PAGE_LIMIT = 500;

export function zookeeperQueries(
  session: Session,
): Pick<SimulationApi, 'ensemble' | 'sessions' | 'transactions' | 'electionLog' | 'watches'> {
  const ask = <T>(read: (simulator: Simulator) => T): T | null =>
    session.run === null ? null : read(session.run.history.simulator);
  return {
    ensemble: () => ask(ensembleOf),
    sessions: (query) => ask((simulator) => sessionPage(simulator, bounded(query))),
    transactions: (query) => ask((simulator) => transactionPage(simulator, bounded(query))),
    electionLog: (query) => ask((simulator) => electionLogOf(simulator, bounded(query))),
    watches: (query) => ask((simulator) => watchPage(simulator, bounded(query))),
  };
}

function bounded<Q extends { readonly offset: number; readonly limit: number }>(query: Q): Q {
  return { ...query, offset: Math.max(0, query.offset), limit: Math.min(Math.max(1, query.limit), PAGE_LIMIT) };
}

export function znodeQueries(
  session: Session,
): Pick<
  SimulationApi,
  'znodes' | 'znodeRows' | 'znode' | 'searchZnodes' | 'znodeHistory' | 'exportSubtree' | 'planImport'
> {
  const ask = <T>(read: (simulator: Simulator) => ApiResult<T>): ApiResult<T> =>
    session.run === null ? { ok: false, error: NO_RUN } : read(session.run.history.simulator);
  return {
    znodes: (path, offset, limit, atUs = null) =>
      ask((simulator) => listZnodes(simulator, path, { ...atMost(offset, limit), atUs })),
    znodeRows: (query) => ask((simulator) => znodeRows(simulator, { ...query, ...atMost(query.offset, query.limit) })),
    znode: (path, atUs = null) => ask((simulator) => showZnode(simulator, path, atUs)),
    searchZnodes: (text, limit, atUs = null) =>
      ask((simulator) => searchZnodes(simulator, text, { limit: atMost(0, limit).limit, atUs })),
    znodeHistory: (query) => ask((simulator) => ({ ok: true, value: znodeHistory(simulator, bounded(query)) })),
    exportSubtree: (path, atUs = null) =>
      ask((simulator) => {
        const asked = treeOf(simulator, path, atUs);
        return asked.ok ? resultOf(writeSubtree(asked.value.tree, path)) : asked;
      }),
    planImport: (into, text, overwrite) =>
      ask((simulator) => {
        const planned = importOf(simulator, { into, text, overwrite });
        if (!planned.ok) return planned;
        const { creates, sets, unchanged, ephemeralsLeftOut, bytes } = planned.value;
        return { ok: true, value: { into, creates, sets, unchanged, ephemeralsLeftOut, bytes } };
      }),
  };
}

function atMost(offset: number, limit: number): { readonly offset: number; readonly limit: number } {
  return { offset: Math.max(0, offset), limit: Math.min(Math.max(1, limit), ZNODES_LIMIT) };
}

/** Reads a file and judges it against the tree as it is now. */
export function importOf(
  simulator: Simulator,
  file: { readonly into: string; readonly text: string; readonly overwrite: boolean },
): ApiResult<Import> {
  const subtree = readSubtree(file.text);
  if (!subtree.ok) return refused(subtree.code, subtree.message);
  const asked = treeOf(simulator, file.into, null);
  return asked.ok ? resultOf(planImport(asked.value.tree, subtree.value, file)) : asked;
}

function resultOf<T>(checked: Checked<T>): ApiResult<T> {
  return checked.ok ? checked : refused(checked.code, checked.message);
}
