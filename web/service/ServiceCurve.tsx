/** The last minutes of one service as two curves, share of good answers and latency, and the same as a table. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceCurve as Points } from '../../sim-worker/api.ts';
import { formatClock } from '../console/parts/format.ts';
import { type CurveFrame, areaPath, latencyTop, linePath, xOf } from './curve-paths.ts';
import { formatMs, formatShare } from './format-share.ts';
import { useErrorText } from './use-error-text.ts';

const WIDTH = 760;
const SHARE_HEIGHT = 96;
const LATENCY_HEIGHT = 64;
const TABLE_ROWS = 60;

type CurveProps = {
  readonly title: string;
  readonly points: Points;
  readonly nowUs: number;
  readonly faultUs: number | null;
  readonly backSeconds: number;
};

export function ServiceCurve({ title, points, nowUs, faultUs, backSeconds }: CurveProps) {
  const { t } = useTranslation('service');
  const [asTable, setAsTable] = useState(false);
  const toSecond = Math.max(nowUs / 1_000_000, 1);
  const fromSecond = Math.max(0, toSecond - backSeconds);
  const frame = { fromSecond, toSecond, width: WIDTH, height: SHARE_HEIGHT };
  const shares = points.seconds.map((second, index) => ({
    second,
    value: (points.good[index] ?? 0) / Math.max(1, points.sent[index] ?? 0),
  }));
  const lowest = shares.reduce((least, { value }) => Math.min(least, value), 1);
  return (
    <section className="service__curve" aria-label={t('curve', { title })}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'asCurve' : 'asTable')}
        </button>
      </header>
      {asTable ? (
        <CurveTable points={points} />
      ) : (
        <>
          <h3>{t('shareOfGood')}</h3>
          <svg
            viewBox={`0 0 ${String(WIDTH)} ${String(SHARE_HEIGHT + 16)}`}
            role="img"
            aria-label={t('shareLabel', { lowest: formatShare(shares.length === 0 ? null : lowest) })}
          >
            <Grid frame={frame} top="100 %" bottom="0 %" faultUs={faultUs} />
            <path className="service__area" d={areaPath(shares, 1, frame)} />
            <path className="service__line" d={linePath(shares, 1, frame)} />
          </svg>
          <LatencyCurve points={points} frame={{ ...frame, height: LATENCY_HEIGHT }} faultUs={faultUs} />
        </>
      )}
    </section>
  );
}

function LatencyCurve({ points, frame, faultUs }: { points: Points; frame: CurveFrame; faultUs: number | null }) {
  const { t } = useTranslation('service');
  const series = (values: readonly (number | null)[]) =>
    points.seconds.flatMap((second, index) => {
      const value = values[index] ?? null;
      return value === null ? [] : [{ second, value }];
    });
  const slow = series(points.p99Ms);
  const top = latencyTop(slow.map(({ value }) => value));
  return (
    <>
      <h3>{t('latency')}</h3>
      <svg
        viewBox={`0 0 ${String(frame.width)} ${String(frame.height + 16)}`}
        role="img"
        aria-label={t('latencyLabel', { top: formatMs(slow.reduce((most, { value }) => Math.max(most, value), 0)) })}
      >
        <Grid frame={frame} top={formatMs(top)} bottom="0" faultUs={faultUs} />
        <path className="service__line service__line--slow" d={linePath(slow, top, frame)} />
        <path className="service__line service__line--median" d={linePath(series(points.p50Ms), top, frame)} />
      </svg>
      <p className="service__legend muted">
        <span data-line="median">p50</span> <span data-line="slow">p99</span>
      </p>
    </>
  );
}

type GridProps = {
  readonly frame: CurveFrame;
  readonly top: string;
  readonly bottom: string;
  readonly faultUs: number | null;
};

function Grid({ frame, top, bottom, faultUs }: GridProps) {
  const { t } = useTranslation('service');
  const faultX = faultUs === null ? -1 : xOf(faultUs / 1_000_000, frame);
  return (
    <>
      <line className="service__grid" x1={0} x2={frame.width} y1={0.5} y2={0.5} />
      <line className="service__grid" x1={0} x2={frame.width} y1={frame.height} y2={frame.height} />
      <text className="service__mark" x={2} y={11}>
        {top}
      </text>
      <text className="service__mark" x={2} y={frame.height - 3}>
        {bottom}
      </text>
      <text className="service__mark" x={2} y={frame.height + 13}>
        {formatClock(frame.fromSecond * 1_000_000)}
      </text>
      <text className="service__mark" x={frame.width - 2} y={frame.height + 13} textAnchor="end">
        {formatClock(frame.toSecond * 1_000_000)}
      </text>
      {faultX < 0 ? null : (
        <line className="service__fault" x1={faultX} x2={faultX} y1={0} y2={frame.height}>
          <title>{t('fault')}</title>
        </line>
      )}
    </>
  );
}

function CurveTable({ points }: { points: Points }) {
  const { t } = useTranslation('service');
  const errorText = useErrorText();
  const rows = points.seconds.map((second, index) => ({ second, index })).slice(-TABLE_ROWS);
  return (
    <div className="service__seconds" tabIndex={0} role="region" aria-label={t('seconds')}>
      <table className="table">
        <thead>
          <tr>
            {(['time', 'availability', 'requests', 'p50', 'p99', 'errors'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.reverse().map(({ second, index }) => (
            <tr key={second}>
              <th scope="row" className="mono">
                {formatClock(second * 1_000_000)}
              </th>
              <td className="mono">{formatShare((points.good[index] ?? 0) / Math.max(1, points.sent[index] ?? 0))}</td>
              <td className="mono">{points.sent[index]}</td>
              <td className="mono">{formatMs(points.p50Ms[index] ?? null)}</td>
              <td className="mono">{formatMs(points.p99Ms[index] ?? null)}</td>
              <td>
                {(points.errors[index] ?? [])
                  .map(({ kind, count }) => `${errorText(kind)} × ${String(count)}`)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
