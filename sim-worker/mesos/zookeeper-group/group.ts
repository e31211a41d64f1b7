/**
 * Mesos' ZooKeeper group: ephemeral sequential members below one znode, watched by their children.
 * Source: Mesos 1.0.1, src/zookeeper/group.cpp (GroupProcess), include/mesos/zookeeper/watcher.hpp.
 * The real actor blocks in each call to ZooKeeper; here `calling` holds that call and `inbox` what arrives meanwhile.
 * Left out: the ten minutes of retried name resolution (addresses here are always resolvable).
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { zkAbandon, zkClose, zkOpen, zkOwnsEvent, zkReceive, type ZkOutput } from '../../zookeeper/client/client.ts';
import { finishCall, nextCall, startCall, type ZkReply } from './group-calls.ts';
import {
  RETRY_INITIAL_MS,
  RETRY_MAX_MS,
  sameMembers,
  type GroupDispatch,
  type GroupOptions,
  type GroupOutput,
  type GroupState,
  type Membership,
} from './group-state.ts';

export function groupOpen(context: Context, options: GroupOptions): GroupState {
  const group: GroupState = {
    options: Object.freeze({ ...options }),
    generation: 1,
    client: openClient(context, options, 1),
    phase: 'CONNECTING',
    sessionId: '0',
    error: null,
    calling: null,
    pathStep: null,
    inbox: [],
    retrying: false,
    retryDelayMs: RETRY_INITIAL_MS,
    connectTimerSet: false,
    joins: [],
    cancels: [],
    datas: [],
    owned: new Map(),
    memberships: null,
    delivered: [],
  };
  setConnectTimer(group, context, options.sessionTimeoutMs);
  return group;
}

function openClient(context: Context, options: GroupOptions, generation: number): GroupState['client'] {
  return zkOpen(context, {
    key: `${options.key}.zk${String(generation)}`,
    flavour: 'c',
    servers: options.servers,
    sessionTimeoutMs: options.sessionTimeoutMs,
    chroot: '',
  });
}

/** Becomes a member; answered by `joined` or `joinFailed`. */
export function groupJoin(
  group: GroupState,
  context: Context,
  join: { readonly label?: string | null; readonly data: Uint8Array },
): void {
  if (group.error !== null) return;
  group.joins.push({ label: join.label === undefined ? group.options.label : join.label, data: join.data });
  proceed(group, context);
}

/** Gives up an own membership; answered by `cancelled`, unless it is gone already. */
export function groupCancel(group: GroupState, context: Context, sequence: number): void {
  if (group.error !== null || !group.owned.has(sequence)) return;
  group.cancels.push(sequence);
  proceed(group, context);
}

/** Reads a member's data; answered by `data` or `dataFailed`. */
export function groupData(group: GroupState, context: Context, membership: Membership): void {
  if (group.error !== null) return;
  group.datas.push(membership);
  proceed(group, context);
}

/** Closes the session in order, so that the own members vanish at once. */
export function groupClose(group: GroupState, context: Context): void {
  if (group.error !== null) return;
  group.error = 'closed';
  clearTimers(group, context);
  zkClose(group.client, context);
}

export function groupOwnsEvent(group: GroupState, event: ProgramEvent): boolean {
  if (event.kind === 'timer' && (event.key === connectKey(group) || event.key === retryKey(group))) return true;
  return zkOwnsEvent(group.client, event);
}

export function groupReceive(group: GroupState, context: Context, event: ProgramEvent): readonly GroupOutput[] {
  const outputs: GroupOutput[] = [];
  if (event.kind === 'timer' && event.key === connectKey(group))
    dispatch(group, context, { kind: 'connectTimer' }, outputs);
  else if (event.kind === 'timer' && event.key === retryKey(group))
    dispatch(group, context, { kind: 'retryTimer' }, outputs);
  else for (const output of zkReceive(group.client, context, event)) onClientOutput(group, context, output, outputs);
  return outputs;
}

function connectKey(group: GroupState): string {
  return `${group.options.key}.connect`;
}

function retryKey(group: GroupState): string {
  return `${group.options.key}.retry`;
}

