/** Text on the canvas, cut with an ellipsis where it does not fit. Widths are remembered: measuring is slow. */

const widths = new Map<string, number>();
const REMEMBERED = 4000;

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font}|${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > REMEMBERED) widths.clear();
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

function fitText(context: CanvasRenderingContext2D, text: string, maxWidth: number): string {
  if (widthOf(context, text) <= maxWidth) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(context, `${text.slice(0, middle)}…`) <= maxWidth) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${text.slice(0, low)}…`;
}

/** The first of the texts that fits whole; the last one cut, if none does. */
export function firstFitting(context: CanvasRenderingContext2D, texts: readonly string[], maxWidth: number): string {
  return texts.find((text) => widthOf(context, text) <= maxWidth) ?? fitText(context, texts.at(-1) ?? '', maxWidth);
}

export type TextStyle = {
  readonly font: string;
  readonly colour: string;
  readonly align?: CanvasTextAlign;
  readonly maxWidth?: number;
  /** Ground drawn around the letters, where lines pass below. */
  readonly halo?: string;
};

export function drawText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  style: TextStyle,
): void {
  context.font = style.font;
  context.fillStyle = style.colour;
  context.textAlign = style.align ?? 'left';
  context.textBaseline = 'middle';
  const shown = style.maxWidth === undefined ? text : fitText(context, text, style.maxWidth);
  if (style.halo !== undefined) {
    context.strokeStyle = style.halo;
    context.lineWidth = 5;
    context.lineJoin = 'round';
    context.strokeText(shown, x, y);
  }
  context.fillText(shown, x, y);
}
