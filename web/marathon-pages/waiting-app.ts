/** What `GET /waiting` says, and what a person makes of it. Pure: words are chosen by the page. */
import type { WaitingCause } from '../../sim-worker/api.ts';

export type Reason = 'cpus' | 'mem' | 'disk' | 'ports' | 'role' | 'constraint' | 'volumes' | 'launchLimit' | 'matched';

export type Lack = {
  readonly reason: Reason;
  readonly text: string;
  readonly missing: number | null;
};

export type JudgedOffer = {
  readonly offerId: string;
  readonly host: string;
  readonly at: string;
  readonly reason: Reason;
  readonly text: string;
  readonly needed: number | null;
  readonly offered: number | null;
  /** All that it lacks, its reason's lack first. */
  readonly lacks: readonly Lack[];
};

export type WaitingApp = {
  readonly appId: string;
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
  readonly causes: readonly WaitingCause[];
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  readonly nearest: (JudgedOffer & { readonly missing: number | null }) | null;
  readonly offers: readonly JudgedOffer[];
};

/** The one thing that holds an application up, with the figures that its sentence needs. */
export type Cause =
  | { readonly kind: 'server'; readonly cause: WaitingCause }
  | { readonly kind: 'noOffers' }
  | {
      readonly kind: 'resource';
      readonly resource: 'cpus' | 'mem' | 'disk';
      readonly needed: number;
      /** The largest offer at hand. */
      readonly largest: number;
      readonly agents: number;
    }
  | { readonly kind: 'ports' | 'role' | 'constraint' | 'volumes'; readonly detail: string; readonly agents: number }
  | { readonly kind: 'launchLimit'; readonly detail: string }
  | { readonly kind: 'launching' };

/** The newest judgement on each agent, in the order of the agents' names. */
export function newestByAgent(offers: readonly JudgedOffer[]): readonly JudgedOffer[] {
  const newest = new Map(offers.map((offer) => [offer.host, offer]));
  return [...newest.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
}

/** Whatever the offers say, these come first: without them gone no offer counts. */
const BEFORE_OFFERS: ReadonlySet<WaitingCause['code']> = new Set(['backOff', 'notRegistered', 'launchTokens']);

/** By the reason that most agents gave with their newest offers; of equal ones, the one that `reasons` lists first. */
export function causeOf(app: WaitingApp): Cause {
  const first = app.causes.find(({ code }) => BEFORE_OFFERS.has(code));
  if (first !== undefined) return { kind: 'server', cause: first };
  const newest = app.tasksToLaunch > 0 ? newestByAgent(app.offers) : [];
  const [other] = app.causes;
  if (newest.length === 0) return other === undefined ? { kind: 'noOffers' } : { kind: 'server', cause: other };
  const reason = mostFrequent(newest.map((offer) => offer.reason));
  const same = newest.filter((offer) => offer.reason === reason);
  const detail = same[0]?.text ?? '';
  switch (reason) {
    case 'cpus':
    case 'mem':
    case 'disk':
      return {
        kind: 'resource',
        resource: reason,
        needed: app.needs[reason],
        largest: Math.max(...same.map((offer) => offer.offered ?? 0)),
        agents: same.length,
      };
    case 'ports':
    case 'role':
    case 'constraint':
    case 'volumes':
      return { kind: reason, detail, agents: same.length };
    case 'launchLimit':
      return { kind: 'launchLimit', detail };
    case 'matched':
      return { kind: 'launching' };
  }
}

/** What holds it up besides its first cause. */
export function otherCauses(app: WaitingApp, cause: Cause): readonly WaitingCause[] {
  return app.causes.filter((other) => cause.kind !== 'server' || other !== cause.cause);
}

function mostFrequent(reasons: readonly Reason[]): Reason {
  const counts = new Map<Reason, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  let best: readonly [Reason, number] | null = null;
  for (const entry of counts) if (best === null || entry[1] > best[1]) best = entry;
  return best?.[0] ?? 'matched';
}

/** `0.3`, `128`: amounts without the noise of binary fractions. */
export function formatAmount(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** Virtual instant of a stamp of the simulated wall clock. */
export function virtualUs(iso: string, startEpochMs: number): number {
  return Math.max(0, (Date.parse(iso) - startEpochMs) * 1000);
}
