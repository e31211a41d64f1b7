/** From seconds and values to the outline of a curve. A second without requests leaves a gap. */
export type CurveFrame = {
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly width: number;
  readonly height: number;
};

export type CurvePoint = { readonly second: number; readonly value: number };

/** Seconds apart from which two points belong to different stretches. */
const GAP_SECONDS = 4;

export function xOf(second: number, { fromSecond, toSecond, width }: CurveFrame): number {
  return Math.round(((second - fromSecond) / Math.max(1, toSecond - fromSecond)) * width * 10) / 10;
}

function yOf(value: number, top: number, { height }: CurveFrame): number {
  return Math.round((1 - Math.min(1, value / top)) * height * 10) / 10;
}

function stretches(points: readonly CurvePoint[]): CurvePoint[][] {
  const found: CurvePoint[][] = [];
  for (const point of points) {
    const last = found.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && point.second - before.second <= GAP_SECONDS) last.push(point);
    else found.push([point]);
  }
  return found;
}

/** Steps: a value holds for its second. */
function steps(points: readonly CurvePoint[], top: number, frame: CurveFrame): string {
  return points
    .map((point, index) => {
      const y = yOf(point.value, top, frame);
      const end = points[index + 1]?.second ?? point.second + 1;
      return `${String(xOf(point.second, frame))} ${String(y)} L ${String(xOf(end, frame))} ${String(y)}`;
    })
    .join(' L ');
}

export function linePath(points: readonly CurvePoint[], top: number, frame: CurveFrame): string {
  return stretches(points)
    .map((stretch) => `M ${steps(stretch, top, frame)}`)
    .join(' ');
}

export function areaPath(points: readonly CurvePoint[], top: number, frame: CurveFrame): string {
  return stretches(points)
    .map((stretch) => {
      const first = stretch[0]?.second ?? 0;
      const last = (stretch.at(-1)?.second ?? 0) + 1;
      const floor = String(frame.height);
      return `M ${String(xOf(first, frame))} ${floor} L ${steps(stretch, top, frame)} L ${String(xOf(last, frame))} ${floor} Z`;
    })
    .join(' ');
}

/** The next of 1, 2, 5, 10 … ms above all values. */
export function latencyTop(values: readonly number[]): number {
  const most = values.reduce((top, value) => Math.max(top, value), 1);
  for (let decade = 1; ; decade *= 10) {
    const fitting = [1, 2, 5].map((step) => step * decade).find((step) => step >= most);
    if (fitting !== undefined) return fitting;
  }
}
