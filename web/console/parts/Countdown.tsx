/** What is left until an instant of virtual time: a thin arc that empties, and the time as text. Writes itself each frame. */
import { useEffect, useRef } from 'react';
import { onFrame, virtualNowUs } from '../simulation/live.ts';
import { formatDuration } from './format.ts';
import './countdown.css';

const RADIUS = 6;
const ROUND = 2 * Math.PI * RADIUS;

/** `fromUs`: when it began to run; `toUs`: when it is due; both virtual microseconds. */
export function Countdown({ fromUs, toUs }: { fromUs: number; toUs: number }) {
  const arc = useRef<SVGCircleElement>(null);
  const left = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (): void => {
      const remainingUs = Math.max(0, toUs - virtualNowUs());
      const part = Math.min(1, remainingUs / Math.max(1, toUs - fromUs));
      arc.current?.setAttribute('stroke-dashoffset', String(ROUND * (1 - part)));
      if (left.current !== null) left.current.textContent = formatDuration(remainingUs);
    };
    show();
    return onFrame(show);
  }, [fromUs, toUs]);
  return (
    <span className="countdown">
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r={RADIUS} className="countdown__ground" />
        <circle
          ref={arc}
          cx="8"
          cy="8"
          r={RADIUS}
          className="countdown__arc"
          strokeDasharray={ROUND}
          transform="rotate(-90 8 8)"
        />
      </svg>
      <span className="mono" ref={left} />
    </span>
  );
}
