/**
 * Status update manager: one ordered stream of updates for each task, the first pending one in flight, sent again until it
 * is acknowledged, paused without a master.
 * Source: Mesos 1.0.1, src/slave/status_update_manager.cpp; Slave::forward in src/slave/slave.cpp.
 */
import type { Context } from '../../kernel/context.ts';
import type { FrameworkId, TaskId } from '../ids.ts';
import { isTerminalState, type StatusUpdate } from '../messages/tasks.ts';
import { sendToMaster, updateText } from './agent-messages.ts';
import {
  STATUS_RETRY_MAX_MS,
  STATUS_RETRY_MIN_MS,
  streamKey,
  type AgentState,
  type StatusStream,
} from './agent-state.ts';
import { appendUpdateRecord, type UpdateRecord } from './checkpoint.ts';
import { executorOfTask, recordForwarded, taskOf } from './executor-table.ts';

const SOURCE = 'status_update_manager.cpp';

function timerKey(key: string): string {
  return `update:${key}`;
}

export function isStreamTimer(key: string): boolean {
  return key.startsWith('update:');
}

function put(state: AgentState, stream: StatusStream): StatusStream {
  state.streams.set(streamKey(stream.frameworkId, stream.taskId), Object.freeze(stream));
  return stream;
}

/** Takes an update into its stream; a duplicate is passed over. `path`: its checkpoint file, null without. */
export function streamUpdate(state: AgentState, context: Context, update: StatusUpdate, path: string | null): void {
  context.log('INFO', `Received status update ${updateText(update)}`, `${SOURCE}:320`);
  const key = streamKey(update.frameworkId, update.status.taskId);
  const old = state.streams.get(key) ?? newStream(update, path);
  const uuid = update.uuid ?? '';
  if (old.received.includes(uuid)) {
    context.log('WARN', `Ignoring duplicate status update ${updateText(update)}`, `${SOURCE}:718`);
    return;
  }
  if (old.path !== null) checkpoint(context, old.path, update, { type: 'UPDATE', update });
  const stream = put(state, {
    ...old,
    received: Object.freeze([...old.received, uuid]),
    pending: Object.freeze([...old.pending, update]),
  });
  if (!state.updatesPaused && stream.pending.length === 1) forward(state, context, stream, STATUS_RETRY_MIN_MS);
}

function newStream(update: StatusUpdate, path: string | null): StatusStream {
  return {
    frameworkId: update.frameworkId,
    taskId: update.status.taskId,
    path,
    pending: [],
    received: [],
    acknowledged: [],
    terminated: false,
    retryMs: STATUS_RETRY_MIN_MS,
  };
}

function checkpoint(context: Context, path: string, update: StatusUpdate, record: UpdateRecord): void {
  context.log('INFO', `Checkpointing ${record.type} for status update ${updateText(update)}`, `${SOURCE}:824`);
  appendUpdateRecord(context, path, record);
}

/** Sends the first pending update and sets the time of the next try. */
function forward(state: AgentState, context: Context, stream: StatusStream, retryMs: number): void {
  const update = stream.pending[0];
  if (update === undefined) return;
  const key = streamKey(stream.frameworkId, stream.taskId);
  put(state, { ...stream, retryMs });
  context.setTimer(timerKey(key), retryMs, key);
  if (state.phase !== 'RUNNING') {
    const text = `Dropping status update ${updateText(update)} sent by status update manager because the agent is in ${state.phase} state`;
    context.log('WARN', text, 'slave.cpp:3550');
    return;
  }
  context.log('INFO', `Forwarding the update ${updateText(update)} to ${state.master ?? ''}`, 'slave.cpp:3604');
  sendToMaster(state, context, {
    type: 'mesos.StatusUpdateMessage',
    update: withLatestState(state, update),
    pid: state.pid,
  });
}

/** What the agent knows by now rides along; the books remember what was forwarded. */
function withLatestState(state: AgentState, update: StatusUpdate): StatusUpdate {
  const framework = state.frameworks.get(update.frameworkId);
  const executor = framework === undefined ? null : executorOfTask(framework, update.status.taskId);
  if (framework === undefined || executor === null) return update;
  const next = recordForwarded(framework, executor, update.status);
  const task = taskOf(next, update.status.taskId);
  return task === null ? update : Object.freeze({ ...update, latestState: task.state });
}

export function onStreamTimer(state: AgentState, context: Context, key: string): void {
  const stream = state.streams.get(key);
  if (state.updatesPaused || stream === undefined || stream.pending.length === 0) return;
  resend(state, context, stream, Math.min(stream.retryMs * 2, STATUS_RETRY_MAX_MS));
}

function resend(state: AgentState, context: Context, stream: StatusStream, retryMs: number): void {
  const update = stream.pending[0];
  if (update === undefined) return;
  context.log('WARN', `Resending status update ${updateText(update)}`, `${SOURCE}:475`);
  forward(state, context, stream, retryMs);
}

