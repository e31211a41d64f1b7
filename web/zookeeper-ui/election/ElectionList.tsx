/** All steps as sentences: the drawing for those who cannot see it, or would rather read. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ElectionStepView } from '../../../sim-worker/api.ts';
import { formatClock, formatMicros } from '../../console/parts/format.ts';
import type { ElectionServer } from './election-model.ts';
import { stepText } from './step-text.ts';

const ROW_HEIGHT = 26;

type ListProps = {
  readonly steps: readonly ElectionStepView[];
  readonly servers: readonly ElectionServer[];
  readonly at: number;
  readonly onPick: (step: number) => void;
  readonly onKey: (event: React.KeyboardEvent) => void;
};

export function ElectionList({ steps, servers, at, onPick, onKey }: ListProps) {
  const { t } = useTranslation('zookeeper');
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' });
  }, [at, list]);
  return (
    <div
      className="election-list"
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={t('election.list')}
      aria-activedescendant={`election-step-${String(at)}`}
      onKeyDown={onKey}
      data-own-keys
    >
      <div role="presentation" className="election-list__all" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const step = steps[item.index];
          if (step === undefined) return null;
          const text = stepText(step, servers);
          return (
            <div
              key={step.index}
              id={`election-step-${String(step.index)}`}
              role="option"
              aria-selected={step.index === at}
              className="election-list__row"
              style={{ transform: `translateY(${String(item.start)}px)` }}
              onClick={() => onPick(step.index)}
            >
              <span className="mono muted">
                {formatClock(step.atUs)} {formatMicros(step.atUs)}
              </span>{' '}
              {t(text.key, text.values)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
