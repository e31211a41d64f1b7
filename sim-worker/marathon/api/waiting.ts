/**
 * Why an app waits: its last offers with the verdict on each, the counts by reason, and the nearest miss. An addition of
 * this project: the original only logs it.
 */
import type { AppDefinition } from '../model/app-definition.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import type { Launcher, MarathonState, OfferJudgement } from '../state.ts';

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

function waitingApp(state: MarathonState, launcher: Launcher, nowMs: number): WaitingApp {
  const app: AppDefinition = launcher.app;
  const reasons = new Map<string, number>();
  for (const { verdict } of launcher.judgements) reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
  const until = launcher.backOffUntilMs;
  const miss = nearestMiss(launcher.judgements);
  const nearest = miss === null ? null : judgedOffer(miss);
  return {
    appId: app.id,
    tasksToLaunch: launcher.tasksToLaunch,
    inFlight: launcher.inFlight.size,
    since: formatTimestamp(launcher.addedAtMs),
    backOffUntil: until !== null && until > nowMs ? formatTimestamp(until) : null,
    launchTokensLeft: state.leading?.tokens ?? 0,
    needs: {
      cpus: app.cpus,
      mem: app.mem,
      disk: app.disk,
      ports: app.portDefinitions.length,
      constraints: app.constraints.map(({ field, operator, value }) =>
        [field, operator, ...(value === null ? [] : [value])].join(' '),
      ),
    },
    reasons: Object.fromEntries(reasons),
    nearestMiss: nearest === null ? null : `${nearest.host}: ${nearest.text}`,
    nearest: nearest === null ? null : { ...nearest, missing: missingOf(nearest) },
    offers: launcher.judgements.map(judgedOffer),
  };
}

/** Apps with tasks to launch; only `appId` when one is given. */
export function waitingJson(state: MarathonState, nowMs: number, appId: PathId | null): readonly WaitingApp[] {
  const launchers = [...(state.leading?.launchers.values() ?? [])];
  return launchers
    .filter((launcher) => launcher.tasksToLaunch > 0 && (appId === null || launcher.app.id === appId))
    .map((launcher) => waitingApp(state, launcher, nowMs));
}
