/**
 * What each allocation run decided, kept for people in a bounded form: the order of roles and frameworks with their
 * shares, what was handed out, and who was passed over because of a refusal with the seconds it still lasts.
 */
import type { AgentId, FrameworkId } from '../ids.ts';
import type { Resources } from '../resources/resource.ts';
import type { AllocatorState } from './allocator-state.ts';
import { sorterOrder } from './sorter.ts';

export type ShareRecord = { readonly name: string; readonly role: string; readonly share: number; readonly allocations: number };
export type HandedOut = { readonly frameworkId: FrameworkId; readonly agentId: AgentId; readonly resources: Resources; readonly stage: 'quota' | 'fair' };
export type PassedOver = {
  readonly frameworkId: FrameworkId;
  readonly agentId: AgentId;
  readonly why: 'filtered' | 'suppressed' | 'gpus' | 'headroom';
  readonly remainingSeconds: number | null;
};

export type AllocationRun = {
  readonly atUs: number;
  readonly trigger: string;
  /** Agents that the run looked at. */
  readonly agents: number;
  /** Dominant shares at the start, in order; at most `MAX_RECORDED_SHARES`. */
  readonly roles: readonly ShareRecord[];
  readonly frameworks: readonly ShareRecord[];
  /** At most `MAX_RECORDED_DECISIONS` of each, with the true counts. */
  readonly handedOut: readonly HandedOut[];
  readonly handedOutCount: number;
  readonly passedOver: readonly PassedOver[];
  readonly passedOverCount: number;
  /** Batch runs with nothing to look at since the previous record. */
  readonly idleRunsBefore: number;
};

/** Runs kept, oldest dropped first; shares and decisions kept of each run. */
export const MAX_RUNS = 60;
export const MAX_RECORDED_SHARES = 40;
export const MAX_RECORDED_DECISIONS = 60;

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
  return { trigger, roles, frameworks: frameworks.slice(0, MAX_RECORDED_SHARES), handedOut: [], handedOutCount: 0, passedOver: [], passedOverCount: 0 };
}

export function recordHandedOut(draft: RunDraft, handedOut: HandedOut): void {
  draft.handedOutCount += 1;
  if (draft.handedOut.length < MAX_RECORDED_DECISIONS) draft.handedOut.push(handedOut);
}

/** Counts; true while there is room for the particulars. */
export function roomForPassedOver(draft: RunDraft): boolean {
  draft.passedOverCount += 1;
  return draft.passedOver.length < MAX_RECORDED_DECISIONS;
}

export function finishRecord(state: AllocatorState, draft: RunDraft, run: { readonly atUs: number; readonly agents: number }): void {
  const { trigger, roles, frameworks, handedOut, handedOutCount, passedOver, passedOverCount } = draft;
  const record: AllocationRun = { ...run, trigger, roles, frameworks, handedOut, handedOutCount, passedOver, passedOverCount, idleRunsBefore: state.idleRuns };
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
