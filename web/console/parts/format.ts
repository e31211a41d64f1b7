/** Times, sizes and speeds as text. Figures keep their width: digits are padded, never rounded up past the instant. */

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** `mm:ss.mmm`, with hours in front from the first hour on. */
export function formatClock(atUs: number): string {
  const totalMs = Math.floor(Math.max(0, atUs) / 1000);
  const seconds = Math.floor(totalMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const front = hours > 0 ? `${hours}:` : '';
  return `${front}${padded(minutes, 2)}:${padded(seconds % 60, 2)}.${padded(totalMs % 1000, 3)}`;
}

/** The three digits below a millisecond. */
export function formatMicros(atUs: number): string {
  return padded(Math.floor(Math.max(0, atUs)) % 1000, 3);
}

/** A duration in words that fit a small place: `4.2 s`, `35 ms`, `2 min 05 s`. */
export function formatDuration(durationUs: number): string {
  const ms = Math.max(0, durationUs) / 1000;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${padded(seconds % 60, 2)} s`;
  return `${Math.floor(seconds / 3600)} h ${padded(Math.floor(seconds / 60) % 60, 2)} min`;
}

/** Virtual seconds for each real second. */
export function formatSpeed(speed: number): string {
  if (speed >= 100) return `${Math.round(speed)}×`;
  if (speed >= 10) return `${Number(speed.toFixed(1))}×`;
  return `${Number(speed.toPrecision(2))}×`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** `2`, `0.25`, `3.5`: CPUs from thousandths. */
export function formatCpus(milli: number): string {
  return String(Number((milli / 1000).toFixed(2)));
}

/** Reads `mm:ss.mmm`, `ss`, `1:02:03` as an instant; null when it is none. */
export function parseClock(text: string): number | null {
  const match = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (match === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Math.round(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000_000);
}
