/** The boxes: tier names, servers, masters, schedulers, agents, with their roles and states. Drawn only when one changed. */
import type { ProcessTile } from '../../sim-worker/api.ts';
import { drawAgent } from './draw-agents.ts';
import { drawText, firstFitting } from './canvas-text.ts';
import { type Drawn, drawBars, drawCross, isDown, stateWord } from './box-parts.ts';
import { type ScreenBox, screenBox } from './geometry.ts';
import type { NodeBox } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';

export function drawBoxes(context: CanvasRenderingContext2D, scene: Scene): void {
  const { size, pixelRatio, view, palette } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  for (const label of scene.layout.labels) {
    const y = label.y * view.k + view.y;
    const text = scene.words.tier[label.tier].toUpperCase();
    context.letterSpacing = '1.5px';
    drawText(context, text, label.x, y, { halo: palette.bg, font: `600 11px ${palette.sans}`, colour: palette.muted });
    context.letterSpacing = '0px';
  }
  for (const node of scene.layout.nodes.values()) {
    const tile = scene.tiles.get(node.id);
    const box = screenBox(node, view);
    if (tile === undefined || isOutside(box, scene)) continue;
    drawBox(context, scene, { node, tile, box });
    if (scene.focused === node.id || scene.selected === node.id || scene.hovered === node.id)
      drawMarked(context, scene, node, box);
  }
}

function isOutside(box: ScreenBox, scene: Scene): boolean {
  const { width, height } = scene.size;
  return (
    box.x + box.width < 0 || box.x - box.width > width || box.y + box.height + 40 < 0 || box.y - box.height > height
  );
}

function drawBox(context: CanvasRenderingContext2D, scene: Scene, drawn: Drawn): void {
  switch (drawn.node.tier) {
    case 'zookeeper':
      return drawServer(context, scene, drawn);
    case 'agents':
      return drawAgent(context, scene, drawn);
    case 'operator':
    case 'clients':
      return drawOperator(context, scene, drawn);
    case 'masters':
    case 'schedulers':
      return drawCard(context, scene, drawn);
  }
}

/** Colour of the system that a process belongs to. */
function systemColour(tile: ProcessTile, palette: Palette): string {
  if (tile.program === 'zookeeper') return palette.zab;
  if (tile.program === 'marathon') return palette.http;
  return palette.mesos;
}

function roleColour(tile: ProcessTile, palette: Palette): string {
  if (isDown(tile)) return palette.fault;
  if (tile.status === 'paused') return palette.offer;
  return tile.leading ? systemColour(tile, palette) : palette.muted;
}

function drawServer(context: CanvasRenderingContext2D, scene: Scene, { node, tile, box }: Drawn): void {
  const { palette } = scene;
  const radius = box.width / 2;
  const down = isDown(tile);
  context.globalAlpha = down ? 0.5 : 1;
  context.beginPath();
  context.arc(box.x, box.y, radius - 2, 0, Math.PI * 2);
  context.fillStyle = palette.panel;
  context.fill();
  context.lineWidth = tile.leading ? 3 : 1.5;
  context.strokeStyle = tile.leading ? palette.zab : palette.outline;
  context.setLineDash(tile.vote !== null || tile.status === 'paused' ? [4, 4] : []);
  context.stroke();
  context.setLineDash([]);
  if (tile.leading) drawLeaderRing(context, box, palette);
  const name = radius > 24 ? tile.title : (tile.title.split(' ').at(-1) ?? tile.title);
  drawText(context, name, box.x, box.y, {
    font: `600 12px ${palette.sans}`,
    colour: palette.text,
    align: 'center',
    maxWidth: radius * 2 - 8,
  });
  context.globalAlpha = 1;
  if (down) drawCross(context, box.x + radius * 0.72, box.y - radius * 0.72, palette);
  if (tile.status === 'paused') drawBars(context, box.x + radius * 0.74, box.y - radius * 0.74, palette);
  const word = stateWord(tile, scene.words);
  const below = box.y + radius + 12;
  context.lineJoin = 'round';
  drawText(context, word, box.x, below, {
    halo: palette.bg,
    font: `600 11px ${palette.sans}`,
    colour: roleColour(tile, palette),
    align: 'center',
    maxWidth: 200,
  });
  if (down) return;
  // Where the neighbours are near, the last part (the zxid) says most.
  context.font = `11px ${palette.mono}`;
  const detail = firstFitting(
    context,
    [tile.detail, tile.detail.split(' · ').at(-1) ?? '', tile.detail.split(' ').at(-1) ?? ''],
    node.room * scene.view.k,
  );
  drawText(context, detail, box.x, below + 16, {
    halo: palette.bg,
    font: `11px ${palette.mono}`,
    colour: palette.muted,
    align: 'center',
  });
}

