/**
 * Which replicas there are: each master holds an ephemeral znode with its replica's pid below /mesos/log_replicas and
 * watches all of them. The own pid is always known.
 * Source: Mesos 1.0.1, src/log/network.hpp (ZooKeeperNetwork), src/log/log.cpp (LogProcess: group membership).
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { upidAddress } from '../libprocess/upid.ts';
import { groupData, groupJoin, groupOpen, groupOwnsEvent, groupReceive } from '../zookeeper-group/group.ts';
import type { GroupOutput, GroupState } from '../zookeeper-group/group-state.ts';
import { decodeUtf8, encodeUtf8 } from '../zookeeper-group/utf8.ts';
import type { LogOptions, LogState } from './log-state.ts';
import { broadcastRound } from './rounds.ts';

export const NETWORK_TIMER = 'log.network';
/** All members' data must be read within this, else the old set stays. Source: network.hpp. */
const READ_TIMEOUT_MS = 5_000;

export function openGroup(
  context: Context,
  options: LogOptions,
  group: { readonly key: string; readonly number: number },
): GroupState | null {
  const { zk } = options;
  if (zk === null) return null;
  const name = `group(${String(group.number)})@${upidAddress(options.pid)}`;
  return groupOpen(context, {
    ...zk,
    key: group.key,
    name,
    path: `${zk.path}/log_replicas`,
    label: null,
  });
}

export function joinNetwork(log: LogState, context: Context, how: 'first' | 'again'): void {
  if (log.memberGroup === null) return;
  if (how === 'again') context.log('INFO', 'Renewing replica group membership', 'log.cpp:257');
  else context.log('INFO', 'Attempting to join replica to ZooKeeper group', 'log.cpp:107');
  groupJoin(log.memberGroup, context, { label: null, data: encodeUtf8(log.options.pid) });
}

export function networkOwnsEvent(log: LogState, event: ProgramEvent): boolean {
  if (event.kind === 'timer' && event.key === NETWORK_TIMER) return true;
  if (log.memberGroup !== null && groupOwnsEvent(log.memberGroup, event)) return true;
  return log.networkGroup !== null && groupOwnsEvent(log.networkGroup, event);
}

export function networkReceive(log: LogState, context: Context, event: ProgramEvent): void {
  const { memberGroup, networkGroup } = log;
  if (event.kind === 'timer' && event.key === NETWORK_TIMER) return onReadTimeout(log, context);
  if (memberGroup !== null && groupOwnsEvent(memberGroup, event)) {
    for (const output of groupReceive(memberGroup, context, event)) onMemberOutput(log, context, output);
  } else if (networkGroup !== null && groupOwnsEvent(networkGroup, event)) {
    for (const output of groupReceive(networkGroup, context, event))
      onNetworkOutput(log, context, networkGroup, output);
  }
}

function onMemberOutput(log: LogState, context: Context, output: GroupOutput): void {
  switch (output.kind) {
    case 'cancelled':
      return joinNetwork(log, context, 'again');
    case 'failed':
    case 'joinFailed':
      log.outputs.push({ kind: 'fatal', message: `Failed to participate in ZooKeeper group: ${output.message}` });
      return;
    case 'fatal':
      log.outputs.push({ kind: 'fatal', message: output.message });
      return;
    default:
      return;
  }
}

function onNetworkOutput(log: LogState, context: Context, group: GroupState, output: GroupOutput): void {
  switch (output.kind) {
    case 'memberships':
      context.log('INFO', 'ZooKeeper group memberships changed', 'network.hpp:430');
      log.reading = Object.freeze({ expected: output.memberships.length, pids: [] });
      context.setTimer(NETWORK_TIMER, READ_TIMEOUT_MS);
      for (const membership of output.memberships) groupData(group, context, membership);
      return finishReading(log, context);
    case 'data':
      return onPid(log, context, output.data);
    case 'dataFailed':
      return context.log(
        'WARN',
        `Failed to get data for ZooKeeper group members: ${output.message}`,
        'network.hpp:455',
      );
    case 'failed':
      log.outputs.push({ kind: 'fatal', message: `Failed to watch ZooKeeper group: ${output.message}` });
      return;
    case 'fatal':
      log.outputs.push({ kind: 'fatal', message: output.message });
      return;
    default:
      return;
  }
}

/** A member whose znode vanished meanwhile counts as read. */
function onPid(log: LogState, context: Context, data: Uint8Array | null): void {
  const { reading } = log;
  if (reading === null) return;
  const expected = data === null ? reading.expected - 1 : reading.expected;
  const pids = data === null ? reading.pids : [...reading.pids, decodeUtf8(data)];
  log.reading = Object.freeze({ expected, pids });
  finishReading(log, context);
}

function finishReading(log: LogState, context: Context): void {
  const { reading } = log;
  if (reading === null || reading.pids.length < reading.expected) return;
  log.reading = null;
  context.clearTimer(NETWORK_TIMER);
  setMembers(log, context, reading.pids);
}

function setMembers(log: LogState, context: Context, pids: readonly string[]): void {
  const members = [...new Set([log.options.pid, ...pids])].sort();
  for (const member of members) {
    if (member !== log.options.pid && !log.members.includes(member)) log.outbox.push({ kind: 'link', to: member });
  }
  log.members = Object.freeze(members);
  context.log('INFO', `ZooKeeper group PIDs: { ${members.join(', ')} }`, 'network.hpp:461');
  broadcastRound(log);
}

function onReadTimeout(log: LogState, context: Context): void {
  if (log.reading === null) return;
  log.reading = null;
  context.log('WARN', 'Failed to get data for ZooKeeper group members: Timed out', 'network.hpp:431');
}
