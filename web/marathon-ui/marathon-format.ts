/** Formats of the Marathon UI (sizes, durations as moment.js words them). Source: mesosphere/marathon-ui v1.1.7, helpers. */

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
/** From this amount on the next unit is used. */
const nextUnitFrom = 800;

export function formatMemory(mebibytes: number): string {
  return formatBytes(mebibytes * 1024 * 1024);
}

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= nextUnitFrom && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(0)} ${units[unit] ?? ''}`;
}

export function formatCpus(cpus: number): string {
  return cpus.toFixed(1);
}

/** Four significant digits, as the stores keep totals. */
export function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}

const minuteS = 60;
const hourS = 3600;
const dayS = 86_400;

/** Upper bound in rounded units, words. Thresholds of moment 2: 45 s, 45 min, 22 h, 26 d, 11 months. */
export function humanDuration(seconds: number): string {
  const s = Math.round(Math.abs(seconds));
  const minutes = Math.round(s / minuteS);
  const hours = Math.round(s / hourS);
  const days = Math.round(s / dayS);
  const months = Math.round(s / (dayS * 30.436875));
  const years = Math.round(s / (dayS * 365.2425));
  if (s < 45) return 'a few seconds';
  if (minutes <= 1) return 'a minute';
  if (minutes < 45) return `${minutes} minutes`;
  if (hours <= 1) return 'an hour';
  if (hours < 22) return `${hours} hours`;
  if (days <= 1) return 'a day';
  if (days < 26) return `${days} days`;
  if (months <= 1) return 'a month';
  if (months < 11) return `${months} months`;
  return years <= 1 ? 'a year' : `${years} years`;
}

export function fromNow(iso: string, nowMs: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  return at > nowMs ? `in ${humanDuration((at - nowMs) / 1000)}` : `${humanDuration((nowMs - at) / 1000)} ago`;
}

/** `2016-12-13T06:36:14.897Z (2 hours ago)`; of moments to come `(Just now)`. */
export function momentText(iso: string, nowMs: number): string {
  return `${iso} (${Date.parse(iso) > nowMs ? 'Just now' : fromNow(iso, nowMs)})`;
}

/** `1,023.44 seconds (17 minutes)` */
export function lifetimeText(seconds: number): string {
  return `${seconds.toLocaleString('en-US', { maximumFractionDigits: 2 })} seconds (${humanDuration(seconds)})`;
}

export function localeDate(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : new Date(at).toLocaleString('en-US');
}

/** `mesos_leader_ui_url` prints "Mesos Leader Ui Url". */
export function keyWords(key: string): string {
  return key
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** Last part of an id or a group's path. */
export function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
