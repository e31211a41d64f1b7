/** Arrows and marks of the election's drawing. */
import { useTranslation } from 'react-i18next';
import type { ElectionStepView } from '../../../sim-worker/api.ts';
import { percent, place, rowY } from './diagram-geometry.ts';
import type { ElectionArrow, ElectionMark } from './election-model.ts';

/** Shown where the arrow of a notification that nobody took up ends. */
const STUB = 0.3;
const TEXT_GAP = 12;

type Drawn = { readonly at: number; readonly columns: number; readonly step: ElectionStepView | undefined };

function timeOf(first: number, last: number, at: number): 'past' | 'here' | 'future' {
  if (first === at || last === at) return 'here';
  return first > at ? 'future' : 'past';
}

export function Arrow({ arrow, at, columns, step }: Drawn & { readonly arrow: ElectionArrow }) {
  const { t } = useTranslation('zookeeper');
  const { fromStep, toStep, from, to, again } = arrow;
  const end = toStep ?? fromStep;
  const lost = toStep === null;
  const fromX = percent(from, columns);
  const toX = lost ? fromX + (percent(to, columns) - fromX) * STUB : percent(to, columns);
  const middle = { x: (fromX + toX) / 2, y: (rowY(fromStep) + rowY(end)) / 2 };
  const time = toStep !== null && toStep > at && fromStep < at ? 'past' : timeOf(fromStep, end, at);
  return (
    <g className="election-arrow" data-time={time} data-lost={lost} data-again={again}>
      <line
        x1={`${fromX.toFixed(3)}%`}
        y1={rowY(fromStep)}
        x2={`${toX.toFixed(3)}%`}
        y2={rowY(end)}
        markerEnd={lost ? undefined : 'url(#election-tip)'}
      />
      <text x={`${middle.x.toFixed(3)}%`} y={middle.y - 3} textAnchor="middle">
        {lost ? t('election.mark.notTaken') : t('election.mark.vote', { leader: step?.vote?.leader ?? '' })}
      </text>
    </g>
  );
}

export function Mark({ mark, at, columns, step }: Drawn & { readonly mark: ElectionMark }) {
  const { t } = useTranslation('zookeeper');
  const { kind, column } = mark;
  const x = place(column, columns);
  const y = rowY(mark.step);
  const last = column === columns - 1 && columns > 1;
  const values = {
    leader: step?.vote?.leader ?? '',
    before: step?.before?.leader ?? '',
    reason: t(`election.reason.${step?.reason ?? 'none'}`, { defaultValue: step?.reason ?? '' }),
    count: step?.supporters?.length ?? 0,
    role: (kind === 'role' ? (step?.role ?? '') : (step?.state ?? '')).toUpperCase(),
  };
  return (
    <g className="election-mark" data-kind={kind} data-time={timeOf(mark.step, mark.step, at)}>
      <Shape kind={kind} x={x} y={y} />
      {kind === 'own' ? null : (
        <text x={x} y={y + 4} dx={last ? -TEXT_GAP : TEXT_GAP} textAnchor={last ? 'end' : 'start'}>
          {t(`election.mark.${textOf(mark, step)}`, values)}
        </text>
      )}
    </g>
  );
}

function textOf(mark: ElectionMark, step: ElectionStepView | undefined): string {
  if (mark.kind === 'failed') return step?.step === 'timedOut' ? 'timedOut' : (step?.step ?? 'failed');
  if (mark.kind === 'vote') return 'changed';
  return mark.kind === 'started' && (step?.vote?.leader ?? 0) < 0 ? 'nobody' : mark.kind;
}

function Shape({ kind, x, y }: { readonly kind: ElectionMark['kind']; readonly x: string; readonly y: number }) {
  switch (kind) {
    case 'quorum':
    case 'decided':
      return <circle cx={x} cy={y} r="7" />;
    case 'own':
    case 'tally':
      return <circle cx={x} cy={y} r="2.5" />;
    default:
      return <circle cx={x} cy={y} r="5" />;
  }
}
