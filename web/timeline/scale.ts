/** The stretch of virtual time that the timeline shows, and its marks. Pure. */

export type Stretch = { readonly fromUs: number; readonly toUs: number };

const SECOND = 1_000_000;
/** Steps between marks and lengths of the fitted stretch, in seconds: figures that people count in. */
const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200,
  18_000, 36_000,
];
const FIT_LENGTHS = [30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 36_000, 86_400, 360_000];
const MIN_LENGTH_US = 2000;

/** The whole run with some room ahead; its end moves seldom, so that the marks rest. */
export function fitted(horizonUs: number): Stretch {
  const seconds = (horizonUs * 1.03) / SECOND;
  const length = FIT_LENGTHS.find((candidate) => candidate >= seconds) ?? seconds;
  return { fromUs: 0, toUs: length * SECOND };
}

export function xOf(stretch: Stretch, width: number, atUs: number): number {
  return ((atUs - stretch.fromUs) / (stretch.toUs - stretch.fromUs)) * width;
}

export function timeAt(stretch: Stretch, width: number, x: number): number {
  return stretch.fromUs + (x / Math.max(1, width)) * (stretch.toUs - stretch.fromUs);
}

/** Zooms around an instant; never beyond the start of the run. */
export function zoomed(stretch: Stretch, aroundUs: number, factor: number): Stretch {
  const length = Math.max(MIN_LENGTH_US, (stretch.toUs - stretch.fromUs) / factor);
  const part = (aroundUs - stretch.fromUs) / (stretch.toUs - stretch.fromUs);
  const fromUs = Math.max(0, aroundUs - part * length);
  return { fromUs, toUs: fromUs + length };
}

/** Moves the stretch so that the instant is in it, with a tenth of its length to spare. */
export function including(stretch: Stretch, atUs: number): Stretch {
  const length = stretch.toUs - stretch.fromUs;
  if (atUs >= stretch.fromUs && atUs <= stretch.toUs) return stretch;
  const fromUs = Math.max(0, atUs < stretch.fromUs ? atUs - length * 0.1 : atUs - length * 0.9);
  return { fromUs, toUs: fromUs + length };
}

export type TimeMark = { readonly atUs: number; readonly text: string };

/** Marks at least `pitch` px apart. */
export function marks(stretch: Stretch, width: number, pitch = 84): TimeMark[] {
  const lengthS = (stretch.toUs - stretch.fromUs) / SECOND;
  const wanted = (lengthS * pitch) / Math.max(1, width);
  const step = STEPS.find((candidate) => candidate >= wanted) ?? 36_000;
  const made: TimeMark[] = [];
  for (let index = Math.ceil(stretch.fromUs / SECOND / step); index * step * SECOND <= stretch.toUs; index += 1) {
    const seconds = index * step;
    made.push({ atUs: seconds * SECOND, text: markText(seconds, step) });
  }
  return made;
}

function markText(seconds: number, step: number): string {
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
  const whole = Math.floor(seconds + 1e-9);
  const minutes = String(Math.floor(whole / 60) % 60).padStart(2, '0');
  const rest = (seconds - Math.floor(whole / 60) * 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${minutes}:${rest}` : `${minutes}:${rest}`;
}
