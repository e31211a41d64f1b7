/**
 * Durations as Mesos reads and prints them: `15secs`, `10mins`, `1weeks`; a unit is required.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/duration.hpp.
 */
import type { Parsed } from '../resources/parse.ts';

const UNITS_MS: readonly (readonly [string, number])[] = [
  ['weeks', 604_800_000],
  ['days', 86_400_000],
  ['hrs', 3_600_000],
  ['mins', 60_000],
  ['secs', 1_000],
  ['ms', 1],
  ['us', 0.001],
  ['ns', 0.000001],
];

/** Digits and points are the number, the rest is the unit; a sign belongs to neither. */
export function parseDurationMs(text: string): Parsed<number> {
  const [, number = '', name = ''] = /^([\d.]*)(.*)$/s.exec(text) ?? [];
  if (name === '') return { ok: false, error: `Invalid duration '${text}'` };
  if (!/^(\d+\.?\d*|\.\d+)$/.test(number)) return { ok: false, error: `Failed to convert '${number}' to number` };
  const unit = UNITS_MS.find(([candidate]) => candidate === name);
  if (unit !== undefined) return { ok: true, value: Number(number) * unit[1] };
  return {
    ok: false,
    error: `Unknown duration unit '${name}'; supported units are 'ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', and 'weeks'`,
  };
}

/** The largest unit of which it is a whole number; otherwise the largest below it, with decimals. */
export function durationText(ms: number): string {
  if (ms === 0) return '0ns';
  for (const [unit, size] of UNITS_MS) if (ms % size === 0) return `${String(ms / size)}${unit}`;
  for (const [unit, size] of UNITS_MS) if (ms >= size) return `${String(Number((ms / size).toPrecision(15)))}${unit}`;
  return `${String(Math.round(ms * 1_000_000))}ns`;
}
