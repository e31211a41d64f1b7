/** Dominant shares of the frameworks: now as bars, and over the time that this master leads as lines. */
import { scaleOrdinal } from 'd3';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AllocatorView } from '../../sim-worker/api.ts';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { formatClock } from '../console/parts/format.ts';
import { useWidth } from '../console/parts/use-width.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { NoMaster } from './NoMaster.tsx';
import { shareChart } from './share-lines.ts';
import { formatShare } from './share-text.ts';

const EVERY_MS = 300;
const BOX = { height: 220, left: 52, bottom: 22, right: 22 };
const WIDEST_PX = 960;
const HUES = ['--mesos', '--offer', '--http', '--session', '--status', '--chronos', '--zab', '--fault'];

export function SharesPage() {
  const { t } = useTranslation('mesos');
  const view = usePolled('mesos shares', async (api) => await api.allocator(), EVERY_MS);
  if (view === null) return <StatePage title={t('loading')} text="" />;
  if (view.master === null) return <NoMaster />;
  if (view.shares.length === 0) return <StatePage title={t('shares.none')} text={t('shares.noneText')} />;
  const hue = scaleOrdinal<string, string>()
    .domain(view.shares.map(({ framework }) => framework.id))
    .range(HUES);
  return (
    <div className="inside" tabIndex={0} role="region" aria-label={t('tab.shares')}>
      <p className="inside__summary muted">
        {t('shares.text')} <Term name="dominantShare" />
      </p>
      <table className="inside-table">
        <ColumnHeads
          texts={[t('offers.column.framework'), t('shares.role'), t('shares.share'), t('shares.resource')]}
        />
        <tbody>
          {view.shares.map(({ framework, role, share, resource }) => (
            <tr key={framework.id}>
              <td>
                <span className="hue" style={{ background: `var(${hue(framework.id)})` }} aria-hidden />{' '}
                {framework.name}
              </td>
              <td className="mono">{role}</td>
              <td>
                <span className="share-bar" aria-hidden>
                  <span style={{ width: `${Math.min(100, share * 100)}%`, background: `var(${hue(framework.id)})` }} />
                </span>{' '}
                <span className="mono">{formatShare(share)}</span>
              </td>
              <td className="mono">{resource === '' ? t('unknown') : resource}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2 className="inside__title">{t('shares.overTime')}</h2>
      <Chart view={view} hue={hue} />
    </div>
  );
}

function Chart({ view, hue }: { view: AllocatorView; hue: (id: string) => string }) {
  const { t } = useTranslation('mesos');
  const place = useRef<HTMLDivElement>(null);
  const width = Math.min(WIDEST_PX, useWidth(place));
  const chart = shareChart(view.history, view.nowUs, { ...BOX, width: width - BOX.right });
  const names = new Map(view.shares.map(({ framework }) => [framework.id, framework.name]));
  return (
    <div ref={place}>
      <svg
        className="share-chart"
        width={width}
        height={BOX.height}
        role="img"
        aria-label={t('shares.chart', { count: chart.lines.length })}
      >
        {chart.shareTicks.map(({ y, share }) => (
          <g key={share}>
            <line x1={BOX.left} x2={width - BOX.right} y1={y} y2={y} className="share-chart__grid" />
            <text x={BOX.left - 6} y={y + 4} textAnchor="end">
              {`${Number((share * 100).toFixed(1))} %`}
            </text>
          </g>
        ))}
        {chart.timeTicks.map(({ x, atUs }) => (
          <text key={atUs} x={x} y={BOX.height - 4} textAnchor="middle">
            {formatClock(atUs).slice(0, -4)}
          </text>
        ))}
        {chart.lines.map(({ framework, path }) => (
          <path key={framework} d={path} style={{ stroke: `var(${hue(framework)})` }}>
            <title>{names.get(framework) ?? framework}</title>
          </path>
        ))}
      </svg>
    </div>
  );
}
