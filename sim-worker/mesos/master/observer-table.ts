/** Which observer watches which agent; ends observers. Source: Mesos 1.0.1, src/master/master.cpp (Slave::observer). */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import type { MasterState } from './master-state.ts';

export const PING_TIMER = 'ping:';

export function stopObserver(master: MasterState, context: Context, id: AgentId): void {
  const observer = master.observers.get(id);
  if (observer === undefined) return;
  master.observers.delete(id);
  master.observerAgents.delete(observer.number);
  context.freeCell(must(master.pongCells.get(id), 'cell of an observer'));
  master.pongCells.delete(id);
  master.removalQueue = master.removalQueue.filter(({ agentId, recovered }) => agentId !== id || recovered !== null);
  context.clearTimer(PING_TIMER + id);
}
