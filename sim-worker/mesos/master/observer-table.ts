/**
 * Which observer watches which agent, and whose shutdown waits for a permit; ends observers.
 * Source: Mesos 1.0.1, src/master/master.cpp (Slave::observer).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import type { MasterState, RemovalInLine } from './master-state.ts';

export const PING_TIMER = 'ping:';

export function stopObserver(master: MasterState, context: Context, id: AgentId): void {
  const observer = master.observers.get(id);
  if (observer === undefined) return;
  master.observers.delete(id);
  master.observerAgents.delete(observer.number);
  context.freeCell(must(master.pongCells.get(id), 'cell of an observer'));
  master.pongCells.delete(id);
  leaveRemovalQueue(master, id);
  context.clearTimer(PING_TIMER + id);
}

/** One that waits there as not come back after a failover is not meant. */
function isShutdownOf(id: AgentId, { agentId, recovered }: RemovalInLine): boolean {
  return agentId === id && recovered === null;
}

/** Its shutdown waits for a permit. */
export function waitsForShutdown(master: MasterState, id: AgentId): boolean {
  return master.removalQueue.some((removal) => isShutdownOf(id, removal));
}

export function leaveRemovalQueue(master: MasterState, id: AgentId): void {
  master.removalQueue = master.removalQueue.filter((removal) => !isShutdownOf(id, removal));
}
