/** The virtual clock. It writes its digits itself: a frame must not render React. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock, formatMicros } from '../parts/format.ts';
import { onFrame, virtualNowUs } from '../simulation/live.ts';
import { useRun } from '../simulation/run-store.ts';

export function Clock() {
  const { t } = useTranslation();
  const digits = useRef<HTMLSpanElement>(null);
  const micros = useRef<HTMLSpanElement>(null);
  const inPast = useRun((state) => state.inPast);
  useEffect(() => {
    const show = (): void => {
      if (digits.current !== null) digits.current.textContent = formatClock(virtualNowUs());
      if (micros.current !== null) micros.current.textContent = formatMicros(virtualNowUs());
    };
    show();
    return onFrame(show);
  }, []);
  return (
    <div className="clock" role="timer" aria-label={t('clock.label')} aria-live="off">
      <span className="clock__digits mono" ref={digits} data-testid="virtual-clock" />
      <span className="clock__micros mono" ref={micros} />
      {inPast ? <span className="clock__past">{t('clock.past')}</span> : null}
    </div>
  );
}
