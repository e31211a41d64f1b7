/** The run from its start: who led, what failed, where one is. Drag the playhead to go back. */
import { Maximize2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineView } from '../../sim-worker/api.ts';
import { useHappeningText } from '../event-list/happening-text.ts';
import { formatClock } from '../console/parts/format.ts';
import { Hint } from '../console/parts/Hint.tsx';
import { useWidth } from '../console/parts/use-width.ts';
import { horizonUs, onFrame, virtualNowUs } from '../console/simulation/live.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { usePreferences } from '../console/state/preferences.ts';
import { readPalette } from '../topology/palette.ts';
import { formatShare } from '../service/format-share.ts';
import { Playhead } from './Playhead.tsx';
import { TIMELINE_HEIGHT, drawTimeline } from './draw-timeline.ts';
import { type Stretch, fitted, including, timeAt, zoomed } from './scale.ts';
import { useTimelineUpdates, useTimelineView } from './use-timeline-view.ts';
import './timeline.css';

const DRAW_EVERY_MS = 90;
const WHEEL_STEP = 0.0022;
/** Changes of the service's lane that its text tells, the newest ones. */
const SERVICE_STEPS_TOLD = 12;

export function Timeline() {
  const { t } = useTranslation('timeline');
  useTimelineUpdates();
  const track = useRef<HTMLDivElement>(null);
  const width = useWidth(track);
  /** Null: the whole run. */
  const [chosen, setChosen] = useState<Stretch | null>(null);
  const stretch = useCallback((): Stretch => {
    if (chosen === null) return fitted(Math.max(horizonUs(), virtualNowUs()));
    return including(chosen, virtualNowUs());
  }, [chosen]);
  useEffect(() => {
    const element = track.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const x = event.clientX - element.getBoundingClientRect().left;
      const now = stretch();
      setChosen(zoomed(now, timeAt(now, element.clientWidth, x), Math.exp(-event.deltaY * WHEEL_STEP)));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [stretch]);
  return (
    <div className="timeline">
      <div className="timeline__labels" aria-hidden="true">
        <span>{t('lane.zookeeper')}</span>
        <span>{t('lane.mesos')}</span>
        <span>{t('lane.marathon')}</span>
        <span>{t('lane.service')}</span>
        <span className="timeline__tasks">{t('lane.tasks')}</span>
        <span className="timeline__tasks">{t('lane.actions')}</span>
      </div>
      <div className="timeline__track" ref={track}>
        <Lanes width={width} stretch={stretch} />
        <Playhead width={width} stretch={stretch} />
      </div>
      <Hint text={t('fit')}>
        <button
          type="button"
          className="button button--icon button--plain timeline__fit"
          aria-label={t('fit')}
          disabled={chosen === null}
          onClick={() => setChosen(null)}
        >
          <Maximize2 size={14} aria-hidden />
        </button>
      </Hint>
    </div>
  );
}

function Lanes({ width, stretch }: { width: number; stretch: () => Stretch }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useTimelineView((state) => state.view);
  const theme = usePreferences((state) => state.theme);
  const textOf = useHappeningText();
  useEffect(() => {
    const context = canvas.current?.getContext('2d') ?? null;
    if (context === null || width === 0) return;
    const pixelRatio = Math.min(2, window.devicePixelRatio || 1);
    context.canvas.width = Math.round(width * pixelRatio);
    context.canvas.height = Math.round(TIMELINE_HEIGHT * pixelRatio);
    let palette = readPalette();
    let drawnMs = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      drawnMs = performance.now();
      const titleOf = (process: string): string => useRun.getState().tiles.get(process)?.title ?? process;
      drawTimeline(context, {
        view,
        stretch: stretch(),
        width,
        pixelRatio,
        palette,
        nowUs: virtualNowUs(),
        horizonUs: horizonUs(),
        titleOf,
        faultText: textOf,
      });
    };
    const soon = (): void => {
      timer ??= setTimeout(draw, Math.max(0, DRAW_EVERY_MS - (performance.now() - drawnMs)));
    };
    const watcher = new MutationObserver(() => {
      palette = readPalette();
      soon();
    });
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    draw();
    const stopFrames = onFrame(soon);
    return () => {
      stopFrames();
      watcher.disconnect();
      clearTimeout(timer);
    };
  }, [view, width, stretch, textOf, theme]);
  return (
    <>
      <canvas ref={canvas} className="timeline__canvas" aria-hidden="true" />
      <LaneTexts view={view} />
    </>
  );
}

/** What the drawing shows, for those who do not see it. */
function LaneTexts({ view }: { view: TimelineView }) {
  const { t } = useTranslation('timeline');
  const leaders = view.lanes.map(
    (lane) =>
      `${t(`lane.${lane.id}`)}: ${lane.spans.map((span) => `${span.label} ${formatClock(span.fromUs)}`).join(', ')}`,
  );
  const service = view.service
    .slice(-SERVICE_STEPS_TOLD)
    .map(({ atUs, share }) =>
      share === null
        ? t('serviceNone', { at: formatClock(atUs) })
        : t('serviceStep', { at: formatClock(atUs), share: formatShare(share) }),
    );
  return (
    <>
      <Lines name={t('leaders')} lines={leaders} />
      <Lines name={t('serviceLane')} lines={service} />
    </>
  );
}

function Lines({ name, lines }: { name: string; lines: readonly string[] }) {
  return (
    <ul className="visually-hidden" aria-label={name}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
