/** Agents in the size that there is room for: cards with tasks and bars, tiles, or cells of a heat map. */
import type { ProcessTile, TaskTile } from '../../sim-worker/api.ts';
import { drawText, firstFitting } from './canvas-text.ts';
import { type Drawn, drawBars, drawCross, isDown, stateWord } from './box-parts.ts';
import type { ScreenBox } from './geometry.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';

const CARD_WIDTH = 58;
const CARD_HEIGHT = 54;
const TILE_WIDTH = 26;

export function drawAgent(context: CanvasRenderingContext2D, scene: Scene, drawn: Drawn): void {
  const { box } = drawn;
  if (box.width >= CARD_WIDTH && box.height >= CARD_HEIGHT) drawCard(context, scene, drawn);
  else if (box.width >= TILE_WIDTH) drawTile(context, scene, drawn);
  else drawCell(context, scene, drawn);
}

/** The last two parts of an address. */
function shortHost(host: string): string {
  return host.split('.').slice(-2).join('.');
}

function frame(context: CanvasRenderingContext2D, box: ScreenBox, tile: ProcessTile, palette: Palette): void {
  context.beginPath();
  context.roundRect(box.x - box.width / 2, box.y - box.height / 2, box.width, box.height, Math.min(8, box.height / 5));
  context.fillStyle = palette.panel;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = isDown(tile) ? palette.fault : palette.outline;
  context.setLineDash(tile.status === 'running' ? [] : [4, 4]);
  context.stroke();
  context.setLineDash([]);
}

function drawCard(context: CanvasRenderingContext2D, scene: Scene, { tile, box }: Drawn): void {
  const { palette } = scene;
  const padding = box.width > 100 ? 10 : 7;
  const left = box.x - box.width / 2 + padding;
  const width = box.width - 2 * padding;
  const top = box.y - box.height / 2;
  const down = isDown(tile);
  context.globalAlpha = down ? 0.55 : 1;
  frame(context, box, tile, palette);
  context.font = `600 12px ${palette.sans}`;
  const name = firstFitting(context, [tile.host, shortHost(tile.host)], width - (down ? 16 : 0));
  drawText(context, name, left, top + 15, { font: `600 12px ${palette.sans}`, colour: palette.text });
  const trouble = down || tile.status === 'paused';
  const roomForLine = box.height >= 74;
  if (roomForLine) {
    const line = trouble || tile.taskCount === 0 ? stateWord(tile, scene.words) : scene.words.tasks(tile.taskCount);
    drawText(context, line, left, top + 31, {
      font: `11px ${palette.sans}`,
      colour: down ? palette.fault : palette.muted,
      maxWidth: width,
    });
  }
  const barsTop = top + (roomForLine ? 42 : 27);
  drawResourceBars(context, tile, { left, top: barsTop, width, height: 4 }, palette);
  drawTasks(context, tile, { left, top: barsTop + 17, width, height: top + box.height - barsTop - 22 }, palette);
  context.globalAlpha = 1;
  if (down) drawCross(context, left + width - 4, top + 15, palette);
  else if (tile.status === 'paused') drawBars(context, left + width - 4, top + 15, palette);
}

type Area = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

function drawResourceBars(context: CanvasRenderingContext2D, tile: ProcessTile, area: Area, palette: Palette): void {
  const bars = tile.resources;
  const shares = [
    { part: bars === null ? 0 : bars.cpusUsedMilli / Math.max(1, bars.cpusTotalMilli), colour: palette.mesos },
    { part: bars === null ? 0 : bars.memUsedMib / Math.max(1, bars.memTotalMib), colour: palette.session },
  ];
  shares.forEach(({ part, colour }, index) => {
    const y = area.top + index * (area.height + 3);
    context.fillStyle = palette.hairline;
    context.beginPath();
    context.roundRect(area.left, y, area.width, area.height, 2);
    context.fill();
    if (part <= 0) return;
    context.fillStyle = colour;
    context.beginPath();
    context.roundRect(area.left, y, Math.max(3, area.width * Math.min(1, part)), area.height, 2);
    context.fill();
  });
}

const TASK_SIZE = 9;
const TASK_PITCH = 13;

