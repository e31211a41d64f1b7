/** A deployment as Marathon 1.1 lists it, and its steps as they are drawn. */

export type DeploymentJson = {
  readonly id: string;
  readonly version: string;
  readonly affectedApps: readonly string[];
  readonly steps: readonly { readonly actions: readonly { readonly type: string; readonly app: string }[] }[];
  readonly currentActions: readonly {
    readonly action: string;
    readonly app: string;
    readonly readinessCheckResults?: readonly { readonly ready: boolean }[];
  }[];
  readonly currentStep: number;
  readonly totalSteps: number;
};

export type StepState = 'done' | 'current' | 'coming';

export type DrawnStep = {
  readonly number: number;
  readonly state: StepState;
  readonly actions: readonly { readonly type: string; readonly app: string }[];
};

/** `currentStep` counts from 1; 0 means that it has not begun. */
export function stepsOf(deployment: DeploymentJson): readonly DrawnStep[] {
  return deployment.steps.map((step, index) => {
    const number = index + 1;
    const state = number < deployment.currentStep ? 'done' : number === deployment.currentStep ? 'current' : 'coming';
    return { number, state, actions: step.actions };
  });
}

export type AppCounts = {
  readonly instances: number;
  readonly tasksRunning: number;
  readonly tasksStaged: number;
  readonly tasksHealthy: number;
  readonly tasksUnhealthy: number;
  readonly healthChecks?: readonly unknown[];
  readonly version?: string;
  readonly tasks?: readonly TaskCounts[];
};

type TaskCounts = {
  readonly version?: string;
  readonly startedAt?: string | null;
  readonly healthCheckResults?: readonly ({ readonly alive?: boolean } | null)[];
};

/** Instances that count as arrived: healthy ones where there are checks, else running ones. */
export function arrivedOf(app: AppCounts): number {
  return (app.healthChecks?.length ?? 0) > 0 ? app.tasksHealthy : app.tasksRunning;
}

/** Of a replacement: instances of the new version that have arrived. */
export function replacedOf(app: AppCounts): number {
  const checked = (app.healthChecks?.length ?? 0) > 0;
  return (app.tasks ?? []).filter((task) => {
    if (task.version !== app.version || typeof task.startedAt !== 'string') return false;
    const results = task.healthCheckResults ?? [];
    return !checked || (results.length > 0 && results.every((result) => result?.alive === true));
  }).length;
}
