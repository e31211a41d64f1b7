/** Play, pause, step, speed and going to an instant: what the top bar, the timeline, the palette and the keys share. */
import { useMemo } from 'react';
import type { StepKind } from '../../../sim-worker/api.ts';
import { showPace, useRun } from '../simulation/run-store.ts';
import { useSimulation } from '../simulation-context.ts';
import { setPreferences } from '../state/preferences.ts';
import { notify } from '../state/toast-store.ts';
import { speedAt, speedIndex } from './speeds.ts';

export type Transport = {
  togglePlay(): void;
  play(): void;
  pause(): void;
  toStart(): void;
  step(kind: StepKind): void;
  stepBack(kind: StepKind): void;
  seek(atUs: number): Promise<void>;
  setSpeed(speed: number): void;
  changeSpeed(by: number): void;
  toggleAutoPace(): void;
};

export function useTransport(): Transport {
  const simulation = useSimulation();
  return useMemo(() => {
    const report = (result: { ok: true } | { ok: false; error: { message: string } }): void => {
      if (!result.ok) notify({ tone: 'failed', text: result.error.message, action: null });
    };
    const setPace = (speed: number, autoPace: boolean): void => {
      showPace(speed, autoPace);
      void simulation.api.setSpeed(speed, autoPace).then(report);
    };
    const seek = async (atUs: number): Promise<void> =>
      report(await simulation.api.seek(Math.max(0, Math.round(atUs))));
    return {
      togglePlay: () => void (useRun.getState().playing ? simulation.api.pause() : simulation.api.play()),
      play: () => void simulation.api.play(),
      pause: () => void simulation.api.pause(),
      toStart: () => void seek(0),
      step: (kind) => void simulation.api.step(kind).then(report),
      stepBack: (kind) => void simulation.api.stepBack(kind).then(report),
      seek,
      setSpeed: (speed) => setPace(speed, useRun.getState().autoPace),
      changeSpeed: (by) => {
        const { chosenSpeed, autoPace } = useRun.getState();
        setPace(speedAt(speedIndex(chosenSpeed) + by), autoPace);
      },
      toggleAutoPace: () => {
        const { chosenSpeed, autoPace } = useRun.getState();
        setPreferences({ autoPace: !autoPace });
        setPace(chosenSpeed, !autoPace);
      },
    };
  }, [simulation]);
}
