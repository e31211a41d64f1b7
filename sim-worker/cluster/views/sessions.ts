/** ZooKeeper sessions as the ensemble's leader (or a standalone server) knows them. */
import type { Simulator } from '../../kernel/simulator.ts';
import { type ServingServer, servingServers, sessionProcess } from './ensemble.ts';
import type { SessionTile } from './views.ts';

export type SessionList = { readonly sessions: readonly SessionTile[]; readonly sessionsTotal: number };

/** Sessions of one frame: the next to expire. */
const SESSION_LIMIT = 80;

const NONE: SessionList = { sessions: [], sessionsTotal: 0 };

export function sessionsOf(simulator: Simulator): SessionList {
  const servers = servingServers(simulator);
  const tracker = servers[0]?.state.serving?.tracker ?? null;
  if (tracker === null) return NONE;
  const nowMs = simulator.world.nowUs / 1000;
  const soonest = [...tracker.sessions]
    .sort(([a, { bucketMs: atA }], [b, { bucketMs: atB }]) => atA - atB || (a < b ? -1 : 1))
    .slice(0, SESSION_LIMIT);
  const sessions = soonest.map(([id, { timeoutMs, bucketMs }]) => ({
    id: `0x${id}`,
    process: sessionProcess(simulator, servers, id),
    timeoutMs,
    remainingMs: Math.max(0, Math.round(bucketMs - nowMs)),
    server: serverOf(servers, id),
  }));
  return { sessions: sessions satisfies SessionTile[], sessionsTotal: tracker.sessions.size };
}

function serverOf(servers: readonly ServingServer[], sessionId: string): string {
  return servers.find((server) => server.state.sessionConnections.has(sessionId))?.process.spec.id ?? '';
}
