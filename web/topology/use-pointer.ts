/** Hover, click, drag and wheel on the drawing. */
import { type RefObject, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock, formatCpus, formatDuration } from '../console/parts/format.ts';
import { live } from '../console/simulation/live.ts';
import { labelIn } from './flow-rates.ts';
import { boxAt } from './geometry.ts';
import { setView } from './scene.ts';
import type { Stage } from './stage.ts';
import type { TooltipContent } from './Tooltip.tsx';

const REACH_PX = 11;
const DRAG_PX = 4;
const MAX_ZOOM = 24;
const WHEEL_STEP = 0.0016;
const TIP_WIDTH = 250;
const TIP_HEIGHT = 150;

type Translate = (key: string, values?: Record<string, string | number>) => string;

export function usePointer(
  stage: Stage | null,
  host: RefObject<HTMLDivElement | null>,
  select: (id: string | null) => void,
  setTip: (tip: TooltipContent | null) => void,
): void {
  const { t } = useTranslation('topology');
  useEffect(() => {
    const element = host.current;
    if (stage === null || element === null) return;
    return listen(stage, element, { select, setTip, t: (key, values) => t(key, values ?? {}) });
  }, [stage, host, select, setTip, t]);
}

type Handlers = {
  readonly select: (id: string | null) => void;
  readonly setTip: (tip: TooltipContent | null) => void;
  readonly t: Translate;
};

function listen(stage: Stage, element: HTMLElement, handlers: Handlers): () => void {
  let drag: { x: number; y: number; moved: boolean } | null = null;
  /** Fingers on the drawing, for the pinch. */
  const fingers = new Map<number, { x: number; y: number }>();
  const at = (event: MouseEvent): { x: number; y: number } => {
    const bounds = element.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const onDown = (event: PointerEvent): void => {
    fingers.set(event.pointerId, at(event));
    drag = { ...at(event), moved: fingers.size > 1 };
  };
  const onMove = (event: PointerEvent): void => {
    const point = at(event);
    if (fingers.size === 2 && fingers.has(event.pointerId)) return pinch(stage, fingers, event.pointerId, point);
    if (drag === null || event.buttons === 0) return hover(stage, point, handlers);
    if (!drag.moved && Math.hypot(point.x - drag.x, point.y - drag.y) < DRAG_PX) return;
    const { view } = stage.scene;
    setView(stage.scene, { k: view.k, x: view.x + point.x - drag.x, y: view.y + point.y - drag.y });
    drag = { ...point, moved: true };
    handlers.setTip(null);
    stage.wake();
  };
  const onUp = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    const wasDrag = drag?.moved === true;
    drag = null;
    if (wasDrag || event.button !== 0) return;
    const point = at(event);
    handlers.select(boxAt(stage.scene.layout, stage.scene.view, point.x, point.y)?.id ?? null);
  };
  const onLeave = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    drag = null;
    handlers.setTip(null);
    setHovered(stage, null);
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    zoomAt(stage, at(event), Math.exp(-event.deltaY * WHEEL_STEP));
    handlers.setTip(null);
  };
  element.addEventListener('pointerdown', onDown);
  element.addEventListener('pointermove', onMove);
  element.addEventListener('pointerup', onUp);
  element.addEventListener('pointerleave', onLeave);
  element.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', onDown);
    element.removeEventListener('pointermove', onMove);
    element.removeEventListener('pointerup', onUp);
    element.removeEventListener('pointerleave', onLeave);
    element.removeEventListener('wheel', onWheel);
  };
}

/** The point under the pointer stays where it is; smaller than the pane it never gets. */
function zoomAt(stage: Stage, point: { x: number; y: number }, factor: number): void {
  const { view } = stage.scene;
  const k = Math.min(MAX_ZOOM, Math.max(1, view.k * factor));
  const ratio = k / view.k;
  const moved = { k, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio };
  setView(stage.scene, k === 1 ? { k: 1, x: 0, y: 0 } : moved);
  stage.wake();
}

/** Two fingers: the drawing grows and shrinks with their distance, around the point between them. */
function pinch(
  stage: Stage,
  fingers: Map<number, { x: number; y: number }>,
  moved: number,
  to: { x: number; y: number },
): void {
  const other = [...fingers].find(([id]) => id !== moved)?.[1];
  const from = fingers.get(moved);
  if (other === undefined || from === undefined) return;
  const before = Math.hypot(from.x - other.x, from.y - other.y);
  const after = Math.hypot(to.x - other.x, to.y - other.y);
  fingers.set(moved, to);
  if (before > 0) zoomAt(stage, { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 }, after / before);
}

function setHovered(stage: Stage, id: string | null): void {
  if (stage.scene.hovered === id) return;
  stage.scene.hovered = id;
  stage.scene.dirty = true;
  stage.wake();
}

function hover(stage: Stage, point: { x: number; y: number }, { setTip, t }: Handlers): void {
  const near = stage.particles().find((particle) => Math.hypot(particle.x - point.x, particle.y - point.y) <= REACH_PX);
  const node = boxAt(stage.scene.layout, stage.scene.view, point.x, point.y);
  setHovered(stage, near === undefined ? (node?.id ?? null) : null);
  const flip = point.x > stage.scene.size.width - TIP_WIDTH;
  const above = point.y > stage.scene.size.height - TIP_HEIGHT;
  const place = { x: flip ? point.x - TIP_WIDTH : point.x + 14, y: point.y + (above ? -10 : 14), above };
  if (near !== undefined) return setTip({ ...place, ...messageTip(stage, near.slot, near.held, t) });
  if (node === null) return setTip(null);
  setTip({ ...place, ...processTip(stage, node.id, t) });
}

function messageTip(stage: Stage, slot: number, held: boolean, t: Translate): Pick<TooltipContent, 'title' | 'lines'> {
  const { names, from, to, protocol, sentAtUs, dueAtUs } = live.particles;
  const titleOf = (index: number | undefined): string => {
    const id = names[index ?? 0] ?? '';
    return stage.scene.tiles.get(id)?.title ?? id;
  };
  const sent = sentAtUs[slot] ?? 0;
  const travel = held ? t('tip.held') : t('tip.arrives', { after: formatDuration((dueAtUs[slot] ?? 0) - sent) });
  const lines = [
    `${titleOf(from[slot])} → ${titleOf(to[slot])}`,
    t(`protocol.${names[protocol[slot] ?? 0] ?? 'mesos'}`),
    t('tip.sent', { at: formatClock(sent) }),
    travel,
  ];
  return { title: labelIn(live.particles, slot), lines };
}

function processTip(stage: Stage, id: string, t: Translate): Pick<TooltipContent, 'title' | 'lines'> {
  const tile = stage.scene.tiles.get(id);
  if (tile === undefined) return { title: id, lines: [] };
  const lines = [tile.id, [tile.role, tile.detail].filter((part) => part !== '').join(' · ')];
  if (tile.resources !== null) {
    const { cpusUsedMilli, cpusTotalMilli, memUsedMib, memTotalMib } = tile.resources;
    lines.push(t('tip.cpus', { used: formatCpus(cpusUsedMilli), total: formatCpus(cpusTotalMilli) }));
    lines.push(t('tip.mem', { used: memUsedMib, total: memTotalMib }));
    lines.push(t('tasks', { count: tile.taskCount }));
  }
  return { title: tile.title, lines: lines.filter((line) => line !== '') };
}
