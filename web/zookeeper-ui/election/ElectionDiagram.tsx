/**
 * Space-time diagram of an election: servers as columns, one row for each step, notifications as arrows. What comes after
 * the step that is looked at is pale. Only the rows in sight are drawn.
 */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ElectionStepView } from '../../../sim-worker/api.ts';
import { formatClock, formatMicros } from '../../console/parts/format.ts';
import { useRun } from '../../console/simulation/run-store.ts';
import { ROW, place } from './diagram-geometry.ts';
import { Arrow, Mark } from './DiagramMarks.tsx';
import type { ElectionDrawing, ElectionServer } from './election-model.ts';
import { stepText } from './step-text.ts';

const MARGIN_ROWS = 12;

type DiagramProps = {
  readonly steps: readonly ElectionStepView[];
  readonly servers: readonly ElectionServer[];
  readonly drawing: ElectionDrawing;
  readonly at: number;
  /** The last step before the instant at which the run stands. */
  readonly now: number;
  readonly onPick: (step: number) => void;
  readonly onKey: (event: React.KeyboardEvent) => void;
};

export function ElectionDiagram({ steps, servers, drawing, at, now, onPick, onKey }: DiagramProps) {
  const { t } = useTranslation('zookeeper');
  const scroller = useRef<HTMLDivElement>(null);
  const window = useRowsInSight(scroller, at);
  const height = steps.length * ROW;
  const step = steps[at];
  const text = step === undefined ? null : stepText(step, servers);
  const pick = (event: React.MouseEvent<HTMLElement>): void => {
    const top = event.currentTarget.getBoundingClientRect().top;
    onPick(Math.floor((event.clientY - top) / ROW));
  };
  return (
    <div className="election-diagram">
      <Heads servers={servers} />
      <div
        className="election-diagram__scroll"
        ref={scroller}
        role="slider"
        tabIndex={0}
        aria-label={t('election.diagram')}
        aria-orientation="vertical"
        aria-valuemin={1}
        aria-valuemax={Math.max(1, steps.length)}
        aria-valuenow={at + 1}
        aria-valuetext={text === null ? '' : t(text.key, text.values)}
        onKeyDown={onKey}
        data-own-keys
      >
        <div className="election-diagram__rows" style={{ height }} onClick={pick}>
          <div className="election-diagram__times mono muted" aria-hidden>
            {steps.slice(window.first, window.last + 1).map((row) => (
              <Time key={row.index} step={row} before={steps[row.index - 1]} />
            ))}
          </div>
          <Drawing drawing={drawing} steps={steps} at={at} now={now} rows={window} />
        </div>
      </div>
    </div>
  );
}

type DrawingProps = Pick<DiagramProps, 'drawing' | 'steps' | 'at' | 'now'> & { readonly rows: Rows };

function Drawing({ drawing, steps, at, now, rows }: DrawingProps) {
  const { servers, arrows, marks } = drawing;
  const height = steps.length * ROW;
  const inSight = (from: number, to: number): boolean => to >= rows.first && from <= rows.last;
  return (
    <svg className="election-diagram__drawing" height={height} aria-hidden>
      <defs>
        <marker id="election-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 8 4 0 8z" className="election-tip" />
        </marker>
      </defs>
      <rect className="election-here" x="0" width="100%" y={at * ROW} height={ROW} />
      {servers.map((server, column) => (
        <line
          key={server.process}
          className="election-life"
          x1={place(column, servers.length)}
          x2={place(column, servers.length)}
          y1="0"
          y2={height}
        />
      ))}
      {now >= 0 && now < steps.length - 1 ? (
        <line className="election-now-line" x1="0" x2="100%" y1={(now + 1) * ROW} y2={(now + 1) * ROW} />
      ) : null}
      {arrows
        .filter((arrow) => inSight(arrow.fromStep, arrow.toStep ?? arrow.fromStep + 1))
        .map((arrow) => (
          <Arrow key={arrow.fromStep} arrow={arrow} at={at} columns={servers.length} step={steps[arrow.fromStep]} />
        ))}
      {marks
        .filter((mark) => inSight(mark.step, mark.step))
        .map((mark) => (
          <Mark key={mark.step} mark={mark} at={at} columns={servers.length} step={steps[mark.step]} />
        ))}
    </svg>
  );
}

function Heads({ servers }: { servers: readonly ElectionServer[] }) {
  return (
    <div className="election-heads" aria-hidden>
      {servers.map((server) => (
        <Head key={server.process} server={server} />
      ))}
    </div>
  );
}

function Head({ server }: { server: ElectionServer }) {
  const title = useRun((state) => state.tiles.get(server.process)?.title ?? server.process);
  return (
    <span>
      <b className="mono">{server.myid}</b> {title}
    </span>
  );
}

/** The whole time where the millisecond changes, else only its fraction. */
function Time({ step, before }: { step: ElectionStepView; before: ElectionStepView | undefined }) {
  const whole = formatClock(step.atUs);
  const same = before !== undefined && formatClock(before.atUs) === whole;
  return (
    <span style={{ top: step.index * ROW }} data-same={same}>
      {same ? `·${formatMicros(step.atUs)}` : whole}
    </span>
  );
}

type Rows = { readonly first: number; readonly last: number };

/** Follows the scroll bar, and keeps the step that is looked at in sight. */
function useRowsInSight(scroller: React.RefObject<HTMLDivElement | null>, at: number): Rows {
  const [rows, setRows] = useState<Rows>({ first: 0, last: 60 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / ROW) - MARGIN_ROWS);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / ROW) + MARGIN_ROWS;
      setRows((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      sizes.disconnect();
    };
  }, [scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || at < 0) return;
    const top = at * ROW;
    const { scrollTop, clientHeight } = element;
    if (top < scrollTop + ROW * 2) element.scrollTop = Math.max(0, top - ROW * 4);
    else if (top > scrollTop + clientHeight - ROW * 4) element.scrollTop = top - clientHeight + ROW * 6;
  }, [scroller, at]);
  return rows;
}
