/** Where one is in the run. Dragging it, or the keys, goes to another instant; the run pauses there. */
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useTransport } from '../console/actions/use-transport.ts';
import { formatClock } from '../console/parts/format.ts';
import { horizonUs, onFrame, virtualNowUs } from '../console/simulation/live.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { type Stretch, timeAt, xOf } from './scale.ts';

type PlayheadProps = { readonly width: number; readonly stretch: () => Stretch };

const SECOND = 1_000_000;

export function Playhead({ width, stretch }: PlayheadProps) {
  const { t } = useTranslation('timeline');
  const area = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const hover = useRef<HTMLSpanElement>(null);
  const wanted = useRef<number | null>(null);
  const seekTo = useSeek(wanted);
  const place = usePlace({ width, stretch, head, wanted });

  const timeOf = (event: React.PointerEvent): number => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const atUs = timeAt(stretch(), bounds.width, event.clientX - bounds.left);
    return Math.round(Math.min(Math.max(0, atUs), horizonUs()));
  };
  const drag = (event: React.PointerEvent): void => {
    showHover(
      hover.current,
      event,
      timeAt(stretch(), width, event.clientX - event.currentTarget.getBoundingClientRect().left),
    );
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    seekTo(timeOf(event));
    place();
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const step = event.shiftKey ? 10 * SECOND : SECOND;
    const now = wanted.current ?? virtualNowUs();
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: now - step,
      ArrowRight: now + step,
      PageUp: now - 60 * SECOND,
      PageDown: now + 60 * SECOND,
      Home: 0,
      End: horizonUs(),
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    seekTo(Math.max(0, target));
  };

  return (
    <div
      ref={area}
      className="playhead-area"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(timeOf(event));
        place();
      }}
      onPointerMove={drag}
      onPointerLeave={() => (hover.current !== null ? (hover.current.hidden = true) : undefined)}
    >
      <div
        ref={head}
        className="playhead"
        role="slider"
        tabIndex={0}
        aria-label={t('playhead')}
        aria-valuemin={0}
        aria-valuenow={0}
        data-testid="playhead"
        onKeyDown={onKey}
      />
      <span ref={hover} className="playhead-hover mono" hidden />
    </div>
  );
}

function showHover(label: HTMLSpanElement | null, event: React.PointerEvent, atUs: number): void {
  if (label === null) return;
  const bounds = event.currentTarget.getBoundingClientRect();
  label.hidden = false;
  label.textContent = formatClock(atUs);
  label.style.transform = `translateX(${Math.min(bounds.width - 70, Math.max(0, event.clientX - bounds.left - 34))}px)`;
}

/** One seek at a time; while it runs only the newest wish is kept. */
function useSeek(wanted: RefObject<number | null>): (atUs: number) => void {
  const transport = useTransport();
  const busy = useRef(false);
  return (atUs) => {
    wanted.current = atUs;
    if (busy.current) return;
    busy.current = true;
    void (async () => {
      if (useRun.getState().playing) transport.pause();
      for (let target = wanted.current; target !== null; target = wanted.current) {
        await transport.seek(target);
        if (wanted.current === target) wanted.current = null;
      }
      busy.current = false;
    })();
  };
}

type Place = PlayheadProps & {
  readonly head: RefObject<HTMLDivElement | null>;
  readonly wanted: RefObject<number | null>;
};

/** Moves the head with the frames; while it is dragged it stands where the hand is. */
function usePlace({ width, stretch, head, wanted }: Place): () => void {
  const place = (): void => {
    const element = head.current;
    if (element === null) return;
    const atUs = wanted.current ?? virtualNowUs();
    element.style.transform = `translateX(${xOf(stretch(), width, atUs)}px)`;
    const seconds = Math.round(atUs / SECOND);
    if (element.ariaValueNow === String(seconds) && element.ariaValueMax !== null) return;
    element.ariaValueNow = String(seconds);
    element.ariaValueMax = String(Math.max(seconds, Math.round(horizonUs() / SECOND)));
    element.ariaValueText = formatClock(atUs);
  };
  useEffect(() => {
    place();
    return onFrame(place);
  });
  return place;
}
