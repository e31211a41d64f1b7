/**
 * Health check that the leading master runs for one registered agent.
 * Source: Mesos 1.0.1, src/master/master.cpp (SlaveObserver); defaults in src/master/constants.hpp.
 */
import { unreachable } from '../../kernel/assert.ts';

export type AgentObserverFlags = {
  readonly agentPingTimeoutMs: number; // --agent_ping_timeout, 15 s
  readonly maxAgentPingTimeouts: number; // --max_agent_ping_timeouts, 5
};

/** A frozen value, replaced on change. */
export type AgentObserver = {
  /** Number N of the actor `slave-observer(N)`. */
  readonly number: number;
  /** A ping went out and no pong came yet. */
  readonly pongAwaited: boolean;
  readonly timeouts: number;
  /** The limit was reached; the removal is under way or waits for a permit. */
  readonly shuttingDown: boolean;
};

export type AgentObserverEvent = { readonly kind: 'started' | 'pingTimerFired' | 'pongReceived' };

export type AgentObserverEffect =
  | { readonly kind: 'sendPing' }
  | { readonly kind: 'setTimer'; readonly delayMs: number }
  /** Five pings unanswered: ask for the removal. */
  | { readonly kind: 'shutDown' }
  /** A pong came while the removal waited for a permit. */
  | { readonly kind: 'cancelShutDown' };

export type AgentObserverStep = { readonly observer: AgentObserver; readonly effects: readonly AgentObserverEffect[] };

export function initialAgentObserver(number: number): AgentObserver {
  return Object.freeze({ number, pongAwaited: false, timeouts: 0, shuttingDown: false });
}

export function stepAgentObserver(
  observer: AgentObserver,
  event: AgentObserverEvent,
  flags: AgentObserverFlags,
): AgentObserverStep {
  switch (event.kind) {
    case 'started':
      return { observer: Object.freeze({ ...observer, pongAwaited: true }), effects: pingAgain(flags) };
    case 'pongReceived': {
      const effects: AgentObserverEffect[] = observer.shuttingDown ? [{ kind: 'cancelShutDown' }] : [];
      return {
        observer: Object.freeze({ ...observer, pongAwaited: false, timeouts: 0, shuttingDown: false }),
        effects,
      };
    }
    case 'pingTimerFired':
      return onPingTimer(observer, flags);
    default:
      return unreachable(event.kind);
  }
}

/** Pings go on even while a removal waits, so that a pong may still cancel it. */
function onPingTimer(observer: AgentObserver, flags: AgentObserverFlags): AgentObserverStep {
  const timeouts = observer.timeouts + (observer.pongAwaited ? 1 : 0);
  const limit = observer.pongAwaited && timeouts >= flags.maxAgentPingTimeouts;
  const effects: AgentObserverEffect[] = limit && !observer.shuttingDown ? [{ kind: 'shutDown' }] : [];
  const next = { ...observer, pongAwaited: true, timeouts, shuttingDown: observer.shuttingDown || limit };
  return { observer: Object.freeze(next), effects: [...effects, ...pingAgain(flags)] };
}

function pingAgain(flags: AgentObserverFlags): readonly AgentObserverEffect[] {
  return [{ kind: 'sendPing' }, { kind: 'setTimer', delayMs: flags.agentPingTimeoutMs }];
}
