/** A step of an election as a sentence: the key of its text and the values in it. */
import type { ElectionStepView } from '../../../sim-worker/api.ts';
import type { ElectionServer } from './election-model.ts';

export type StepText = { readonly key: string; readonly values: Readonly<Record<string, string | number>> };

/** An observer proposes nobody. */
const NOBODY = -1;

export function stepText(step: ElectionStepView, servers: readonly ElectionServer[]): StepText {
  const own = step.server ?? servers.find((server) => server.process === step.process)?.myid ?? 0;
  const { vote, before, supporters = [] } = step;
  const values: Record<string, string | number> = { server: own, round: step.round ?? 0 };
  if (vote !== undefined) Object.assign(values, { leader: vote.leader, zxid: vote.zxid, epoch: vote.peerEpoch });
  if (before !== undefined) values['before'] = before.leader;
  return { key: `election.step.${keyOf(step, own)}`, values: { ...values, ...restOf(step, supporters) } };
}

function restOf(step: ElectionStepView, supporters: readonly number[]): Record<string, string | number> {
  switch (step.step) {
    case 'sent':
    case 'dialFailed':
      return { to: step.to ?? 0, reason: step.reason ?? '' };
    case 'received':
    case 'outvoted':
      return { from: step.from ?? 0 };
    case 'tally':
      return { count: supporters.length, supporters: [...supporters].sort((a, b) => a - b).join(', ') };
    case 'timedOut':
      return { seconds: (step.nextMs ?? 0) / 1000 };
    case 'role':
      return { epoch: step.epoch ?? 0, detail: step.detail ?? '' };
    default:
      return {};
  }
}

function keyOf(step: ElectionStepView, own: number): string {
  switch (step.step) {
    case 'started':
      return step.vote?.leader === NOBODY ? 'startedObserver' : 'started';
    case 'sent':
      return step.state !== 'LOOKING' ? 'sentServing' : step.again === true ? 'sentAgain' : 'sent';
    case 'received':
      return step.from === own ? 'ownVote' : `received.${step.verdict ?? 'counted'}`;
    case 'voteChanged':
      return `voteChanged.${step.reason ?? 'id'}`;
    case 'tally':
      return step.quorum !== true ? 'tally' : step.serving === true ? 'quorumServing' : 'quorum';
    case 'timedOut':
      return step.then === 'dial' ? 'timedOutDial' : 'timedOutResend';
    case 'decided':
      return step.state === 'LEADING' ? 'decidedLead' : 'decidedFollow';
    case 'role':
      return `role.${step.role ?? 'looking'}`;
    default:
      return step.step;
  }
}
