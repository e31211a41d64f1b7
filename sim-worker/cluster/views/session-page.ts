/** Sessions of the ensemble with owner, deadline, ephemerals and watches: filtered, sorted and cut to a page. */
import type { Simulator } from '../../kernel/simulator.ts';
import { findSocket } from '../../kernel/socket-table.ts';
import { listSessions, type SessionView } from '../../zookeeper/server/view.ts';
import { type ServingServer, servingServers } from './ensemble.ts';
import type { SessionPage, SessionQuery, SessionRow, SessionSort } from './zookeeper-views.ts';

/** Paths of one row; the count tells of the rest. */
const PATHS_SHOWN = 50;

type Attached = { readonly server: string; readonly process: string | null; readonly watches: readonly string[] };

export function sessionPage(simulator: Simulator, query: SessionQuery): SessionPage {
  const servers = servingServers(simulator);
  const [first] = servers;
  if (first === undefined) return { server: null, total: 0, matching: 0, rows: [] };
  const attached = attachedSessions(simulator, servers);
  const all = listSessions(first.state, simulator.world.nowUs);
  const rows = all.map((session) => rowOf(session, attached.get(session.sessionId)));
  const wanted = query.filter.trim().toLowerCase();
  const matching = wanted === '' ? rows : rows.filter((row) => matches(row, wanted));
  const sign = query.descending ? -1 : 1;
  matching.sort((a, b) => sign * compareBy(query.sort, a, b) || (a.id < b.id ? -1 : 1));
  return {
    server: first.process.spec.id,
    total: rows.length,
    matching: matching.length,
    rows: matching.slice(query.offset, query.offset + query.limit).map(shortened),
  };
}

/** By session id: who is connected with it, to which server. */
function attachedSessions(simulator: Simulator, servers: readonly ServingServer[]): Map<string, Attached> {
  const found = new Map<string, Attached>();
  for (const { process, state } of servers) {
    for (const [sessionId, connection] of state.sessionConnections) {
      const { data, child } = state.watches;
      const watches = new Set([
        ...(data.byConnection.get(connection) ?? []),
        ...(child.byConnection.get(connection) ?? []),
      ]);
      const remote = findSocket(simulator.world, connection)?.remoteProcess ?? null;
      found.set(sessionId, { server: process.spec.id, process: remote, watches: [...watches] });
    }
  }
  return found;
}

/** Connected sessions and who is at their other end. */
export function sessionOwners(simulator: Simulator): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [sessionId, { process }] of attachedSessions(simulator, servingServers(simulator)))
    if (process !== null) owners.set(sessionId, process);
  return owners;
}

function rowOf(session: SessionView, attached: Attached | undefined): SessionRow {
  const watches = attached?.watches ?? [];
  return {
    id: `0x${session.sessionId}`,
    process: attached?.process ?? null,
    server: attached?.server ?? null,
    timeoutMs: session.timeoutMs,
    remainingMs: session.expiresInMs,
    closing: session.closing,
    ephemeralCount: session.ephemerals.length,
    ephemerals: session.ephemerals,
    watchCount: watches.length,
    watches,
  };
}

function shortened(row: SessionRow): SessionRow {
  return {
    ...row,
    ephemerals: row.ephemerals.slice(0, PATHS_SHOWN),
    watches: row.watches.slice(0, PATHS_SHOWN),
  };
}

function matches(row: SessionRow, wanted: string): boolean {
  const names = [row.id, row.process ?? '', row.server ?? ''];
  return [...names, ...row.ephemerals, ...row.watches].some((text) => text.toLowerCase().includes(wanted));
}

function compareBy(sort: SessionSort, a: SessionRow, b: SessionRow): number {
  switch (sort) {
    case 'remaining':
      return (a.remainingMs ?? a.timeoutMs) - (b.remainingMs ?? b.timeoutMs);
    case 'timeout':
      return a.timeoutMs - b.timeoutMs;
    case 'ephemerals':
      return a.ephemeralCount - b.ephemeralCount;
    case 'watches':
      return a.watchCount - b.watchCount;
    case 'process':
      return compareText(a.process, b.process);
    case 'server':
      return compareText(a.server, b.server);
    case 'id':
      return compareText(a.id, b.id);
  }
}

/** Those that have none come last. */
function compareText(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
