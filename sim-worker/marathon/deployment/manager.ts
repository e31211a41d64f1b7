/**
 * Deployments in progress: locks on apps, steps one after the other, cancelling, and their place in the store.
 * Source: Marathon 1.1.1, MarathonSchedulerActor.scala, upgrade/{DeploymentManager,DeploymentActor}.scala.
 * Simplified: a cancelled deployment is gone at once (docs/fidelity.md).
 */
import type { Context } from '../../kernel/context.ts';
import { publishText } from '../events/bus.ts';
import { addHealthChecks } from '../health/checks.ts';
import { isResident } from '../model/app-definition.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { purgeQueue } from '../scheduling/launch-queue.ts';
import { wantOffersForReservations } from '../scheduling/reservation-interest.ts';
import { type DeploymentRun, leadingOf, type MarathonState, save, wallMs } from '../state.ts';
import { encodePlan } from '../storage/group-codec.ts';
import { beginAction, signalAction, syncAction, type TaskSignal } from './actions.ts';
import { planJsonText, stepJson } from './deployment-json.ts';
import { runningDeployments } from './running.ts';
import { type DeploymentPlan, planText } from './plan.ts';

export const DEPLOYMENT_TIMER = 'deployment:';
export const READINESS_TIMER = 'readiness:';
/** StartingBehavior: what is missing is queued again this often. */
const SYNC_MS = 5000;
const LOG = 'mesosphere.marathon.MarathonSchedulerActor';

/** Armed to end a wait for locks: at once when they are free, after its limit when they are not. */
export const FORCED_TIMER = 'forced';
/** MarathonSchedulerActor.cancellationTimeout. */
const CANCELLATION_TIMEOUT_MS = 60_000;

export type LockResult =
  { readonly ok: true; readonly waits: boolean } | { readonly ok: false; readonly deploymentIds: readonly string[] };

function isLocked(state: MarathonState, plan: DeploymentPlan): boolean {
  const { locks } = leadingOf(state);
  return plan.affectedAppIds.some((id) => locks.has(id));
}

/** Running deployments that hold a lock which the plan needs: not kills, nor a deployment whose plan is not stored. */
function conflicting(state: MarathonState, plan: DeploymentPlan): readonly string[] {
  const leading = leadingOf(state);
  const holders = new Set(plan.affectedAppIds.flatMap((id) => leading.locks.get(id) ?? []));
  return runningDeployments(leading).flatMap((run) => (holders.has(run.plan.id) ? [run.plan.id] : []));
}

/**
 * Locks the apps of the plan and starts it. With `force`, what stands in the way is cancelled first; locks that no cancelling
 * sets free (of a kill, of a deployment that never began) are waited for.
 */
export function deploy(state: MarathonState, context: Context, plan: DeploymentPlan, force: boolean): LockResult {
  context.log(
    'INFO',
    `Deploy plan with force=${String(force)}:\n${planText(plan)} `,
    'mesosphere.marathon.MarathonSchedulerService',
  );
  const ids = conflicting(state, plan);
  if (isLocked(state, plan) && !force) return { ok: false, deploymentIds: ids };
  for (const id of ids) cancelDeployment(state, context, id, 'The upgrade has been cancelled');
  if (isLocked(state, plan)) {
    leadingOf(state).stash = [];
    context.setTimer(FORCED_TIMER, CANCELLATION_TIMEOUT_MS);
    return { ok: true, waits: true };
  }
  startDeployment(state, context, plan);
  return { ok: true, waits: false };
}

/** Locks were given back: a forced plan that waited for them goes on at once. */
export function onLocksReleased(state: MarathonState, context: Context): void {
  const { stash, rootUpdate } = leadingOf(state);
  if (stash !== null && rootUpdate !== null && !isLocked(state, rootUpdate.plan)) context.setTimer(FORCED_TIMER, 0);
}

/** The wait is over: the plan starts, or its time is up. Returns whether it starts. */
export function endWait(state: MarathonState, context: Context, plan: DeploymentPlan): boolean {
  if (!isLocked(state, plan)) {
    startDeployment(state, context, plan);
    return true;
  }
  failDeployment(state, context, plan, `java.util.concurrent.TimeoutException: ${CANCELLATION_TIMEOUT}`);
  return false;
}

export const CANCELLATION_TIMEOUT = 'Exceeded timeout for canceling conflicting deployments.';

function failDeployment(state: MarathonState, context: Context, plan: DeploymentPlan, reason: string): void {
  context.log('ERROR', `Deployment of ${plan.target.id} failed\n${reason}`, LOG);
  for (const appId of plan.affectedAppIds) purgeQueue(state, context, appId);
  publishEnd(state, context, 'deployment_failed', plan);
}

function startDeployment(state: MarathonState, context: Context, plan: DeploymentPlan): void {
  const leading = leadingOf(state);
  for (const id of plan.affectedAppIds) leading.locks.set(id, plan.id);
  leading.deployments.set(plan.id, { plan, step: -1, actions: [], startedAtMs: wallMs(context), readiness: new Map() });
  context.trace('deployment', { id: plan.id, step: 0, phase: 'started', apps: plan.affectedAppIds.slice(0, 5) });
  const value = encodePlan(plan);
  const { term } = leading;
  save(state, context, { kind: 'save', key: `deployment:${plan.id}`, value }, { term, for: 'deployment', id: plan.id });
  save(state, context, { kind: 'save', key: versionKey(plan), value }, { term, for: 'nothing' });
}

