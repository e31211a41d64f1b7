/** Measures of the election's drawing. */
export const ROW = 24;

/** The middle of a column, as SVG takes it. */
export function place(column: number, columns: number): string {
  return `${percent(column, columns).toFixed(3)}%`;
}

export function percent(column: number, columns: number): number {
  return ((column + 0.5) / columns) * 100;
}

/** The middle of a row. */
export function rowY(step: number): number {
  return step * ROW + ROW / 2;
}
