/**
 * Removals of agents one after another, where --agent_removal_rate_limit says so: of agents that answer no pings, and of
 * those that did not come back after a failover.
 * Source: Mesos 1.0.1, src/master/master.cpp (SlaveObserver::shutdown, recoveredSlavesTimeout, removeSlave(Registry::Slave)).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import { streamedDouble } from '../stream-double.ts';
import { removeAgent } from './agent-removal.ts';
import { durationText, parseDurationMs } from './duration.ts';
import { count, type MasterState } from './master-state.ts';
import { applyToRegistry } from './registry-operations.ts';
import { agentText, send } from './wire.ts';

export const REMOVAL_TIMER = 'removal.permit';

export function scheduleRemoval(master: MasterState, context: Context, id: AgentId): void {
  count(master, 'slave_shutdowns_scheduled');
  if (master.flags.agentRemovalRateLimit === null) return shutDown(master, context, id);
  context.log('INFO', `Scheduling shutdown of agent ${id} due to health check timeout`, 'master.cpp:225');
  master.removalQueue.push({ agentId: id, recovered: null });
  servePermits(master, context);
}

/** One removal for each permit; permits come at even distances. */
export function servePermits(master: MasterState, context: Context): void {
  const next = master.removalQueue[0];
  if (next === undefined) return;
  const waitUs = master.nextRemovalPermitAtUs - context.nowUs;
  if (waitUs > 0) return context.setTimer(REMOVAL_TIMER, waitUs / 1000);
  master.removalQueue.shift();
  master.nextRemovalPermitAtUs =
    context.nowUs + permitDistanceMs(must(master.flags.agentRemovalRateLimit, 'the removal limit')) * 1000;
  if (next.recovered === null) shutDown(master, context, next.agentId);
  else forgetRecovered(master, context, next.agentId, next.recovered);
  servePermits(master, context);
}

/** An agent that did not come back in time leaves the registry, without any message. */
function forgetRecovered(master: MasterState, context: Context, agentId: AgentId, hostname: string): void {
  if (!master.recoveredAgents.has(agentId)) {
    const text = `Canceling removal of agent ${agentId} (${hostname}) since it re-registered!`;
    context.log('INFO', text, 'master.cpp:1736');
    return count(master, 'slave_shutdowns_canceled');
  }
  context.log(
    'WARN',
    `Agent ${agentId} (${hostname}) did not re-register within ${durationText(master.flags.agentReregisterTimeoutMs)} after master failover; removing it from the registrar`,
    'master.cpp:1745',
  );
  count(master, 'slave_shutdowns_completed');
  count(master, 'recovery_slave_removals');
  master.recoveredAgents.delete(agentId);
  applyToRegistry(master, context, { kind: 'removeSlave', agentId }, { kind: 'forget', agentId, hostname });
}

/** `1/10mins` → 600,000 ms between permits. */
function permitDistanceMs(limit: string): number {
  const [permits = '1', duration = '1secs'] = limit.split('/');
  const parsed = parseDurationMs(duration);
  return parsed.ok ? parsed.value / Math.max(1, Number(permits)) : 1000;
}

function shutDown(master: MasterState, context: Context, id: AgentId): void {
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  count(master, 'slave_shutdowns_completed');
  context.log('INFO', `Shutting down agent ${id} due to health check timeout`, 'master.cpp:244');
  context.log(
    'WARN',
    `Shutting down agent ${agentText(agent)} with message 'health check timed out'`,
    'master.cpp:5331',
  );
  send(master, context, agent.pid, { type: 'mesos.ShutdownMessage', message: 'health check timed out' });
  removeAgent(master, context, agent, { reason: 'health check timed out', counter: 'slave_removals/reason_unhealthy' });
}

/** The window after a failover is over: agents that did not come back leave the registry, without any message. */
export function onReregisterTimeout(master: MasterState, context: Context): void {
  const missing = [...master.recoveredAgents];
  const limit = Number(master.flags.recoveryAgentRemovalLimit.slice(0, -1));
  const window = durationText(master.flags.agentReregisterTimeoutMs);
  // Of the agents that the registry had when this master read it: 0 of 0 is no share at all.
  const percent = (missing.length / master.agentsInRecoveredRegistry) * 100;
  if (percent > limit) {
    const ids = missing.map(([agentId]) => agentId).join(', ');
    return context.exit(
      1,
      `Post-recovery agent removal limit exceeded! After ${window} there were ${String(missing.length)} (${streamedDouble(percent)}%) agents recovered from the registry that did not re-register: \n{ ${ids} }\n  The configured removal limit is ${streamedDouble(limit)}%. Please investigate or increase this limit to proceed further`,
    );
  }
  for (const [agentId, { hostname }] of missing) {
    count(master, 'slave_shutdowns_scheduled');
    if (master.flags.agentRemovalRateLimit === null) {
      forgetRecovered(master, context, agentId, hostname);
      continue;
    }
    const text = `Scheduling removal of agent ${agentId} (${hostname}); did not re-register within ${window} after master failover`;
    context.log('INFO', text, 'master.cpp:1708');
    master.removalQueue.push({ agentId, recovered: hostname });
  }
  servePermits(master, context);
}
