/** What the shapes mean; each entry shows or hides its messages. */
import { useTranslation } from 'react-i18next';
import { Hint } from '../console/parts/Hint.tsx';
import { toggleProtocol, useView } from '../console/state/view-store.ts';
import { PROTOCOL_GROUPS, type ProtocolGroup } from './protocols.ts';
import './topology.css';

/** The same shapes as on the canvas, in a box of 16. */
const shapes: Readonly<Record<ProtocolGroup, React.ReactNode>> = {
  zab: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  session: <path d="M2.5 8h11" stroke="currentColor" strokeWidth="3.2" strokeLinecap="round" />,
  mesos: <rect x="3.5" y="3.5" width="9" height="9" fill="currentColor" />,
  offer: <path d="M1 3h14v3a2 2 0 0 0 0 4v3H1v-3a2 2 0 0 0 0-4z" fill="currentColor" />,
  status: <path d="M3 8.5l3.4 3.6L13 4.5" fill="none" stroke="currentColor" strokeWidth="2.8" strokeLinecap="round" />,
  http: <path d="M3 2.5l11 5.5-11 5.5z" fill="currentColor" />,
  docker: <path d="M8 2l6 6-6 6-6-6z" fill="currentColor" />,
};

export function Legend() {
  const { t } = useTranslation('topology');
  const hidden = useView((state) => state.hiddenProtocols);
  return (
    <div className="legend" role="group" aria-label={t('legend')}>
      {PROTOCOL_GROUPS.map((group) => (
        <Hint key={group} text={t(`legendMeaning.${group}`)}>
          <button
            type="button"
            className={`legend__entry legend__entry--${group}`}
            aria-pressed={!hidden.has(group)}
            onClick={() => toggleProtocol(group)}
          >
            <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
              {shapes[group]}
            </svg>
            <span>{t(`group.${group}`)}</span>
          </button>
        </Hint>
      ))}
    </div>
  );
}
