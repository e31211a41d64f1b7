/** Opens the run that the address asks for, and keeps the page fed with its frames. */
import type { ApiResult, RunInfo, RunRequest, Simulation as Connection } from '../../../sim-worker/api.ts';
import type { Simulation } from '../simulation-context.ts';
import { live, onFrame, receiveFrame } from './live.ts';
import { usePreferences } from '../state/preferences.ts';
import { useRun } from './run-store.ts';

/** The console's view of a connection: what pages get through the context. */
export function simulationOf(connection: Connection): Simulation {
  return {
    get api() {
      return connection.api;
    },
    frame: () => live.frame,
    onFrame: (listener) => onFrame(() => listener()),
    run: () => useRun.getState().run,
    tiles: () => useRun.getState().tiles,
  };
}

export async function openRun(connection: Pick<Connection, 'api'>, request: RunRequest): Promise<ApiResult<RunInfo>> {
  const opened = await connection.api.open(request);
  if (opened.ok) useRun.setState({ phase: 'ready', problem: '', run: opened.value, happenings: [] });
  return opened;
}

/** Subscribes to frames and failures, opens the first run and lets it play. Returns the way to end all of it. */
export function startRun(connection: Connection, request: RunRequest, play: boolean): () => void {
  const stopFrames = connection.subscribeFrames(receiveFrame);
  const stopFailures = connection.subscribeFailures((message) => {
    useRun.setState({ phase: 'crashed', problem: message });
  });
  const onVisibility = (): void => void connection.api.setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', onVisibility);
  void openFirst(connection, request, play);
  return () => {
    stopFrames();
    stopFailures();
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

async function openFirst(connection: Connection, request: RunRequest, play: boolean): Promise<void> {
  await applyPreferredPace(connection);
  const opened = await openRun(connection, request);
  if (!opened.ok) useRun.setState({ phase: 'refused', problem: opened.error.message });
  else if (play) await connection.api.play();
}

/** After the worker died: a new one with the run as it was last kept. */
export async function restartRun(connection: Connection, request: RunRequest): Promise<void> {
  useRun.setState({ phase: 'connecting', problem: '' });
  const kept = await connection.restart();
  if (kept === null) await openFirst(connection, request, true);
  else {
    await applyPreferredPace(connection);
    useRun.setState({ phase: 'ready', run: await connection.api.info() });
  }
}

async function applyPreferredPace(connection: Pick<Connection, 'api'>): Promise<void> {
  await connection.api.setSpeed(1, usePreferences.getState().autoPace);
}
