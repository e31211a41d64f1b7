/** The last minutes of one service as two curves, share of good answers and latency, and the same as a table. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceCurve as Points } from '../../sim-worker/api.ts';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
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
          <Plot
            frame={frame}
            label={t('shareLabel', { lowest: formatShare(shares.length === 0 ? null : lowest) })}
            top="100 %"
            bottom="0 %"
            faultUs={faultUs}
          >
            <path className="service__area" d={areaPath(shares, 1, frame)} />
            <path className="service__line" d={linePath(shares, 1, frame)} />
          </Plot>
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
      <Plot
        frame={frame}
        label={t('latencyLabel', { top: formatMs(slow.reduce((most, { value }) => Math.max(most, value), 0)) })}
        top={formatMs(top)}
        bottom="0"
        faultUs={faultUs}
      >
        <path className="service__line service__line--slow" d={linePath(slow, top, frame)} />
        <path className="service__line service__line--median" d={linePath(series(points.p50Ms), top, frame)} />
      </Plot>
      <p className="service__legend muted">
        <span data-line="median">p50</span> <span data-line="slow">p99</span>
      </p>
    </>
  );
}

type PlotProps = {
  readonly frame: CurveFrame;
  /** What the picture says, in words. */
  readonly label: string;
  readonly top: string;
  readonly bottom: string;
  readonly faultUs: number | null;
  readonly children: ReactNode;
};

/** The drawing is as wide as its place; its marks are texts beside it, so that they keep their size. */
function Plot({ frame, label, top, bottom, faultUs, children }: PlotProps) {
  const { t } = useTranslation('service');
  const faultX = faultUs === null ? -1 : xOf(faultUs / 1_000_000, frame);
  return (
    <div className="service__plot">
      <svg
        viewBox={`0 0 ${String(frame.width)} ${String(frame.height)}`}
        preserveAspectRatio="none"
        height={frame.height}
        role="img"
        aria-label={label}
      >
        <line className="service__grid" x1={0} x2={frame.width} y1={0.5} y2={0.5} />
        <line className="service__grid" x1={0} x2={frame.width} y1={frame.height - 0.5} y2={frame.height - 0.5} />
        {children}
        {faultX < 0 ? null : (
          <line className="service__fault" x1={faultX} x2={faultX} y1={0} y2={frame.height}>
            <title>{t('fault')}</title>
          </line>
        )}
      </svg>
      <span className="service__mark service__mark--top">{top}</span>
      <span className="service__mark service__mark--bottom">{bottom}</span>
      <p className="service__ends">
        <span className="service__mark">{formatClock(frame.fromSecond * 1_000_000)}</span>
        <span className="service__mark">{formatClock(frame.toSecond * 1_000_000)}</span>
      </p>
    </div>
  );
}

function CurveTable({ points }: { points: Points }) {
  const { t } = useTranslation('service');
  const errorText = useErrorText();
  const rows = points.seconds.map((second, index) => ({ second, index })).slice(-TABLE_ROWS);
  return (
    <div className="service__seconds" tabIndex={0} role="region" aria-label={t('seconds')}>
      <table className="table">
        <ColumnHeads
          texts={(['time', 'availability', 'requests', 'p50', 'p99', 'errors'] as const).map((column) =>
            t(`column.${column}`),
          )}
        />
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
