/**
 * A process that takes part in a recipe: a lock that it holds for a while again and again, a leader latch, a queue that it
 * fills or empties, a double barrier. For experiments with several of them, and as an example of linking the client.
 */
import { unreachable } from '../../kernel/assert.ts';
import type { Context, Program, ProgramEvent } from '../../kernel/context.ts';
import {
  zkAbandon,
  type ZkClientState,
  zkOpen,
  type ZkOutput,
  zkOwnsEvent,
  zkReceive,
  zkRequest,
  type ZkServerAddress,
} from '../client/client.ts';
import { utf8Bytes, utf8Text } from '../protocol/text-bytes.ts';
import { type BarrierState, enterBarrier, initialBarrier, leaveBarrier, stepBarrier } from './barrier.ts';
import { initialLatch, type LatchState, stepLatch } from './leader-latch.ts';
import { acquireLock, initialLock, type LockState, releaseLock, stepLock } from './lock.ts';
import { initialQueue, offerElement, type QueueState, stepQueue, takeElement } from './queue.ts';
import type { RecipeEvent, RecipeStep } from './recipe.ts';

export type RecipeFlags = {
  readonly servers: readonly ZkServerAddress[];
  readonly recipe: 'lock' | 'latch' | 'producer' | 'consumer' | 'barrier';
  readonly path: string;
  /** Milliseconds: how long a lock is held, a producer pauses, a barrier's inside lasts. */
  readonly pause?: number;
  /** Of a barrier. */
  readonly members?: number;
  /** Milliseconds. */
  readonly sessionTimeout?: number;
};

type Part =
  | { readonly recipe: 'lock'; readonly state: LockState }
  | { readonly recipe: 'latch'; readonly state: LatchState }
  | { readonly recipe: 'producer'; made: number }
  | { readonly recipe: 'consumer'; readonly state: QueueState }
  | { readonly recipe: 'barrier'; readonly state: BarrierState };

export type ParticipantState = {
  client: ZkClientState;
  generation: number;
  readonly part: Part;
  /** What came of it, newest last, at most `OUTCOMES_KEPT`. */
  outcomes: readonly { readonly atUs: number; readonly text: string }[];
};

const OUTCOMES_KEPT = 200;
const PAUSE_TIMER = 'recipe/pause';
const DEFAULT_PAUSE_MS = 1000;
const DEFAULT_SESSION_MS = 10_000;

export const recipeParticipantProgram: Program<ParticipantState> = {
  kind: 'zk-recipe',

  boot(context, flags) {
    const settings = flags as unknown as RecipeFlags;
    return { client: open(context, settings, 1), generation: 1, part: initialPart(context, settings), outcomes: [] };
  },

  receive(state, context, event: ProgramEvent) {
    if (event.kind === 'timer' && event.key === PAUSE_TIMER)
      carryOut(state, context, afterPause(state.part, flagsOf(context)));
    else if (zkOwnsEvent(state.client, event)) {
      for (const output of zkReceive(state.client, context, event)) onOutput(state, context, output);
    }
  },
};

function flagsOf(context: Context): RecipeFlags {
  return context.flags as unknown as RecipeFlags;
}

function open(context: Context, flags: RecipeFlags, generation: number): ZkClientState {
  const sessionTimeoutMs = flags.sessionTimeout ?? DEFAULT_SESSION_MS;
  return zkOpen(context, {
    key: `recipe.${String(generation)}`,
    flavour: 'java',
    servers: flags.servers,
    sessionTimeoutMs,
    chroot: '',
  });
}

function initialPart(context: Context, flags: RecipeFlags): Part {
  switch (flags.recipe) {
    case 'lock':
      return { recipe: 'lock', state: initialLock(flags.path) };
    case 'latch':
      return { recipe: 'latch', state: initialLatch(flags.path) };
    case 'producer':
      return { recipe: 'producer', made: 0 };
    case 'consumer':
      return { recipe: 'consumer', state: initialQueue(flags.path) };
    case 'barrier':
      return {
        recipe: 'barrier',
        state: initialBarrier(flags.path, { name: context.self, members: flags.members ?? 2 }),
      };
  }
}