export type Acknowledged =
  | { readonly kind: 'ok'; /** The stream goes on. */ readonly open: boolean }
  | { readonly kind: 'failed'; readonly message: string };

export function streamAcknowledge(
  state: AgentState,
  context: Context,
  acknowledgement: { readonly frameworkId: FrameworkId; readonly taskId: TaskId; readonly uuid: string },
): Acknowledged {
  const { frameworkId, taskId, uuid } = acknowledgement;
  const which = `(UUID: ${uuid}) for task ${taskId} of framework ${frameworkId}`;
  context.log('INFO', `Received status update acknowledgement ${which}`, `${SOURCE}:392`);
  const key = streamKey(frameworkId, taskId);
  const stream = state.streams.get(key);
  if (stream === undefined) {
    return {
      kind: 'failed',
      message: `Cannot find the status update stream for task ${taskId} of framework ${frameworkId}`,
    };
  }
  const update = stream.pending[0];
  if (update === undefined) return { kind: 'failed', message: `Unexpected status update acknowledgment ${which}` };
  if (stream.acknowledged.includes(uuid)) {
    context.log(
      'WARN',
      `Duplicate status update acknowledgment (UUID: ${uuid}) for update ${updateText(update)}`,
      `${SOURCE}:749`,
    );
    return { kind: 'failed', message: 'Duplicate acknowledgement' };
  }
  if (update.uuid !== uuid) {
    const text = `Unexpected status update acknowledgement (received ${uuid}, expecting ${update.uuid ?? ''}) for update ${updateText(update)}`;
    context.log('WARN', text, `${SOURCE}:760`);
    return { kind: 'failed', message: 'Unexpected acknowledgement' };
  }
  return acknowledged(state, context, key, stream, update);
}

function acknowledged(
  state: AgentState,
  context: Context,
  key: string,
  stream: StatusStream,
  update: StatusUpdate,
): Acknowledged {
  const uuid = update.uuid ?? '';
  if (stream.path !== null) checkpoint(context, stream.path, update, { type: 'ACK', uuid });
  context.clearTimer(timerKey(key));
  const terminated = isTerminalState(update.status.state);
  const next = put(state, {
    ...stream,
    pending: Object.freeze(stream.pending.slice(1)),
    acknowledged: Object.freeze([...stream.acknowledged, uuid]),
    terminated,
  });
  if (terminated) {
    if (next.pending.length > 0) {
      context.log(
        'WARN',
        `Acknowledged a terminal status update ${updateText(update)} but updates are still pending`,
        `${SOURCE}:434`,
      );
    }
    state.streams.delete(key);
  } else if (!state.updatesPaused) forward(state, context, next, STATUS_RETRY_MIN_MS);
  return { kind: 'ok', open: !terminated };
}

export function pauseUpdates(state: AgentState, context: Context): void {
  context.log('INFO', 'Pausing sending status updates', `${SOURCE}:174`);
  state.updatesPaused = true;
  for (const [key, stream] of state.streams) if (stream.pending.length > 0) context.clearTimer(timerKey(key));
}

/** Every first pending update goes out at once, with a fresh back-off. */
export function resumeUpdates(state: AgentState, context: Context): void {
  context.log('INFO', 'Resuming sending status updates', `${SOURCE}:181`);
  state.updatesPaused = false;
  for (const stream of [...state.streams.values()]) resend(state, context, stream, STATUS_RETRY_MIN_MS);
}

/** A framework that ends takes its streams with it. */
export function closeStreams(state: AgentState, context: Context, frameworkId: FrameworkId): void {
  for (const [key, stream] of [...state.streams]) {
    if (stream.frameworkId !== frameworkId) continue;
    context.clearTimer(timerKey(key));
    state.streams.delete(key);
  }
}

/** Makes a stream again from what was checkpointed; null when nothing is left to acknowledge. */
export function recoverStream(
  state: AgentState,
  ids: { readonly frameworkId: FrameworkId; readonly taskId: TaskId; readonly path: string },
  records: readonly UpdateRecord[],
): void {
  const updates = records.filter((record) => record.type === 'UPDATE').map((record) => record.update);
  const acks = records.filter((record) => record.type === 'ACK').map((record) => record.uuid);
  const pending = updates.filter((update) => !acks.includes(update.uuid ?? ''));
  const terminated = updates.some((update) => isTerminalState(update.status.state) && acks.includes(update.uuid ?? ''));
  if (terminated || updates.length === 0) return;
  put(state, {
    ...ids,
    pending: Object.freeze(pending),
    received: Object.freeze(updates.map((update) => update.uuid ?? '')),
    acknowledged: Object.freeze(acks),
    terminated,
    retryMs: STATUS_RETRY_MIN_MS,
  });
}