function versionKey(plan: DeploymentPlan): string {
  return `deployment:${plan.id}:${formatTimestamp(plan.versionMs)}`;
}

/** The plan is stored: its first step begins. A failure to store leaves it waiting, with its locks. */
export function onDeploymentStored(state: MarathonState, context: Context, id: string, ok: boolean): void {
  const run = leadingOf(state).deployments.get(id);
  if (run === undefined || run.step >= 0 || !ok) return;
  nextStep(state, context, run);
}

/** A plan found in the store by a new leader starts again at its first step. */
export function recoverDeployment(state: MarathonState, context: Context, plan: DeploymentPlan): void {
  context.log('INFO', `Recovering deployment:\n${planText(plan)}`, LOG);
  const leading = leadingOf(state);
  if (plan.affectedAppIds.some((id) => leading.locks.has(id))) return;
  startDeployment(state, context, plan);
}

function publishPlan(state: MarathonState, context: Context, type: string, run: DeploymentRun): void {
  const { plan } = run;
  const step = plan.steps[run.step];
  const current = step === undefined ? '' : `,"currentStep":${JSON.stringify(stepJson(step))}`;
  publishText(
    state,
    context,
    type,
    () => `"plan":${planJsonText(plan)}${current}`,
    `"plan":{"id":"${plan.id}"}${current}`,
  );
}

function publishEnd(state: MarathonState, context: Context, type: string, plan: DeploymentPlan): void {
  publishText(state, context, type, () => `"id":"${plan.id}","plan":${planJsonText(plan)}`, `"id":"${plan.id}"`);
}

/** Runs steps until one has to wait. */
function nextStep(state: MarathonState, context: Context, run: DeploymentRun): void {
  for (;;) {
    run.step += 1;
    const step = run.plan.steps[run.step];
    if (step === undefined) return finish(state, context, run);
    context.trace('deployment', { id: run.plan.id, step: run.step + 1, phase: 'step' });
    publishPlan(state, context, 'deployment_info', run);
    run.actions = [];
    for (const action of step.actions) {
      addHealthChecks(state, context, action.app);
      run.actions.push(beginAction(state, context, action));
    }
    if (run.actions.some((action) => action.phase !== 'done')) {
      context.setTimer(DEPLOYMENT_TIMER + run.plan.id, SYNC_MS);
      return;
    }
    onStepDone(state, context, run);
  }
}

/** Stopped resident apps leave reservations behind: offers are wanted to find them. */
function onStepDone(state: MarathonState, context: Context, run: DeploymentRun): void {
  publishPlan(state, context, 'deployment_step_success', run);
  const actions = run.plan.steps[run.step]?.actions ?? [];
  const stopped = actions.filter(({ type, app }) => type === 'StopApplication' && isResident(app));
  if (stopped.length === 0) return;
  const ids = stopped.map(({ app }) => app.id).join(', ');
  wantOffersForReservations(state, context, `terminated resident app(s) ${ids}`);
}

function finish(state: MarathonState, context: Context, run: DeploymentRun): void {
  const { plan } = run;
  release(state, context, run);
  context.log('INFO', `Deployment of ${plan.target.id} successful`, LOG);
  context.trace('deployment', { id: plan.id, step: plan.steps.length, phase: 'success' });
  publishEnd(state, context, 'deployment_success', plan);
  expunge(state, context, plan);
}

function release(state: MarathonState, context: Context, run: DeploymentRun): void {
  const { deployments, locks } = leadingOf(state);
  deployments.delete(run.plan.id);
  context.clearTimer(DEPLOYMENT_TIMER + run.plan.id);
  for (const [appId, holder] of locks) if (holder === run.plan.id) locks.delete(appId);
  onLocksReleased(state, context);
}

function expunge(state: MarathonState, context: Context, plan: DeploymentPlan): void {
  const { term } = leadingOf(state);
  for (const key of [`deployment:${plan.id}`, versionKey(plan)])
    save(state, context, { kind: 'expunge', key }, { term, for: 'nothing' });
}

/** Stops a deployment where it is: what it launched and killed stays so. */
export function cancelDeployment(state: MarathonState, context: Context, id: string, reason: string): void {
  const run = leadingOf(state).deployments.get(id);
  if (run === undefined) return;
  release(state, context, run);
  context.trace('deployment', { id, step: run.step + 1, phase: 'failed' });
  failDeployment(state, context, run.plan, `mesosphere.marathon.DeploymentCanceledException: ${reason}`);
  expunge(state, context, run.plan);
}

/** Tells every running deployment what happened to a task. */
export function signalDeployments(state: MarathonState, context: Context, signal: TaskSignal): void {
  const holder = leadingOf(state).locks.get(signal.appId);
  const run = holder === undefined ? undefined : leadingOf(state).deployments.get(holder);
  if (run === undefined) return;
  for (const action of run.actions) {
    if (signalAction(state, context, action, signal))
      context.setTimer(`${READINESS_TIMER}${run.plan.id}|${signal.taskId}`, 0);
  }
  if (run.step >= 0 && run.actions.every((action) => action.phase === 'done')) {
    onStepDone(state, context, run);
    nextStep(state, context, run);
  }
}

/** Every 5 s while a step waits. */
export function onDeploymentTimer(state: MarathonState, context: Context, id: string): void {
  const run = leadingOf(state).deployments.get(id);
  if (run === undefined) return;
  context.setTimer(DEPLOYMENT_TIMER + id, SYNC_MS);
  for (const action of run.actions) syncAction(state, context, action);
}
