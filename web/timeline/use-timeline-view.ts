/** The run as lanes: asked for again when something happened, at most every so often. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { TimelineView } from '../../sim-worker/api.ts';
import { onFrame } from '../console/simulation/live.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useSimulation } from '../console/simulation-context.ts';

const PAUSE_BETWEEN_MS = 450;

const emptyView: TimelineView = {
  horizonUs: 0,
  nowUs: 0,
  lanes: [],
  faults: [],
  tasks: [],
  service: [],
  snapshots: [],
};

/** The newest answer; the event line reads the past from it. */
export const useTimelineView = create<{ readonly view: TimelineView }>(() => ({ view: emptyView }));

export function useTimelineUpdates(): void {
  const simulation = useSimulation();
  const ready = useRun((state) => state.phase === 'ready');
  useEffect(() => {
    if (!ready) return;
    let stopped = false;
    let asking = false;
    let askedMs = 0;
    let wanted = true;
    let lastTenSeconds = -1;
    const ask = async (): Promise<void> => {
      asking = true;
      wanted = false;
      askedMs = performance.now();
      const answer = await simulation.api.timeline();
      asking = false;
      if (!stopped) useTimelineView.setState({ view: answer });
    };
    const stopFrames = onFrame((frame) => {
      const tenSeconds = Math.floor(frame.horizonUs / 10_000_000);
      const news =
        frame.reset ||
        tenSeconds !== lastTenSeconds ||
        frame.happenings.some(
          ({ kind }) =>
            kind === 'leader' || kind === 'fault' || kind === 'task' || kind === 'exit' || kind === 'service',
        );
      lastTenSeconds = tenSeconds;
      if (news) wanted = true;
      if (wanted && !asking && performance.now() - askedMs > PAUSE_BETWEEN_MS) void ask();
    });
    void ask();
    const timer = setInterval(() => {
      if (wanted && !asking) void ask();
    }, PAUSE_BETWEEN_MS);
    return () => {
      stopped = true;
      stopFrames();
      clearInterval(timer);
    };
  }, [simulation, ready]);
}
