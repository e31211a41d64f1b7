/**
 * Formats of the Mesos WebUI. Source: Mesos 1.0.1, src/webui/master/static/js/app.js and js/relative-date.js (behaviour
 * as listed in the reference: sizes of base 1024, Angular's number filter, relative dates by rounded thresholds).
 */

const kib = 1024;
const mib = 1024 * kib;
const gib = 1024 * mib;

/** `mem` and `disk` come in MB of 1024 × 1024 bytes. Nothing above GB in 1.0.1. */
export function formatMegabytes(megabytes: number | undefined): string {
  return megabytes === undefined ? '' : formatBytes(megabytes * mib);
}

export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined || Number.isNaN(bytes)) return '';
  if (bytes < kib) return `${bytes.toFixed()} B`;
  if (bytes < mib) return `${(bytes / kib).toFixed()} KB`;
  if (bytes < gib) return `${(bytes / mib).toFixed()} MB`;
  return `${(bytes / gib).toFixed(1)} GB`;
}

/** Grouped by comma; decimals as many as the number's text has, at most 3. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '';
  const text = String(value);
  if (text.includes('e-')) return '0';
  const decimals = Math.min(3, text.split('.')[1]?.length ?? 0);
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** CPUs and GPUs in the Resources block of the home page. */
export function formatHomeCpus(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toFixed(4)));
}

/** A share of the cluster: `16.051%`. */
export function formatShare(share: number): string {
  return `${formatNumber(share * 100)}%`;
}

/** Agent, framework and offer ids: parts 4 to 6. Task and executor ids are shown in full. */
export function truncateId(id: string): string {
  const parts = id.split('-');
  return parts.length > 3 ? `…${parts.slice(3, 6).join('-')}` : id;
}

export function stateWord(state: string): string {
  return state.replace(/^TASK_/, '');
}

const minuteS = 60;
const hourS = 60 * minuteS;
const dayS = 24 * hourS;
const weekS = 7 * dayS;
const yearS = 365 * dayS;
const monthS = yearS / 12;

/** Upper bound in seconds, and the words below it. */
const relativeWords: readonly (readonly [number, (seconds: number) => string])[] = [
  [42, () => 'just now'],
  [1.5 * minuteS, () => 'a minute ago'],
  [hourS, (seconds) => `${Math.round(seconds / minuteS)} minutes ago`],
  [1.5 * hourS, () => 'an hour ago'],
  [dayS, (seconds) => `${Math.round(seconds / hourS)} hours ago`],
  [2 * dayS, () => 'yesterday'],
  [weekS, (seconds) => `${Math.round(seconds / dayS)} days ago`],
  [1.5 * weekS, () => 'a week ago'],
  [monthS, (seconds) => `${Math.round(seconds / weekS)} weeks ago`],
  [1.5 * monthS, () => 'a month ago'],
  [yearS, (seconds) => `${Math.round(seconds / monthS)} months ago`],
  [1.5 * yearS, () => 'a year ago'],
];

export function relativeDate(atMs: number, nowMs: number): string {
  const seconds = (nowMs - atMs) / 1000;
  const found = relativeWords.find(([below]) => seconds < below);
  return found === undefined ? `${Math.round(seconds / yearS)} years ago` : found[1](seconds);
}

/** Times to come, too: `in 2 hours`, where 1.11 prints `just now` for them. */
export function plannedDate(atMs: number, nowMs: number): string {
  const words = relativeDate(nowMs, atMs);
  if (atMs <= nowMs || words === 'just now') return relativeDate(atMs, nowMs);
  return words === 'yesterday' ? 'tomorrow' : `in ${words.replace(/ ago$/, '')}`;
}

/** `yyyy-MM-ddTH:mm:ssZ` in the person's zone; the hour without padding, as the original. */
export function absoluteDate(atMs: number): string {
  const date = new Date(atMs);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `${day}T${date.getHours()}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Of files, as `ls` prints it. */
export function modifiedTime(atMs: number, nowMs: number): string {
  const date = new Date(atMs);
  const day = `${months[date.getMonth()] ?? ''} ${two(date.getDate())}`;
  if (date.getFullYear() !== new Date(nowMs).getFullYear()) return `${day} ${date.getFullYear()}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
