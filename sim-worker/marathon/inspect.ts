/** A Marathon process as invariants and the headless summary read it; cheap, and never used by a program. */
import { mapEntries, mapValues } from '../kernel/persistent-map.ts';
import { isUnstored, runningDeployments } from './deployment/running.ts';
import { versionMsOf } from './model/app-definition.ts';
import { transitiveApps } from './model/group.ts';
import type { PathId } from './model/path-id.ts';
import { formatTimestamp } from './model/timestamp.ts';
import type { Acknowledged, ActionRun, MarathonState } from './state.ts';

export type InspectedApp = { readonly id: string; readonly version: string; readonly instances: number };
export type InspectedTask = {
  readonly id: string;
  readonly appId: string;
  readonly state: string;
  readonly agentId: string | null;
  readonly stagedAtMs: number;
};

export type InspectedMarathon = {
  readonly leading: boolean;
  readonly hostPort: string;
  readonly frameworkId: string | null;
  /** Of the newest version that its tree has. */
  readonly rootVersion: string | null;
  readonly apps: Iterable<InspectedApp>;
  readonly acknowledged: Iterable<Acknowledged>;
  readonly tasks: Iterable<InspectedTask>;
  readonly deployments: number;
  /** Of which the plan is not stored (yet): none of them begins. */
  readonly unstoredDeployments: number;
  /**
   * Steps with more new tasks than they wait for: launches that were stored too late for the queue, which repeated them. The
   * original compares for equality and waits for ever (`Marathon 1.1.1 upgrade/ReadinessBehavior.scala`).
   */
  readonly overfilledActions: number;
  /** Path of its member in the group; null while it has none. */
  readonly memberPath: string | null;
  /** What a member of the group is to it: its candidate's own, one that no listener hears any more, or none of its. */
  readonly regards: (member: string) => 'own' | 'zombie' | 'none';
  /** Its driver is registered with a Mesos master. */
  readonly registered: boolean;
  /** Apps of its tree and of what its deployments lead to. */
  readonly knownAppIds: () => Iterable<string>;
  /** Why an app that misses tasks waits, by the verdicts on its last offers; null when they do not say. */
  readonly verdictsOf: (appId: string) => string | null;
};

function* tasksOf(state: MarathonState): Iterable<InspectedTask> {
  if (state.leading === null) return;
  for (const [appId, tasks] of mapEntries(state.leading.tasks)) {
    for (const task of mapValues(tasks.byId)) {
      const { id, agentId, stagedAtMs } = task;
      yield { id, appId, state: task.status?.state ?? 'TASK_STAGING', agentId, stagedAtMs };
    }
  }
}

function* appsOf(state: MarathonState): Iterable<InspectedApp> {
  if (state.leading === null) return;
  for (const app of transitiveApps(state.leading.root))
    yield { id: app.id, version: formatTimestamp(versionMsOf(app)), instances: app.instances };
}

function memberPathOf({ election }: MarathonState): string | null {
  return election.memberships.at(-1)?.nodePath ?? null;
}

function regards({ election }: MarathonState, member: string): 'own' | 'zombie' | 'none' {
  const membership = election.memberships.find(({ memberId, cancelled }) => memberId === member && !cancelled);
  if (membership === undefined) return 'none';
  return membership.zombie || membership.dead ? 'zombie' : 'own';
}

function* knownAppIds({ leading }: MarathonState): Iterable<string> {
  if (leading === null) return;
  for (const app of transitiveApps(leading.root)) yield app.id;
  for (const run of leading.deployments.values()) for (const app of transitiveApps(run.plan.target)) yield app.id;
}

/** Only verdicts that say the cluster has no place count: a match or a limit is no reason to wait for ever. */
function verdictsOf({ leading }: MarathonState, appId: string): string | null {
  const launcher = leading?.launchers.get(appId as PathId);
  if (launcher === undefined || launcher.tasksToLaunch === 0) return null;
  const reasons = new Set(launcher.judgements.map((judgement) => judgement.verdict.reason));
  const says = reasons.size > 0 && !reasons.has('matched') && !reasons.has('launchLimit');
  return says ? [...reasons].join(', ') : null;
}

function isOverfilled(run: ActionRun): boolean {
  if (run.phase === 'starting') return run.healthy.size > run.nrToStart;
  return run.phase === 'replacing' && run.healthy.size > run.app.instances;
}

export function inspectMarathon(state: MarathonState): InspectedMarathon {
  const { leading } = state;
  return {
    leading: state.service.isLeader,
    hostPort: state.hostPort,
    frameworkId: leading?.frameworkId ?? null,
    rootVersion: leading === null ? null : formatTimestamp(leading.root.versionMs),
    apps: appsOf(state),
    acknowledged: state.acknowledged,
    tasks: tasksOf(state),
    deployments: leading === null ? 0 : runningDeployments(leading).length,
    unstoredDeployments: [...(leading?.deployments.values() ?? [])].filter(isUnstored).length,
    overfilledActions: [...(leading?.deployments.values() ?? [])].flatMap(({ actions }) => actions).filter(isOverfilled)
      .length,
    memberPath: memberPathOf(state),
    regards: (member) => regards(state, member),
    registered: state.driver?.connected ?? false,
    knownAppIds: () => knownAppIds(state),
    verdictsOf: (appId) => verdictsOf(state, appId),
  };
}
