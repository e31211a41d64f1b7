/** Asks the worker again as frames come, at most every so often, and once more when the run jumped or came to rest. */
import { useEffect, useRef, useState } from 'react';
import { useSimulation } from '../simulation-context.ts';
import type { Simulation } from '../simulation-context.ts';
import { onFrame } from './live.ts';
import { useRun } from './run-store.ts';

/**
 * `key` names what is asked for; another key forgets the answer. Null until the first answer, or while the run is not
 * open. Another `part` asks at once, also while the run rests, and keeps the old answer until the new one is there.
 */
export function usePolled<T>(
  key: string,
  ask: (api: Simulation['api']) => Promise<T>,
  everyMs: number,
  part = '',
): T | null {
  const simulation = useSimulation();
  const ready = useRun((state) => state.phase === 'ready');
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: T } | null>(null);
  const latest = useRef(ask);
  const askAgain = useRef<() => void>(() => undefined);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (!ready) return;
    let stopped = false;
    let asking = false;
    let stale = true;
    let askedMs = 0;
    const again = async (): Promise<void> => {
      asking = true;
      stale = false;
      askedMs = performance.now();
      const value = await latest.current(simulation.api);
      asking = false;
      if (!stopped) setAnswer({ key, value });
    };
    const tick = (): void => {
      if (stale && !asking && performance.now() - askedMs >= everyMs) void again();
    };
    const stopFrames = onFrame(() => {
      stale = true;
      tick();
    });
    const timer = setInterval(tick, everyMs);
    askAgain.current = () => {
      stale = true;
      askedMs = 0;
      tick();
    };
    void again();
    return () => {
      stopped = true;
      stopFrames();
      clearInterval(timer);
    };
  }, [simulation, ready, key, everyMs]);
  useEffect(() => askAgain.current(), [part]);
  return answer !== null && answer.key === key ? answer.value : null;
}
