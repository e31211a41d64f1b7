/** State of marathon_lb.py: its event stream, its worker thread, and what it knows of tasks. */
import type { ConnectionId } from '../../kernel/ids.ts';
import type { VerdictCache } from './get-apps.ts';
import type { MarathonAddress, MarathonLbFlags } from './flags.ts';

export type Fetch = {
  readonly connection: ConnectionId;
  readonly host: number;
  readonly requestId: number;
};

export type EventStream = {
  readonly connection: ConnectionId;
  readonly url: string;
  readonly startedAtUs: number;
  open: boolean;
  /** What has come of a line that is not finished. */
  rest: string;
};

export type MarathonLbState = {
  readonly flags: MarathonLbFlags;
  /** In the order in which requests try them: the last one that answered comes first. */
  hosts: readonly MarathonAddress[];
  /** Which of --marathon the next event stream asks. */
  nextStreamHost: number;
  stream: EventStream | null;
  backoffSeconds: number;
  worker: {
    /** Runs only while an event stream is tried or read. */
    running: boolean;
    phase: 'waiting' | 'fetching' | 'validating' | 'reloading';
    pendingReset: boolean;
    pendingReload: boolean;
    /** Text to be moved into place once it is found valid. */
    candidate: { readonly text: string; readonly domainMap: string; readonly appMap: string } | null;
  };
  fetch: Fetch | null;
  nextRequestId: number;
  reloadConnection: ConnectionId | null;
  readonly cache: VerdictCache;
  /** Since the start, for people. */
  readonly counts: { fetches: number; events: number; reloads: number };
  backends: readonly string[];
  lastFetchUs: number | null;
  lastReloadUs: number | null;
};
