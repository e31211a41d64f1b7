/** Takes down what an allocation run decides, as it goes on. */
import {
  type AllocationRun,
  type HandedOut,
  MAX_RECORDED_DECISIONS,
  MAX_RECORDED_SHARES,
  MAX_RUNS,
  type PassedOver,
  type ShareRecord,
} from './allocation-run-record.ts';
import type { AllocatorState } from './allocator-state.ts';
import { sorterOrder } from './sorter.ts';

/** The record of a run under way. */
export type RunDraft = {
  readonly trigger: string;
  readonly roles: readonly ShareRecord[];
  readonly frameworks: readonly ShareRecord[];
  readonly handedOut: HandedOut[];
  handedOutCount: number;
  readonly passedOver: PassedOver[];
  passedOverCount: number;
};

export function startRecord(state: AllocatorState, trigger: string): RunDraft {
  const roles = recordedShares(state, null);
  const frameworks: ShareRecord[] = [];
  for (const role of roles) {
    if (frameworks.length >= MAX_RECORDED_SHARES) break;
    frameworks.push(...recordedShares(state, role.name));
  }
  return {
    trigger,
    roles,
    frameworks: frameworks.slice(0, MAX_RECORDED_SHARES),
    handedOut: [],
    handedOutCount: 0,
    passedOver: [],
    passedOverCount: 0,
  };
}

/** Counts; true while there is room for the particulars. */
export function roomForHandedOut(draft: RunDraft): boolean {
  draft.handedOutCount += 1;
  return draft.handedOut.length < MAX_RECORDED_DECISIONS;
}

/** As above. */
export function roomForPassedOver(draft: RunDraft): boolean {
  draft.passedOverCount += 1;
  return draft.passedOver.length < MAX_RECORDED_DECISIONS;
}

export function finishRecord(
  state: AllocatorState,
  draft: RunDraft,
  run: { readonly atUs: number; readonly agents: number },
): void {
  const { trigger, roles, frameworks, handedOut, handedOutCount, passedOver, passedOverCount } = draft;
  const record: AllocationRun = {
    ...run,
    trigger,
    roles,
    frameworks,
    handedOut,
    handedOutCount,
    passedOver,
    passedOverCount,
    idleRunsBefore: state.idleRuns,
  };
  state.idleRuns = 0;
  state.runs.push(deepFrozen(record));
  if (state.runs.length > MAX_RUNS) state.runs.shift();
}

function recordedShares(state: AllocatorState, role: string | null): readonly ShareRecord[] {
  const sorter = role === null ? state.roleSorter : state.frameworkSorters.get(role);
  if (sorter === undefined) return [];
  return sorterOrder(sorter)
    .slice(0, MAX_RECORDED_SHARES)
    .map((slot) => ({
      name: sorter.names[slot] as string,
      role: role ?? (sorter.names[slot] as string),
      share: sorter.shares[slot] as number,
      allocations: sorter.allocations[slot] as number,
    }));
}

function deepFrozen(record: AllocationRun): AllocationRun {
  for (const list of [record.roles, record.frameworks, record.handedOut, record.passedOver]) {
    for (const item of list) Object.freeze(item);
    Object.freeze(list);
  }
  return Object.freeze(record);
}
