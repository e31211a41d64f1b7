/** The election client that a Marathon runs: one of the twitter-commons family, or Curator's. */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { candidateCancel, candidateLookup, candidateOffer, candidateOwnsEvent, candidateReceive } from './candidate.ts';
import { curatorCancel, curatorLookup, curatorOffer, curatorReceive } from './curator.ts';
import type { ElectionOutput, ElectionState } from './election.ts';

export function electionOffer(state: ElectionState, context: Context): readonly ElectionOutput[] {
  return state.impl === 'curator' ? curatorOffer(state, context) : candidateOffer(state, context).outputs;
}

/** Gives an offer up; `cancelled` follows, or the end of the process. */
export function electionCancel(state: ElectionState, context: Context, offer: number): readonly ElectionOutput[] {
  return state.impl === 'curator' ? curatorCancel(context) : candidateCancel(state, context, offer);
}

/** Asks ZooKeeper who leads; `leaderData` follows with the tag. */
export function electionLookup(state: ElectionState, context: Context, tag: unknown): void {
  if (state.impl === 'curator') curatorLookup(state, context, tag);
  else candidateLookup(state, context, tag);
}

export function electionOwnsEvent(state: ElectionState, event: ProgramEvent): boolean {
  return candidateOwnsEvent(state, event);
}

export function electionReceive(
  state: ElectionState,
  context: Context,
  event: ProgramEvent,
): readonly ElectionOutput[] {
  return state.impl === 'curator' ? curatorReceive(state, context, event) : candidateReceive(state, context, event);
}
