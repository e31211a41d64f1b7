/** Lanes of the leaders, task events, faults, snapshots and time marks on one canvas. */
import type { Happening, TimelineView } from '../../sim-worker/api.ts';
import { drawText } from '../topology/canvas-text.ts';
import type { Palette } from '../topology/palette.ts';
import { type Stretch, marks, xOf } from './scale.ts';

const LANES = ['zookeeper', 'mesos', 'marathon'] as const;
const LANE_PITCH = 23;
const LANE_HEIGHT = 18;
const SERVICE_TOP = LANE_PITCH * LANES.length + 2;
const TASKS_TOP = LANE_PITCH * (LANES.length + 1) + 1;
const TASKS_HEIGHT = 14;
const ACTIONS_TOP = TASKS_TOP + TASKS_HEIGHT + 3;
const ACTIONS_HEIGHT = 14;
const AXIS_TOP = ACTIONS_TOP + ACTIONS_HEIGHT + 3;
export const TIMELINE_HEIGHT = AXIS_TOP + 18;

export type TimelinePicture = {
  readonly view: TimelineView;
  readonly stretch: Stretch;
  readonly width: number;
  readonly pixelRatio: number;
  readonly palette: Palette;
  readonly nowUs: number;
  readonly horizonUs: number;
  readonly titleOf: (process: string) => string;
  readonly faultText: (fault: Happening) => string;
};

export function drawTimeline(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { width, pixelRatio } = picture;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, width, TIMELINE_HEIGHT);
  drawMarks(context, picture);
  drawLanes(context, picture);
  drawService(context, picture);
  drawTasks(context, picture);
  drawSnapshots(context, picture);
  drawFaults(context, picture);
  drawFuture(context, picture);
}

function drawMarks(context: CanvasRenderingContext2D, { stretch, width, palette }: TimelinePicture): void {
  context.lineWidth = 1;
  for (const mark of marks(stretch, width)) {
    const x = Math.round(xOf(stretch, width, mark.atUs)) + 0.5;
    context.strokeStyle = palette.hairline;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, AXIS_TOP + 3);
    context.stroke();
    const align = x < 24 ? 'left' : x > width - 24 ? 'right' : 'center';
    drawText(context, mark.text, x, AXIS_TOP + 11, { font: `11px ${palette.mono}`, colour: palette.muted, align });
  }
}

function laneColour(lane: (typeof LANES)[number], palette: Palette): string {
  return { zookeeper: palette.zab, mesos: palette.mesos, marathon: palette.http }[lane];
}

function drawLanes(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { view, stretch, width, palette, horizonUs, titleOf } = picture;
  LANES.forEach((id, row) => {
    const y = row * LANE_PITCH + 2;
    const colour = laneColour(id, palette);
    const spans = view.lanes.find((lane) => lane.id === id)?.spans ?? [];
    for (const span of spans) {
      const start = xOf(stretch, width, span.fromUs);
      const end = xOf(stretch, width, span.toUs ?? horizonUs);
      const left = Math.max(-10, start);
      const right = Math.min(width + 10, end);
      if (right < 0 || left > width || right <= left) continue;
      const shown = Math.max(2, right - left - 1);
      context.globalAlpha = span.toUs === null ? 0.5 : 0.28;
      context.fillStyle = colour;
      context.beginPath();
      context.roundRect(left, y, shown, LANE_HEIGHT, 4);
      context.fill();
      context.globalAlpha = 1;
      context.fillRect(left, y, Math.min(3, shown), LANE_HEIGHT);
      if (shown < 26) continue;
      drawText(context, spanText(titleOf(span.process), span.label), Math.max(0, left) + 9, y + LANE_HEIGHT / 2 + 0.5, {
        font: `600 11.5px ${palette.sans}`,
        colour: palette.text,
        maxWidth: Math.min(shown, right - Math.max(0, left)) - 14,
      });
    }
  });
}

