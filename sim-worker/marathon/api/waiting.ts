/**
 * Why an app waits: its last offers with the verdict on each, the counts by reason, and the nearest miss. An addition of
 * this project: the original only logs it.
 */
import type { AppDefinition } from '../model/app-definition.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { findApp, transitiveApps } from '../model/group.ts';
import type { OfferVerdict } from '../scheduling/offer-matching.ts';
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
  /** All that the offer lacks, the reason's own lack first; empty for one that fits, or that met a limit. */
  readonly lacks: readonly Lack[];
};

export type Lack = {
  readonly reason: OfferVerdict['reason'];
  readonly text: string;
  readonly needed: number | null;
  readonly offered: number | null;
  readonly missing: number | null;
};

export function verdictText(verdict: OfferJudgement['verdict']): string {
  switch (verdict.reason) {
    case 'cpus':
    case 'mem':
    case 'disk':
      return `needs ${verdict.reason} ${String(verdict.needed)}, offered ${String(verdict.offered)}`;
    case 'role':
    case 'ports':
    case 'volumes':
    case 'launchLimit':
      return verdict.detail;
    case 'constraint':
      return `constraint not met: ${verdict.detail}`;
    case 'matched':
      return 'matched';
  }
}

type Miss = { readonly judgement: OfferJudgement; readonly lacks: number; readonly shortfall: number };

/** How far the offer was from fitting; null for one that fitted, or that nothing would make fit. */
function missOf(judgement: OfferJudgement): Miss | null {
  const { lacks } = judgement;
  if (lacks.length === 0 || lacks.some((lack) => lack.reason === 'role')) return null;
  const shortfall = Math.max(...lacks.map((lack) => ('needed' in lack ? 1 - lack.offered / lack.needed : 0)));
  return { judgement, lacks: lacks.length, shortfall };
}

/** Of each agent's newest offer, the one that lacked the fewest things, then the smallest share of what was needed. */
function nearestMiss(judgements: readonly OfferJudgement[]): OfferJudgement | null {
  const newest = new Map(judgements.map((judgement) => [judgement.host, judgement]));
  let best: Miss | null = null;
  for (const judgement of newest.values()) {
    const miss = missOf(judgement);
    if (miss === null) continue;
    const nearer =
      best === null || miss.lacks < best.lacks || (miss.lacks === best.lacks && miss.shortfall < best.shortfall);
    if (nearer) best = miss;
  }
  return best?.judgement ?? null;
}

function lackOf(lack: OfferVerdict): Lack {
  const { needed, offered } = 'needed' in lack ? lack : { needed: null, offered: null };
  return { reason: lack.reason, text: verdictText(lack), needed, offered, missing: missingOf(needed, offered) };
}

function judgedOffer({ offerId, host, atMs, verdict, lacks }: OfferJudgement): JudgedOffer {
  const { needed, offered } = 'needed' in verdict ? verdict : { needed: null, offered: null };
  const text = verdictText(verdict);
  const at = formatTimestamp(atMs);
  return { offerId, host, at, reason: verdict.reason, text, needed, offered, lacks: lacks.map(lackOf) };
}

/** Resources are thousandths: the difference of two decimals is rounded to them. */
function missingOf(needed: number | null, offered: number | null): number | null {
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
    nearestMiss: nearest === null ? null : `${nearest.host}: ${nearest.lacks.map((lack) => lack.text).join('; ')}`,
    nearest: nearest === null ? null : { ...nearest, missing: missingOf(nearest.needed, nearest.offered) },
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

/** An app that its deployment is through with is not held up, though its lock is. */
function waits({ tasksToLaunch, causes }: WaitingApp): boolean {
  return tasksToLaunch > 0 || causes.length > 0;
}

/** Apps that wait, are delayed, or are held up in a deployment; only `appId` when one is given. */
export function waitingJson(state: MarathonState, nowMs: number, appId: PathId | null): readonly WaitingApp[] {
  const { leading } = state;
  if (leading === null) return [];
  const one = appId === null ? null : findApp(leading.root, appId);
  const apps = appId === null ? transitiveApps(leading.root) : one === null ? [] : [one];
  return heldUpApps(leading, apps)
    .map((app) => waitingApp(state, leading, app, nowMs))
    .filter(waits);
}
