/** The run that an address asks for: at the start, and when a person changes the address of the open page. */
import { defaultParseSearch } from '@tanstack/react-router';
import i18next from 'i18next';
import type { RunRequest, Simulation as Connection } from '../../../sim-worker/api.ts';
import { type ConsoleSearch, DEFAULT_SCENARIO, DEFAULT_SEED, readSearch } from '../state/address.ts';
import { notify } from '../state/toast-store.ts';
import { useRun } from './run-store.ts';
import { openRun } from './start-run.ts';

/** Writes the run that is open into the address again. */
export type PutBack = (run: { readonly scenario: string; readonly seed: number }) => void;

/** The run of a fresh page. In place of a damaged one, which is told, the cluster starts from the beginning. */
export async function firstRequest(search: ConsoleSearch): Promise<RunRequest> {
  const request = await requestOf(search);
  if (request !== null) return request;
  tell(i18next.t('damagedLink.first'));
  return plainRequest(search);
}

function plainRequest(search: ConsoleSearch): RunRequest {
  const { scenario = DEFAULT_SCENARIO, seed = DEFAULT_SEED, at = 0 } = search;
  return { scenario, seed, journal: [], atUs: at };
}

/** Null: the journal in the address is damaged. The part of the page that unpacks one is fetched only then. */
async function requestOf(search: ConsoleSearch): Promise<RunRequest | null> {
  const plain = plainRequest(search);
  if (search.run === undefined) return plain;
  const { unpackRun } = await import('../dialogs/run-file.ts');
  const read = unpackRun(search.run);
  if (read.ok) return { ...read.request, atUs: search.at ?? read.request.atUs };
  return null;
}

/**
 * Opens another run, or goes to another instant of the open one, when a person types or pastes an address into the open page, or
 * goes back to the address of another run. The page's own changes of the address carry a state and the open run, and are left alone.
 */
export function followAddress(connection: Pick<Connection, 'api'>, putBack: PutBack): () => void {
  const follow = async (search: ConsoleSearch, typed: boolean): Promise<void> => {
    const { run } = useRun.getState();
    const isSame =
      run !== null &&
      run.scenario === (search.scenario ?? DEFAULT_SCENARIO) &&
      run.seed === (search.seed ?? DEFAULT_SEED) &&
      (search.run === undefined || !typed);
    if (isSame) {
      if (typed && search.at !== undefined) await seekTo(connection, search.at);
      return;
    }
    const request = await requestOf(search);
    const opened = request === null ? null : await openRun(connection, request);
    if (opened?.ok === true) {
      if (search.at === undefined && search.run === undefined) await connection.api.play();
      return;
    }
    tell(opened === null ? i18next.t('damagedLink.open') : opened.error.message);
    if (run !== null) putBack(run);
  };
  let typed = false;
  const onPopState = (event: PopStateEvent): void => {
    typed = event.state === null;
  };
  // Its event holds the address as it was given: while the run plays, the page takes the instant out of its address at once.
  const onHashChange = (event: HashChangeEvent): void => {
    const [, search = ''] = new URL(event.newURL).hash.split('?');
    void follow(readSearch(defaultParseSearch(search)), typed);
  };
  window.addEventListener('popstate', onPopState);
  window.addEventListener('hashchange', onHashChange);
  return () => {
    window.removeEventListener('popstate', onPopState);
    window.removeEventListener('hashchange', onHashChange);
  };
}

/** An instant in an address is one to look at: the run rests there, as in a fresh page. */
async function seekTo(connection: Pick<Connection, 'api'>, atUs: number): Promise<void> {
  await connection.api.pause();
  const sought = await connection.api.seek(atUs);
  if (!sought.ok) tell(sought.error.message);
}

function tell(text: string): void {
  notify({ tone: 'failed', text, action: null });
}