function onClientOutput(group: GroupState, context: Context, output: ZkOutput, outputs: GroupOutput[]): void {
  switch (output.kind) {
    case 'reply':
      if (output.tag === group.generation) onReply(group, context, output, outputs);
      return;
    case 'watch': {
      const unexpected = output.type === 'NodeCreated' || output.type === 'NodeDeleted';
      dispatch(group, context, { kind: unexpected ? 'unexpected' : 'changed' }, outputs);
      return;
    }
    case 'session':
      onSession(group, context, output, outputs);
  }
}

function onSession(
  group: GroupState,
  context: Context,
  session: Extract<ZkOutput, { kind: 'session' }>,
  outputs: GroupOutput[],
): void {
  switch (session.change) {
    case 'connected':
    case 'reconnected':
      dispatch(
        group,
        context,
        { kind: 'connected', reconnect: session.change === 'reconnected', sessionId: session.sessionId },
        outputs,
      );
      return;
    case 'disconnected':
      dispatch(group, context, { kind: 'disconnected' }, outputs);
      return;
    case 'expired':
      // The handle is dead and answers no call any more.
      group.calling = null;
      dispatch(group, context, { kind: 'expired' }, outputs);
      return;
    case 'authFailed':
      dispatch(group, context, { kind: 'authFailed' }, outputs);
  }
}

/** Handles now, or after the call in progress. */
function dispatch(group: GroupState, context: Context, item: GroupDispatch, outputs: GroupOutput[]): void {
  group.inbox.push(item);
  drain(group, context, outputs);
}

function drain(group: GroupState, context: Context, outputs: GroupOutput[]): void {
  while (group.calling === null && group.error === null) {
    const item = group.inbox.shift();
    if (item === undefined) return;
    handle(group, context, item, outputs);
  }
}

function handle(group: GroupState, context: Context, item: GroupDispatch, outputs: GroupOutput[]): void {
  switch (item.kind) {
    case 'connected':
      return onConnected(group, context, item, outputs);
    case 'disconnected':
      return onDisconnected(group, context);
    case 'expired':
      return onExpired(group, context, outputs);
    case 'authFailed':
      return onAbort(group, context, 'Failed to authenticate with ZooKeeper: authentication failed', outputs);
    case 'changed':
      group.memberships = null;
      return advance(group, context, outputs);
    case 'unexpected':
      group.error = 'Unexpected ZooKeeper event';
      outputs.push({ kind: 'fatal', message: group.error });
      return;
    case 'connectTimer':
      return onConnectTimer(group, context, outputs);
    case 'retryTimer':
      return onRetryTimer(group, context, outputs);
  }
}

function onConnected(
  group: GroupState,
  context: Context,
  item: Extract<GroupDispatch, { kind: 'connected' }>,
  outputs: GroupOutput[],
): void {
  const name = group.options.name ?? `group(1)@${context.host}`;
  const verb = item.reconnect ? 'reconnected' : 'connected';
  context.log('INFO', `Group process (${name}) ${verb} to ZooKeeper`, 'group.cpp:349');
  group.sessionId = item.sessionId;
  if (group.phase === 'CONNECTING') group.phase = 'CONNECTED';
  group.connectTimerSet = false;
  context.clearTimer(connectKey(group));
  group.retryDelayMs = RETRY_INITIAL_MS;
  sync(group, context, outputs);
}

/** Stops retries: everything is brought in step once the session is connected again, or replaced. */
function onDisconnected(group: GroupState, context: Context): void {
  context.log('INFO', 'Lost connection to ZooKeeper, attempting to reconnect ...', 'group.cpp:460');
  group.retrying = false;
  context.clearTimer(retryKey(group));
  setConnectTimer(group, context, group.client.negotiatedTimeoutMs);
}

function setConnectTimer(group: GroupState, context: Context, delayMs: number): void {
  group.connectTimerSet = true;
  context.setTimer(connectKey(group), delayMs);
}

