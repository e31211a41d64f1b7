/**
 * Changes of the tree, one after the other: computed, validated, handed to the deployments, stored, answered.
 * Source: Marathon 1.1.1, state/GroupManager.scala (upgrade), util/CapConcurrentExecutions (queue), state/EntityRepository.scala (versions).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { HttpReply } from '../../kernel/http.ts';
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { randomUuid } from '../../mesos/ids.ts';
import { failureReply, lockedReply, messageReply } from '../api/replies.ts';
import { CANCELLATION_TIMEOUT, cancelDeployment, deploy, endWait } from '../deployment/manager.ts';
import { type DeploymentPlan, makePlan, planText } from '../deployment/plan.ts';
import { publish } from '../events/bus.ts';
import { withVersionInfo } from '../model/app-changes.ts';
import { deepFreeze, versionMsOf } from '../model/app-definition.ts';
import { validateResidentChange } from '../model/app-validation.ts';
import { appsById, findApp, type Group, mapApps, withVersion } from '../model/group.ts';
import { validateRootGroup } from '../model/group-update.ts';
import { type PathId, safePath } from '../model/path-id.ts';
import { assignServicePorts } from '../model/service-ports.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { each } from '../model/violation.ts';
import { killWithLock } from '../scheduling/app-kills.ts';
import { scaleApp } from '../scheduling/scale-check.ts';
import {
  leadingOf,
  type MarathonState,
  type ReplyTo,
  type RootUpdate,
  type RootUpdateRun,
  type RootWrite,
  save,
  type StashedCommand,
  wallMs,
} from '../state.ts';
import { appBytes } from '../storage/app-codec.ts';
import { encodePlan, groupBytes } from '../storage/group-codec.ts';
import { encodeEntry } from '../storage/store-entry.ts';
import type { StoreResult } from '../storage/store.ts';
import { answer, REPLY_TIMER, successReply } from './update-replies.ts';
import { applyChange, type ChangeFailure, type RootChange, type StoredVersions } from './root-change.ts';

const LOG = 'mesosphere.marathon.state.GroupManager';
/** Acknowledged updates kept for checks. */
const MAX_ACKNOWLEDGED = 200;

export type UpdateRequest = {
  readonly groupId: PathId;
  readonly change: RootChange;
  readonly force: boolean;
  readonly toKill?: readonly (readonly [PathId, readonly string[]])[];
  readonly replyTo: ReplyTo | null;
};

/** Puts a change into the queue. */
export function requestUpdate(state: MarathonState, context: Context, request: UpdateRequest): void {
  const leading = leadingOf(state);
  const limit = state.flags.maxQueuedRootGroupUpdates;
  const update: RootUpdate = {
    id: leading.nextRootUpdate,
    versionMs: wallMs(context),
    toKill: request.toKill ?? [],
    groupId: request.groupId,
    change: request.change,
    force: request.force,
    replyTo: request.replyTo,
  };
  leading.nextRootUpdate += 1;
  if (leading.rootUpdates.length >= limit) {
    return answer(
      state,
      context,
      update,
      messageReply(500, `max number of outstanding requests reached: ${String(limit)}`),
    );
  }
  if (update.replyTo !== null) context.setTimer(`${REPLY_TIMER}${String(update.id)}`, state.flags.zkTimeout);
  leading.rootUpdates.push(update);
  return runNext(state, context);
}

function runNext(state: MarathonState, context: Context): void {
  const leading = leadingOf(state);
  while (leading.rootUpdate === null) {
    const update = leading.rootUpdates.shift();
    if (update === undefined) return;
    begin(state, context, update);
  }
}

