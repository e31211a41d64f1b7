/** Above the boxes: single messages on their way in virtual time, pulses of role changes, countdowns to a restart. */
import { PARTICLE_CAPACITY, type ParticleStore, oldestParticle } from '../console/simulation/particle-store.ts';
import { drawText } from './canvas-text.ts';
import { isFollowable, labelIn } from './flow-rates.ts';
import { type Curve, angleOn, pointOn, screenBox } from './geometry.ts';
import type { ProtocolGroup } from './protocols.ts';
import { type Scene, curveOf, groupIn } from './scene.ts';

export type Moment = {
  readonly nowUs: number;
  readonly realMs: number;
  readonly speed: number;
  readonly playing: boolean;
};

/** Where messages were drawn in the last picture, for hover and click. */
export type DrawnParticle = { readonly slot: number; readonly x: number; readonly y: number; readonly held: boolean };

/** A held message goes this far and breaks off. */
const BREAK_AT = 0.46;
/** Assumed travel of a message that never arrives, and how long it stays broken off on screen. */
const HELD_TRAVEL_US = 1500;
const HELD_SHOWN_MS = 900;
/** From this real travel time on there is time to read a label. */
const LABEL_MS = 240;
const MAX_LABELS = 14;
const PULSE_MS = 600;

export function drawParticles(
  context: CanvasRenderingContext2D,
  scene: Scene,
  store: ParticleStore,
  moment: Moment,
): DrawnParticle[] {
  const { size, pixelRatio } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const drawn: DrawnParticle[] = [];
  const labels: { x: number; y: number }[] = [];
  for (let number = store.written - 1; number >= oldestParticle(store); number -= 1) {
    const particle = place(scene, store, number % PARTICLE_CAPACITY, moment);
    if (particle === null) continue;
    drawParticle(context, scene, particle);
    drawn.push({ slot: particle.slot, x: particle.x, y: particle.y, held: particle.held });
    if (isLabelled(particle, store, moment, labels)) drawLabel(context, scene, store, particle);
  }
  drawRestarts(context, scene, moment.nowUs);
  drawPulses(context, scene, moment.realMs);
  return drawn;
}

type Placed = {
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly group: ProtocolGroup;
  readonly held: boolean;
};

function place(scene: Scene, store: ParticleStore, slot: number, moment: Moment): Placed | null {
  const sentAtUs = store.sentAtUs[slot] ?? 0;
  const dueAtUs = store.dueAtUs[slot] ?? 0;
  const { nowUs, speed } = moment;
  const held = dueAtUs < 0;
  if (sentAtUs > nowUs) return null;
  if (held ? nowUs - sentAtUs > Math.max(2 * HELD_TRAVEL_US, HELD_SHOWN_MS * 1000 * speed) : dueAtUs <= nowUs)
    return null;
  if (!held && moment.playing && !isFollowable(sentAtUs, dueAtUs, speed)) return null;
  const group = groupIn(scene, store.names[store.protocol[slot] ?? 0] ?? '');
  if (scene.hidden.has(group)) return null;
  const curve = curveOf(scene, store.names[store.from[slot] ?? 0] ?? '', store.names[store.to[slot] ?? 0] ?? '');
  if (curve === null) return null;
  const part = held
    ? Math.min(BREAK_AT, (nowUs - sentAtUs) / HELD_TRAVEL_US)
    : (nowUs - sentAtUs) / (dueAtUs - sentAtUs);
  return placedOn(curve, scene.reducedMotion && !held ? 0.5 : part, { slot, group, held });
}

function placedOn(curve: Curve, part: number, rest: Pick<Placed, 'slot' | 'group' | 'held'>): Placed {
  return { ...pointOn(curve, part), angle: angleOn(curve, part), ...rest };
}

function drawParticle(context: CanvasRenderingContext2D, scene: Scene, { x, y, angle, group, held }: Placed): void {
  const colour = scene.palette.groups[group];
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.globalAlpha = 0.22;
  context.beginPath();
  context.arc(x, y, 9, 0, Math.PI * 2);
  context.fill();
  context.globalAlpha = held ? 0.6 : 1;
  drawShape(context, group, { x, y, angle });
  context.globalAlpha = 1;
  if (!held) return;
  context.strokeStyle = scene.palette.fault;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 5, y - 5);
  context.lineTo(x + 5, y + 5);
  context.moveTo(x + 5, y - 5);
  context.lineTo(x - 5, y + 5);
  context.stroke();
}

type Mark = { readonly x: number; readonly y: number; readonly angle: number };

