/**
 * A copy of a server's state for the first change after a snapshot. Every client is heard within seconds, so its row and
 * its session's change between any two snapshots: these are copied field by field, all else as plain data.
 */
import { clonePlain } from '../../kernel/clone.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Serving, ZookeeperServerState } from './server-state.ts';
import type { SessionTracker, TrackedSession } from './sessions/session-tracker.ts';

export function copyServerState(server: ZookeeperServerState): ZookeeperServerState {
  const { clients, serving, ...rest } = server;
  return {
    ...server,
    ...clonePlain(rest),
    clients: new Map([...clients].map(([id, row]) => [id, copyClient(row)])),
    serving: serving === null ? null : copyServing(serving),
  };
}

function copyClient(row: ClientConnection): ClientConnection {
  const inbox = row.inbox.length === 0 ? [] : clonePlain(row.inbox);
  return { ...row, inbox, latency: { ...row.latency } };
}

function copyServing(serving: Serving): Serving {
  const { tracker, ...rest } = serving;
  return { ...serving, ...clonePlain(rest), tracker: tracker === null ? null : copyTracker(tracker) };
}

function copyTracker(tracker: SessionTracker): SessionTracker {
  const sessions = new Map<string, TrackedSession>();
  for (const [id, session] of tracker.sessions) sessions.set(id, { ...session });
  return { ...tracker, sessions, buckets: clonePlain(tracker.buckets) };
}
