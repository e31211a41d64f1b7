/**
 * Deployment plans: which steps lead from one tree to another.
 * Source: Marathon 1.1.1, upgrade/DeploymentPlan.scala.
 * Left out: ResolveArtifacts steps (no artifact storage, docs/fidelity.md).
 */
import type { AppDefinition } from '../model/app-definition.ts';
import { isOnlyScaleChange, needsRestart } from '../model/app-changes.ts';
import { dependencyDepths } from '../model/dependencies.ts';
import { appsById, type Group, transitiveApps } from '../model/group.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';

export type DeploymentActionType = 'StartApplication' | 'ScaleApplication' | 'RestartApplication' | 'StopApplication';

export type DeploymentAction = {
  readonly type: DeploymentActionType;
  readonly app: AppDefinition;
  /** Instances to reach by Start and Scale. */
  readonly scaleTo: number;
  /** Tasks chosen by the caller to be killed first (kill and scale). */
  readonly victims: readonly string[];
};

export type DeploymentStep = { readonly actions: readonly DeploymentAction[] };

export type DeploymentPlan = {
  readonly id: string;
  readonly versionMs: number;
  readonly original: Group;
  readonly target: Group;
  readonly steps: readonly DeploymentStep[];
  /** Ids of all apps that some step touches, in order of the steps. */
  readonly affectedAppIds: readonly PathId[];
};

export type PlanRequest = {
  readonly id: string;
  readonly versionMs: number;
  readonly original: Group;
  readonly target: Group;
  /** Victims by app. */
  readonly toKill: ReadonlyMap<PathId, readonly string[]>;
};

function action(
  type: DeploymentActionType,
  app: AppDefinition,
  scaleTo = 0,
  victims: readonly string[] = [],
): DeploymentAction {
  return { type, app, scaleTo, victims };
}

/** Apps of the target, one list for each dependency depth, those without dependencies first. */
function appsByDepth(target: Group): readonly (readonly AppDefinition[])[] {
  const depths = dependencyDepths(target) ?? new Map<PathId, number>();
  const rows: AppDefinition[][] = [];
  for (const app of transitiveApps(target)) {
    const depth = depths.get(app.id) ?? 0;
    while (rows.length <= depth) rows.push([]);
    rows[depth]?.push(app);
  }
  return rows;
}

function updateAction(
  from: AppDefinition | null,
  to: AppDefinition,
  victims: readonly string[],
): DeploymentAction | null {
  if (from === to) return victims.length > 0 ? action('ScaleApplication', to, to.instances, victims) : null;
  if (from === null || isOnlyScaleChange(from, to)) return action('ScaleApplication', to, to.instances, victims);
  if (needsRestart(from, to)) return action('RestartApplication', to);
  return null;
}

export function deploymentSteps(
  request: Pick<PlanRequest, 'original' | 'target' | 'toKill'>,
): readonly DeploymentStep[] {
  const { original, target, toKill } = request;
  const before = appsById(original);
  const after = appsById(target);
  const stopped = transitiveApps(original).filter((app) => !after.has(app.id));
  const started = transitiveApps(target).filter((app) => !before.has(app.id));
  const changes = appsByDepth(target).map((apps) =>
    apps
      .map((app) => updateAction(before.get(app.id) ?? null, app, toKill.get(app.id) ?? []))
      .filter((entry) => entry !== null),
  );
  const steps = [
    stopped.map((app) => action('StopApplication', app)),
    started.map((app) => action('StartApplication', app)),
    ...changes,
  ];
  return steps.filter((actions) => actions.length > 0).map((actions) => ({ actions }));
}

export function makePlan(request: PlanRequest): DeploymentPlan {
  const steps = deploymentSteps(request);
  const affected = new Set(steps.flatMap((step) => step.actions.map((entry) => entry.app.id)));
  const { id, versionMs, original, target } = request;
  for (const step of steps) {
    for (const entry of step.actions) {
      Object.freeze(entry.victims);
      Object.freeze(entry);
    }
    Object.freeze(step.actions);
    Object.freeze(step);
  }
  return Object.freeze({
    id,
    versionMs,
    original,
    target,
    steps: Object.freeze(steps),
    affectedAppIds: Object.freeze([...affected]),
  });
}

function appText(app: AppDefinition): string {
  const image = app.container?.docker?.image;
  const what = image !== undefined ? `, image="${image}"` : '';
  const cmd = app.cmd === null ? '' : `, cmd="${app.cmd}"`;
  return `App(${app.id}${what}${cmd})`;
}

function actionText(entry: DeploymentAction): string {
  const app = appText(entry.app);
  switch (entry.type) {
    case 'StartApplication':
      return `Start(${app}, instances=${String(entry.scaleTo)})`;
    case 'StopApplication':
      return `Stop(${app})`;
    case 'ScaleApplication': {
      const killed = entry.victims.length === 0 ? '' : `, killTasks=${entry.victims.join(',')}`;
      return `Scale(${app}, instances=${String(entry.scaleTo)}${killed})`;
    }
    case 'RestartApplication':
      return `Restart(${app})`;
  }
}

/** The plan as the log prints it. */
export function planText(plan: DeploymentPlan): string {
  const head = `DeploymentPlan ${formatTimestamp(plan.versionMs)}`;
  if (plan.steps.length === 0) return `${head}\nNO STEPS`;
  const steps = plan.steps.map(
    (step, index) =>
      `step ${String(index + 1)}:\n${step.actions.map((entry) => `  * ${actionText(entry)}`).join('\n')}`,
  );
  return `${head}\n${steps.join('\n')}`;
}
