/** How the leading master watches its agents: strikes so far, the next ping, and when a silent one is removed. */
import { useTranslation } from 'react-i18next';
import type { AgentPingView, PingsView } from '../../sim-worker/api.ts';
import { AgentLink } from '../console/parts/AgentLink.tsx';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
import { Countdown } from '../console/parts/Countdown.tsx';
import { StatePage } from '../console/parts/StatePage.tsx';
import { usePolled } from '../console/simulation/use-polled.ts';
import { CopyId } from './CopyId.tsx';
import { NoMaster } from './NoMaster.tsx';

const EVERY_MS = 250;

export function PingsPage() {
  const { t } = useTranslation('mesos');
  const view = usePolled('mesos pings', async (api) => await api.pings(), EVERY_MS);
  if (view === null) return <StatePage title={t('loading')} text="" />;
  if (view.master === null) return <NoMaster />;
  if (view.agents.length === 0) return <StatePage title={t('pings.none')} text={t('pings.noneText')} />;
  return (
    <div className="inside" tabIndex={0} role="region" aria-label={t('tab.pings')}>
      <p className="inside__summary muted">
        {t('pings.text', { seconds: view.pingTimeoutMs / 1000, strikes: view.maxStrikes })}
      </p>
      <div className="inside-table-frame" tabIndex={0} role="region" aria-label={t('pings.column.strikes')}>
        <table className="inside-table">
          <ColumnHeads
            texts={(['agent', 'id', 'connected', 'strikes', 'next', 'removed'] as const).map((name) =>
              t(`pings.column.${name}`),
            )}
          />
          <tbody>
            {view.agents.map((agent) => (
              <Agent key={agent.agent.id} agent={agent} view={view} />
            ))}
          </tbody>
        </table>
      </div>
      {view.agentCount > view.agents.length ? (
        <p className="muted">{t('pings.more', { count: view.agentCount - view.agents.length })}</p>
      ) : null}
    </div>
  );
}

function Agent({ agent, view }: { agent: AgentPingView; view: PingsView }) {
  const { t } = useTranslation('mesos');
  const pingUs = view.pingTimeoutMs * 1000;
  const label = t('pings.strikes', { count: agent.strikes, max: view.maxStrikes });
  return (
    <tr>
      <td>
        <AgentLink host={agent.agent.host} />
      </td>
      <td>
        <CopyId id={agent.agent.id} shown={/-(S\d+)$/.exec(agent.agent.id)?.[1] ?? agent.agent.id} />
      </td>
      <td>
        <span className="verdict" data-outcome={agent.connected ? 'accepted' : 'expired'}>
          {t(agent.connected ? 'pings.connected' : 'pings.disconnected')}
        </span>
      </td>
      <td>
        <span className="strikes" role="img" aria-label={label} title={label}>
          {Array.from({ length: view.maxStrikes }, (_, index) => (
            <span key={index} data-filled={index < agent.strikes} />
          ))}
        </span>{' '}
        <span className="muted">{agent.awaited ? t('pings.awaited') : t('pings.answered')}</span>
      </td>
      <td>
        {agent.nextPingAtUs === null ? (
          <span className="muted">{t('unknown')}</span>
        ) : (
          <Countdown fromUs={agent.nextPingAtUs - pingUs} toUs={agent.nextPingAtUs} />
        )}
      </td>
      <td>
        {agent.waitsForPermit ? t('pings.permit') : null}
        {agent.removedAtUs === null || agent.strikes === 0 ? (
          <span className="muted">{t('unknown')}</span>
        ) : (
          <Countdown fromUs={agent.removedAtUs - view.maxStrikes * pingUs} toUs={agent.removedAtUs} />
        )}
      </td>
    </tr>
  );
}
