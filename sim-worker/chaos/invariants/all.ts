/** Every invariant that runs are checked against, in the order in which reports list them. */
import { ephemeralHasSession } from './ephemeral-has-session.ts';
import type { Invariant } from './invariant.ts';
import { noAcknowledgedUpdateLost } from './no-acknowledged-update-lost.ts';
import { noResourceTwice } from './no-resource-twice.ts';
import { oneMesosLeader } from './one-mesos-leader.ts';
import { oneZabLeader } from './one-zab-leader.ts';
import { zxidAgreement } from './zxid-agreement.ts';

export const ALL_INVARIANTS: readonly Invariant[] = [
  oneZabLeader,
  zxidAgreement,
  ephemeralHasSession,
  noResourceTwice,
  oneMesosLeader,
  noAcknowledgedUpdateLost,
];
