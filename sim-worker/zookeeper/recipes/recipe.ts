/**
 * What recipes have in common: small machines that ask for one operation at a time and are told its reply, watch events and
 * changes of the session. Whoever owns the client handle carries the requests out, so recipes are tested without a world.
 */
import type { ZkOperation, ZkReplyOutput } from '../client/client.ts';
import { CONNECTION_LOSS, OPERATION_TIMEOUT, SESSION_MOVED } from '../protocol/error-codes.ts';

export type RecipeEvent =
  | { readonly kind: 'reply'; readonly reply: ZkReplyOutput }
  | { readonly kind: 'watch'; readonly path: string }
  /** The session is connected, for the first time or again. */
  | { readonly kind: 'connected' }
  /** The session is gone, and its ephemerals with it; a new handle follows. */
  | { readonly kind: 'expired' };

/** The next request, if one is due now, and what the recipe's user is to know. */
export type RecipeStep<Outcome> = { readonly ask: ZkOperation | null; readonly outcome: Outcome | null };

export function asks(operation: ZkOperation): RecipeStep<never> {
  return { ask: operation, outcome: null };
}

export function tells<Outcome>(outcome: Outcome): RecipeStep<Outcome> {
  return { ask: null, outcome };
}

export const WAITS: RecipeStep<never> = Object.freeze({ ask: null, outcome: null });

/** The reply says nothing about whether the request was carried out; it is made again once the session is connected. */
export function isLost(reply: ZkReplyOutput): boolean {
  return reply.error === CONNECTION_LOSS || reply.error === OPERATION_TIMEOUT || reply.error === SESSION_MOVED;
}

/** Names with this prefix, by the number that the server gave them. */
export function inSequence(names: readonly string[], prefix: string): string[] {
  return names.filter((name) => name.startsWith(prefix)).sort((a, b) => sequenceOf(a) - sequenceOf(b));
}

const SEQUENCE_DIGITS = 10;

function sequenceOf(name: string): number {
  return Number(name.slice(-SEQUENCE_DIGITS));
}

export function persistent(path: string, data: Uint8Array | null): ZkOperation {
  return { op: 'create', path, data, ephemeral: false, sequential: false };
}
