import { describe, expect, it } from 'vitest';
import type { LogAction, ReplicaRequest, ReplicaStatus } from './log-messages.ts';
import {
  applyRecord,
  emptyReplica,
  latestValue,
  missingPositions,
  nopAt,
  type ReplicaState,
  stepReplica,
} from './replica.ts';

const action = (position: number, fields: Partial<LogAction> = {}): LogAction => ({ ...nopAt(position, 1), ...fields });

function replica(status: ReplicaStatus, promised: number, actions: readonly LogAction[] = []): ReplicaState {
  const state = { ...emptyReplica(), status, promised };
  for (const one of actions) applyRecord(state, { kind: 'action', action: one });
  return state;
}

/** Verdict and proposal of the answer, and whether something was written first. */
function ask(state: ReplicaState, request: ReplicaRequest): readonly unknown[] {
  const { record, response } = stepReplica(state, request);
  if (response === null) return ['silence', record !== null];
  return 'verdict' in response ? [response.verdict, response.proposal, record !== null] : ['answer', record !== null];
}

const promise = (proposal: number, position: number | null = null): ReplicaRequest => ({
  type: 'mesos.internal.log.PromiseRequest',
  proposal,
  position,
});
const write = (proposal: number, position: number): ReplicaRequest => ({
  type: 'mesos.internal.log.WriteRequest',
  proposal,
  action: action(position, { promised: proposal, performed: proposal }),
});

describe('a replica of the log answers', () => {
  it.each([
    ['a promise while not voting: ignored', replica('EMPTY', 0), promise(5), ['IGNORE', 5, false]],
    ['a higher implicit promise: accepted after writing', replica('VOTING', 4), promise(5), ['ACCEPT', 5, true]],
    [
      'an equal implicit promise: rejected with what it promised',
      replica('VOTING', 5),
      promise(5),
      ['REJECT', 5, false],
    ],
    [
      'an explicit promise for an empty position: by the overall promise',
      replica('VOTING', 5),
      promise(5, 3),
      ['REJECT', 5, false],
    ],
    [
      'an explicit promise for a filled position: by its own promise',
      replica('VOTING', 5, [action(3, { promised: 2 })]),
      promise(3, 3),
      ['ACCEPT', 3, true],
    ],
    ['a write of its promise: accepted (less than, not equal)', replica('VOTING', 5), write(5, 1), ['ACCEPT', 5, true]],
    ['a write below its promise: rejected', replica('VOTING', 5), write(4, 1), ['REJECT', 5, false]],
    [
      'a write of a learned position: silence',
      replica('VOTING', 5, [action(1, { learned: true })]),
      write(6, 1),
      ['silence', false],
    ],
    [
      'a learned notice whatever its status',
      replica('EMPTY', 0),
      { type: 'mesos.internal.log.LearnedMessage', action: action(1) } as ReplicaRequest,
      ['silence', true],
    ],
    [
      'a recover request with its status',
      replica('EMPTY', 0),
      { type: 'mesos.internal.log.RecoverRequest' } as ReplicaRequest,
      ['answer', false],
    ],
  ])('%s', (_, state, request, expected) => {
    expect(ask(state, request)).toEqual(expected);
  });

  it('an explicit promise below its begin with a learned NOP', () => {
    const state = replica('VOTING', 1, [action(9, { type: 'TRUNCATE', to: 5, learned: true })]);
    const { response } = stepReplica(state, promise(7, 2));
    expect(response).toMatchObject({ verdict: 'ACCEPT', action: { learned: true, type: 'NOP' } });
  });

  it('nothing of what a truncation dropped, and its last appended value', () => {
    const values = [1, 2, 3].map((position) =>
      action(position, { type: 'APPEND', value: `v${String(position)}`, learned: true }),
    );
    const state = replica('VOTING', 1, [...values, action(4, { type: 'TRUNCATE', to: 3, learned: true })]);
    expect([state.begin, state.end, state.actions.size]).toEqual([3, 4, 2]);
    expect(latestValue(state)).toBe('v3');
    expect(missingPositions(state, 0, 6)).toEqual([5, 6]);
  });
});
