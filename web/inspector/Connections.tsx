/** Open and opening connections; each leads to the process at the other end. */
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '../../sim-worker/api.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useSelection } from '../console/state/use-address.ts';

export function Connections({ connections }: { connections: readonly ConnectionView[] }) {
  const { t } = useTranslation('inspector');
  const tiles = useRun((state) => state.tiles);
  const [, select] = useSelection();
  if (connections.length === 0) return <p className="muted inspector__empty">{t('noConnections')}</p>;
  return (
    <ul className="connections">
      {connections.map((connection, index) => (
        <li key={`${connection.localPort} ${connection.remote} ${index}`}>
          <span className="mono" aria-label={connection.dialer ? t('dialed') : t('accepted')}>
            {connection.dialer ? '→' : '←'}
          </span>
          <button type="button" className="link" onClick={() => select(connection.process)}>
            {tiles.get(connection.process)?.title ?? connection.process}
          </button>
          <span className="muted">{connection.protocol}</span>
          <span className="mono muted">{connection.dialer ? connection.remote : `:${connection.localPort}`}</span>
          <span className="muted connections__sent">
            {connection.phase === 'dialing' ? t('dialing') : t('sent', { count: connection.sent })}
          </span>
        </li>
      ))}
    </ul>
  );
}