function begin(state: MarathonState, context: Context, update: RootUpdate): void {
  const version = formatTimestamp(update.versionMs);
  context.log('INFO', `Upgrade group id:${update.groupId} version:${version} with force:${String(update.force)}`, LOG);
  const computed = computePlan(state, context, update);
  if (!computed.ok)
    return reject(state, context, update, failureReply(computed.failure), failureText(computed.failure));
  const { plan } = computed;
  context.log('INFO', `Computed new deployment plan:\n${planText(plan)}`, LOG);
  const locked = deploy(state, context, plan, update.force);
  if (!locked.ok)
    return reject(
      state,
      context,
      update,
      lockedReply(locked.deploymentIds),
      'App is locked by one or more deployments.',
    );
  const run = { update, plan, writes: [], left: new Map<number, number>(), failed: null };
  leadingOf(state).rootUpdate = { ...run, step: 'locks' };
  return locked.waits ? undefined : store(state, context);
}

/** The apps' locks are held: the apps are stored, or at once the tree. */
function store(state: MarathonState, context: Context): void {
  const run = leadingOf(state).rootUpdate;
  if (run === null) return;
  const apps = plannedWrites(run.plan);
  run.step = apps.length > 0 ? 'apps' : 'root';
  run.writes = apps.length > 0 ? apps : [{ kind: 'saveRoot' }];
  return writeAll(state, context);
}

/** A forced plan has waited for its locks long enough, or has them. What was put aside meanwhile comes next. */
export function onForcedTimer(state: MarathonState, context: Context): void {
  const leading = leadingOf(state);
  const { rootUpdate: run, stash } = leading;
  if (run?.step !== 'locks' || stash === null) return;
  leading.stash = null;
  if (endWait(state, context, run.plan)) store(state, context);
  else {
    leading.rootUpdate = null;
    reject(state, context, run.update, messageReply(503, CANCELLATION_TIMEOUT), CANCELLATION_TIMEOUT);
  }
  for (const command of stash) runStashed(state, context, command);
  return runNext(state, context);
}

function runStashed(state: MarathonState, context: Context, stashed: StashedCommand): void {
  switch (stashed.command) {
    case 'scaleApp':
      return scaleApp(state, context, stashed.appId);
    case 'killTasks':
      return killWithLock(state, context, stashed.appId, stashed.taskIds);
    case 'cancelDeployment':
      return cancelDeployment(state, context, stashed.id, 'The upgrade has been cancelled');
  }
}

function failureText(failure: ChangeFailure): string {
  return 'violations' in failure ? 'Object is not valid' : failure.message;
}

function reject(state: MarathonState, context: Context, update: RootUpdate, reply: HttpReply, reason: string): void {
  const version = formatTimestamp(update.versionMs);
  context.log('WARN', `Deployment failed for change: ${version}\n${reason}`, LOG);
  publish(state, context, 'group_change_failed', { groupId: update.groupId, version, reason });
  answer(state, context, update, reply);
}

type Computed =
  { readonly ok: true; readonly plan: DeploymentPlan } | { readonly ok: false; readonly failure: ChangeFailure };

export function storedVersions(state: MarathonState): StoredVersions {
  const leading = leadingOf(state);
  return {
    app: (id, versionMs) => mapGet(leading.appVersions, id)?.find((app) => versionMsOf(app) === versionMs) ?? null,
    root: (versionMs) => leading.groupVersions.find((group) => group.versionMs === versionMs) ?? null,
  };
}

function computePlan(state: MarathonState, context: Context, update: RootUpdate): Computed {
  const from = leadingOf(state).root;
  const { versionMs } = update;
  const changed = applyChange(from, update.change, versionMs, storedVersions(state));
  if (!changed.ok) return changed;
  const assigned = assignServicePorts(from, changed.group, state.flags);
  if (!assigned.ok) return { ok: false, failure: { status: 500, message: assigned.error } };
  for (const port of assigned.taken) context.log('INFO', `Take next configured free port: ${String(port)}`, LOG);
  const to = withVersion(versioned(context, from, assigned.group, versionMs), versionMs);
  const violations = validateRootGroup(to, state.flags.maxApps);
  if (violations.length > 0) return { ok: false, failure: { status: 422, violations } };
  const plan = makePlan({
    id: randomUuid(context.randomInt),
    versionMs,
    original: from,
    target: to,
    toKill: new Map(update.toKill),
  });
  return checkPlan(state, plan);
}

