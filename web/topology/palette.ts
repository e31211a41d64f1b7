/** The tokens as the canvas needs them: read once for each theme. */
import type { ProtocolGroup } from './protocols.ts';

export type Palette = {
  readonly bg: string;
  readonly panel: string;
  readonly raised: string;
  readonly hairline: string;
  readonly outline: string;
  readonly text: string;
  readonly muted: string;
  readonly zab: string;
  readonly session: string;
  readonly mesos: string;
  readonly offer: string;
  readonly status: string;
  readonly http: string;
  readonly fault: string;
  readonly focus: string;
  readonly neutral: string;
  readonly groups: Readonly<Record<ProtocolGroup, string>>;
  readonly sans: string;
  readonly mono: string;
};

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const colours = {
    zab: token('zab'),
    session: token('session'),
    mesos: token('mesos'),
    offer: token('offer'),
    status: token('status'),
    http: token('http'),
  };
  return {
    ...colours,
    bg: token('bg'),
    panel: token('panel'),
    raised: token('raised'),
    hairline: token('hairline'),
    outline: token('outline'),
    text: token('text'),
    muted: token('muted'),
    fault: token('fault'),
    focus: token('focus'),
    neutral: token('neutral'),
    groups: { ...colours, docker: token('neutral') },
    sans: token('font-sans'),
    mono: token('font-mono'),
  };
}
