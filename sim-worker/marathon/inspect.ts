/** A Marathon process as invariants and the headless summary read it; cheap, and never used by a program. */
import { mapEntries, mapValues } from '../kernel/persistent-map.ts';
import { versionMsOf } from './model/app-definition.ts';
import { transitiveApps } from './model/group.ts';
import { formatTimestamp } from './model/timestamp.ts';
import type { Acknowledged, MarathonState } from './state.ts';

export type InspectedApp = { readonly id: string; readonly version: string; readonly instances: number };
export type InspectedTask = {
  readonly id: string;
  readonly appId: string;
  readonly state: string;
  readonly agentId: string | null;
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
};

function* tasksOf(state: MarathonState): Iterable<InspectedTask> {
  if (state.leading === null) return;
  for (const [appId, tasks] of mapEntries(state.leading.tasks)) {
    for (const task of mapValues(tasks.byId))
      yield { id: task.id, appId, state: task.status?.state ?? 'TASK_STAGING', agentId: task.agentId };
  }
}

function* appsOf(state: MarathonState): Iterable<InspectedApp> {
  if (state.leading === null) return;
  for (const app of transitiveApps(state.leading.root))
    yield { id: app.id, version: formatTimestamp(versionMsOf(app)), instances: app.instances };
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
    deployments: leading?.deployments.size ?? 0,
  };
}