/** The shape says the protocol without its colour: the legend shows the same ones. */
function drawShape(context: CanvasRenderingContext2D, group: ProtocolGroup, { x, y, angle }: Mark): void {
  context.beginPath();
  switch (group) {
    case 'zab':
      context.arc(x, y, 4.6, 0, Math.PI * 2);
      return context.fill();
    case 'session':
      context.moveTo(x - 6 * Math.cos(angle), y - 6 * Math.sin(angle));
      context.lineTo(x + 6 * Math.cos(angle), y + 6 * Math.sin(angle));
      context.lineWidth = 3.2;
      context.lineCap = 'round';
      context.stroke();
      context.lineCap = 'butt';
      return;
    case 'mesos':
      context.rect(x - 4, y - 4, 8, 8);
      return context.fill();
    case 'offer':
      return drawTicket(context, x, y);
    case 'status':
      context.moveTo(x - 5, y);
      context.lineTo(x - 1.5, y + 4);
      context.lineTo(x + 5.5, y - 4.5);
      context.lineWidth = 2.8;
      context.lineCap = 'round';
      context.stroke();
      context.lineCap = 'butt';
      return;
    case 'http':
      context.moveTo(x + 6 * Math.cos(angle), y + 6 * Math.sin(angle));
      context.lineTo(x + 6 * Math.cos(angle + 2.35), y + 6 * Math.sin(angle + 2.35));
      context.lineTo(x + 6 * Math.cos(angle - 2.35), y + 6 * Math.sin(angle - 2.35));
      context.closePath();
      return context.fill();
    case 'docker':
      context.moveTo(x, y - 5);
      context.lineTo(x + 5, y);
      context.lineTo(x, y + 5);
      context.lineTo(x - 5, y);
      context.closePath();
      return context.fill();
  }
}

/** An offer is a ticket: two notches at its sides. */
function drawTicket(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x - 7, y - 5);
  context.lineTo(x + 7, y - 5);
  context.lineTo(x + 7, y - 2);
  context.arc(x + 7, y, 2, -Math.PI / 2, Math.PI / 2, true);
  context.lineTo(x + 7, y + 5);
  context.lineTo(x - 7, y + 5);
  context.lineTo(x - 7, y + 2);
  context.arc(x - 7, y, 2, Math.PI / 2, -Math.PI / 2, true);
  context.closePath();
  context.fill();
}

function isLabelled(
  particle: Placed,
  store: ParticleStore,
  moment: Moment,
  labels: { x: number; y: number }[],
): boolean {
  if (labels.length >= MAX_LABELS) return false;
  const travelUs = particle.held
    ? HELD_TRAVEL_US
    : (store.dueAtUs[particle.slot] ?? 0) - (store.sentAtUs[particle.slot] ?? 0);
  if (moment.playing && travelUs / 1000 < LABEL_MS * moment.speed) return false;
  const crowded = labels.some((label) => Math.abs(label.x - particle.x) < 96 && Math.abs(label.y - particle.y) < 14);
  if (crowded) return false;
  labels.push({ x: particle.x, y: particle.y });
  return true;
}

function drawLabel(context: CanvasRenderingContext2D, scene: Scene, store: ParticleStore, particle: Placed): void {
  const { palette } = scene;
  const text = labelIn(store, particle.slot);
  const onRight = particle.x > scene.size.width - 130;
  const x = particle.x + (onRight ? -11 : 11);
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = palette.bg;
  context.font = `11.5px ${palette.sans}`;
  context.textAlign = onRight ? 'right' : 'left';
  context.textBaseline = 'middle';
  context.strokeText(text, x, particle.y - 9, 150);
  context.fillStyle = palette.groups[particle.group];
  context.fillText(text, x, particle.y - 9, 150);
}

/** The time until the supervisor starts a process again: a thin arc that empties. */
function drawRestarts(context: CanvasRenderingContext2D, scene: Scene, nowUs: number): void {
  const { palette } = scene;
  for (const [id, seenUs] of scene.restartSeenUs) {
    const tile = scene.tiles.get(id);
    const node = scene.layout.nodes.get(id);
    if (tile === undefined || tile.restartAtUs === null || node === undefined) continue;
    const box = screenBox(node, scene.view);
    if (box.width < 24) continue;
    const part = Math.max(0, Math.min(1, (tile.restartAtUs - nowUs) / Math.max(1, tile.restartAtUs - seenUs)));
    const round = node.tier === 'zookeeper';
    const x = round ? box.x : box.x + box.width / 2 - 17;
    const y = round ? box.y : box.y + box.height / 2 - 15;
    context.beginPath();
    context.arc(x, y, round ? box.width / 2 + 4 : 8, -Math.PI / 2, -Math.PI / 2 + part * Math.PI * 2);
    context.lineWidth = 2;
    context.strokeStyle = palette.offer;
    context.stroke();
    if (!round) continue;
    const seconds = Math.max(0, (tile.restartAtUs - nowUs) / 1_000_000).toFixed(1);
    drawText(context, `${seconds} s`, box.x, box.y + box.width / 2 + 28, {
      font: `11px ${palette.mono}`,
      colour: palette.offer,
      align: 'center',
    });
  }
}

function drawPulses(context: CanvasRenderingContext2D, scene: Scene, realMs: number): void {
  scene.pulses = scene.pulses.filter((pulse) => realMs - pulse.startedMs < PULSE_MS);
  for (const pulse of scene.pulses) {
    const node = scene.layout.nodes.get(pulse.id);
    if (node === undefined) continue;
    const part = Math.max(0, realMs - pulse.startedMs) / PULSE_MS;
    const box = screenBox(node, scene.view);
    const grow = 4 + 14 * part;
    context.globalAlpha = 1 - part;
    context.strokeStyle = scene.palette[pulse.colour];
    context.lineWidth = 2.5 * (1 - part) + 0.5;
    context.beginPath();
    if (node.tier === 'zookeeper') context.arc(box.x, box.y, box.width / 2 + grow, 0, Math.PI * 2);
    else
      context.roundRect(
        box.x - box.width / 2 - grow,
        box.y - box.height / 2 - grow,
        box.width + 2 * grow,
        box.height + 2 * grow,
        8 + grow,
      );
    context.stroke();
  }
  context.globalAlpha = 1;
}
