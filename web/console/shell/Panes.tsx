/** One or two panes side by side with a movable edge between them, and the inspector beside the left one. */
import { Suspense, lazy, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsoleSearch, useSelection } from '../state/use-address.ts';
import { useView } from '../state/view-store.ts';
import { Loading } from './Loading.tsx';
import { RightPane } from './RightPane.tsx';
import { RunNotice } from './RunNotice.tsx';
import './panes.css';

const Inspector = lazy(() => import('../../inspector/Inspector.tsx').then((file) => ({ default: file.Inspector })));

const DEFAULT_SHARE = 0.57;
const MIN_SHARE = 0.25;
const MAX_SHARE = 0.8;
const KEY_STEP = 0.03;

export function Panes({ children }: { children: ReactNode }) {
  const { right = 'browser' } = useConsoleSearch();
  const [selected] = useSelection();
  const narrowSide = useView((state) => state.narrowSide);
  const [share, setShare] = useState(DEFAULT_SHARE);
  const area = useRef<HTMLDivElement>(null);
  const single = right === 'none';
  const columns = single ? 'minmax(0, 1fr)' : `minmax(0, ${share}fr) 9px minmax(0, ${1 - share}fr)`;
  return (
    <div className="panes" ref={area} data-narrow-side={narrowSide} style={{ gridTemplateColumns: columns }}>
      <section className="pane pane--left">
        <div className="pane__content">
          <RunNotice />
          <Suspense fallback={<Loading />}>{children}</Suspense>
        </div>
        {selected === null ? null : (
          <Suspense fallback={<div className="inspector" />}>
            <Inspector key={selected} id={selected} />
          </Suspense>
        )}
      </section>
      {single ? null : <Edge share={share} onChange={setShare} area={area} />}
      <RightPane content={right} />
    </div>
  );
}

type EdgeProps = {
  readonly share: number;
  readonly onChange: (share: number) => void;
  readonly area: React.RefObject<HTMLDivElement | null>;
};

function Edge({ share, onChange, area }: EdgeProps) {
  const { t } = useTranslation();
  const set = (value: number): void => onChange(Math.min(MAX_SHARE, Math.max(MIN_SHARE, value)));
  const drag = (event: React.PointerEvent): void => {
    const bounds = area.current?.getBoundingClientRect();
    if (bounds === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    set((event.clientX - bounds.left) / bounds.width);
  };
  return (
    <div
      className="pane-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('pane.edge')}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={MIN_SHARE * 100}
      aria-valuemax={MAX_SHARE * 100}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => set(DEFAULT_SHARE)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') set(share - KEY_STEP);
        else if (event.key === 'ArrowRight') set(share + KEY_STEP);
        else return;
        event.stopPropagation();
        event.preventDefault();
      }}
    />
  );
}
