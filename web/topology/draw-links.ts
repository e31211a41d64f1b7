/** Below the boxes: sessions, votes, cuts, and traffic as lines whose width is the rate. */
import type { ProcessTile } from '../../sim-worker/api.ts';
import { drawText } from './canvas-text.ts';
import { type Curve, angleOn, pointOn } from './geometry.ts';
import { serverByMyid } from '../console/simulation/ensemble.ts';
import { type Scene, anchorOf, curveOf } from './scene.ts';

export function drawLinks(context: CanvasRenderingContext2D, scene: Scene, realMs: number): void {
  const { size, pixelRatio } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  drawSessions(context, scene);
  drawFlows(context, scene, realMs);
  drawVotes(context, scene);
  drawCuts(context, scene);
}

function trace(context: CanvasRenderingContext2D, curve: Curve): void {
  context.beginPath();
  context.moveTo(curve.x0, curve.y0);
  context.quadraticCurveTo(curve.cx, curve.cy, curve.x1, curve.y1);
}

/** A session is a thin line that fades as its time runs out. */
function drawSessions(context: CanvasRenderingContext2D, scene: Scene): void {
  if (scene.hidden.has('session')) return;
  context.strokeStyle = scene.palette.session;
  context.lineWidth = 1;
  for (const session of scene.sessions) {
    if (session.process === null) continue;
    const curve = curveOf(scene, session.process, session.server);
    if (curve === null) continue;
    const left = Math.max(0, Math.min(1, session.remainingMs / Math.max(1, session.timeoutMs)));
    context.globalAlpha = 0.05 + 0.22 * left;
    trace(context, curve);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** With more flows than this, dashes say nothing any more and cost much: lines are enough. */
const MAX_DASHED = 140;
const FAINT = 0.25;

function drawFlows(context: CanvasRenderingContext2D, scene: Scene, realMs: number): void {
  const many = scene.flows.size > MAX_DASHED;
  for (const flow of scene.flows.values()) {
    if (scene.hidden.has(flow.group) || (many && flow.level < FAINT)) continue;
    const curve = curveOf(scene, flow.from, flow.to);
    if (curve === null) continue;
    const strength = Math.log2(1 + flow.level);
    context.strokeStyle = scene.palette.groups[flow.group];
    context.lineWidth = Math.min(6, 0.9 + 0.55 * strength);
    context.globalAlpha = Math.min(0.3, 0.08 + 0.05 * strength) * Math.min(1, flow.level * 2);
    trace(context, curve);
    context.stroke();
    if (many) continue;
    context.globalAlpha = Math.min(0.8, 0.28 + 0.12 * strength) * Math.min(1, flow.level * 2);
    context.setLineDash([5, 11]);
    context.lineDashOffset = scene.reducedMotion ? 0 : -realMs * 0.045;
    trace(context, curve);
    context.stroke();
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

/** While a server looks for a leader: an arrow to the server that it votes for, and the votes that it counted. */
function drawVotes(context: CanvasRenderingContext2D, scene: Scene): void {
  if (scene.hidden.has('zab')) return;
  for (const tile of scene.tiles.values()) {
    if (tile.vote === null || tile.status !== 'running') continue;
    drawVote(context, scene, tile, tile.vote);
  }
}

function drawVote(
  context: CanvasRenderingContext2D,
  scene: Scene,
  tile: ProcessTile,
  vote: NonNullable<ProcessTile['vote']>,
): void {
  const { palette } = scene;
  const candidate = serverByMyid(scene.tiles, vote.leader)?.id ?? null;
  const own = scene.layout.nodes.get(tile.id);
  if (own === undefined || candidate === null) return;
  const x = own.x * scene.view.k + scene.view.x;
  const y = own.y * scene.view.k + scene.view.y;
  const radius = (own.width * scene.view.k) / 2;
  context.strokeStyle = palette.zab;
  context.fillStyle = palette.zab;
  context.lineWidth = 1.5;
  if (candidate === tile.id) {
    context.setLineDash([3, 4]);
    context.beginPath();
    context.arc(x, y, radius + 6, 0, Math.PI * 2);
    context.stroke();
    context.setLineDash([]);
  } else {
    const curve = curveOf(scene, tile.id, candidate);
    if (curve !== null) drawArrow(context, curve);
  }
  drawTally(context, scene, { x, y: y - radius - 14, vote });
}

function drawArrow(context: CanvasRenderingContext2D, curve: Curve): void {
  context.setLineDash([3, 4]);
  trace(context, curve);
  context.stroke();
  context.setLineDash([]);
  const angle = angleOn(curve, 0.96);
  const tip = pointOn(curve, 0.99);
  context.beginPath();
  context.moveTo(tip.x, tip.y);
  context.lineTo(tip.x - 9 * Math.cos(angle - 0.42), tip.y - 9 * Math.sin(angle - 0.42));
  context.lineTo(tip.x - 9 * Math.cos(angle + 0.42), tip.y - 9 * Math.sin(angle + 0.42));
  context.closePath();
  context.fill();
}

type TallyPlace = { readonly x: number; readonly y: number; readonly vote: NonNullable<ProcessTile['vote']> };

/** One dot for each vote that the server has received in this round: full for its own candidate, hollow for another. */
function drawTally(context: CanvasRenderingContext2D, scene: Scene, { x, y, vote }: TallyPlace): void {
  const { palette } = scene;
  const pitch = 11;
  const text = scene.words.round(vote.round);
  const start = x - ((vote.tally.length - 1) * pitch) / 2;
  vote.tally.forEach((entry, index) => {
    context.beginPath();
    context.arc(start + index * pitch, y + 3, 3.6, 0, Math.PI * 2);
    if (entry.leader === vote.leader) {
      context.fillStyle = palette.zab;
      context.fill();
    } else {
      context.lineWidth = 1.3;
      context.stroke();
    }
  });
  drawText(context, text, x, y - 9, { font: `11px ${palette.sans}`, colour: palette.zab, align: 'center' });
}

/** A cut between two hosts: a broken line between their first boxes, crossed in the middle. */
function drawCuts(context: CanvasRenderingContext2D, scene: Scene): void {
  for (const cut of scene.cuts) {
    const from = firstBoxOf(scene, cut.from);
    const to = firstBoxOf(scene, cut.to);
    const curve = from === null || to === null ? null : curveOf(scene, from, to);
    if (curve === null) continue;
    context.strokeStyle = scene.palette.fault;
    context.lineWidth = 1.5;
    context.setLineDash([6, 6]);
    context.globalAlpha = 0.75;
    trace(context, curve);
    context.stroke();
    context.setLineDash([]);
    const middle = pointOn(curve, 0.5);
    context.beginPath();
    context.moveTo(middle.x - 5, middle.y - 5);
    context.lineTo(middle.x + 5, middle.y + 5);
    context.moveTo(middle.x + 5, middle.y - 5);
    context.lineTo(middle.x - 5, middle.y + 5);
    context.lineWidth = 2.2;
    context.stroke();
    context.globalAlpha = 1;
  }
}

function firstBoxOf(scene: Scene, host: string): string | null {
  for (const program of ['zookeeper', 'mesos-master', 'marathon', 'mesos-agent']) {
    const id = `${program}@${host}`;
    if (scene.layout.nodes.has(id)) return id;
  }
  return anchorOf(scene, `operator@${host}`);
}
