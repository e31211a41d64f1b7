/**
 * Double barrier: everybody enters once enough are there, and leaves once all are gone.
 * Source: ZooKeeper 3.4.14, docs "Recipes and Solutions" (Double Barriers); reference 10.3.
 */
import { NO_NODE, NODE_EXISTS, OK } from '../protocol/error-codes.ts';
import { asks, isLost, persistent, type RecipeEvent, type RecipeStep, tells, WAITS } from './recipe.ts';

export type BarrierState = {
  readonly path: string;
  readonly name: string;
  readonly members: number;
  phase:
    | 'outside'
    | 'makingParent'
    | 'entering'
    | 'countingIn'
    | 'waitingIn'
    | 'inside'
    | 'leaving'
    | 'countingOut'
    | 'waitingOut';
};

export type BarrierOutcome = 'entered' | 'left' | 'lost';

export function initialBarrier(
  path: string,
  member: { readonly name: string; readonly members: number },
): BarrierState {
  return { path, name: member.name, members: member.members, phase: 'outside' };
}

export function enterBarrier(barrier: BarrierState): RecipeStep<BarrierOutcome> {
  barrier.phase = 'entering';
  return asks({
    op: 'create',
    path: `${barrier.path}/${barrier.name}`,
    data: null,
    ephemeral: true,
    sequential: false,
  });
}

export function leaveBarrier(barrier: BarrierState): RecipeStep<BarrierOutcome> {
  barrier.phase = 'leaving';
  return asks({ op: 'delete', path: `${barrier.path}/${barrier.name}`, version: -1 });
}

export function stepBarrier(barrier: BarrierState, event: RecipeEvent): RecipeStep<BarrierOutcome> {
  switch (event.kind) {
    case 'reply':
      return isLost(event.reply) ? WAITS : onReply(barrier, event.reply);
    case 'watch':
      if (event.path !== barrier.path) return WAITS;
      if (barrier.phase === 'waitingIn') return count(barrier, 'countingIn');
      return barrier.phase === 'waitingOut' ? count(barrier, 'countingOut') : WAITS;
    case 'connected':
      return repeat(barrier);
    case 'expired': {
      const wasInside = barrier.phase === 'inside';
      if (barrier.phase !== 'outside') barrier.phase = wasInside ? 'outside' : 'entering';
      return wasInside ? tells('lost') : WAITS;
    }
  }
}

function repeat(barrier: BarrierState): RecipeStep<BarrierOutcome> {
  switch (barrier.phase) {
    case 'outside':
    case 'inside':
      return WAITS;
    case 'leaving':
      return leaveBarrier(barrier);
    case 'countingOut':
    case 'waitingOut':
      return count(barrier, 'countingOut');
    case 'countingIn':
    case 'waitingIn':
      return count(barrier, 'countingIn');
    default:
      return enterBarrier(barrier);
  }
}

function count(barrier: BarrierState, phase: 'countingIn' | 'countingOut'): RecipeStep<BarrierOutcome> {
  barrier.phase = phase;
  return asks({ op: 'getChildren', path: barrier.path, watch: true });
}

function onReply(
  barrier: BarrierState,
  reply: Extract<RecipeEvent, { kind: 'reply' }>['reply'],
): RecipeStep<BarrierOutcome> {
  const present = reply.children?.length ?? 0;
  switch (barrier.phase) {
    case 'makingParent':
      return enterBarrier(barrier);
    case 'entering':
      if (reply.error === NO_NODE) {
        barrier.phase = 'makingParent';
        return asks(persistent(barrier.path, null));
      }
      return reply.error === OK || reply.error === NODE_EXISTS ? count(barrier, 'countingIn') : WAITS;
    case 'countingIn':
      barrier.phase = present >= barrier.members ? 'inside' : 'waitingIn';
      return barrier.phase === 'inside' ? tells('entered') : WAITS;
    case 'leaving':
      return count(barrier, 'countingOut');
    case 'countingOut':
      barrier.phase = present === 0 ? 'outside' : 'waitingOut';
      return barrier.phase === 'outside' ? tells('left') : WAITS;
    default:
      return WAITS;
  }
}
