/** Timers of a process, soonest first, each with a thin arc that empties as it comes due. */
import type { ProcessInspector } from '../../sim-worker/api.ts';
import { useTranslation } from 'react-i18next';
import { Countdown } from '../console/parts/Countdown.tsx';

type Timer = ProcessInspector['timers'][number];

const MAX_SHOWN = 14;

export function Timers({ timers }: { timers: readonly Timer[] }) {
  const { t } = useTranslation('inspector');
  if (timers.length === 0) return <p className="muted inspector__empty">{t('noTimers')}</p>;
  const soonest = [...timers].sort((a, b) => a.dueAtUs - b.dueAtUs || (a.key < b.key ? -1 : 1));
  return (
    <ul className="timers">
      {soonest.slice(0, MAX_SHOWN).map((timer) => (
        <li className="timer" key={`${timer.key} ${timer.dueAtUs}`}>
          <span className="mono timer__key">{timer.key}</span>
          <Countdown fromUs={timer.setAtUs} toUs={timer.dueAtUs} />
        </li>
      ))}
      {soonest.length > MAX_SHOWN ? (
        <li className="muted">{t('more', { count: soonest.length - MAX_SHOWN })}</li>
      ) : null}
    </ul>
  );
}
