/**
 * Detection of the leading master: the member with the smallest sequence number, with its data.
 * Source: Mesos 1.0.1, src/zookeeper/detector.cpp, src/master/detector/zookeeper.cpp.
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { groupData, groupOpen, groupOwnsEvent, groupReceive } from './group.ts';
import { memberPath, type GroupOptions, type GroupOutput, type GroupState, type Membership } from './group-state.ts';
import { decodeMaster, type MasterInfo } from './master-info.ts';

export type DetectorState = {
  readonly group: GroupState;
  /** Member that leads by the set watched last. */
  leader: Membership | null;
  /** Its description, as told last. */
  master: MasterInfo | null;
  failed: boolean;
};

export type DetectorOutput =
  | { readonly kind: 'leader'; readonly master: MasterInfo | null; readonly upid: string | null }
  /** Detection is over; the users of the real library end their process. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'fatal'; readonly message: string };

export type DetectorOptions = Omit<GroupOptions, 'label'>;

export function detectorOpen(context: Context, options: DetectorOptions): DetectorState {
  return { group: groupOpen(context, { ...options, label: null }), leader: null, master: null, failed: false };
}

export function detectorOwnsEvent(detector: DetectorState, event: ProgramEvent): boolean {
  return groupOwnsEvent(detector.group, event);
}

export function detectorReceive(
  detector: DetectorState,
  context: Context,
  event: ProgramEvent,
): readonly DetectorOutput[] {
  const outputs: DetectorOutput[] = [];
  for (const output of groupReceive(detector.group, context, event)) onGroupOutput(detector, context, output, outputs);
  return outputs;
}

function onGroupOutput(
  detector: DetectorState,
  context: Context,
  output: GroupOutput,
  outputs: DetectorOutput[],
): void {
  switch (output.kind) {
    case 'memberships':
      return onMemberships(detector, context, output.memberships, outputs);
    case 'data':
      return onData(detector, context, output.membership, output.data, outputs);
    case 'dataFailed':
    case 'failed':
      return fail(detector, context, output, outputs);
    case 'fatal':
      outputs.push({ kind: 'fatal', message: output.message });
      return;
    case 'joined':
    case 'joinFailed':
    case 'cancelled':
      return;
  }
}

function onMemberships(
  detector: DetectorState,
  context: Context,
  memberships: readonly Membership[],
  outputs: DetectorOutput[],
): void {
  const oldest = memberships[0] ?? null;
  if (oldest?.sequence === detector.leader?.sequence) return;
  detector.leader = oldest;
  const text = oldest === null ? 'None' : `(id='${String(oldest.sequence)}')`;
  context.log('INFO', `Detected a new leader: ${text}`, 'detector.cpp:152');
  if (oldest === null) tell(detector, null, outputs);
  else groupData(detector.group, context, oldest);
}

function onData(
  detector: DetectorState,
  context: Context,
  membership: Membership,
  data: Uint8Array | null,
  outputs: DetectorOutput[],
): void {
  // A later change of the set has its own answer on the way.
  if (membership.sequence !== detector.leader?.sequence) return;
  // The member went before it could be read.
  if (data === null) return tell(detector, null, outputs);
  const decoded = decodeMaster(membership.label, data);
  if (decoded.kind === 'error') {
    const path = memberPath(detector.group.options.path, membership);
    return fail(detector, context, { kind: 'dataFailed', message: decoded.message, path }, outputs);
  }
  if (decoded.warning !== null) context.log('WARN', decoded.warning, 'zookeeper.cpp:221');
  context.log('INFO', `A new leading master (UPID=${decoded.master.pid}) is detected`, 'zookeeper.cpp:259');
  tell(detector, decoded.master, outputs);
}

function tell(detector: DetectorState, master: MasterInfo | null, outputs: DetectorOutput[]): void {
  detector.master = master;
  outputs.push({ kind: 'leader', master, upid: master === null ? null : master.pid });
}

function fail(
  detector: DetectorState,
  context: Context,
  cause: { readonly kind: string; readonly message: string; readonly path?: string },
  outputs: DetectorOutput[],
): void {
  if (detector.failed) return;
  detector.failed = true;
  detector.master = null;
  if (cause.kind === 'failed')
    context.log('ERROR', `Failed to detect the leader: ${cause.message}`, 'zookeeper.cpp:157');
  outputs.push({ kind: 'failed', message: cause.message });
}
