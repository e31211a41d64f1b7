/** How a Mesos master shows: whether it leads, and what it keeps. */
import type { MasterState } from '../../../mesos/master/master-state.ts';
import { type MasterSummary, summarizeMaster } from '../../../mesos/master/view.ts';
import { factsOf } from '../facts.ts';
import { PLAIN_PICTURE, type Painter } from '../program-picture.ts';

export const paintMaster: Painter = (state) => {
  const { role, ...rest } = summarizeMaster(state as MasterState);
  const frameworks = rest.frameworks.map((framework) => `${framework.name} ${framework.id}`);
  const leads = role === 'leading' || role === 'recovering';
  return {
    ...PLAIN_PICTURE,
    role,
    leading: leads,
    detail: lineOf(role, rest),
    facts: () => factsOf({ ...rest, frameworks }),
  };
};

function lineOf(role: MasterSummary['role'], summary: Omit<MasterSummary, 'role'>): string {
  if (role === 'standby') return `follows ${(summary.leader ?? '').replace(/^master@/, '')}`;
  if (role === 'leaderless') return '';
  const tasks = Object.values(summary.tasks).reduce((sum, count) => sum + count, 0);
  return `${String(summary.agents.active)} agents · ${String(tasks)} tasks · ${String(summary.offers)} offers`;
}
