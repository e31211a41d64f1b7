/** `#/deployments`. Source: mesosphere/marathon-ui v1.1.7, components/DeploymentsListComponent.jsx, DeploymentComponent.jsx. */
import { useState } from 'react';
import { PageLink } from '../browser/PageLink.tsx';
import { rollback } from './actions.ts';
import { actionsOf, progressOf, sortDeployments, type DeploymentSort } from './deployment-list.ts';
import { fetchError } from './fetch-error.ts';
import { Caret } from './Icons.tsx';
import { InlineDialog, LoadingDialog } from './InlineDialog.tsx';
import { useMarathon } from './marathon-context.ts';
import type { DeploymentJson } from './marathon-json.ts';
import { marathonLinks } from './marathon-route.ts';

const columns = [
  ['id', 'Deployment ID'],
  ['apps', 'Affected Applications'],
  ['action', 'Action'],
  ['progress', 'Progress'],
] as const;

export function DeploymentsPage() {
  const { deployments } = useMarathon();
  const [sort, setSort] = useState<DeploymentSort>(null);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const error = problem ?? fetchError('deployments', deployments.failure);
  const rows = sortDeployments(
    (deployments.value ?? []).filter((deployment) => !gone.has(deployment.id)),
    sort,
  );
  const sortBy = (key: (typeof columns)[number][0]): void =>
    setSort({ key, descending: sort?.key === key ? !sort.descending : false });
  return (
    <div className="marathon-deployments">
      <table className="marathon-plain-table">
        <thead>
          <tr>
            {columns.map(([key, label]) => (
              <th
                key={key}
                className={key === 'progress' ? 'marathon-right' : ''}
                aria-sort={sort?.key === key ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              >
                <button type="button" onClick={() => sortBy(key)}>
                  {label}
                  {sort?.key === key && <Caret up={!sort.descending} />}
                </button>
              </th>
            ))}
            <th>
              <span className="marathon-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {error !== null && (
            <tr className="marathon-error-row">
              <td colSpan={5}>{error}</td>
            </tr>
          )}
          {rows.map((deployment) => (
            <DeploymentRow
              key={deployment.id}
              deployment={deployment}
              onGone={() => setGone((before) => new Set([...before, deployment.id]))}
              onProblem={setProblem}
            />
          ))}
        </tbody>
      </table>
      {deployments.value === null && deployments.failure === null && <LoadingDialog what="deployments" />}
      {deployments.value !== null && rows.length === 0 && (
        <InlineDialog title="No Deployments" message="Active deployments will be shown here." />
      )}
    </div>
  );
}

function DeploymentRow(props: {
  readonly deployment: DeploymentJson;
  readonly onGone: () => void;
  readonly onProblem: (problem: string | null) => void;
}) {
  const { deployment } = props;
  const { env } = useMarathon();
  const [sending, setSending] = useState(false);
  const actions = actionsOf(deployment);
  const progress = progressOf(deployment);
  const undo = async (): Promise<void> => {
    setSending(true);
    const outcome = await rollback(env, deployment.id, deployment.affectedApps ?? []);
    setSending(false);
    props.onProblem(outcome.error);
    if (outcome.done) props.onGone();
  };
  return (
    <tr>
      <td>{deployment.id}</td>
      <td>
        {actions.map((action, index) => (
          <div key={index}>
            <PageLink href={marathonLinks.app(action.app)}>{action.app}</PageLink>
          </div>
        ))}
      </td>
      <td>
        {actions.map((action, index) => (
          <div key={index}>{action.name}</div>
        ))}
      </td>
      <td className="marathon-right">
        <span className={progress.marked ? 'marathon-progress' : ''}>{progress.done}</span> / {deployment.totalSteps}
      </td>
      <td className="marathon-right">
        {sending ? (
          <span className="marathon-bar marathon-bar-striped" />
        ) : (
          <button type="button" className="marathon-button marathon-small" onClick={() => void undo()}>
            Rollback
          </button>
        )}
      </td>
    </tr>
  );
}