function drawLeaderRing(context: CanvasRenderingContext2D, box: ScreenBox, palette: Palette): void {
  context.save();
  context.globalAlpha = 0.28;
  context.beginPath();
  context.arc(box.x, box.y, box.width / 2 + 3, 0, Math.PI * 2);
  context.lineWidth = 2;
  context.strokeStyle = palette.zab;
  context.stroke();
  context.restore();
}

/** Role and detail, then with ever fewer parts of the detail: what does not fit is left out whole rather than cut. */
function secondLines(tile: ProcessTile, scene: Scene, down: boolean): readonly string[] {
  const state = stateWord(tile, scene.words);
  const parts = down || tile.detail === '' ? [] : tile.detail.split(' · ');
  return [...parts.map((_, dropped) => [state, ...parts.slice(0, parts.length - dropped)]), [state]].map((line) =>
    line.filter((part) => part !== '').join(' · '),
  );
}

function drawCard(context: CanvasRenderingContext2D, scene: Scene, { tile, box }: Drawn): void {
  const { palette } = scene;
  const left = box.x - box.width / 2;
  const top = box.y - box.height / 2;
  const colour = systemColour(tile, palette);
  const down = isDown(tile);
  context.globalAlpha = down ? 0.55 : 1;
  context.beginPath();
  context.roundRect(left + 1, top + 1, box.width - 2, box.height - 2, 8);
  context.fillStyle = palette.panel;
  context.fill();
  context.lineWidth = tile.leading ? 2.5 : 1;
  context.strokeStyle = tile.leading ? colour : palette.outline;
  context.setLineDash(tile.status === 'paused' ? [4, 4] : []);
  context.stroke();
  context.setLineDash([]);
  const padding = box.width > 160 ? 12 : 8;
  const room = box.width - 2 * padding - (down || tile.status === 'paused' ? 22 : 0);
  const font = `600 ${box.width > 130 ? 13 : 12}px ${palette.sans}`;
  context.font = font;
  const star = tile.leading ? ' ★' : '';
  const name = firstFitting(context, [`${tile.title}${star}`, `${tile.title.split(' ').at(-1) ?? ''}${star}`], room);
  drawText(context, name, left + padding, top + box.height * 0.34, { font, colour: palette.text });
  const lineFont = `11.5px ${palette.sans}`;
  context.font = lineFont;
  const second = firstFitting(context, secondLines(tile, scene, down), box.width - 2 * padding);
  drawText(context, second, left + padding, top + box.height * 0.69, {
    font: lineFont,
    colour: roleColour(tile, palette),
    maxWidth: box.width - 2 * padding,
  });
  context.globalAlpha = 1;
  if (down) drawCross(context, left + box.width - 17, top + box.height * 0.34, palette);
  if (tile.status === 'paused') drawBars(context, left + box.width - 17, top + box.height * 0.34, palette);
}

function drawOperator(context: CanvasRenderingContext2D, scene: Scene, { box, node }: Drawn): void {
  const { palette } = scene;
  context.beginPath();
  context.roundRect(box.x - box.width / 2, box.y - box.height / 2, box.width, box.height, box.height / 2);
  context.fillStyle = palette.panel;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = palette.outline;
  context.stroke();
  drawText(context, scene.words.tier[node.tier], box.x, box.y, {
    font: `11.5px ${palette.sans}`,
    colour: palette.muted,
    align: 'center',
    maxWidth: box.width - 12,
  });
}

function drawMarked(context: CanvasRenderingContext2D, scene: Scene, node: NodeBox, box: ScreenBox): void {
  const { palette } = scene;
  const strong = scene.selected === node.id || scene.focused === node.id;
  context.beginPath();
  if (node.tier === 'zookeeper') context.arc(box.x, box.y, box.width / 2 + 5, 0, Math.PI * 2);
  else context.roundRect(box.x - box.width / 2 - 3, box.y - box.height / 2 - 3, box.width + 6, box.height + 6, 10);
  context.lineWidth = strong ? 2 : 1;
  context.strokeStyle = strong ? palette.focus : palette.muted;
  context.setLineDash(scene.focused === node.id && scene.selected !== node.id ? [3, 3] : []);
  context.stroke();
  context.setLineDash([]);
}
