/** What boxes of all kinds share: their state in words and marks. */
import type { ProcessTile } from '../../sim-worker/api.ts';
import type { ScreenBox } from './geometry.ts';
import type { NodeBox } from './layout.ts';
import type { Palette } from './palette.ts';
import type { SceneWords } from './scene.ts';

export type Drawn = { readonly node: NodeBox; readonly tile: ProcessTile; readonly box: ScreenBox };

export function isDown(tile: ProcessTile): boolean {
  return tile.status === 'ended' || (tile.status === 'restarting' && !isToCome(tile));
}

/** Its host has just been switched on, and its turn has not come: nothing is wrong with it. */
function isToCome(tile: ProcessTile): boolean {
  return tile.status === 'restarting' && tile.incarnation === 0;
}

/** What stands under the name: the role in the field's words, or why there is none. */
export function stateWord(tile: ProcessTile, words: SceneWords): string {
  if (tile.status === 'paused') return words.paused;
  if (isToCome(tile)) return words.toCome;
  if (tile.status === 'restarting') return words.restarting;
  if (tile.status === 'ended') return words.ended(tile.exitCode);
  return tile.role;
}

export function drawCross(context: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  context.beginPath();
  context.moveTo(x - 5, y - 5);
  context.lineTo(x + 5, y + 5);
  context.moveTo(x + 5, y - 5);
  context.lineTo(x - 5, y + 5);
  context.lineWidth = 2.4;
  context.lineCap = 'round';
  context.strokeStyle = palette.fault;
  context.stroke();
  context.lineCap = 'butt';
}

export function drawBars(context: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  context.fillStyle = palette.offer;
  context.fillRect(x - 5, y - 6, 3.5, 12);
  context.fillRect(x + 1.5, y - 6, 3.5, 12);
}
