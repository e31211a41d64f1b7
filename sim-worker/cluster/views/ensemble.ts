/** ZooKeeper servers of a world that serve clients now, the leader first: whom the znode page and the session list ask. */
import type { Simulator } from '../../kernel/simulator.ts';
import type { Process } from '../../kernel/world.ts';
import { allProcesses } from '../../kernel/process-table.ts';
import { findSocket } from '../../kernel/socket-table.ts';
import type { ZookeeperServerState } from '../../zookeeper/server/server-state.ts';

export type ServingServer = { readonly process: Process; readonly state: ZookeeperServerState };

export function servingServers(simulator: Simulator): ServingServer[] {
  const found: ServingServer[] = [];
  for (const process of allProcesses(simulator.world)) {
    if (process.spec.program !== 'zookeeper' || process.status !== 'running' || process.state === null) continue;
    const state = process.state as ZookeeperServerState;
    if (state.serving?.running === true) found.push({ process, state });
  }
  return found.sort((a, b) => rank(a) - rank(b) || (a.process.spec.id < b.process.spec.id ? -1 : 1));
}

/** The leader has seen most; an observer least. */
function rank(server: ServingServer): number {
  const role = server.state.serving?.role;
  if (role === 'leader' || role === 'standalone') return 0;
  return role === 'follower' ? 1 : 2;
}

/** Process at the other end of the connection that carries a session; null when nobody is connected with it. */
export function sessionProcess(
  simulator: Simulator,
  servers: readonly ServingServer[],
  sessionId: string,
): string | null {
  for (const { state } of servers) {
    const connection = state.sessionConnections.get(sessionId);
    const socket = connection === undefined ? undefined : findSocket(simulator.world, connection);
    if (socket !== undefined) return socket.remoteProcess;
  }
  return null;
}
