/**
 * JSON of plans and running deployments.
 * Source: Marathon 1.1.1, api/v2/json/Formats.scala (DeploymentPlanWrites, DeploymentStepInfoWrites): a plan's actions have
 * `type`, the current ones `action`.
 */
import { groupJsonText } from '../model/group-json.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import type { DeploymentRun, ReadinessResult } from '../state.ts';
import type { DeploymentPlan, DeploymentStep } from './plan.ts';

export function stepJson(step: DeploymentStep): Readonly<Record<string, unknown>> {
  return { actions: step.actions.map((action) => ({ type: action.type, app: action.app.id })) };
}

/** Inside of the plan's object for events: it holds both trees. */
export function planJsonText(plan: DeploymentPlan): string {
  const steps = JSON.stringify(plan.steps.map(stepJson));
  return `{"id":"${plan.id}","original":${groupJsonText(plan.original)},"target":${groupJsonText(plan.target)},"steps":${steps},"version":"${formatTimestamp(plan.versionMs)}"}`;
}

export function readinessJson(result: ReadinessResult): Readonly<Record<string, unknown>> {
  const { name, taskId, ready, lastResponse } = result;
  return { name, taskId, ready, ...(lastResponse === null ? {} : { lastResponse }) };
}

export function deploymentJson(run: DeploymentRun): Readonly<Record<string, unknown>> {
  const step = run.plan.steps[run.step];
  const readiness = [...run.readiness.values()];
  return {
    id: run.plan.id,
    version: formatTimestamp(run.plan.versionMs),
    affectedApps: run.plan.affectedAppIds,
    steps: run.plan.steps.map(stepJson),
    currentActions: (step?.actions ?? []).map((action) => ({
      action: action.type,
      app: action.app.id,
      readinessCheckResults: readiness.filter((result) => result.appId === action.app.id).map(readinessJson),
    })),
    currentStep: Math.min(run.step + 1, run.plan.steps.length),
    totalSteps: run.plan.steps.length,
  };
}
