/**
 * The last failure of each app, in memory and in the store, until the app is terminated.
 * Source: Marathon 1.1.1, core/history/impl/HistoryActor.scala, state/TaskFailureRepository.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { type PathId, safePath } from '../model/path-id.ts';
import { leadingOf, type MarathonState, save } from '../state.ts';
import { encodeTaskFailure, type TaskFailure } from '../storage/task-codec.ts';

export function noteFailure(state: MarathonState, context: Context, failure: TaskFailure): void {
  const leading = leadingOf(state);
  leading.failures = mapSet(leading.failures, failure.appId, Object.freeze(failure));
  const command = { kind: 'save', key: keyOf(failure.appId), value: encodeTaskFailure(failure) } as const;
  save(state, context, command, { term: leading.term, for: 'nothing' });
}

/** The app was terminated. */
export function forgetFailure(state: MarathonState, context: Context, appId: PathId): void {
  const leading = leadingOf(state);
  if (mapGet(leading.failures, appId) === undefined) return;
  leading.failures = mapDelete(leading.failures, appId);
  save(state, context, { kind: 'expunge', key: keyOf(appId) }, { term: leading.term, for: 'nothing' });
}

function keyOf(appId: PathId): string {
  return `taskFailure:${safePath(appId)}`;
}