/** How high the area stands is the share of answered requests; what is missing from the top is drawn in the colour of faults. */
function drawService(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { view, stretch, width, palette, horizonUs } = picture;
  view.service.forEach(({ atUs, share }, index) => {
    if (share === null) return;
    const left = Math.max(0, xOf(stretch, width, atUs));
    const right = Math.min(width, xOf(stretch, width, view.service[index + 1]?.atUs ?? horizonUs));
    if (right <= left) return;
    const wide = Math.max(share < 1 ? 2 : 0.5, right - left);
    const lost = Math.round((1 - share) * LANE_HEIGHT);
    context.globalAlpha = 0.5;
    context.fillStyle = palette.status;
    context.fillRect(left, SERVICE_TOP + lost, wide, LANE_HEIGHT - lost);
    context.globalAlpha = 1;
    context.fillStyle = palette.fault;
    if (share < 1) context.fillRect(left, SERVICE_TOP, wide, Math.max(3, lost));
  });
}

function spanText(title: string, label: string): string {
  return label === '' || label.startsWith(title) ? title : `${title} · ${label}`;
}

function taskTone(state: string): 'status' | 'offer' | 'fault' | 'neutral' {
  const word = state.replace('TASK_', '');
  if (word === 'RUNNING' || word === 'FINISHED') return 'status';
  if (word === 'STAGING' || word === 'STARTING') return 'offer';
  return word === 'KILLED' || word === 'KILLING' ? 'neutral' : 'fault';
}

/** Up for what runs, down for what ended: the mark says it without its colour. */
function drawTasks(context: CanvasRenderingContext2D, { view, stretch, width, palette }: TimelinePicture): void {
  for (const task of view.tasks) {
    const x = xOf(stretch, width, task.atUs);
    if (x < -4 || x > width + 4) continue;
    const tone = taskTone(String(task.values['state'] ?? ''));
    const down = tone === 'fault' || tone === 'neutral';
    const y = TASKS_TOP + (down ? TASKS_HEIGHT - 2 : 2);
    context.fillStyle = palette[tone];
    context.beginPath();
    context.moveTo(x, down ? y : y);
    context.lineTo(x - 4, y + (down ? -9 : 9));
    context.lineTo(x + 4, y + (down ? -9 : 9));
    context.closePath();
    context.fill();
  }
}

function drawSnapshots(context: CanvasRenderingContext2D, { view, stretch, width, palette }: TimelinePicture): void {
  context.fillStyle = palette.outline;
  for (const atUs of view.snapshots) {
    const x = xOf(stretch, width, atUs);
    if (x >= 0 && x <= width) context.fillRect(Math.round(x), AXIS_TOP - 1, 1, 4);
  }
}

/** What a person did: faults in their colour, requests in that of HTTP; the words say which is which. */
function drawFaults(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { view, stretch, width, palette, faultText } = picture;
  let labelEnd = Number.NEGATIVE_INFINITY;
  for (const fault of view.faults) {
    const x = Math.round(xOf(stretch, width, fault.atUs)) + 0.5;
    if (x < 0 || x > width) continue;
    const colour = fault.kind === 'request' ? palette.http : palette.fault;
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, AXIS_TOP - 2);
    context.stroke();
    if (x < labelEnd) continue;
    const text = faultText(fault);
    context.font = `11px ${palette.sans}`;
    const room = Math.min(210, context.measureText(text).width);
    const onLeft = x + room + 8 > width;
    drawText(context, text, x + (onLeft ? -5 : 5), ACTIONS_TOP + ACTIONS_HEIGHT / 2, {
      font: `11px ${palette.sans}`,
      colour,
      align: onLeft ? 'right' : 'left',
      maxWidth: 210,
    });
    labelEnd = x + room + 12;
  }
}

/** What was recorded beyond the shown instant is dimmed: it is still to come. */
function drawFuture(
  context: CanvasRenderingContext2D,
  { stretch, width, palette, nowUs, horizonUs }: TimelinePicture,
): void {
  if (horizonUs - nowUs < 1000) return;
  const from = Math.max(0, xOf(stretch, width, nowUs));
  const to = Math.min(width, xOf(stretch, width, horizonUs));
  if (to <= from) return;
  context.globalAlpha = 0.55;
  context.fillStyle = palette.bg;
  context.fillRect(from, 0, to - from, AXIS_TOP - 2);
  context.globalAlpha = 1;
}
