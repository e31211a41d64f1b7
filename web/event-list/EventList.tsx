/** All kept happenings, newest first, by kind; each leads to its instant. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTransport } from '../console/actions/use-transport.ts';
import { formatClock } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import type { Happening } from '../../sim-worker/api.ts';
import { virtualNowUs } from '../console/simulation/live.ts';
import { useTimelineView } from '../timeline/use-timeline-view.ts';
import { allHappenings } from './all-happenings.ts';
import { useHappeningText } from './happening-text.ts';

const KINDS = [
  'leader',
  'role',
  'election',
  'fault',
  'request',
  'exit',
  'task',
  'offer',
  'deployment',
  'session',
  'znode',
];
const HIDDEN_AT_FIRST = new Set(['offer', 'session', 'znode', 'election']);
const ROW_HEIGHT = 28;

export function EventList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('timeline');
  const [hidden, setHidden] = useState<ReadonlySet<string>>(HIDDEN_AT_FIRST);
  const told = useRun((state) => state.happenings);
  const view = useTimelineView((state) => state.view);
  const shown = useMemo(
    () =>
      allHappenings(told, view, virtualNowUs())
        .filter(({ kind }) => !hidden.has(kind))
        .reverse(),
    [told, view, hidden],
  );
  const toggle = (kind: string): void => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  return (
    <section className="event-list" aria-label={t('events')}>
      <header className="event-list__head">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            className="button button--plain event-list__kind"
            aria-pressed={!hidden.has(kind)}
            onClick={() => toggle(kind)}
          >
            {t(`kind.${kind}`)}
          </button>
        ))}
        <button
          type="button"
          className="button button--icon button--plain event-list__close"
          aria-label={t('closeList')}
          onClick={onClose}
        >
          <X size={15} aria-hidden />
        </button>
      </header>
      {shown.length === 0 ? <p className="muted event-list__empty">{t('nothingYet')}</p> : <Rows happenings={shown} />}
    </section>
  );
}

function Rows({ happenings }: { happenings: readonly Happening[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const transport = useTransport();
  const textOf = useHappeningText();
  const list = useVirtualizer({
    count: happenings.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  return (
    <div className="event-list__rows" ref={scroller} tabIndex={0}>
      <ol style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const happening = happenings[item.index];
          if (happening === undefined) return null;
          return (
            <li key={item.key} style={{ transform: `translateY(${item.start}px)`, height: ROW_HEIGHT }}>
              <button
                type="button"
                className={`event event--${happening.kind}`}
                onClick={() => void transport.seek(happening.atUs)}
              >
                <span className="mono event__time">{formatClock(happening.atUs)}</span> {textOf(happening)}
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
