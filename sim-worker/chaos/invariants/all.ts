/** Every invariant that runs are checked against, in the order in which reports list them. */
import { ephemeralHasSession } from './ephemeral-has-session.ts';
import type { Invariant } from './invariant.ts';
import { noDeletedAppLaunched } from './no-deleted-app-launched.ts';
import { noAcknowledgedUpdateLost } from './no-acknowledged-update-lost.ts';
import { noResourceTwice } from './no-resource-twice.ts';
import { oneActingMarathon } from './one-acting-marathon.ts';
import { oneMesosLeader } from './one-mesos-leader.ts';
import { oneZabLeader } from './one-zab-leader.ts';
import { ownedWatches } from './owned-watches.ts';
import { sessionsAgree } from './sessions-agree.ts';
import { zxidAgreement } from './zxid-agreement.ts';

/** Those that need nothing but ZooKeeper servers. */
export const ENSEMBLE_INVARIANTS: readonly Invariant[] = [
  oneZabLeader,
  zxidAgreement,
  ephemeralHasSession,
  sessionsAgree,
  ownedWatches,
];

export const ALL_INVARIANTS: readonly Invariant[] = [
  ...ENSEMBLE_INVARIANTS,
  noResourceTwice,
  oneMesosLeader,
  noAcknowledgedUpdateLost,
  oneActingMarathon,
  noDeletedAppLaunched,
];
