/** Rows of the deployments' table. Source: mesosphere/marathon-ui v1.1.7, components/DeploymentsListComponent.jsx. */
import type { DeploymentJson } from './marathon-json.ts';

export type DeploymentSort = {
  readonly key: 'id' | 'apps' | 'action' | 'progress';
  readonly descending: boolean;
} | null;

export type ShownAction = { readonly app: string; readonly name: string };

/** Actions of the current step, named as the server names them. */
export function actionsOf(deployment: DeploymentJson): readonly ShownAction[] {
  return (deployment.currentActions ?? []).map((action) => ({
    app: action.app,
    name: action.action ?? action.type ?? '',
  }));
}

/** Steps that are over, and whether the number is marked: in the last step it no longer is. */
export function progressOf({ currentStep, totalSteps }: DeploymentJson): {
  readonly done: number;
  readonly marked: boolean;
} {
  return { done: Math.max(0, currentStep - 1), marked: currentStep < totalSteps };
}

/** By the joined affected applications, though the cells show those of the current step. */
function sortText(deployment: DeploymentJson, key: NonNullable<DeploymentSort>['key']): string {
  if (key === 'id') return deployment.id;
  if (key === 'apps') return (deployment.affectedApps ?? []).join(' ');
  if (key === 'action')
    return actionsOf(deployment)
      .map((action) => action.name)
      .join(' ');
  return String(deployment.currentStep).padStart(6, '0');
}

/** As the server sent them until somebody sorts. */
export function sortDeployments(rows: readonly DeploymentJson[], sort: DeploymentSort): readonly DeploymentJson[] {
  if (sort === null) return rows;
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((a, b) => (sortText(a, sort.key) < sortText(b, sort.key) ? -sign : sign));
}
