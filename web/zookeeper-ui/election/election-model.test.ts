import { describe, expect, test } from 'vitest';
import type { ElectionStepView, VoteOfStep } from '../../../sim-worker/api.ts';
import { drawingOf, landmarkFrom, serversOf, stateAfter, stepAt } from './election-model.ts';
import { stepText } from './step-text.ts';

const vote = (leader: number): VoteOfStep => ({ leader, zxid: '0x300000052', peerEpoch: 3, round: 1 });

type Given = Partial<ElectionStepView> & Pick<ElectionStepView, 'step'> & { readonly server: number };

/** Server 1 hears of 2, changes its vote and they agree; what server 2 sends to 3 arrives nowhere. */
const given: readonly Given[] = [
  { step: 'started', server: 1, vote: vote(1) },
  { step: 'started', server: 2, vote: vote(2) },
  { step: 'sent', server: 2, to: 1, vote: vote(2), state: 'LOOKING', again: false },
  { step: 'sent', server: 2, to: 3, vote: vote(2), state: 'LOOKING', again: false },
  { step: 'received', server: 1, from: 2, vote: vote(2), state: 'LOOKING', verdict: 'better' },
  { step: 'voteChanged', server: 1, before: vote(1), vote: vote(2), reason: 'id' },
  { step: 'received', server: 1, from: 1, vote: vote(2), state: 'LOOKING', verdict: 'counted' },
  { step: 'tally', server: 1, vote: vote(2), supporters: [2, 1], quorum: true, serving: false },
  { step: 'decided', server: 1, vote: vote(2), state: 'FOLLOWING' },
];
const steps: readonly ElectionStepView[] = given.map((step, index) => ({
  index,
  atUs: 1000 * index,
  seq: index,
  process: `zookeeper@${String(step.server)}`,
  round: 1,
  ...step,
}));
const servers = serversOf([], [...steps, { ...(steps[0] as ElectionStepView), server: 3, process: 'zookeeper@3' }]);

describe('election drawing', () => {
  test('an arrow leads from the sent notification to the received one; the lost one ends nowhere', () => {
    expect(drawingOf(steps, servers).arrows).toEqual([
      { fromStep: 2, toStep: 4, from: 1, to: 0, again: false },
      { fromStep: 3, toStep: null, from: 1, to: 2, again: false },
    ]);
  });

  test('votes, counts and decisions are marked on the line of their server', () => {
    const marks = drawingOf(steps, servers).marks.map(({ step, column, kind }) => `${step} ${column} ${kind}`);
    expect(marks).toEqual(['0 0 started', '1 1 started', '5 0 vote', '6 0 own', '7 0 quorum', '8 0 decided']);
  });
});

describe('election, step by step', () => {
  test('the tally of a server grows with what it has heard', () => {
    expect(stateAfter(steps, 4, servers)[0]).toMatchObject({ vote: { leader: 1 }, supporters: [], quorum: false });
    const after = stateAfter(steps, 7, servers)[0];
    expect(after).toMatchObject({ vote: { leader: 2 }, supporters: [2, 1], quorum: true });
    expect([...(after?.heard.keys() ?? [])]).toEqual([2, 1]);
    expect(stateAfter(steps, 8, servers)[0]?.role).toBe('following');
  });

  test('from vote to vote, both ways, and to the step of an instant', () => {
    expect(landmarkFrom(steps, 1, 1)).toBe(4);
    expect(landmarkFrom(steps, 7, -1)).toBe(5);
    expect(landmarkFrom(steps, 8, 1)).toBe(8);
    expect(stepAt(steps, 4500)).toBe(4);
    expect(stepAt(steps, -1)).toBe(-1);
  });

  test('a step is told with who, whom and why', () => {
    expect(stepText(steps[5] as ElectionStepView, servers)).toEqual({
      key: 'election.step.voteChanged.id',
      values: { server: 1, round: 1, leader: 2, zxid: '0x300000052', epoch: 3, before: 1 },
    });
    expect(stepText(steps[7] as ElectionStepView, servers).values).toMatchObject({ supporters: '1, 2' });
    expect(stepText(steps[6] as ElectionStepView, servers).key).toBe('election.step.ownVote');
  });
});
