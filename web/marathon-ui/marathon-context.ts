import { createContext, useContext } from 'react';
import type { PolledDocument } from '../browser/documents/use-document.ts';
import type { Polled } from '../browser/polled-json.ts';
import type { ActionEnvironment } from './actions.ts';
import type { ListItem } from './app-list.ts';
import type { QueueDelay } from './app-status.ts';
import type { GroupsSummary } from './list-readers.ts';
import type { AppJson, DeploymentJson } from './marathon-json.ts';
import type { MarathonRoute } from './marathon-route.ts';

export type MarathonPageContext = {
  /** `http://HOST:PORT` of the address bar. */
  readonly server: string;
  readonly route: MarathonRoute;
  readonly groups: PolledDocument<GroupsSummary>;
  readonly items: readonly ListItem[];
  /** The open application, on its pages. */
  readonly app: Polled<{ readonly app: AppJson }>;
  readonly delays: ReadonlyMap<string, QueueDelay>;
  readonly deployments: Polled<readonly DeploymentJson[]>;
  /** Simulated time of the last data. */
  readonly nowMs: number;
  readonly env: ActionEnvironment;
};

export const MarathonContext = createContext<MarathonPageContext | null>(null);

export function useMarathon(): MarathonPageContext {
  const context = useContext(MarathonContext);
  if (context === null) throw new Error('used outside the Marathon page');
  return context;
}
