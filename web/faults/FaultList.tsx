/** What was done to the cluster and still holds; each is taken back by a command of its own, without going back in time. */
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ActiveFault } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { formatDuration } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import './faults.css';

const EVERY_MS = 400;

export function FaultList() {
  const { t } = useTranslation('faults');
  const { send } = useCommands();
  const faults = usePolled('faults', async (api) => await api.faults(), EVERY_MS);
  if (faults === null || faults.length === 0) return <p className="fault-list__none muted">{t('none')}</p>;
  const undoAll = async (): Promise<void> => {
    for (const fault of faults) await send(fault.undo, t('undone'));
  };
  return (
    <section className="fault-list" aria-label={t('active')}>
      <header>
        <h2>{t('activeCount', { count: faults.length })}</h2>
        {faults.length > 1 ? (
          <button type="button" className="button" onClick={() => void undoAll()}>
            {t('undoAll')}
          </button>
        ) : null}
      </header>
      <ul>
        {faults.map((fault) => (
          <Fault key={`${fault.kind} ${fault.target} ${fault.to}`} fault={fault} />
        ))}
      </ul>
    </section>
  );
}

function Fault({ fault }: { readonly fault: ActiveFault }) {
  const { t } = useTranslation('faults');
  const { send } = useCommands();
  const title = useRun((state) => state.tiles.get(fault.target)?.title ?? fault.target);
  const kind = fault.kind === 'cut' ? (fault.amount === 2 ? 'cutBoth' : 'cutOneWay') : fault.kind;
  const amount = fault.kind === 'clock' ? signedDuration(fault.amount) : String(fault.amount);
  return (
    <li>
      <span className="fault-list__mark" aria-hidden>
        {'✕'}
      </span>
      <span>{t(`is.${kind}`, { target: title, to: fault.to, amount })}</span>
      <button
        type="button"
        className="button"
        aria-label={t('undoThis', { target: title })}
        onClick={() => void send(fault.undo, t('undone'))}
      >
        <Undo2 size={14} aria-hidden /> {t('undo')}
      </button>
    </li>
  );
}

function signedDuration(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${formatDuration(Math.abs(ms) * 1000)}`;
}
