/** How a Marathon process shows. */
import type { MarathonState } from '../../../marathon/state.ts';
import { summarizeMarathon } from '../../../marathon/view.ts';
import { factsOf } from '../facts.ts';
import { PLAIN_PICTURE, type Painter } from '../program-picture.ts';

export const paintMarathon: Painter = (state, context) => {
  const { role, detail } = summarizeMarathon(state as MarathonState, context.wallClockMs);
  return {
    ...PLAIN_PICTURE,
    role,
    leading: role === 'leader',
    detail: lineOf(role, detail),
    facts: () => factsOf(detail),
  };
};

type Detail = ReturnType<typeof summarizeMarathon>['detail'];

function lineOf(role: string, detail: Detail): string {
  if (role === 'leader') return `${counted(detail.appCount, 'app')} · ${counted(detail.taskCount, 'task')}`;
  return detail.knownLeader === null ? '' : `follows ${detail.knownLeader}`;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