function drawTasks(context: CanvasRenderingContext2D, tile: ProcessTile, area: Area, palette: Palette): void {
  const columns = Math.max(1, Math.floor((area.width + TASK_PITCH - TASK_SIZE) / TASK_PITCH));
  const rows = Math.max(1, Math.floor((area.height + TASK_PITCH - TASK_SIZE) / TASK_PITCH));
  const room = columns * rows;
  const overflow = tile.taskCount > room;
  const drawn = overflow ? tile.tasks.slice(0, Math.max(0, room - 3)) : tile.tasks.slice(0, room);
  drawn.forEach((task, index) => {
    const x = area.left + (index % columns) * TASK_PITCH;
    const y = area.top + Math.floor(index / columns) * TASK_PITCH;
    drawTask(context, task, x, y, palette);
  });
  if (!overflow) return;
  const at = drawn.length;
  const x = area.left + (at % columns) * TASK_PITCH;
  const y = area.top + Math.floor(at / columns) * TASK_PITCH + TASK_SIZE / 2;
  drawText(context, `+${tile.taskCount - at}`, x, y, { font: `600 11px ${palette.sans}`, colour: palette.muted });
}

/** Running tasks are filled, starting ones hollow, unhealthy ones struck, failed ones crossed. */
function drawTask(context: CanvasRenderingContext2D, task: TaskTile, x: number, y: number, palette: Palette): void {
  const state = task.state.replace('TASK_', '');
  const failed = state === 'FAILED' || state === 'LOST' || state === 'ERROR';
  const starting = state === 'STAGING' || state === 'STARTING';
  const sick = task.healthy === false;
  const colour = failed || sick ? palette.fault : starting || state === 'KILLING' ? palette.offer : palette.status;
  context.beginPath();
  context.roundRect(x, y, TASK_SIZE, TASK_SIZE, 2);
  if (starting || failed) {
    context.lineWidth = 1.5;
    context.strokeStyle = colour;
    context.stroke();
  } else {
    context.fillStyle = colour;
    context.fill();
  }
  if (!sick && !failed) return;
  context.beginPath();
  context.moveTo(x + 1.5, y + TASK_SIZE - 1.5);
  context.lineTo(x + TASK_SIZE - 1.5, y + 1.5);
  context.lineWidth = 1.5;
  context.strokeStyle = failed ? colour : palette.bg;
  context.stroke();
}

function loadOf(tile: ProcessTile): number {
  if (tile.resources === null) return 0;
  return Math.min(1, tile.resources.cpusUsedMilli / Math.max(1, tile.resources.cpusTotalMilli));
}

function drawTile(context: CanvasRenderingContext2D, scene: Scene, { tile, box }: Drawn): void {
  const { palette } = scene;
  const left = box.x - box.width / 2;
  const top = box.y - box.height / 2;
  context.globalAlpha = isDown(tile) ? 0.55 : 1;
  frame(context, box, tile, palette);
  if (box.width >= 44 && box.height >= 24) {
    drawText(context, shortHost(tile.host), box.x, top + box.height * 0.36, {
      font: `11px ${palette.mono}`,
      colour: palette.text,
      align: 'center',
      maxWidth: box.width - 8,
    });
  }
  context.fillStyle = palette.hairline;
  context.fillRect(left + 4, top + box.height - 8, box.width - 8, 4);
  context.fillStyle = palette.status;
  context.fillRect(left + 4, top + box.height - 8, (box.width - 8) * loadOf(tile), 4);
  context.globalAlpha = 1;
  if (isDown(tile)) drawCross(context, left + box.width - 9, top + 9, palette);
}

/** A cell of the heat map: the more of its CPUs are used, the fuller; a dead agent is crossed. */
function drawCell(context: CanvasRenderingContext2D, scene: Scene, { tile, box }: Drawn): void {
  const { palette } = scene;
  const left = box.x - box.width / 2;
  const top = box.y - box.height / 2;
  context.fillStyle = palette.raised;
  context.fillRect(left, top, box.width, box.height);
  const down = isDown(tile);
  context.globalAlpha = down ? 0.9 : 0.15 + 0.85 * loadOf(tile);
  context.fillStyle = down ? palette.fault : palette.status;
  if (down) context.fillRect(left, top + box.height / 2 - 1, box.width, 2);
  else if (loadOf(tile) > 0) context.fillRect(left, top, box.width, box.height);
  context.globalAlpha = 1;
}
