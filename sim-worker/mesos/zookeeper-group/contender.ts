/**
 * Contest for leadership: joins the group with the master's description and reports when that candidacy ends.
 * Source: Mesos 1.0.1, src/zookeeper/contender.cpp, src/master/contender/zookeeper.cpp.
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { groupCancel, groupJoin, groupOpen, groupOwnsEvent, groupReceive } from './group.ts';
import type { GroupOptions, GroupOutput, GroupState } from './group-state.ts';
import { encodeMasterInfo, type MasterInfo } from './master-info.ts';

/** Label of the masters' znodes. Source: src/master/constants.hpp, MASTER_INFO_JSON_LABEL. */
export const MASTER_INFO_JSON_LABEL = 'json.info';

export type ContenderState = {
  readonly group: GroupState;
  /** Sequence number of our candidacy; null before and after it. */
  candidacy: number | null;
  /** A join is on its way. */
  contending: boolean;
};

export type ContenderOutput =
  | { readonly kind: 'entered'; readonly membershipId: number }
  /** The candidacy ended without our asking: session expired or znode deleted. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'fatal'; readonly message: string };

export type ContenderOptions = Omit<GroupOptions, 'label'>;

export function contenderOpen(context: Context, options: ContenderOptions): ContenderState {
  return {
    group: groupOpen(context, { ...options, label: MASTER_INFO_JSON_LABEL }),
    candidacy: null,
    contending: false,
  };
}

/** Enters the contest; doing so again withdraws the previous membership. */
export function contend(contender: ContenderState, context: Context, master: MasterInfo): void {
  if (contender.candidacy !== null) {
    context.log('INFO', 'Withdrawing the previous membership before recontending', 'zookeeper.cpp:141');
    groupCancel(contender.group, context, contender.candidacy);
    contender.candidacy = null;
  }
  context.log('INFO', 'Joining the ZK group', 'contender.cpp:152');
  contender.contending = true;
  groupJoin(contender.group, context, { data: encodeMasterInfo(master) });
}

export function contenderOwnsEvent(contender: ContenderState, event: ProgramEvent): boolean {
  return groupOwnsEvent(contender.group, event);
}

export function contenderReceive(
  contender: ContenderState,
  context: Context,
  event: ProgramEvent,
): readonly ContenderOutput[] {
  const outputs: ContenderOutput[] = [];
  for (const output of groupReceive(contender.group, context, event))
    onGroupOutput(contender, context, output, outputs);
  return outputs;
}

function onGroupOutput(
  contender: ContenderState,
  context: Context,
  output: GroupOutput,
  outputs: ContenderOutput[],
): void {
  switch (output.kind) {
    case 'joined': {
      const membershipId = output.membership.sequence;
      context.log(
        'INFO',
        `New candidate (id='${String(membershipId)}') has entered the contest for leadership`,
        'contender.cpp:268',
      );
      contender.candidacy = membershipId;
      contender.contending = false;
      outputs.push({ kind: 'entered', membershipId });
      return;
    }
    case 'cancelled':
      if (output.membership.sequence !== contender.candidacy) return;
      context.log('INFO', `Membership cancelled: ${String(output.membership.sequence)}`, 'contender.cpp:217');
      contender.candidacy = null;
      outputs.push({ kind: 'lost' });
      return;
    case 'joinFailed':
      contender.contending = false;
      outputs.push({ kind: 'failed', message: output.message });
      return;
    case 'fatal':
      outputs.push({ kind: 'fatal', message: output.message });
      return;
    case 'failed':
    case 'data':
    case 'dataFailed':
    case 'memberships':
      // A group that aborts fails a join in progress and cancels a membership; without both nobody waits for it.
      return;
  }
}