function onOutput(state: ParticipantState, context: Context, output: ZkOutput): void {
  switch (output.kind) {
    case 'reply':
      if (output.tag === state.generation) step(state, context, { kind: 'reply', reply: output });
      return;
    case 'watch':
      step(state, context, { kind: 'watch', path: output.path });
      return;
    case 'session':
      onSession(state, context, output.change);
  }
}

function onSession(
  state: ParticipantState,
  context: Context,
  change: Extract<ZkOutput, { kind: 'session' }>['change'],
): void {
  if (change === 'expired' || change === 'authFailed') {
    step(state, context, { kind: 'expired' });
    zkAbandon(state.client, context);
    state.generation += 1;
    state.client = open(context, flagsOf(context), state.generation);
  } else if (change === 'connected' && state.generation === 1)
    carryOut(state, context, begin(state.part, flagsOf(context)));
  else if (change === 'connected' || change === 'reconnected') step(state, context, { kind: 'connected' });
}

function begin(part: Part, flags: RecipeFlags): RecipeStep<unknown> {
  switch (part.recipe) {
    case 'lock':
      return acquireLock(part.state);
    case 'latch':
      return stepLatch(part.state, { kind: 'connected' });
    case 'producer':
      return produce(part, flags);
    case 'consumer':
      return takeElement(part.state);
    case 'barrier':
      return enterBarrier(part.state);
    default:
      return unreachable(part);
  }
}

function produce(part: Extract<Part, { recipe: 'producer' }>, flags: RecipeFlags): RecipeStep<unknown> {
  part.made += 1;
  return offerElement(flags.path, utf8Bytes(String(part.made)));
}

/** A lock is released, or sought again; the next element is made; the barrier is left, or entered again. */
function afterPause(part: Part, flags: RecipeFlags): RecipeStep<unknown> {
  switch (part.recipe) {
    case 'lock':
      return part.state.phase === 'held' ? releaseLock(part.state) : acquireLock(part.state);
    case 'barrier':
      return part.state.phase === 'inside' ? leaveBarrier(part.state) : enterBarrier(part.state);
    default:
      return begin(part, flags);
  }
}

function step(state: ParticipantState, context: Context, event: RecipeEvent): void {
  const { part } = state;
  switch (part.recipe) {
    case 'lock':
      carryOut(state, context, stepLock(part.state, event));
      return;
    case 'latch':
      carryOut(state, context, stepLatch(part.state, event));
      return;
    case 'producer':
      if (event.kind === 'reply')
        note(state, context, event.reply.error === 0 ? `offered ${event.reply.path ?? ''}` : 'offer failed');
      return;
    case 'consumer':
      carryOut(state, context, stepQueue(part.state, event));
      return;
    case 'barrier':
      carryOut(state, context, stepBarrier(part.state, event));
  }
}

function carryOut(state: ParticipantState, context: Context, next: RecipeStep<unknown>): void {
  if (next.ask !== null) zkRequest(state.client, context, next.ask, state.generation);
  if (next.outcome !== null) note(state, context, outcomeText(next.outcome));
}

function outcomeText(outcome: unknown): string {
  if (typeof outcome === 'string') return outcome;
  const { data } = outcome as { readonly data: Uint8Array | null };
  return `taken ${data === null ? 'null' : utf8Text(data)}`;
}

/** Each outcome is followed by a pause, but for a leader, who stays. */
function note(state: ParticipantState, context: Context, text: string): void {
  const outcome = Object.freeze({ atUs: context.nowUs, text });
  state.outcomes = Object.freeze([...state.outcomes.slice(1 - OUTCOMES_KEPT), outcome]);
  context.log('INFO', text, 'Recipe');
  context.trace('recipe', { recipe: state.part.recipe, text });
  if (state.part.recipe !== 'latch') context.setTimer(PAUSE_TIMER, flagsOf(context).pause ?? DEFAULT_PAUSE_MS);
}
