/** The ping strikes of each agent, as the leading master counts them. */
import { must } from '../../kernel/assert.ts';
import { readCell } from '../../kernel/cell-table.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { dueTimeOf } from '../../kernel/timer-table.ts';
import { observerNow } from '../../mesos/master/agent-health.ts';
import { PING_TIMER, waitsForShutdown } from '../../mesos/master/observer-table.ts';
import { agentName, leadingMaster } from './mesos-leader.ts';
import type { AgentPingView, PingsView } from './mesos-views.ts';

const AGENT_LIMIT = 500;
const US_PER_MS = 1000;

export function pingsView(simulator: Simulator): PingsView {
  const { nowUs } = simulator.world;
  const leading = leadingMaster(simulator);
  if (leading === null) return { master: null, nowUs, pingTimeoutMs: 0, maxStrikes: 0, agents: [], agentCount: 0 };
  const { master, process } = leading;
  const { agentPingTimeoutMs: pingTimeoutMs, maxAgentPingTimeouts: maxStrikes } = master.flags;
  const agents: AgentPingView[] = [];
  for (const id of master.observers.keys()) {
    const observer = must(
      observerNow(master, (cell) => readCell(simulator.world, cell), id),
      'an observer',
    );
    const nextPingAtUs = dueTimeOf(simulator.world, process, PING_TIMER + id);
    // The next timer counts the ping that is out now, if it stays unanswered.
    const more = maxStrikes - observer.timeouts - (observer.pongAwaited ? 1 : 0);
    const removedAtUs = nextPingAtUs === null ? null : nextPingAtUs + more * pingTimeoutMs * US_PER_MS;
    agents.push({
      agent: agentName(master, id),
      connected: master.agents.get(id)?.connected ?? false,
      strikes: observer.timeouts,
      awaited: observer.pongAwaited,
      nextPingAtUs,
      removedAtUs: observer.shuttingDown ? null : removedAtUs,
      waitsForPermit: waitsForShutdown(master, id),
    });
  }
  agents.sort((a, b) => b.strikes - a.strikes || (a.agent.host < b.agent.host ? -1 : 1));
  return {
    master: process.spec.id,
    nowUs,
    pingTimeoutMs,
    maxStrikes,
    agents: agents.slice(0, AGENT_LIMIT),
    agentCount: agents.length,
  };
}
