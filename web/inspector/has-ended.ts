import type { ProcessTile } from '../../sim-worker/api.ts';

/** It does not run: for good, or until its supervisor starts it again. */
export function hasEnded({ status }: ProcessTile): boolean {
  return status === 'ended' || status === 'restarting';
}
