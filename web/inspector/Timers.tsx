/** Timers of a process, soonest first, each with a thin arc that empties as it comes due. */
import { useEffect, useRef } from 'react';
import type { ProcessInspector } from '../../sim-worker/api.ts';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../console/parts/format.ts';
import { onFrame, virtualNowUs } from '../console/simulation/live.ts';

type Timer = ProcessInspector['timers'][number];

const MAX_SHOWN = 14;
const RADIUS = 6;
const ROUND = 2 * Math.PI * RADIUS;

export function Timers({ timers }: { timers: readonly Timer[] }) {
  const { t } = useTranslation('inspector');
  if (timers.length === 0) return <p className="muted inspector__empty">{t('noTimers')}</p>;
  const soonest = [...timers].sort((a, b) => a.dueAtUs - b.dueAtUs || (a.key < b.key ? -1 : 1));
  return (
    <ul className="timers">
      {soonest.slice(0, MAX_SHOWN).map((timer) => (
        <TimerRow key={`${timer.key} ${timer.dueAtUs}`} timer={timer} />
      ))}
      {soonest.length > MAX_SHOWN ? (
        <li className="muted">{t('more', { count: soonest.length - MAX_SHOWN })}</li>
      ) : null}
    </ul>
  );
}

function TimerRow({ timer }: { timer: Timer }) {
  const arc = useRef<SVGCircleElement>(null);
  const left = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (): void => {
      const remainingUs = Math.max(0, timer.dueAtUs - virtualNowUs());
      const part = Math.min(1, remainingUs / Math.max(1, timer.dueAtUs - timer.setAtUs));
      arc.current?.setAttribute('stroke-dashoffset', String(ROUND * (1 - part)));
      if (left.current !== null) left.current.textContent = formatDuration(remainingUs);
    };
    show();
    return onFrame(show);
  }, [timer]);
  return (
    <li className="timer">
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r={RADIUS} className="timer__ground" />
        <circle
          ref={arc}
          cx="8"
          cy="8"
          r={RADIUS}
          className="timer__arc"
          strokeDasharray={ROUND}
          transform="rotate(-90 8 8)"
        />
      </svg>
      <span className="mono timer__key">{timer.key}</span>
      <span className="mono muted" ref={left} />
    </li>
  );
}
