/** The drawing of the cluster, with pointer and keyboard. The table beside it holds the same for screen readers. */
import { Maximize2, Table2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../console/parts/Hint.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { useSelection } from '../console/state/use-address.ts';
import { useView } from '../console/state/view-store.ts';
import { neighbour } from './geometry.ts';
import { Tooltip, type TooltipContent } from './Tooltip.tsx';
import { setView } from './scene.ts';
import type { Stage } from './stage.ts';
import { usePointer } from './use-pointer.ts';
import { useStage } from './use-stage.ts';
import './topology.css';

const directions = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' } as const;

export function TopologyCanvas() {
  const { t } = useTranslation('topology');
  const host = useRef<HTMLDivElement>(null);
  const stage = useStage(host);
  const [selected, select] = useSelection();
  const [tip, setTip] = useState<TooltipContent | null>(null);
  const [told, setTold] = useState('');
  usePointer(stage, host, select, setTip);
  useEffect(() => {
    if (stage === null) return;
    stage.scene.selected = selected;
    stage.scene.dirty = true;
    stage.wake();
  }, [stage, selected]);

  const onKey = (event: React.KeyboardEvent): void => {
    if (stage === null) return;
    const direction = directions[event.key as keyof typeof directions];
    if (direction !== undefined) moveFocus(stage, selected, direction, setTold);
    else if (event.key === 'Enter') select(stage.scene.focused);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onBlur = (): void => {
    if (stage === null) return;
    stage.scene.focused = null;
    stage.scene.dirty = true;
    stage.wake();
  };

  return (
    <div className="topology">
      <div
        ref={host}
        className="topology__stage"
        role="application"
        tabIndex={0}
        aria-label={t('label')}
        aria-describedby="topology-help"
        onKeyDown={onKey}
        onBlur={onBlur}
        data-testid="topology"
      >
        <canvas className="topology__canvas" aria-hidden="true" />
        <canvas className="topology__canvas" aria-hidden="true" />
        <canvas className="topology__canvas" aria-hidden="true" />
      </div>
      <p id="topology-help" className="visually-hidden">
        {t('help')}
      </p>
      <p className="visually-hidden" role="status" aria-live="polite">
        {told}
      </p>
      <TopologyButtons stage={stage} />
      <Booting />
      {tip === null ? null : <Tooltip content={tip} />}
    </div>
  );
}

function moveFocus(
  stage: Stage,
  selected: string | null,
  direction: 'left' | 'right' | 'up' | 'down',
  tell: (text: string) => void,
): void {
  const { scene } = stage;
  const next = neighbour(scene.layout, scene.focused ?? selected, direction);
  if (next === null) return;
  scene.focused = next;
  scene.dirty = true;
  stage.wake();
  const tile = scene.tiles.get(next);
  if (tile !== undefined)
    tell([tile.title, tile.status, tile.role, tile.detail].filter((part) => part !== '').join(', '));
}

function TopologyButtons({ stage }: { stage: Stage | null }) {
  const { t } = useTranslation('topology');
  const fit = (): void => {
    if (stage === null) return;
    stage.scene.view = { k: 1, x: 0, y: 0 };
    setView(stage.scene, stage.scene.view);
    stage.wake();
  };
  return (
    <div className="topology__buttons">
      <Hint text={t('fit')}>
        <button type="button" className="button button--icon button--plain" aria-label={t('fit')} onClick={fit}>
          <Maximize2 size={14} aria-hidden />
        </button>
      </Hint>
      <Hint text={t('asTable')} shortcut="T">
        <button
          type="button"
          className="button button--icon button--plain"
          aria-label={t('asTable')}
          onClick={() => useView.setState({ topologyAsTable: true })}
        >
          <Table2 size={15} aria-hidden />
        </button>
      </Hint>
    </div>
  );
}

/** Until the first tiles are there. */
function Booting() {
  const { t } = useTranslation('topology');
  const empty = useRun((state) => state.tiles.size === 0);
  if (!empty) return null;
  return (
    <div className="topology__booting" role="status">
      <strong>{t('booting')}</strong>
      <span className="muted">{t('bootingText')}</span>
    </div>
  );
}
