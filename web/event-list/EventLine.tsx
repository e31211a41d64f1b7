/** The newest happenings on one line; each leads to its instant. Opens into the whole list. */
import { ChevronDown, ChevronUp } from 'lucide-react';
import { Suspense, lazy, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTransport } from '../console/actions/use-transport.ts';
import { formatClock } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { virtualNowUs } from '../console/simulation/live.ts';
import type { Happening, TimelineView } from '../../sim-worker/api.ts';
import { useTimelineView } from '../timeline/use-timeline-view.ts';
import { allHappenings, happeningId } from './all-happenings.ts';
import { useHappeningText } from './happening-text.ts';
import './event-list.css';

const EventList = lazy(() => import('./EventList.tsx').then((file) => ({ default: file.EventList })));

/** Kinds that everybody wants to read; the list shows all. */
const MAIN_KINDS = new Set(['leader', 'fault', 'request', 'exit', 'task', 'deployment']);
const SHOWN = 7;

function mainHappenings(told: readonly Happening[], view: TimelineView): readonly Happening[] {
  return allHappenings(told, view, virtualNowUs())
    .filter(({ kind }) => MAIN_KINDS.has(kind))
    .slice(-SHOWN);
}

export function EventLine() {
  const { t } = useTranslation('timeline');
  const [open, setOpen] = useState(false);
  const transport = useTransport();
  const textOf = useHappeningText();
  const told = useRun((state) => state.happenings);
  const view = useTimelineView((state) => state.view);
  const newest = useMemo(() => mainHappenings(told, view), [told, view]);
  return (
    <div className="event-line">
      <button
        type="button"
        className="button button--icon button--plain"
        aria-expanded={open}
        aria-label={open ? t('closeList') : t('openList')}
        onClick={() => setOpen(!open)}
      >
        {open ? <ChevronDown size={15} aria-hidden /> : <ChevronUp size={15} aria-hidden />}
      </button>
      {newest.length === 0 ? (
        <span className="muted">{t('nothingYet')}</span>
      ) : (
        <ol className="event-line__list" aria-label={t('events')}>
          {[...newest].reverse().map((happening) => (
            <li key={happeningId(happening)}>
              <button
                type="button"
                className={`event event--${happening.kind}`}
                onClick={() => void transport.seek(happening.atUs)}
              >
                <span className="mono event__time">{formatClock(happening.atUs)}</span> {textOf(happening)}
              </button>
            </li>
          ))}
        </ol>
      )}
      {open ? (
        <Suspense fallback={null}>
          <EventList onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
