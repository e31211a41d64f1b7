/**
 * What people see of a Marathon process: topology, inspector, timeline.
 */
import { taskCount, tasksOfApp } from './scheduling/task-tracker.ts';
import { countTasks, type TaskCounts } from './api/app-info.ts';
import { waitingJson, type WaitingApp } from './api/waiting.ts';
import { transitiveApps } from './model/group.ts';
import { formatTimestamp } from './model/timestamp.ts';
import { versionMsOf } from './model/app-definition.ts';
import type { MarathonState, ServicePhase } from './state.ts';

export type MarathonAppSummary = {
  readonly id: string;
  readonly version: string;
  readonly instances: number;
  readonly counts: TaskCounts;
  readonly waiting: number;
};

export type MarathonSummary = {
  readonly role: 'leader' | 'standby' | 'taking over' | 'starting';
  readonly detail: {
    readonly phase: ServicePhase;
    readonly hostPort: string;
    readonly electionImpl: string;
    readonly memberId: string | null;
    readonly members: readonly string[];
    readonly knownLeader: string | null;
    readonly electionSession: string | null;
    readonly storeSession: string | null;
    readonly zookeeperConnected: boolean;
    readonly frameworkId: string | null;
    readonly mesosMaster: string | null;
    readonly mesosConnected: boolean;
    readonly appCount: number;
    readonly taskCount: number;
    readonly apps: readonly MarathonAppSummary[];
    readonly deployments: readonly {
      readonly id: string;
      readonly step: number;
      readonly steps: number;
      readonly apps: readonly string[];
      readonly startedAt: string;
    }[];
    readonly locks: readonly (readonly [string, string])[];
    readonly waiting: readonly WaitingApp[];
    readonly launchTokens: number;
    readonly pendingStore: readonly string[];
    readonly pendingRequests: readonly string[];
    readonly eventStreams: number;
  };
};

/** Apps shown at most: an inspector is no list of thousands. */
const MAX_APPS = 50;

function roleOf(state: MarathonState): MarathonSummary['role'] {
  if (state.service.isLeader) return 'leader';
  if (state.service.phase === 'takingOver') return 'taking over';
  return state.service.phase === 'connecting' ? 'starting' : 'standby';
}

function appSummaries(state: MarathonState): readonly MarathonAppSummary[] {
  const { leading } = state;
  if (leading === null) return [];
  return transitiveApps(leading.root)
    .slice(0, MAX_APPS)
    .map((app) => ({
      id: app.id,
      version: formatTimestamp(versionMsOf(app)),
      instances: app.instances,
      counts: countTasks(leading, tasksOfApp(leading.tasks, app.id)),
      waiting: leading.launchers.get(app.id)?.tasksToLaunch ?? 0,
    }));
}

function pendingStore(state: MarathonState): readonly string[] {
  return [...state.store.operations.values()]
    .slice(0, MAX_APPS)
    .map(({ command, step }) => `${command.kind} ${'key' in command ? command.key : ''} (${step})`);
}

export function summarizeMarathon(state: MarathonState, nowMs = 0): MarathonSummary {
  const { leading, election } = state;
  const membership = election.memberships.at(-1);
  return {
    role: roleOf(state),
    detail: {
      phase: state.service.phase,
      hostPort: state.hostPort,
      electionImpl: state.flags.electionImpl,
      memberId: membership?.memberId ?? null,
      members: election.members,
      knownLeader: election.knownLeader,
      electionSession: election.handle.client?.sessionId ?? null,
      storeSession: state.store.handle.client?.sessionId ?? null,
      zookeeperConnected: election.handle.client?.connected ?? false,
      frameworkId: leading?.frameworkId ?? null,
      mesosMaster: state.driver?.master?.pid ?? null,
      mesosConnected: state.driver?.connected ?? false,
      appCount: leading === null ? 0 : transitiveApps(leading.root).length,
      taskCount: leading === null ? 0 : taskCount(leading.tasks),
      apps: appSummaries(state),
      deployments: [...(leading?.deployments.values() ?? [])].map((run) => ({
        id: run.plan.id,
        step: run.step + 1,
        steps: run.plan.steps.length,
        apps: run.plan.affectedAppIds,
        startedAt: formatTimestamp(run.startedAtMs),
      })),
      locks: [...(leading?.locks ?? [])],
      waiting: waitingJson(state, nowMs, null),
      launchTokens: leading?.tokens ?? 0,
      pendingStore: pendingStore(state),
      pendingRequests: [
        ...[...state.http.proxied.values()].map(
          (proxied) => `proxying ${proxied.request.method} ${proxied.request.path}`,
        ),
        ...(leading?.rootUpdates ?? []).map((update) => `waiting: ${update.change.kind} ${update.groupId}`),
        ...(leading?.rootUpdate == null
          ? []
          : [`storing: ${leading.rootUpdate.update.change.kind} ${leading.rootUpdate.update.groupId}`]),
      ],
      eventStreams: state.events.streams.size,
    },
  };
}
