/** What the users of the services feel: how many requests were answered, how fast, and what failed, by the clients' own count. */
import { BarChart3, FileText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceRow, ServiceView } from '../../sim-worker/api.ts';
import { useHappeningText } from '../event-list/happening-text.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { formatClock } from '../console/parts/format.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { useConsoleSearch, useOpenPage, useSelection } from '../console/state/use-address.ts';
import { ClientSettings } from './ClientSettings.tsx';
import { CreateService } from './CreateService.tsx';
import { formatShare } from './format-share.ts';
import { ServiceCurve } from './ServiceCurve.tsx';
import { nameOf, ServiceTable } from './ServiceTable.tsx';
import './service.css';

const EVERY_MS = 400;
const BACK_SECONDS = 300;

export function ServicePage() {
  const { t } = useTranslation('service');
  const { app } = useConsoleSearch();
  const [chosen, choose] = useState<string | null>(null);
  const view = usePolled(
    'service',
    async (api) => await api.service({ meter: chosen, backSeconds: BACK_SECONDS }),
    EVERY_MS,
    chosen ?? '',
  );
  if (view === null) return <StatePage title={t('loading')} text="" />;
  if (view.clients === null) return <StatePage title={t('noClients.title')} text={t('noClients.text')} />;
  const rows = app === undefined ? view.rows : view.rows.filter((row) => row.appId === app);
  return (
    <div className="service" tabIndex={0} role="region" aria-label={t('title')}>
      <Head view={view} />
      {view.rows.length === 0 ? <CreateService /> : null}
      {view.rows.length === 0 ? null : (
        <>
          <Summary rows={rows.length === 0 ? view.rows : rows} view={view} />
          <ServiceTable
            rows={rows.length === 0 ? view.rows : rows}
            chosen={view.curve?.meter ?? null}
            onChoose={choose}
          />
          {view.curve === null ? null : (
            <ServiceCurve
              title={titleOf(view, view.curve.meter)}
              points={view.curve.points}
              nowUs={view.nowUs}
              faultUs={view.fault?.atUs ?? null}
              backSeconds={BACK_SECONDS}
            />
          )}
        </>
      )}
      <ClientSettings process={view.clients.process} settings={view.clients.settings} />
    </div>
  );
}

function titleOf(view: ServiceView, meter: string): string {
  const row = view.rows.find((each) => each.id === meter);
  return row === undefined ? meter : nameOf(row);
}

function Head({ view }: { view: ServiceView }) {
  const { t } = useTranslation('service');
  const open = useOpenPage();
  const [, select] = useSelection();
  const { balancer, clients } = view;
  return (
    <header className="service__head">
      <h1>{t('title')}</h1>
      <div className="service__links">
        {balancer === null ? null : (
          <>
            <button type="button" className="button" onClick={() => open(`http://${balancer.host}:9090/haproxy?stats`)}>
              <BarChart3 size={14} aria-hidden /> {t('statistics')}
            </button>
            <button
              type="button"
              className="button"
              onClick={() => open(`http://${balancer.host}:9090/_haproxy_getconfig`)}
            >
              <FileText size={14} aria-hidden /> {t('configuration')}
            </button>
            <button type="button" className="button" onClick={() => select(`marathon-lb@${balancer.host}`)}>
              {t('stateOf', { program: 'marathon-lb', status: t(`status.${balancer.marathonLb}`) })}
            </button>
            <button type="button" className="button" onClick={() => select(`haproxy@${balancer.host}`)}>
              {t('stateOf', { program: 'HAProxy', status: t(`status.${balancer.haproxy}`) })}
            </button>
          </>
        )}
        {clients === null ? null : (
          <button type="button" className="button" onClick={() => select(clients.process)}>
            {t('clients')}
          </button>
        )}
      </div>
    </header>
  );
}

/** The two sentences that matter: all balanced services in total, and since the last fault. */
function Summary({ rows, view }: { rows: readonly ServiceRow[]; view: ServiceView }) {
  const { t } = useTranslation('service');
  const textOf = useHappeningText();
  const balanced = rows.filter((row) => row.way === 'balancer');
  const total = pooled(balanced.map((row) => row.total));
  const since = pooled(balanced.flatMap((row) => (row.sinceFault === null ? [] : [row.sinceFault])));
  const { fault } = view;
  return (
    <dl className="service__figures">
      <Figure name={t('availability')} share={total.share} detail={t('ofRequests', { count: total.sent })} />
      {fault === null ? null : (
        <Figure
          name={t('sinceFault', { at: formatClock(fault.atUs) })}
          share={since.share}
          detail={`${textOf(fault)} · ${t('ofRequests', { count: since.sent })}`}
        />
      )}
    </dl>
  );
}

function pooled(figures: readonly { readonly sent: number; readonly good: number }[]) {
  const sent = figures.reduce((sum, each) => sum + each.sent, 0);
  const good = figures.reduce((sum, each) => sum + each.good, 0);
  return { sent, share: sent === 0 ? null : good / sent };
}

function Figure({ name, share, detail }: { name: string; share: number | null; detail: string }) {
  return (
    <div className="service__figure" data-tone={share === null ? 'none' : share === 1 ? 'good' : 'bad'}>
      <dt>{name}</dt>
      <dd>
        <strong>{formatShare(share)}</strong>
        <span className="muted">{detail}</span>
      </dd>
    </div>
  );
}
