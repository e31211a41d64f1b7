/** Running deployments with their steps drawn, and both ways to end one: the rollback, and the forced stop that the page lacks. */
import { Check, OctagonX, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../console/parts/Hint.tsx';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { formatClock } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { AppLink } from './AppLink.tsx';
import {
  type AppCounts,
  type DeploymentJson,
  type DrawnStep,
  arrivedOf,
  replacedOf,
  stepsOf,
} from './deployment-steps.ts';
import { CreateApp } from './CreateApp.tsx';
import { encodeId, useMarathonJson, useMarathonServer, useMarathonWrite } from './marathon-server.ts';
import { virtualUs } from './waiting-app.ts';

const EVERY_MS = 400;

export function DeploymentsPage() {
  const { t } = useTranslation('marathon');
  const server = useMarathonServer();
  const answer = useMarathonJson<readonly DeploymentJson[]>('/v2/deployments', EVERY_MS);
  if (server === null) return <StatePage title={t('noLeader.title')} text={t('noLeader.text')} />;
  if (answer === null) return <StatePage title={t('loading')} text="" />;
  const deployments = answer.value;
  if (!Array.isArray(deployments)) return <StatePage title={t('failed.title')} text={t('failed.text')} />;
  if (deployments.length === 0)
    return (
      <StatePage title={t('deployments.none')} text={t('deployments.noneText')}>
        <CreateApp />
      </StatePage>
    );
  return (
    <div className="mp-scroll" tabIndex={0} role="region" aria-label={t('tab.deployments')}>
      <p className="mp-summary muted">
        {t('deployments.count', { count: deployments.length })} · <Term name="deployment" /> · <Term name="rollback" />
      </p>
      {(deployments as readonly DeploymentJson[]).map((deployment) => (
        <DeploymentCard key={deployment.id} deployment={deployment} />
      ))}
    </div>
  );
}

function DeploymentCard({ deployment }: { deployment: DeploymentJson }) {
  const { t } = useTranslation('marathon');
  const startEpochMs = useRun((state) => state.run?.startEpochMs ?? 0);
  return (
    <article className="mp-card" aria-label={deployment.id}>
      <header className="mp-card__head">
        <h2 className="mono">{deployment.id.slice(0, 8)}</h2>
        <span className="muted">
          {t('deployments.since', { at: formatClock(virtualUs(deployment.version, startEpochMs)) })} ·{' '}
          {t('deployments.step', { step: deployment.currentStep, total: deployment.totalSteps })}
        </span>
      </header>
      <ol className="mp-steps" aria-label={t('deployments.steps')}>
        {stepsOf(deployment).map((step) => (
          <Step key={step.number} step={step} />
        ))}
      </ol>
      <Endings deployment={deployment} />
    </article>
  );
}

function Step({ step }: { step: DrawnStep }) {
  const { t } = useTranslation('marathon');
  return (
    <li className="mp-step" data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
      <span className="mp-step__mark">{step.state === 'done' ? <Check size={13} aria-hidden /> : step.number}</span>
      <span className="visually-hidden">{t(`deployments.${step.state}`)}</span>
      <ul>
        {step.actions.map((action) => (
          <li key={`${action.type} ${action.app}`}>
            <span title={action.type}>{t(`action.${action.type}`, { defaultValue: action.type })}</span>{' '}
            <AppLink id={action.app} />
            {step.state === 'current' ? <Progress app={action.app} type={action.type} /> : null}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** Where the current step stands: instances that have arrived, of those wanted. */
function Progress({ app, type }: { app: string; type: string }) {
  const { t } = useTranslation('marathon');
  const answer = useMarathonJson<{ readonly app?: AppCounts }>(`/v2/apps/${encodeId(app)}`, EVERY_MS);
  const counts = answer?.value?.app;
  if (counts === undefined) return null;
  const replaces = type === 'RestartApplication';
  const arrived = replaces ? replacedOf(counts) : arrivedOf(counts);
  const checked = (counts.healthChecks?.length ?? 0) > 0;
  return (
    <span className="mp-progress">
      <progress max={Math.max(counts.instances, 1)} value={Math.min(arrived, counts.instances)} aria-label={app} />
      <span className="mono">
        {t(`deployments.${replaces ? 'replaced' : checked ? 'healthy' : 'running'}`, {
          arrived,
          wanted: counts.instances,
        })}
        {counts.tasksStaged > 0 ? ` · ${t('deployments.staged', { count: counts.tasksStaged })}` : ''}
      </span>
    </span>
  );
}

function Endings({ deployment }: { deployment: DeploymentJson }) {
  const { t } = useTranslation('marathon');
  const write = useMarathonWrite();
  const path = `/v2/deployments/${deployment.id}`;
  return (
    <div className="mp-actions" role="group" aria-label={t('deployments.endings')}>
      <Hint text={t('deployments.rollbackMeaning')}>
        <button
          type="button"
          className="button"
          onClick={() => void write({ method: 'DELETE', path, done: t('deployments.rollbackDone') })}
        >
          <Undo2 size={14} aria-hidden /> {t('deployments.rollback')}
        </button>
      </Hint>
      <Hint text={t('deployments.stopMeaning')}>
        <button
          type="button"
          className="button button--danger"
          onClick={() => void write({ method: 'DELETE', path: `${path}?force=true`, done: t('deployments.stopDone') })}
        >
          <OctagonX size={14} aria-hidden /> {t('deployments.stop')}
        </button>
      </Hint>
      <span className="muted mp-small">{t('deployments.stopNote')}</span>
    </div>
  );
}
