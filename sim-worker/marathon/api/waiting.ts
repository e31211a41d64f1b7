/**
 * Why an app waits: its last offers with the verdict on each, the counts by reason, and the nearest miss. An addition of
 * this project: the original only logs it.
 */
import type { AppDefinition } from '../model/app-definition.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { findApp, transitiveApps } from '../model/group.ts';
import type { LeadingState, MarathonState, OfferJudgement } from '../state.ts';
import { causesOf, heldUpApps, type WaitingCause } from './waiting-causes.ts';

export type WaitingApp = {
  readonly appId: PathId;
  readonly tasksToLaunch: number;
  readonly inFlight: number;
  readonly since: string;
  readonly backOffUntil: string | null;
  readonly launchTokensLeft: number;
  readonly needs: {
    readonly cpus: number;
    readonly mem: number;
    readonly disk: number;
    readonly ports: number;
    readonly constraints: readonly string[];
  };
  /** What else holds it up, most telling first. */
  readonly causes: readonly WaitingCause[];
  readonly reasons: Readonly<Record<string, number>>;
  readonly nearestMiss: string | null;
  /** The offer of `nearestMiss`; `missing` is null where no amount is missing (a constraint, ports). */
  readonly nearest: (JudgedOffer & { readonly missing: number | null }) | null;
  /** Oldest first. */
  readonly offers: readonly JudgedOffer[];
};

export type JudgedOffer = {
  readonly offerId: string;
  readonly host: string;
  readonly at: string;
  readonly reason: string;
  readonly text: string;
  /** Of the resource that `reason` names; null for other reasons. */
  readonly needed: number | null;
  readonly offered: number | null;
};

export function verdictText(verdict: OfferJudgement['verdict']): string {
  switch (verdict.reason) {
    case 'cpus':
    case 'mem':
    case 'disk':
      return `needs ${verdict.reason} ${String(verdict.needed)}, offered ${String(verdict.offered)}`;
    case 'role':
    case 'ports':
    case 'launchLimit':
      return verdict.detail;
    case 'constraint':
      return `constraint not met: ${verdict.detail}`;
    case 'matched':
      return 'matched';
  }
}

/** Of each agent's newest offer, the one that lacked least, by the share of what was needed. */
function nearestMiss(judgements: readonly OfferJudgement[]): OfferJudgement | null {
  let best: { readonly share: number; readonly judgement: OfferJudgement } | null = null;
  const newest = new Map(judgements.map((judgement) => [judgement.host, judgement]));
  for (const judgement of newest.values()) {
    const { verdict } = judgement;
    const isScalar = verdict.reason === 'cpus' || verdict.reason === 'mem' || verdict.reason === 'disk';
    const share = isScalar
      ? verdict.offered / verdict.needed
      : verdict.reason === 'constraint' || verdict.reason === 'ports'
        ? 0.999
        : -1;
    if (share >= 0 && (best === null || share > best.share)) best = { share, judgement };
  }
  return best?.judgement ?? null;
}

function judgedOffer({ offerId, host, atMs, verdict }: OfferJudgement): JudgedOffer {
  const amounts = 'needed' in verdict ? verdict : { needed: null, offered: null };
  const { needed, offered } = amounts;
  const text = verdictText(verdict);
  return { offerId, host, at: formatTimestamp(atMs), reason: verdict.reason, text, needed, offered };
}

/** Resources are thousandths: the difference of two decimals is rounded to them. */
function missingOf({ needed, offered }: JudgedOffer): number | null {
  return needed === null || offered === null ? null : Math.round((needed - offered) * 1000) / 1000;
}

/** `launcher`: none while nothing of the app is queued. */
function waitingApp(state: MarathonState, leading: LeadingState, app: AppDefinition, nowMs: number): WaitingApp {
  const launcher = leading.launchers.get(app.id);
  const judgements = launcher?.judgements ?? [];
  const reasons = new Map<string, number>();
  for (const { verdict } of judgements) reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
  const until = launcher?.backOffUntilMs ?? null;
  const miss = nearestMiss(judgements);
  const nearest = miss === null ? null : judgedOffer(miss);
  const sinceMs = launcher?.addedAtMs ?? deploymentStartMs(leading, app.id) ?? nowMs;
  return {
    appId: app.id,
    tasksToLaunch: launcher?.tasksToLaunch ?? 0,
    inFlight: launcher?.inFlight.size ?? 0,
    since: formatTimestamp(sinceMs),
    backOffUntil: until !== null && until > nowMs ? formatTimestamp(until) : null,
    launchTokensLeft: leading.tokens,
    needs: needsOf(app),
    causes: causesOf(state, leading, app.id, nowMs),
    reasons: Object.fromEntries(reasons),
    nearestMiss: nearest === null ? null : `${nearest.host}: ${nearest.text}`,
    nearest: nearest === null ? null : { ...nearest, missing: missingOf(nearest) },
    offers: judgements.map(judgedOffer),
  };
}

function needsOf(app: AppDefinition): WaitingApp['needs'] {
  return {
    cpus: app.cpus,
    mem: app.mem,
    disk: app.disk,
    ports: app.portDefinitions.length,
    constraints: app.constraints.map(({ field, operator, value }) =>
      [field, operator, ...(value === null ? [] : [value])].join(' '),
    ),
  };
}

function deploymentStartMs(leading: LeadingState, appId: PathId): number | null {
  return leading.deployments.get(leading.locks.get(appId) ?? '')?.startedAtMs ?? null;
}

/** Apps that wait, are delayed, or are held up in a deployment; only `appId` when one is given. */
export function waitingJson(state: MarathonState, nowMs: number, appId: PathId | null): readonly WaitingApp[] {
  const { leading } = state;
  if (leading === null) return [];
  const one = appId === null ? null : findApp(leading.root, appId);
  const apps = appId === null ? transitiveApps(leading.root) : one === null ? [] : [one];
  return heldUpApps(leading, apps).map((app) => waitingApp(state, leading, app, nowMs));
}
