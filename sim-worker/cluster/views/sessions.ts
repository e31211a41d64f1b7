/** ZooKeeper sessions as the ensemble's leader (or a standalone server) knows them. */
import type { Simulator } from '../../kernel/simulator.ts';
import { listSessions } from '../../zookeeper/server/view.ts';
import { type ServingServer, servingServers, sessionProcess } from './ensemble.ts';
import type { SessionTile } from './views.ts';

export type SessionList = { readonly sessions: readonly SessionTile[]; readonly sessionsTotal: number };

/** Sessions of one frame: the next to expire. */
const SESSION_LIMIT = 80;

const NONE: SessionList = { sessions: [], sessionsTotal: 0 };

export function sessionsOf(simulator: Simulator): SessionList {
  const servers = servingServers(simulator);
  const leader = servers[0];
  if (leader === undefined) return NONE;
  const all = listSessions(leader.state, simulator.world.nowUs);
  const soonest = all.sort((a, b) => (a.expiresInMs ?? 0) - (b.expiresInMs ?? 0)).slice(0, SESSION_LIMIT);
  const sessions = soonest.map(({ sessionId, timeoutMs, expiresInMs }) => ({
    id: `0x${sessionId}`,
    process: sessionProcess(simulator, servers, sessionId),
    timeoutMs,
    remainingMs: expiresInMs ?? timeoutMs,
    server: serverOf(servers, sessionId),
  }));
  return { sessions: sessions satisfies SessionTile[], sessionsTotal: all.length };
}

function serverOf(servers: readonly ServingServer[], sessionId: string): string {
  return servers.find((server) => server.state.sessionConnections.has(sessionId))?.process.spec.id ?? '';
}