function versioned(context: Context, from: Group, to: Group, versionMs: number): Group {
  const before = appsById(from);
  return mapApps(to, (app) => {
    const change = withVersionInfo(before.get(app.id) ?? null, app, versionMs);
    if (change.logLine !== null)
      context.log('INFO', change.logLine, 'mesosphere.marathon.upgrade.GroupVersioningUtil$');
    return change.app === app ? app : deepFreeze(change.app);
  });
}

function checkPlan(state: MarathonState, plan: DeploymentPlan): Computed {
  const changedApps = plan.affectedAppIds.flatMap((id) => findApp(plan.target, id) ?? []);
  const violations = each('/app', changedApps, (app) => {
    const former = findApp(plan.original, app.id);
    return former === null ? [] : validateResidentChange(former, app);
  });
  if (violations.length > 0) return { ok: false, failure: { status: 422, violations } };
  return isTooLarge(state, plan)
    ? { ok: false, failure: { status: 422, message: tooLargeText(state) } }
    : { ok: true, plan };
}

function isTooLarge(state: MarathonState, plan: DeploymentPlan): boolean {
  const limit = state.flags.zkMaxNodeSize;
  if (groupBytes(plan.original).length + groupBytes(plan.target).length < limit - 1000) return false;
  return (
    encodeEntry({ name: `deployment:${plan.id}`, uuid: plan.id, value: encodePlan(plan) }, state.store.compression)
      .length > limit
  );
}

function tooLargeText(state: MarathonState): string {
  const limit = String(state.flags.zkMaxNodeSize);
  return `The way we persist data in ZooKeeper would exceed the maximum ZK node size (${limit} bytes). You can adjust this value via --zk_max_node_size, but make sure this value is compatible with your ZooKeeper ensemble!`;
}

/** All apps are stored side by side (foldLeft in GroupManager starts each without waiting for the one before), then the tree. */
function plannedWrites(plan: DeploymentPlan): readonly RootWrite[] {
  return plan.affectedAppIds.map((appId): RootWrite => {
    const app = findApp(plan.target, appId);
    return app === null ? { kind: 'expungeApp', appId } : { kind: 'saveApp', app };
  });
}

/** Sends the writes of the step in progress. */
function writeAll(state: MarathonState, context: Context): void {
  const run = leadingOf(state).rootUpdate;
  if (run === null) return;
  const { term } = leadingOf(state);
  for (const [index, write] of run.writes.entries()) {
    const commands = commandsOf(state, context, run, write);
    run.left.set(index, commands.length);
    for (const command of commands)
      save(state, context, command, { term, for: 'rootUpdate', id: run.update.id, write: index });
  }
}

type Command = Parameters<typeof save>[2];

function commandsOf(state: MarathonState, context: Context, run: RootUpdateRun, write: RootWrite): readonly Command[] {
  switch (write.kind) {
    case 'saveApp': {
      const key = `app:${safePath(write.app.id)}`;
      const version = formatTimestamp(versionMsOf(write.app));
      context.log('INFO', `[${write.app.id}] storing new app version ${version}`, LOG);
      return [key, `${key}:${version}`].map((name) => ({ kind: 'save', key: name, value: appBytes(write.app) }));
    }
    case 'expungeApp': {
      context.log('INFO', `[${write.appId}] expunging app`, LOG);
      const key = `app:${safePath(write.appId)}`;
      const versions = mapGet(leadingOf(state).appVersions, write.appId) ?? [];
      return [...versions.map((app) => `${key}:${formatTimestamp(versionMsOf(app))}`), key].map((name) => ({
        kind: 'expunge',
        key: name,
      }));
    }
    case 'saveRoot': {
      const value = groupBytes(run.plan.target);
      return ['group:root', `group:root:${formatTimestamp(run.plan.target.versionMs)}`].map((key) => ({
        kind: 'save',
        key,
        value,
      }));
    }
  }
}

