/** Why is it waiting? Each application with tasks to launch: the cause in plain words, what to do, and its last offers. */
import { RotateCcw, Target } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentLink } from '../console/parts/AgentLink.tsx';
import { useVirtual } from '../browser/use-virtual.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { formatClock, formatDuration } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useConsoleSearch } from '../console/state/use-address.ts';
import { AppLink } from './AppLink.tsx';
import { CauseText } from './CauseText.tsx';
import { CreateApp } from './CreateApp.tsx';
import { encodeId, useMarathonJson, useMarathonServer, useMarathonWrite } from './marathon-server.ts';
import { OfferTable } from './OfferTable.tsx';
import { type WaitingApp, causeOf, formatAmount, virtualUs } from './waiting-app.ts';

const EVERY_MS = 400;

export function WaitingPage() {
  const { t } = useTranslation('marathon');
  const server = useMarathonServer();
  const answer = useMarathonJson<{ readonly apps: readonly WaitingApp[] }>('/waiting', EVERY_MS);
  const { app: chosen } = useConsoleSearch();
  if (server === null) return <StatePage title={t('noLeader.title')} text={t('noLeader.text')} />;
  if (answer === null) return <StatePage title={t('loading')} text="" />;
  const apps = answer.value?.apps;
  if (apps === undefined) return <StatePage title={t('failed.title')} text={t('failed.text')} />;
  if (apps.length === 0)
    return (
      <StatePage title={t('waiting.none')} text={t('waiting.noneText')}>
        <CreateApp />
      </StatePage>
    );
  return (
    <div className="mp-scroll" tabIndex={0} role="region" aria-label={t('tab.waiting')}>
      <p className="mp-summary muted">
        {t('waiting.count', { count: apps.length })} · <Term name="offer" /> · <Term name="constraint" /> ·{' '}
        <Term name="backOff" /> · <Term name="launchQueue" />
      </p>
      {apps.map((app) => (
        <AppCard key={app.appId} app={app} chosen={app.appId === chosen} />
      ))}
    </div>
  );
}

function AppCard({ app, chosen }: { app: WaitingApp; chosen: boolean }) {
  const { t } = useTranslation('marathon');
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (chosen) card.current?.scrollIntoView({ block: 'start' });
  }, [chosen]);
  const startEpochMs = useRun((state) => state.run?.startEpochMs ?? 0);
  const cause = causeOf(app);
  return (
    <article ref={card} className="mp-card" aria-label={app.appId} data-chosen={chosen}>
      <header className="mp-card__head">
        <h2>
          <AppLink id={app.appId} />
        </h2>
        <span className="mp-badge" data-tone={app.backOffUntil === null ? 'offer' : 'fault'}>
          {t(app.backOffUntil === null ? 'waiting.waiting' : 'waiting.delayed')}
        </span>
        <span className="muted">
          {app.tasksToLaunch === 0 ? null : `${t('waiting.missing', { count: app.tasksToLaunch })} · `}
          {t('waiting.since', { at: formatClock(virtualUs(app.since, startEpochMs)) })}
        </span>
      </header>
      <CauseText app={app} cause={cause} />
      {app.backOffUntil === null ? null : <BackOff app={app} untilUs={virtualUs(app.backOffUntil, startEpochMs)} />}
      <Nearest app={app} />
      <Needs app={app} />
      <Reasons app={app} />
      {app.offers.length === 0 ? null : <OfferTable offers={app.offers} nearest={app.nearest?.offerId ?? null} />}
    </article>
  );
}

function BackOff({ app, untilUs }: { app: WaitingApp; untilUs: number }) {
  const { t } = useTranslation('marathon');
  const write = useMarathonWrite();
  const left = useVirtual((nowUs) => (untilUs > nowUs ? formatDuration(Math.ceil((untilUs - nowUs) / 1e5) * 1e5) : ''));
  return (
    <p className="mp-backoff">
      <span>
        {t('backOff.until', { at: formatClock(untilUs) })}{' '}
        <strong className="mono" role="timer">
          {left}
        </strong>
      </span>
      <button
        type="button"
        className="button"
        onClick={() =>
          void write({
            method: 'DELETE',
            path: `/v2/queue${encodeId(app.appId)}/delay`,
            done: t('backOff.done', { app: app.appId }),
          })
        }
      >
        <RotateCcw size={14} aria-hidden /> {t('backOff.reset')}
      </button>
      <AppLink id={app.appId} tab="debug" />
      <span className="muted">{t('backOff.debug')}</span>
    </p>
  );
}

/** The agent that comes closest, as one sentence. */
function Nearest({ app }: { app: WaitingApp }) {
  const { t } = useTranslation('marathon');
  const { nearest } = app;
  if (nearest === null) return null;
  const lacks = nearest.lacks.map(({ missing, reason, text }) =>
    missing === null ? text : t('nearest.missing', { amount: formatAmount(missing), unit: t(`unit.${reason}`) }),
  );
  return (
    <p className="mp-nearest">
      <Target size={15} aria-hidden />
      <span>
        {t('nearest.title')} <AgentLink host={nearest.host} /> {lacks.join('; ')}
      </span>
    </p>
  );
}

function Needs({ app }: { app: WaitingApp }) {
  const { t } = useTranslation('marathon');
  const { cpus, mem, disk, ports, constraints } = app.needs;
  const parts = [
    `${formatAmount(cpus)} ${t('unit.cpus')}`,
    `${formatAmount(mem)} ${t('unit.mem')}`,
    ...(disk === 0 ? [] : [`${formatAmount(disk)} ${t('unit.disk')}`]),
    ...(ports === 0 ? [] : [t('waiting.ports', { count: ports })]),
    ...constraints,
  ];
  return (
    <p className="muted mp-small">
      {t('waiting.needs')} <span className="mono">{parts.join(' · ')}</span>
    </p>
  );
}

/** How often each reason was given in the offers that are kept. */
function Reasons({ app }: { app: WaitingApp }) {
  const { t } = useTranslation('marathon');
  const counts = Object.entries(app.reasons).sort(([, a], [, b]) => b - a);
  if (counts.length === 0) return null;
  return (
    <ul className="mp-reasons" aria-label={t('waiting.reasons')}>
      {counts.map(([reason, count]) => (
        <li key={reason} data-reason={reason}>
          {t(`reason.${reason}`)} <strong className="mono">{count}</strong>
        </li>
      ))}
    </ul>
  );
}
