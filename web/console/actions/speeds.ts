/** The speeds one can choose: virtual seconds for each real second. */

/** As fast as the machine can. */
export const FULL_SPEED = 0;

export const SPEEDS = [
  0.001,
  0.002,
  0.005,
  0.01,
  0.02,
  0.05,
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  FULL_SPEED,
] as const;

/** Position of the speed that is nearest to `speed`, by ratio. */
export function speedIndex(speed: number): number {
  if (speed === FULL_SPEED) return SPEEDS.length - 1;
  let best = 0;
  let bestRatio = Number.POSITIVE_INFINITY;
  SPEEDS.forEach((candidate, index) => {
    if (candidate === FULL_SPEED) return;
    const ratio = Math.max(candidate / speed, speed / candidate);
    if (ratio < bestRatio) {
      bestRatio = ratio;
      best = index;
    }
  });
  return best;
}

export function speedAt(index: number): number {
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, index))] ?? 1;
}
