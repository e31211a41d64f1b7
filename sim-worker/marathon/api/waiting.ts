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
  readonly offers: readonly {
    readonly offerId: string;
    readonly host: string;
    readonly at: string;
    readonly reason: string;
    readonly text: string;
  }[];
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

/** The refused offer that lacked least, by the share of what was needed. */
function nearestMiss(judgements: readonly OfferJudgement[]): string | null {
  let best: { readonly share: number; readonly text: string } | null = null;
  for (const { verdict, host } of judgements) {
    const isScalar = verdict.reason === 'cpus' || verdict.reason === 'mem' || verdict.reason === 'disk';
    const share = isScalar
      ? verdict.offered / verdict.needed
      : verdict.reason === 'constraint' || verdict.reason === 'ports'
        ? 0.999
        : -1;
    if (share >= 0 && (best === null || share > best.share)) best = { share, text: `${host}: ${verdictText(verdict)}` };
  }
  return best?.text ?? null;
}

function waitingApp(state: MarathonState, launcher: Launcher, nowMs: number): WaitingApp {
  const app: AppDefinition = launcher.app;
  const reasons = new Map<string, number>();
  for (const { verdict } of launcher.judgements) reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
  const until = launcher.backOffUntilMs;
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
    nearestMiss: nearestMiss(launcher.judgements),
    offers: launcher.judgements.map((judgement) => ({
      offerId: judgement.offerId,
      host: judgement.host,
      at: formatTimestamp(judgement.atMs),
      reason: judgement.verdict.reason,
      text: verdictText(judgement.verdict),
    })),
  };
}

/** Apps with tasks to launch; only `appId` when one is given. */
export function waitingJson(state: MarathonState, nowMs: number, appId: PathId | null): readonly WaitingApp[] {
  const launchers = [...(state.leading?.launchers.values() ?? [])];
  return launchers
    .filter((launcher) => launcher.tasksToLaunch > 0 && (appId === null || launcher.app.id === appId))
    .map((launcher) => waitingApp(state, launcher, nowMs));
}
