/**
 * Taking over: the store is migrated and read, then everything that only a leader has is built from it.
 * Source: Marathon 1.1.1, MarathonSchedulerService.scala (onElected), state/Migration.scala, state/EntityStoreCache.scala (onElected),
 * core/task/tracker/impl/TaskLoaderImpl.scala.
 * Simplified: stored versions are read at once instead of on demand; entries are read in parallel (docs/fidelity.md).
 */
import type { Context } from '../../kernel/context.ts';
import { mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { recoverDeployment } from '../deployment/manager.ts';
import { makePlan } from '../deployment/plan.ts';
import { reconcileHealthChecks } from '../health/checks.ts';
import { type AppDefinition, versionMsOf } from '../model/app-definition.ts';
import { emptyGroup, type Group, transitiveApps } from '../model/group.ts';
import { ROOT_PATH } from '../model/path-id.ts';
import { putTask } from '../scheduling/task-tracker.ts';
import {
  initialLeading,
  type LeadingState,
  leadingOf,
  MARATHON_VERSION,
  type MarathonState,
  save,
  type TakeOver,
  wallMs,
} from '../state.ts';
import { decodeApp } from '../storage/app-codec.ts';
import {
  decodeFrameworkId,
  decodeGroup,
  decodePlan,
  decodeStorageVersion,
  decodeSubscribers,
  encodeStorageVersion,
} from '../storage/group-codec.ts';
import type { StoreResult } from '../storage/store.ts';
import { mayBecomeOverdue } from '../scheduling/task.ts';
import { decodeTask, decodeTaskFailure } from '../storage/task-codec.ts';
import { readWire } from '../storage/wire.ts';

const MIGRATION_LOG = 'mesosphere.marathon.state.Migration';
const SERVICE_LOG = 'mesosphere.marathon.MarathonSchedulerService';
export const VERSION_KEY = 'internal:storage:version';
const STORES = ['app:', 'group:', 'deployment:', 'framework:', 'taskFailure:', 'events:']
  .map((prefix) => `EntityStoreCache(MarathonStore(${prefix}))`)
  .join(', ');
export const ACTORS = [
  'offerMatcherManager',
  'offerMatcherLaunchTokens',
  'reviveOffersWhenWanted',
  'taskTracker',
  'killOverdueStagedTasks',
  'rateLimiter',
  'launchQueue',
];

export type TakeOverOutcome = 'going on' | 'ready' | 'failed';

export function beginTakeOver(state: MarathonState, context: Context, offer: number): void {
  state.terms += 1;
  state.takeOver = { term: state.terms, offer, step: 'path', outstanding: 0, values: new Map() };
  request(state, context, state.takeOver, { kind: 'ensurePath' }, '');
}

function request(
  state: MarathonState,
  context: Context,
  takeOver: TakeOver,
  command: Parameters<typeof save>[2],
  key: string,
): void {
  takeOver.outstanding += 1;
  save(state, context, command, { term: takeOver.term, for: 'takeOver', key });
}

/** One answer of the store; `ready` once everything is read. */
export function onTakeOverResult(
  state: MarathonState,
  context: Context,
  key: string,
  result: StoreResult,
): TakeOverOutcome {
  const takeOver = state.takeOver;
  if (takeOver === null) return 'going on';
  takeOver.outstanding -= 1;
  if (!result.ok) {
    context.log(
      'ERROR',
      `Failed to take over leadership\nmesosphere.marathon.StoreCommandFailedException: ${result.error ?? ''}`,
      SERVICE_LOG,
    );
    return 'failed';
  }
  if (result.value !== null) takeOver.values.set(key, result.value);
  if (takeOver.outstanding > 0) return 'going on';
  return nextStep(state, context, takeOver, result);
}

function nextStep(state: MarathonState, context: Context, takeOver: TakeOver, result: StoreResult): TakeOverOutcome {
  switch (takeOver.step) {
    case 'path':
      takeOver.step = 'version';
      request(state, context, takeOver, { kind: 'load', key: VERSION_KEY }, VERSION_KEY);
      return 'going on';
    case 'version': {
      takeOver.step = 'migrate';
      logMigration(context, takeOver.values.get(VERSION_KEY) ?? null);
      const [major = 0, minor = 0, patch = 0] = MARATHON_VERSION.split('.').map(Number);
      const value = encodeStorageVersion({ major, minor, patch });
      request(state, context, takeOver, { kind: 'save', key: VERSION_KEY, value }, VERSION_KEY);
      return 'going on';
    }
    case 'migrate':
      takeOver.step = 'list';
      context.log('INFO', `Migration successfully applied for version ${MARATHON_VERSION}`, MIGRATION_LOG);
      context.log('INFO', `Call onElected leadership callbacks on ${STORES}`, SERVICE_LOG);
      request(state, context, takeOver, { kind: 'list' }, '');
      return 'going on';
    case 'list':
      takeOver.step = 'load';
      for (const key of result.keys) request(state, context, takeOver, { kind: 'load', key }, key);
      return takeOver.outstanding > 0 ? 'going on' : loaded(takeOver);
    case 'load':
      return loaded(takeOver);
    case 'done':
      return 'going on';
  }
}

function loaded(takeOver: TakeOver): TakeOverOutcome {
  takeOver.step = 'done';
  return 'ready';
}

function logMigration(context: Context, value: Uint8Array | null): void {
  const stored = value === null ? null : decodeStorageVersion(value);
  if (stored === null) return;
  const from = `${String(stored.major)}.${String(stored.minor)}.${String(stored.patch)}`;
  if (from !== MARATHON_VERSION)
    context.log(
      'INFO',
      `Migration for storage: ${from} to current: ${MARATHON_VERSION}: apply change for version: ${MARATHON_VERSION} `,
      MIGRATION_LOG,
    );
}

/** Builds the leader's state out of what was read. */
export function buildLeading(state: MarathonState, context: Context): void {
  const takeOver = state.takeOver;
  if (takeOver === null) return;
  context.log('INFO', 'Finished onElected leadership callbacks', SERVICE_LOG);
  const leading = initialLeading(takeOver.term, context.nowUs);
  state.leading = leading;
  for (const key of [...takeOver.values.keys()].sort())
    readEntry(state, leading, key, takeOver.values.get(key) ?? new Uint8Array(0));
  leading.groupVersions = Object.freeze([...leading.groupVersions].sort((a, b) => b.versionMs - a.versionMs));
  if (leading.root.versionMs === 0) leading.root = emptyGroup(ROOT_PATH, wallMs(context));
  context.log(
    'INFO',
    `All actors active:\n${ACTORS.map((name) => `* Actor[akka://marathon/user/${name}]`).join('\n')}`,
    'mesosphere.marathon.core.leadership.impl.LeadershipCoordinatorActor',
  );
}

function readEntry(state: MarathonState, leading: LeadingState, key: string, value: Uint8Array): void {
  const colon = key.indexOf(':');
  const isVersioned = key.indexOf(':', colon + 1) >= 0;
  switch (key.slice(0, colon)) {
    case 'group':
      return readGroup(leading, isVersioned, decodeGroup(readWire(value) ?? []));
    case 'app':
      if (isVersioned) readAppVersion(leading, decodeApp(readWire(value) ?? []));
      return;
    case 'task': {
      const task = decodeTask(value);
      if (task === null) return;
      leading.tasks = putTask(leading.tasks, task);
      if (mayBecomeOverdue(task)) leading.unstarted.add(task.id);
      return;
    }
    case 'taskFailure': {
      const failure = decodeTaskFailure(value);
      if (failure !== null) leading.failures = mapSet(leading.failures, failure.appId, failure);
      return;
    }
    case 'framework':
      leading.frameworkId = decodeFrameworkId(value);
      return;
    case 'events':
      state.events.callbacks = decodeSubscribers(value);
      return;
    default:
      return;
  }
}

function readGroup(leading: LeadingState, isVersioned: boolean, group: Group): void {
  if (isVersioned) leading.groupVersions = [...leading.groupVersions, group];
  else leading.root = group;
}

function readAppVersion(leading: LeadingState, app: AppDefinition): void {
  const versions = [...(mapGet(leading.appVersions, app.id) ?? []), app].sort(
    (a, b) => versionMsOf(b) - versionMsOf(a),
  );
  leading.appVersions = mapSet(leading.appVersions, app.id, Object.freeze(versions));
}

/** The scheduler actor starts: stored deployments go on from their first step, health checks are put in place. */
export function startSchedulerActor(state: MarathonState, context: Context): void {
  context.log('INFO', 'Starting scheduler actor', 'mesosphere.marathon.MarathonSchedulerActor');
  const takeOver = state.takeOver;
  const leading = leadingOf(state);
  for (const [key, value] of takeOver?.values ?? []) {
    const isCurrent = key.startsWith('deployment:') && key.indexOf(':', 'deployment:'.length) < 0;
    const stored = isCurrent ? decodePlan(value) : null;
    if (stored !== null) recoverDeployment(state, context, makePlan({ ...stored, toKill: new Map() }));
  }
  state.takeOver = null;
  context.log('INFO', 'Scheduler actor ready', 'mesosphere.marathon.MarathonSchedulerActor');
  for (const app of transitiveApps(leading.root))
    reconcileHealthChecks(state, context, app, mapGet(leading.appVersions, app.id) ?? []);
}
