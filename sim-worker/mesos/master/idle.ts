/**
 * Traffic that leaves the leading master as it is, which is nearly all of a quiet cluster's: pings of its own sessions
 * at ZooKeeper, pings and pongs of agents that answer, batch allocations with nothing to hand out. Each does what the
 * ordinary handler would do; what little they must remember lies in cells.
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { zkReceiveIdle, type ZkClientState } from '../../zookeeper/client/client.ts';
import { isAllocatorIdle } from '../allocator/filters.ts';
import { isEnvelope } from '../libprocess/transport.ts';
import { BATCH_TIMER } from './allocation.ts';
import { onIdlePingTimer, onIdlePong } from './agent-health.ts';
import type { MasterState } from './master-state.ts';
import { PING_TIMER } from './observer-table.ts';

export function receiveIdle(master: MasterState, context: Context, event: ProgramEvent): boolean {
  if (event.kind === 'message' && isEnvelope(event.body)) {
    if (event.body.message.type !== 'mesos.PongSlaveMessage' || !master.elected || !master.recovered) return false;
    return onIdlePong(master, context, event.body.to);
  }
  if (event.kind === 'timer') {
    if (event.key.startsWith(PING_TIMER)) return onIdlePingTimer(master, context, event.key);
    if (event.key === BATCH_TIMER) return onIdleBatch(master, context);
  }
  return zkClients(master).some((client) => client !== undefined && zkReceiveIdle(client, context, event));
}

function zkClients(master: MasterState): readonly (ZkClientState | undefined)[] {
  const { contender, detector, log } = master;
  return [contender?.group, detector?.group, log.memberGroup, log.networkGroup].map((group) => group?.client);
}

/** Counted in a cell; the allocator hears of it at its next event. */
function onIdleBatch(master: MasterState, context: Context): boolean {
  if (!isAllocatorIdle(master.allocator, context.nowUs)) return false;
  context.writeCell(master.idleBatches, context.readCell(master.idleBatches) + 1);
  context.setTimer(BATCH_TIMER, master.flags.allocationIntervalMs);
  return true;
}
