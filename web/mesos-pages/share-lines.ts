/** Lines of dominant shares over time: samples into drawable steps. Pure. */
import { scaleLinear } from 'd3';
import type { ShareSampleView } from '../../sim-worker/api.ts';

export type ShareLine = { readonly framework: string; readonly path: string };
export type ShareChart = {
  readonly lines: readonly ShareLine[];
  readonly timeTicks: readonly { readonly x: number; readonly atUs: number }[];
  readonly shareTicks: readonly { readonly y: number; readonly share: number }[];
};

export type ChartBox = {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
};

/** The least share that fills the height, so that an idle cluster does not look busy. */
const LEAST_TOP = 0.05;
/** Room for a clock under the chart. */
const TICK_PX = 110;

export function shareChart(history: readonly ShareSampleView[], nowUs: number, box: ChartBox): ShareChart {
  const fromUs = history[0]?.atUs ?? nowUs;
  const highest = Math.max(LEAST_TOP, ...history.flatMap((sample) => sample.shares.map(({ share }) => share)));
  const x = scaleLinear()
    .domain([fromUs, Math.max(nowUs, fromUs + 1)])
    .range([box.left, box.width]);
  const y = scaleLinear()
    .domain([0, Math.min(1, highest * 1.1)])
    .range([box.height - box.bottom, 4]);
  return {
    lines: frameworksOf(history).map((framework) => ({ framework, path: steps(framework, history, nowUs, { x, y }) })),
    timeTicks: x.ticks(Math.max(2, Math.floor(box.width / TICK_PX))).map((atUs) => ({ x: x(atUs), atUs })),
    shareTicks: y.ticks(4).map((share) => ({ y: y(share), share })),
  };
}

function frameworksOf(history: readonly ShareSampleView[]): readonly string[] {
  return [...new Set(history.flatMap((sample) => sample.shares.map(({ framework }) => framework)))];
}

type Scales = { readonly x: (atUs: number) => number; readonly y: (share: number) => number };

/** A share holds until the next sample: steps, not slopes. A framework that is not in a sample holds nothing. */
function steps(framework: string, history: readonly ShareSampleView[], nowUs: number, { x, y }: Scales): string {
  const parts: string[] = [];
  for (const sample of history) {
    const share = sample.shares.find((entry) => entry.framework === framework)?.share ?? 0;
    const at = x(sample.atUs).toFixed(1);
    parts.push(parts.length === 0 ? `M${at},${y(share).toFixed(1)}` : `H${at}V${y(share).toFixed(1)}`);
  }
  if (parts.length > 0) parts.push(`H${x(nowUs).toFixed(1)}`);
  return parts.join('');
}
