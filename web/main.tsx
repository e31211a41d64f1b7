/** Entry of the page: texts, simulation, and the console around them. */
// The ground rules come first, so that every part may refine them.
import './console/tokens.css';
import './console/base.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { type RunRequest, type Simulation, connectSimulation } from '../sim-worker/api.ts';
import { startTexts } from './console/i18n/init.ts';
import { createConsoleRouter } from './console/shell/router.tsx';
import { SimulationContext } from './console/simulation-context.ts';
import { followAddress, firstRequest } from './console/simulation/address-run.ts';
import { openRun, restartRun, simulationOf, startRun } from './console/simulation/start-run.ts';
import { DEFAULT_SCENARIO, DEFAULT_SEED, readSearch } from './console/state/address.ts';
import { followTheme } from './console/state/preferences.ts';
import { type RunControl, RunControlContext } from './console/state/run-control.ts';

type Router = ReturnType<typeof createConsoleRouter>;

function controlOf(connection: Simulation, router: Router, request: RunRequest): RunControl {
  const open: RunControl['open'] = async (wanted) => {
    const opened = await openRun(connection, wanted);
    if (!opened.ok) return opened;
    const search = { scenario: wanted.scenario, seed: wanted.seed };
    await router.navigate({
      to: '.',
      search: (before: Record<string, unknown>) =>
        ({ ...before, ...search, at: undefined, run: undefined, sel: undefined }) as never,
    });
    if (wanted.atUs === 0) await connection.api.play();
    return opened;
  };
  const fresh = { scenario: DEFAULT_SCENARIO, seed: DEFAULT_SEED, journal: [], atUs: 0 };
  return { open, openDefault: () => void open(fresh), restart: () => void restartRun(connection, request) };
}

async function start(root: HTMLElement): Promise<void> {
  followTheme();
  const connection = connectSimulation();
  const router = createConsoleRouter();
  await startTexts();
  const request = await firstRequest(readSearch(router.latestLocation.search as Record<string, unknown>));
  startRun(connection, request, request.atUs === 0);
  followAddress(connection, ({ scenario, seed }) => {
    void router.navigate({
      to: '.',
      search: (before: Record<string, unknown>) =>
        ({ ...before, scenario, seed, run: undefined, at: undefined }) as never,
      replace: true,
    });
  });
  createRoot(root).render(
    <StrictMode>
      <SimulationContext value={simulationOf(connection)}>
        <RunControlContext value={controlOf(connection, router, request)}>
          <RouterProvider router={router} />
        </RunControlContext>
      </SimulationContext>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with id "root"');
void start(root);
