/**
 * Answers to the requests that changes of the tree come from: each once, at the latest when its caller has waited long enough.
 * Source: Marathon 1.1.1, api/RestResource.scala (result, with --zk_timeout), api/v2/AppsResource.scala.
 */
import type { Context } from '../../kernel/context.ts';
import type { HttpReply } from '../../kernel/http.ts';
import {
  clientAddress,
  createdAppReply,
  deploymentReply,
  messageReply,
  sendReply,
  TIMEOUT_MESSAGE,
  withLeaderHeaders,
} from '../api/replies.ts';
import { publish } from '../events/bus.ts';
import type { AppDefinition } from '../model/app-definition.ts';
import { appJson } from '../model/app-json.ts';
import { findApp } from '../model/group.ts';
import { leadingOf, type MarathonState, type RootUpdate, type RootUpdateRun } from '../state.ts';

export const REPLY_TIMER = 'reply:';

export function successReply(state: MarathonState, context: Context, run: RootUpdateRun): HttpReply {
  const { plan, update } = run;
  const kind = update.replyTo?.kind;
  if (kind === undefined) return deploymentReply(200, plan, null);
  if (kind.kind === 'deployment') return deploymentReply(kind.status, plan, kind.location);
  const posted: AppDefinition | null =
    update.change.kind === 'createApp' ? update.change.app : findApp(plan.target, kind.appId);
  const clientIp = update.replyTo === null ? '' : clientAddress(context, update.replyTo.connection);
  if (posted !== null)
    publish(state, context, 'api_post_event', { clientIp, uri: pathOf(update), appDefinition: appJson(posted) });
  if (kind.kind === 'createApp' && posted !== null) return createdAppReply(posted, plan);
  const isNew = findApp(plan.original, kind.appId) === null;
  return deploymentReply(isNew ? 201 : 200, plan, isNew ? kind.appId : null);
}

function pathOf(update: RootUpdate): string {
  return (update.replyTo?.request.path ?? '').split('?')[0] ?? '';
}

/** Answers once; later answers to the same request go nowhere. */
export function answer(state: MarathonState, context: Context, update: RootUpdate, reply: HttpReply): void {
  if (update.replyTo === null) return;
  const timer = `${REPLY_TIMER}${String(update.id)}`;
  const isOpen = reply.status === 500 || context.hasTimer(timer);
  context.clearTimer(timer);
  if (isOpen)
    sendReply(context, update.replyTo.connection, update.replyTo.request, withLeaderHeaders(reply, state.hostPort));
}

/** The caller has waited long enough; the change itself goes on. */
export function onReplyTimer(state: MarathonState, context: Context, id: number): void {
  const leading = leadingOf(state);
  const update =
    leading.rootUpdate?.update.id === id
      ? leading.rootUpdate.update
      : leading.rootUpdates.find((candidate) => candidate.id === id);
  if (update?.replyTo == null) return;
  sendReply(
    context,
    update.replyTo.connection,
    update.replyTo.request,
    withLeaderHeaders(messageReply(503, TIMEOUT_MESSAGE), state.hostPort),
  );
}

/** Leadership is lost: nobody will answer these requests any more. */
export function abandonUpdates(state: MarathonState, context: Context): void {
  const leading = leadingOf(state);
  const running = leading.rootUpdate === null ? [] : [leading.rootUpdate.update];
  for (const update of [...running, ...leading.rootUpdates])
    answer(state, context, update, messageReply(503, TIMEOUT_MESSAGE));
}
