/**
 * Lock: each contender has an ephemeral sequential znode; the smallest holds, each other one watches the next smaller, so that
 * a release wakes one contender only. Source: ZooKeeper 3.4.14, docs "Recipes and Solutions" (Locks); reference 10.3.
 * A create whose reply is lost is made again: the first znode, if it was made, goes with the session.
 */
import { NO_NODE, OK } from '../protocol/error-codes.ts';
import { baseName } from '../protocol/paths.ts';
import { asks, inSequence, isLost, persistent, type RecipeEvent, type RecipeStep, tells, WAITS } from './recipe.ts';

const PREFIX = 'lock-';

export type LockState = {
  readonly path: string;
  phase: 'idle' | 'makingParent' | 'creating' | 'listing' | 'watching' | 'waiting' | 'held' | 'releasing';
  /** Name of the own znode. */
  own: string | null;
  /** Path whose end lets us look again. */
  watched: string | null;
};

export type LockOutcome = 'acquired' | 'released' | 'lost';

export function initialLock(path: string): LockState {
  return { path, phase: 'idle', own: null, watched: null };
}

/** Starts contending; the session is connected. */
export function acquireLock(lock: LockState): RecipeStep<LockOutcome> {
  lock.phase = 'creating';
  return asks({ op: 'create', path: `${lock.path}/${PREFIX}`, data: null, ephemeral: true, sequential: true });
}

export function releaseLock(lock: LockState): RecipeStep<LockOutcome> {
  if (lock.own === null) return WAITS;
  lock.phase = 'releasing';
  return asks({ op: 'delete', path: `${lock.path}/${lock.own}`, version: -1 });
}

export function stepLock(lock: LockState, event: RecipeEvent): RecipeStep<LockOutcome> {
  switch (event.kind) {
    case 'reply':
      return isLost(event.reply) ? WAITS : onReply(lock, event.reply);
    case 'watch':
      return lock.phase === 'waiting' && event.path === lock.watched ? listContenders(lock) : WAITS;
    case 'connected':
      return repeat(lock);
    case 'expired': {
      const held = lock.phase === 'held';
      lock.phase = held ? 'idle' : lock.phase === 'idle' ? 'idle' : 'creating';
      lock.own = null;
      return held ? tells('lost') : WAITS;
    }
  }
}

/** After a reconnect the request that may be lost is made again. */
function repeat(lock: LockState): RecipeStep<LockOutcome> {
  switch (lock.phase) {
    case 'idle':
    case 'held':
      return WAITS;
    case 'releasing':
      return releaseLock(lock);
    default:
      return lock.own === null ? acquireLock(lock) : listContenders(lock);
  }
}

function listContenders(lock: LockState): RecipeStep<LockOutcome> {
  lock.phase = 'listing';
  return asks({ op: 'getChildren', path: lock.path, watch: false });
}

function onReply(lock: LockState, reply: Extract<RecipeEvent, { kind: 'reply' }>['reply']): RecipeStep<LockOutcome> {
  switch (lock.phase) {
    case 'makingParent':
      return acquireLock(lock);
    case 'creating':
      if (reply.error === NO_NODE) {
        lock.phase = 'makingParent';
        return asks(persistent(lock.path, null));
      }
      if (reply.error !== OK) return WAITS;
      lock.own = baseName(reply.path ?? '');
      return listContenders(lock);
    case 'listing':
      return onListed(lock, reply.children ?? []);
    case 'watching':
      if (reply.error === NO_NODE) return listContenders(lock);
      lock.phase = 'waiting';
      return WAITS;
    case 'releasing':
      lock.phase = 'idle';
      lock.own = null;
      return tells('released');
    default:
      return WAITS;
  }
}

function onListed(lock: LockState, children: readonly string[]): RecipeStep<LockOutcome> {
  const contenders = inSequence(children, PREFIX);
  const position = lock.own === null ? -1 : contenders.indexOf(lock.own);
  if (position === -1) return acquireLock(lock);
  const before = contenders[position - 1];
  if (before === undefined) {
    lock.phase = 'held';
    return tells('acquired');
  }
  lock.phase = 'watching';
  lock.watched = `${lock.path}/${before}`;
  return asks({ op: 'exists', path: lock.watched, watch: true });
}
