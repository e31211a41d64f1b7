/** Speed from a thousandth to as fast as it can, and auto pace with the reason for its present speed. */
import { Gauge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FULL_SPEED, SPEEDS, speedAt, speedIndex } from '../actions/speeds.ts';
import { useTransport } from '../actions/use-transport.ts';
import { formatSpeed } from '../parts/format.ts';
import { Hint } from '../parts/Hint.tsx';
import { useRun } from '../simulation/run-store.ts';

export function SpeedControl() {
  const { t } = useTranslation();
  const transport = useTransport();
  const chosen = useRun((state) => state.chosenSpeed);
  const text = chosen === FULL_SPEED ? t('speed.full') : formatSpeed(chosen);
  return (
    <div className="speed" role="group" aria-label={t('speed.label')}>
      <label className="speed__choice" title={t('speed.hint')}>
        <span className="visually-hidden">{t('speed.label')}</span>
        <input
          type="range"
          className="speed__range"
          min={0}
          max={SPEEDS.length - 1}
          step={1}
          value={speedIndex(chosen)}
          aria-valuetext={text}
          onChange={(event) => transport.setSpeed(speedAt(event.target.valueAsNumber))}
        />
        <output className="speed__value mono">{text}</output>
      </label>
      <AutoPace />
    </div>
  );
}

function AutoPace() {
  const { t } = useTranslation();
  const transport = useTransport();
  const on = useRun((state) => state.autoPace);
  const speed = useRun((state) => state.speed);
  const reason = useRun((state) => (state.playing ? state.paceReason : null));
  const shown = on && reason !== null;
  const reasonText = reason === null ? '' : t(`pace.${reason}`, { defaultValue: reason });
  return (
    <Hint
      text={shown ? t('pace.slowed', { reason: reasonText, speed: formatSpeed(speed) }) : t('pace.hint')}
      shortcut="A"
    >
      <button
        type="button"
        className="button speed__auto"
        aria-label={shown ? `${t('pace.button')}: ${reasonText}` : t('pace.button')}
        aria-pressed={on}
        onClick={transport.toggleAutoPace}
      >
        <Gauge size={14} aria-hidden />
        <span className="speed__auto-word">{t('pace.button')}</span>
        {shown ? (
          <span className="speed__reason">
            {formatSpeed(speed)} · {reasonText}
          </span>
        ) : null}
      </button>
    </Hint>
  );
}