export function onRootWritten(
  state: MarathonState,
  context: Context,
  { id, write: index }: { readonly id: number; readonly write: number },
  result: StoreResult,
): void {
  const run = leadingOf(state).rootUpdate;
  const write = run?.writes[index];
  if (run === null || run.update.id !== id || write === undefined) return;
  const left = must(run.left.get(index), 'a write in progress') - 1;
  run.left.set(index, left);
  if (!result.ok) run.failed ??= write;
  else if (left === 0) afterWrite(state, context, run, write);
  if (left === 0) run.left.delete(index);
  if (run.left.size > 0) return;
  if (run.failed !== null) return failStoring(state, context, run, run.failed);
  if (run.step === 'root') return finish(state, context, run);
  run.step = 'root';
  run.writes = [{ kind: 'saveRoot' }];
  return writeAll(state, context);
}

/** The deployment goes on, as in the original: only the tree was not stored. */
function failStoring(state: MarathonState, context: Context, run: RootUpdateRun, write: RootWrite): void {
  const appKey =
    write.kind === 'saveApp' ? safePath(write.app.id) : write.kind === 'expungeApp' ? safePath(write.appId) : '';
  const what = write.kind === 'saveRoot' ? 'Group with key: root' : `AppDefinition with key: ${appKey}`;
  leadingOf(state).rootUpdate = null;
  reject(state, context, run.update, messageReply(500, `Could not modify ${what}`), `Could not modify ${what}`);
  runNext(state, context);
}

/** Versions beyond the maximum are dropped, the oldest first. */
function afterWrite(state: MarathonState, context: Context, run: RootUpdateRun, write: RootWrite): void {
  const leading = leadingOf(state);
  const keep = state.flags.zkMaxVersions;
  const drop = (key: string): void =>
    save(state, context, { kind: 'expunge', key }, { term: leading.term, for: 'nothing' });
  if (write.kind === 'expungeApp') leading.appVersions = mapDelete(leading.appVersions, write.appId);
  if (write.kind === 'saveApp') {
    const { app } = write;
    const versions = [app, ...(mapGet(leading.appVersions, app.id) ?? [])];
    for (const old of versions.slice(keep)) drop(`app:${safePath(app.id)}:${formatTimestamp(versionMsOf(old))}`);
    leading.appVersions = mapSet(leading.appVersions, app.id, Object.freeze(versions.slice(0, keep)));
  }
  if (write.kind !== 'saveRoot') return;
  const groups = [run.plan.target, ...leading.groupVersions];
  for (const old of groups.slice(keep)) drop(`group:root:${formatTimestamp(old.versionMs)}`);
  leading.groupVersions = Object.freeze(groups.slice(0, keep));
  leading.root = run.plan.target;
}

function finish(state: MarathonState, context: Context, run: RootUpdateRun): void {
  const { update, plan } = run;
  const leading = leadingOf(state);
  leading.rootUpdate = null;
  const version = formatTimestamp(update.versionMs);
  context.log('INFO', `Updated groups/apps according to deployment plan ${plan.id}`, LOG);
  context.log('INFO', `Deployment acknowledged. Waiting to get processed:\n${planText(plan)}`, LOG);
  publish(state, context, 'group_change_success', { groupId: update.groupId, version });
  noteAcknowledged(state, context, run);
  answer(state, context, update, successReply(state, context, run));
  runNext(state, context);
}

function noteAcknowledged(state: MarathonState, context: Context, run: RootUpdateRun): void {
  const rows = run.plan.affectedAppIds.map((appId) => {
    const app = findApp(run.plan.target, appId);
    const versionMs = app === null ? run.plan.versionMs : versionMsOf(app);
    return Object.freeze({
      appId,
      version: formatTimestamp(versionMs),
      versionMs,
      instances: app?.instances ?? 0,
      atUs: context.nowUs,
      deleted: app === null,
    });
  });
  state.acknowledged = Object.freeze([...state.acknowledged, ...rows].slice(-MAX_ACKNOWLEDGED));
}
