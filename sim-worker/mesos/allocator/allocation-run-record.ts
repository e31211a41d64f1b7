/**
 * What one allocation run decided, for people: the order of roles and frameworks with their shares, what was handed out, and
 * who was passed over because of a refusal with the seconds it still lasts. Bounded; frozen.
 */
import type { AgentId, FrameworkId } from '../ids.ts';
import type { Resources } from '../resources/resource.ts';

export type ShareRecord = {
  readonly name: string;
  readonly role: string;
  readonly share: number;
  readonly allocations: number;
};
export type HandedOut = {
  readonly frameworkId: FrameworkId;
  readonly agentId: AgentId;
  readonly resources: Resources;
  readonly stage: 'quota' | 'fair';
};
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

/** What a framework holds of the whole cluster. */
export type DominantShare = {
  readonly frameworkId: FrameworkId;
  readonly role: string;
  /** Largest part of any scalar resource that it holds, offered or used: 0 to 1. */
  readonly share: number;
  /** Name of that resource; empty while it holds nothing. */
  readonly resource: string;
};

export type ShareSample = { readonly atUs: number; readonly shares: readonly DominantShare[] };

/** Runs kept, oldest dropped first; shares and decisions kept of each run. */
export const MAX_RUNS = 60;
export const MAX_RECORDED_SHARES = 40;
export const MAX_RECORDED_DECISIONS = 60;