function onConnectTimer(group: GroupState, context: Context, outputs: GroupOutput[]): void {
  if (!group.connectTimerSet) return;
  const text = `Timed out waiting to connect to ZooKeeper. Forcing ZooKeeper session (sessionId=${group.sessionId}) expiration`;
  context.log('WARN', text, 'group.cpp:503');
  onExpired(group, context, outputs);
}

/** The session is over, by the server's word or by our own clock: nobody is a member until a new one says so. */
function onExpired(group: GroupState, context: Context, outputs: GroupOutput[]): void {
  context.log('INFO', 'ZooKeeper session expired', 'group.cpp:519');
  clearTimers(group, context);
  tell(group, [], outputs);
  group.memberships = null;
  cancelOwned(group, outputs);
  zkAbandon(group.client, context);
  group.generation += 1;
  group.client = openClient(context, group.options, group.generation);
  group.phase = 'CONNECTING';
  group.pathStep = null;
  group.sessionId = '0';
  group.inbox = [];
  group.cancels = [];
  setConnectTimer(group, context, group.options.sessionTimeoutMs);
}

function cancelOwned(group: GroupState, outputs: GroupOutput[]): void {
  for (const membership of group.owned.values()) outputs.push({ kind: 'cancelled', membership, requested: false });
  group.owned.clear();
}

function onRetryTimer(group: GroupState, context: Context, outputs: GroupOutput[]): void {
  if (!group.retrying) return;
  group.retrying = false;
  group.retryDelayMs = Math.min(group.retryDelayMs * 2, RETRY_MAX_MS);
  sync(group, context, outputs);
}

function sync(group: GroupState, context: Context, outputs: GroupOutput[]): void {
  const sizes = `(${String(group.joins.length)}, ${String(group.cancels.length)}, ${String(group.datas.length)})`;
  context.log('INFO', `Syncing group operations: queue size (joins, cancels, datas) = ${sizes}`, 'group.cpp:831');
  advance(group, context, outputs);
}

/** A caller's operation: tried at once when the group is ready and idle, else it waits in its queue. */
function proceed(group: GroupState, context: Context): void {
  if (group.phase === 'READY' && group.calling === null && !group.retrying) advance(group, context, []);
}

/** Makes the next call that is due; with none left, the watcher is told of a changed set. */
function advance(group: GroupState, context: Context, outputs: GroupOutput[]): void {
  const call = nextCall(group);
  if (call !== null) startCall(group, context, call);
  else if (group.memberships !== null) tell(group, group.memberships, outputs);
}

function onReply(group: GroupState, context: Context, reply: ZkReply, outputs: GroupOutput[]): void {
  if (group.calling === null || group.error !== null) return;
  const verdict = finishCall(group, reply, outputs);
  if (verdict.kind === 'abort') onAbort(group, context, verdict.message, outputs);
  else if (verdict.kind === 'retry') retryLater(group, context);
  else advance(group, context, outputs);
  drain(group, context, outputs);
}

function retryLater(group: GroupState, context: Context): void {
  if (group.retrying) return;
  group.retrying = true;
  context.setTimer(retryKey(group), group.retryDelayMs);
}

function tell(group: GroupState, memberships: readonly Membership[], outputs: GroupOutput[]): void {
  if (sameMembers(group.delivered, memberships)) return;
  group.delivered = memberships;
  outputs.push({ kind: 'memberships', memberships });
}

/** A non-retryable error: the group ends for good and takes its ephemeral znodes with it. */
function onAbort(group: GroupState, context: Context, message: string, outputs: GroupOutput[]): void {
  context.log('ERROR', `Group aborting: ${message}`, 'group.cpp:967');
  group.error = message;
  clearTimers(group, context);
  if (group.joins.length > 0) outputs.push({ kind: 'joinFailed', message });
  group.joins = [];
  group.datas = [];
  cancelOwned(group, outputs);
  zkClose(group.client, context);
  outputs.push({ kind: 'failed', message });
}

function clearTimers(group: GroupState, context: Context): void {
  group.connectTimerSet = false;
  group.retrying = false;
  group.retryDelayMs = RETRY_INITIAL_MS;
  context.clearTimer(connectKey(group));
  context.clearTimer(retryKey(group));
}
