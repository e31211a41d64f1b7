/**
 * Runs the observers of registered agents: pings out, pongs in.
 * Source: Mesos 1.0.1, src/master/master.cpp (SlaveObserver).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import { lpHasConnection, lpSend } from '../libprocess/transport.ts';
import { parseUpid, upid } from '../libprocess/upid.ts';
import {
  type AgentObserver,
  type AgentObserverEvent,
  initialAgentObserver,
  stepAgentObserver,
} from './agent-observer.ts';
import { count, type MasterState } from './master-state.ts';
import { leaveRemovalQueue, PING_TIMER } from './observer-table.ts';
import { scheduleRemoval } from './removal-permits.ts';

export function startObserver(master: MasterState, context: Context, id: AgentId): void {
  master.nextObserverNumber += 1;
  const observer = initialAgentObserver(master.nextObserverNumber);
  master.observers.set(id, observer);
  master.observerAgents.set(observer.number, id);
  master.pongCells.set(id, context.newCell(0));
  stepObserver(master, context, id, { kind: 'started' });
}

/** A pong is addressed to the actor that pinged: `slave-observer(N)`. */
export function onPong(master: MasterState, context: Context, to: string): void {
  const id = observedBy(master, to);
  if (id !== undefined) stepObserver(master, context, id, { kind: 'pongReceived' });
}

function observedBy(master: MasterState, actor: string): AgentId | undefined {
  const number = /^slave-observer\((\d+)\)$/.exec(actor)?.[1];
  return number === undefined ? undefined : master.observerAgents.get(Number(number));
}

/** The pong of an agent without strikes, noted in its cell. False for any other. */
export function onIdlePong(master: MasterState, context: Context, to: string): boolean {
  const id = observedBy(master, to);
  const observer = id === undefined ? undefined : master.observers.get(id);
  if (id === undefined || observer === undefined) return false;
  if (!observer.pongAwaited || observer.timeouts > 0 || observer.shuttingDown) return false;
  context.writeCell(pongCell(master, id), 1);
  return true;
}

/** The next ping to such an agent. */
export function onIdlePingTimer(master: MasterState, context: Context, key: string): boolean {
  const id = key.slice(PING_TIMER.length) as AgentId;
  const agent = master.agents.get(id);
  const cell = master.pongCells.get(id);
  if (agent === undefined || cell === undefined || context.readCell(cell) === 0) return false;
  if (!lpHasConnection(master.libprocess, agent.pid)) return false;
  context.writeCell(cell, 0);
  sendPing(master, context, id);
  context.setTimer(key, master.flags.agentPingTimeoutMs, id);
  return true;
}

function pongCell(master: MasterState, id: AgentId): number {
  return must(master.pongCells.get(id), 'the cell of an observer');
}

/** The observer's row, with what its cell knows better. */
export function observerNow(
  master: MasterState,
  readCell: (cell: number) => number,
  id: AgentId,
): AgentObserver | undefined {
  const row = master.observers.get(id);
  if (row === undefined || readCell(pongCell(master, id)) === 0) return row;
  return { ...row, pongAwaited: false };
}

export function stepObserver(master: MasterState, context: Context, id: AgentId, event: AgentObserverEvent): void {
  const old = observerNow(master, context.readCell, id);
  if (old === undefined) return;
  const { observer, effects } = stepAgentObserver(old, event, master.flags);
  master.observers.set(id, observer);
  context.writeCell(pongCell(master, id), 0);
  for (const effect of effects) {
    switch (effect.kind) {
      case 'sendPing':
        sendPing(master, context, id);
        break;
      case 'setTimer':
        if (master.observers.has(id)) context.setTimer(PING_TIMER + id, effect.delayMs, id);
        break;
      case 'shutDown':
        scheduleRemoval(master, context, id);
        break;
      case 'cancelShutDown':
        context.log('INFO', `Canceling shutdown of agent ${id} since a pong is received!`, 'master.cpp:254');
        leaveRemovalQueue(master, id);
        count(master, 'slave_shutdowns_canceled');
        break;
    }
  }
}

function sendPing(master: MasterState, context: Context, id: AgentId): void {
  const agent = master.agents.get(id);
  const observer = master.observers.get(id);
  if (agent === undefined || observer === undefined) return;
  const { host, port } = parseUpid(master.pid);
  const from = upid(`slave-observer(${String(observer.number)})`, host, port);
  lpSend(master.libprocess, context, {
    from,
    to: agent.pid,
    message: { type: 'mesos.PingSlaveMessage', connected: agent.connected },
  });
}
