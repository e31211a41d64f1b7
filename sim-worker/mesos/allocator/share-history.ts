/**
 * Dominant shares of the frameworks over time, for people: a sample at each batch run before which somebody's holdings
 * changed. Bounded: when the list is full every second sample is dropped, so that it always reaches back to the start.
 */
import type { FrameworkId } from '../ids.ts';
import type { DominantShare } from './allocation-run-record.ts';
import type { AllocatorState } from './allocator-state.ts';
import { slotOf } from './sorter.ts';

/** Samples kept; frameworks in each. */
export const MAX_SHARE_SAMPLES = 240;
export const MAX_SAMPLED_FRAMEWORKS = 40;

export function sampleShares(state: AllocatorState, nowUs: number): void {
  if (!state.holdingsChanged) return;
  state.holdingsChanged = false;
  if (state.shareSamples.length >= MAX_SHARE_SAMPLES)
    state.shareSamples = state.shareSamples.filter((_, index) => index % 2 === 0);
  state.shareSamples.push(Object.freeze({ atUs: nowUs, shares: Object.freeze(dominantShares(state)) }));
}

/** Frameworks in order of registration with what they hold of the cluster. */
export function dominantShares(state: AllocatorState): DominantShare[] {
  const shares: DominantShare[] = [];
  for (const framework of state.frameworks.values()) {
    if (shares.length >= MAX_SAMPLED_FRAMEWORKS) break;
    const { share, resource } = shareOfCluster(state, framework.role, framework.id);
    shares.push(Object.freeze({ frameworkId: framework.id, role: framework.role, share, resource }));
  }
  return shares;
}

function shareOfCluster(state: AllocatorState, role: string, id: FrameworkId): { share: number; resource: string } {
  const sorter = state.frameworkSorters.get(role);
  let best = { share: 0, resource: '' };
  if (sorter === undefined) return best;
  const slot = slotOf(sorter, id);
  sorter.resourceNames.forEach((name, column) => {
    const total = state.roleSorter.totals[state.roleSorter.resourceNames.indexOf(name)] ?? 0;
    const share = total > 0 ? (sorter.held[column]?.[slot] ?? 0) / total : 0;
    if (share > best.share) best = { share, resource: name };
  });
  return best;
}
