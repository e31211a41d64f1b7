import { describe, expect, it } from 'vitest';
import { type AgentObserver, initialAgentObserver, stepAgentObserver } from './agent-observer.ts';

const flags = { agentPingTimeoutMs: 15_000, maxAgentPingTimeouts: 5 };

/** Steps through the events; returns the last observer and all kinds of effects but pings and timers. */
function play(events: readonly ('started' | 'pingTimerFired' | 'pongReceived')[]): {
  observer: AgentObserver;
  effects: string[];
} {
  let observer = initialAgentObserver(1);
  const effects: string[] = [];
  for (const kind of events) {
    const step = stepAgentObserver(observer, { kind }, flags);
    observer = step.observer;
    effects.push(
      ...step.effects.map((effect) => effect.kind).filter((effect) => effect !== 'sendPing' && effect !== 'setTimer'),
    );
  }
  return { observer, effects };
}

const timers = (count: number): 'pingTimerFired'[] => Array.from({ length: count }, () => 'pingTimerFired');

describe('observer of an agent', () => {
  it('removes an agent silent for 75 s: five pings of 15 s without a pong', () => {
    expect(play(['started', ...timers(4)]).effects).toEqual([]);
    expect(play(['started', ...timers(5)]).effects).toEqual(['shutDown']);
  });

  it('forgets its strikes at the next pong', () => {
    expect(play(['started', ...timers(4), 'pongReceived']).observer.timeouts).toBe(0);
    expect(play(['started', ...timers(4), 'pongReceived', ...timers(5)]).effects).toEqual([]);
    expect(play(['started', ...timers(4), 'pongReceived', ...timers(6)]).effects).toEqual(['shutDown']);
  });

  it('goes on pinging while a removal waits for its permit, and a pong cancels it', () => {
    const { effects } = play(['started', ...timers(7), 'pongReceived']);
    expect(effects).toEqual(['shutDown', 'cancelShutDown']);
  });
});
