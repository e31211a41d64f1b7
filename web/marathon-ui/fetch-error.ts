import type { PollFailure } from '../browser/polled-json.ts';

/** The line above stale data; null when there is nothing to say. A server that hangs says nothing: the page just stays. */
export function fetchError(what: string, failure: PollFailure | null): string | null {
  if (failure === null || (failure.kind === 'network' && failure.error === 'timedOut')) return null;
  const start = `Error fetching ${what}.`;
  if (failure.kind === 'http' && failure.status === 401)
    return `${start} Unauthorized access. Could not execute operation.`;
  if (failure.kind === 'http' && failure.status === 403)
    return `${start} Access forbidden. Could not execute operation.`;
  return `${start} Refresh to try again.`;
}
