/** What the allocator decided, run by run: whom it asked in which order, what it handed out, whom it passed over and why. */
import { useTranslation } from 'react-i18next';
import type { AllocationRunView, AllocatorView } from '../../sim-worker/api.ts';
import { AgentLink } from '../console/parts/AgentLink.tsx';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
import { Countdown } from '../console/parts/Countdown.tsx';
import { InstantLink } from '../console/parts/InstantLink.tsx';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { formatClock } from '../console/parts/format.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { NoMaster } from './NoMaster.tsx';
import { formatShare } from './share-text.ts';

const EVERY_MS = 250;

export function AllocationPage() {
  const { t } = useTranslation('mesos');
  const view = usePolled('mesos allocation', async (api) => await api.allocator(), EVERY_MS);
  if (view === null) return <StatePage title={t('loading')} text="" />;
  if (view.master === null) return <NoMaster />;
  return (
    <div className="inside" tabIndex={0} role="region" aria-label={t('tab.allocation')}>
      <p className="inside__summary muted">
        {t('offers.runs', { count: view.runCount })}
        {view.nextRunAtUs === null ? null : (
          <>
            {' · '}
            {t('offers.nextRun')} <Countdown fromUs={view.nextRunAtUs - 1_000_000} toUs={view.nextRunAtUs} />
          </>
        )}
        {view.pausedUntilAgents === null ? null : ` · ${t('allocation.paused', { count: view.pausedUntilAgents })}`}
        {' · '}
        <Term name="dominantShare" /> · <Term name="filter" />
      </p>
      <Filters view={view} />
      <h2 className="inside__title">{t('allocation.runs')}</h2>
      {view.runs.length === 0 ? <p className="muted">{t('allocation.noRuns')}</p> : null}
      <ol className="runs">
        {view.runs.map((run) => (
          <Run key={`${String(run.atUs)} ${run.trigger}`} run={run} />
        ))}
      </ol>
    </div>
  );
}

function Filters({ view }: { view: AllocatorView }) {
  const { t } = useTranslation('mesos');
  return (
    <>
      <h2 className="inside__title">{t('allocation.filters', { count: view.filterCount })}</h2>
      {view.suppressed.length === 0 ? null : (
        <p className="muted">
          {t('allocation.suppressed', { names: view.suppressed.map((framework) => framework.name).join(', ') })}
        </p>
      )}
      {view.filters.length === 0 ? (
        <p className="muted">{t('allocation.noFilters')}</p>
      ) : (
        <div className="inside-table-frame" tabIndex={0} role="region" aria-label={t('allocation.refused')}>
          <table className="inside-table">
            <ColumnHeads
              texts={[
                t('offers.column.framework'),
                t('offers.column.agent'),
                t('allocation.refused'),
                t('allocation.ends'),
              ]}
            />
            <tbody>
              {view.filters.map((filter) => (
                <tr key={`${filter.framework.id} ${filter.agent.id} ${filter.refused} ${String(filter.expiresAtUs)}`}>
                  <td>{filter.framework.name}</td>
                  <td>
                    <AgentLink host={filter.agent.host} />
                  </td>
                  <td className="mono inside-table__wide">{filter.refused}</td>
                  <td>
                    {filter.expiresAtUs === null ? (
                      t('allocation.never')
                    ) : (
                      <Countdown fromUs={filter.setAtUs ?? filter.expiresAtUs} toUs={filter.expiresAtUs} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Run({ run }: { run: AllocationRunView }) {
  const { t } = useTranslation('mesos');
  return (
    <li className="run">
      <details>
        <summary>
          <span className="mono">
            {formatClock(run.atUs)} {run.trigger}
          </span>{' '}
          <span>{t('allocation.agents', { count: run.agents })}</span>{' '}
          <span className="verdict" data-outcome={run.offeredCount > 0 ? 'accepted' : 'declined'}>
            {t('allocation.offered', { count: run.offeredCount })}
          </span>{' '}
          <span className="muted">
            {run.passedOverCount > 0 ? t('allocation.passedOver', { count: run.passedOverCount }) : null}
          </span>
        </summary>
        <p>
          <InstantLink atUs={run.atUs} />
        </p>
        <h3>{t('allocation.order')}</h3>
        <ol className="run__order">
          {run.frameworks.map((entry) => (
            <li key={entry.framework.id}>
              {entry.framework.name} <span className="muted mono">{entry.role}</span>{' '}
              <span className="mono">{formatShare(entry.share)}</span>{' '}
              <span className="muted">{t('allocation.allocations', { count: entry.allocations })}</span>
            </li>
          ))}
        </ol>
        <ul className="run__decisions">
          {run.offered.map((offer) => (
            <li key={`${offer.framework.id} ${offer.agent.id} ${offer.stage}`}>
              ✓ {offer.agent.host} → {offer.framework.name} <span className="mono">{offer.resources}</span>{' '}
              <span className="muted">{t(`allocation.stage.${offer.stage}`)}</span>
            </li>
          ))}
          {run.passedOver.map((pass) => (
            <li key={`${pass.framework.id} ${pass.agent.id} ${pass.why}`} className="muted">
              ✕ {pass.agent.host} → {pass.framework.name}: {t(`allocation.why.${pass.why}`)}
              {pass.remainingSeconds === null
                ? null
                : ` (${t('allocation.remaining', { seconds: pass.remainingSeconds.toFixed(1) })})`}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
