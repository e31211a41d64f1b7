/** Now, or an earlier instant of the run, for the tree alone: the run itself stays where it is. */
import { History } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTransport } from '../console/actions/use-transport.ts';
import { Hint } from '../console/parts/Hint.tsx';
import { formatClock, parseClock } from '../console/parts/format.ts';
import { virtualNowUs } from '../console/simulation/live.ts';

type InstantProps = { readonly atUs: number | null; readonly onAtUs: (atUs: number | null) => void };

export function ZnodeInstant({ atUs, onAtUs }: InstantProps) {
  const { t } = useTranslation('znodes');
  if (atUs === null)
    return (
      <Hint text={t('past.meaning')}>
        <button type="button" className="button" onClick={() => onAtUs(virtualNowUs())}>
          <History size={14} aria-hidden /> {t('past.button')}
        </button>
      </Hint>
    );
  return <Past atUs={atUs} onAtUs={onAtUs} />;
}

function Past({ atUs, onAtUs }: { readonly atUs: number; readonly onAtUs: InstantProps['onAtUs'] }) {
  const { t } = useTranslation('znodes');
  const { seek } = useTransport();
  const [typed, setTyped] = useState<string | null>(null);
  /** The end of the slider rests while one drags, though the run may go on. */
  const [end] = useState(() => Math.max(virtualNowUs(), atUs));
  const take = (): void => {
    const read = typed === null ? null : parseClock(typed);
    if (read !== null) onAtUs(Math.min(Math.max(0, read), virtualNowUs()));
    setTyped(null);
  };
  return (
    <form
      className="znodes__past"
      role="group"
      aria-label={t('past.label')}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <span>{t('past.asOf')}</span>
      <input
        type="range"
        min={0}
        max={end}
        step={1000}
        value={atUs}
        aria-label={t('past.slider')}
        aria-valuetext={formatClock(atUs)}
        onChange={(event) => onAtUs(Number(event.target.value))}
      />
      <input
        className="field mono znodes__clock"
        value={typed ?? formatClock(atUs)}
        aria-label={t('past.clock')}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
      />
      <Hint text={t('past.goMeaning')}>
        <button type="button" className="button" onClick={() => void seek(atUs).then(() => onAtUs(null))}>
          {t('past.go')}
        </button>
      </Hint>
      <button type="button" className="button button--primary" onClick={() => onAtUs(null)}>
        {t('past.now')}
      </button>
    </form>
  );
}
