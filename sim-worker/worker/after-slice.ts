/** What is due between slices: answers that arrived, processes that wait to be started again. */
import { continueRestarts } from './commands.ts';
import { settleRequests } from './requests.ts';
import type { Session } from './session.ts';
import { settleEdits } from './znode-edits.ts';

export function settleAfterSlice(session: Session): void {
  settleRequests(session);
  settleEdits(session);
  continueRestarts(session);
}
