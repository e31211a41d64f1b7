/**
 * Queue: producers make persistent sequential znodes; a consumer takes the smallest by deleting it, and the next one when
 * somebody was faster. Source: ZooKeeper 3.4.14, recipes/queue (DistributedQueue); reference 10.3.
 */
import { NO_NODE, OK } from '../protocol/error-codes.ts';
import { asks, inSequence, isLost, persistent, type RecipeEvent, type RecipeStep, tells, WAITS } from './recipe.ts';

const PREFIX = 'queue-';

export type QueueState = {
  readonly path: string;
  phase: 'idle' | 'makingParent' | 'listing' | 'reading' | 'deleting' | 'waiting';
  /** Elements of the last listing that are not tried yet; the first is being taken. */
  candidates: readonly string[];
  data: Uint8Array | null;
};

export type QueueOutcome = { readonly kind: 'taken'; readonly data: Uint8Array | null };

export function initialQueue(path: string): QueueState {
  return { path, phase: 'idle', candidates: [], data: null };
}

/** The request that adds an element; its reply needs no step. */
export function offerElement(path: string, data: Uint8Array): RecipeStep<never> {
  return asks({ op: 'create', path: `${path}/${PREFIX}`, data, ephemeral: false, sequential: true });
}

/** Takes the first element, now or when there is one. */
export function takeElement(queue: QueueState): RecipeStep<QueueOutcome> {
  queue.phase = 'listing';
  return asks({ op: 'getChildren', path: queue.path, watch: true });
}

export function stepQueue(queue: QueueState, event: RecipeEvent): RecipeStep<QueueOutcome> {
  switch (event.kind) {
    case 'reply':
      return isLost(event.reply) ? WAITS : onReply(queue, event.reply);
    case 'watch':
      return queue.phase === 'waiting' && event.path === queue.path ? takeElement(queue) : WAITS;
    case 'connected':
      return queue.phase === 'idle' ? WAITS : takeElement(queue);
    case 'expired':
      return WAITS;
  }
}

function onReply(queue: QueueState, reply: Extract<RecipeEvent, { kind: 'reply' }>['reply']): RecipeStep<QueueOutcome> {
  switch (queue.phase) {
    case 'makingParent':
      return takeElement(queue);
    case 'listing':
      if (reply.error === NO_NODE) {
        queue.phase = 'makingParent';
        return asks(persistent(queue.path, null));
      }
      queue.candidates = inSequence(reply.children ?? [], PREFIX);
      return readNext(queue);
    case 'reading':
      if (reply.error !== OK) return skip(queue);
      queue.data = reply.data ?? null;
      queue.phase = 'deleting';
      return asks({ op: 'delete', path: `${queue.path}/${queue.candidates[0] ?? ''}`, version: -1 });
    case 'deleting':
      if (reply.error !== OK) return skip(queue);
      queue.phase = 'idle';
      return tells({ kind: 'taken', data: queue.data });
    default:
      return WAITS;
  }
}

/** Somebody else took it. After the last one the listing's watch has fired already, so it is made anew. */
function skip(queue: QueueState): RecipeStep<QueueOutcome> {
  queue.candidates = queue.candidates.slice(1);
  return queue.candidates.length === 0 ? takeElement(queue) : readNext(queue);
}

function readNext(queue: QueueState): RecipeStep<QueueOutcome> {
  const first = queue.candidates[0];
  if (first === undefined) {
    // The watch of the listing tells of the next element.
    queue.phase = 'waiting';
    return WAITS;
  }
  queue.phase = 'reading';
  return asks({ op: 'getData', path: `${queue.path}/${first}`, watch: false });
}
