import { createContext, useContext } from 'react';
import type { DocumentId } from '../browser/documents/document-api.ts';
import type { MasterSummary } from './master-reader.ts';
import type { MetricsJson } from './mesos-json.ts';

/** A message on the next page, as after a failed look-up of a sandbox. */
export type MesosAlert = { readonly title: string; readonly message: string; readonly bullets: readonly string[] };

export type MesosPage = {
  /** Null until the first answer. */
  readonly model: MasterSummary | null;
  /** The state as the document worker holds it, for tables and look-ups; null where this master shows none. */
  readonly document: DocumentId | null;
  /** New with each state that is shown. */
  readonly version: number | null;
  readonly metrics: MetricsJson | null;
  /** `HOST:PORT` of the address bar. */
  readonly host: string;
  /** Simulated time of the shown state: all relative dates of the page use it. */
  readonly nowMs: number;
  readonly longDate: boolean;
  readonly toggleDates: () => void;
  /** Where dialogs are drawn: over the page, outside what scrolls. */
  readonly overlay: HTMLElement | null;
  /** Leaves an alert for the page reached next. */
  readonly leaveAlert: (alert: MesosAlert) => void;
  /** Grows with each master state: agent pages ask their agent again then. */
  readonly stateCount: number;
};

export const MesosContext = createContext<MesosPage | null>(null);

export function useMesos(): MesosPage {
  const page = useContext(MesosContext);
  if (page === null) throw new Error('used outside the Mesos page');
  return page;
}
