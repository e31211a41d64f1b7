/** Which deployments run, as lists and metrics count them. */
import type { DeploymentRun, LeadingState } from '../state.ts';

/**
 * Deployments that have begun. One whose plan could not be stored never does: no list shows it, and its apps stay locked until
 * another Marathon leads. Source: Marathon 1.1.1 MarathonSchedulerActor.deploy, where only the success of the store is followed.
 */
export function runningDeployments(leading: LeadingState): readonly DeploymentRun[] {
  return [...leading.deployments.values()].filter((run) => !isUnstored(run));
}

/** Its plan is not stored (yet). */
export function isUnstored(run: DeploymentRun): boolean {
  return run.step < 0;
}
