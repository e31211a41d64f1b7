/**
 * Main-thread script time for each frame of the built page, at 1× with the default cluster, in a real Chromium: the
 * browser's own timeline of ten seconds, script by script, summed up from one frame to the next.
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';

const WARM_UP_MS = 15_000;
const MEASURED_MS = 10_000;
const SCRIPT_BAR_MS = 6;

/** Trace events that are script, or hold it: whatever lies inside another of them counts once. */
const SCRIPT_EVENTS = new Set([
  'EventDispatch',
  'EvaluateScript',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
  'v8.callFunction',
]);
/** Callbacks of one frame follow each other within this. */
const SAME_FRAME_US = 4000;

/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number }} TraceEvent */

/**
 * Script milliseconds of the main thread between each two frames, from the browser's own timeline.
 * @param {TraceEvent[]} events
 */
function scriptByFrame(events) {
  const animations = events.filter((event) => event.name === 'FireAnimationFrame');
  const main = animations[0];
  if (main === undefined) return [];
  const own = (/** @type {TraceEvent} */ event) => event.pid === main.pid && event.tid === main.tid;
  /** @type {number[]} */
  const starts = [];
  for (const { ts } of animations.filter(own).sort((a, b) => a.ts - b.ts)) {
    if (ts - (starts.at(-1) ?? -Infinity) > SAME_FRAME_US) starts.push(ts);
  }
  const sums = new Array(Math.max(0, starts.length - 1)).fill(0);
  const scripts = events.filter((event) => event.ph === 'X' && own(event) && SCRIPT_EVENTS.has(event.name));
  let busyUntil = -Infinity;
  let frame = 0;
  for (const { ts, dur, tdur } of scripts.sort((a, b) => a.ts - b.ts)) {
    const end = ts + (dur ?? 0);
    if (end <= busyUntil) continue;
    busyUntil = end;
    while (frame < sums.length && ts >= (starts[frame + 1] ?? 0)) frame += 1;
    // Processor time where the browser tells it: other work on the machine does not count.
    if (frame < sums.length && ts >= (starts[frame] ?? 0)) sums[frame] += (tdur ?? dur ?? 0) / 1000;
  }
  return sums;
}

/** @param {import('playwright').Browser} browser @param {import('playwright').Page} page */
async function measure(browser, page) {
  await page.waitForTimeout(WARM_UP_MS);
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8'] });
  await page.waitForTimeout(MEASURED_MS);
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8'));
  return scriptByFrame(trace.traceEvents).sort((a, b) => a - b);
}

/** As figures of `npm run bench`; none where no browser is found. */
export async function frameFigures() {
  const executablePath = findBrowser();
  if (executablePath === null) return [];
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'silent' });
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    const frames = await measure(browser, page);
    const value = frames[Math.floor(0.95 * frames.length)] ?? 0;
    const mean = frames.reduce((sum, ms) => sum + ms, 0) / Math.max(1, frames.length);
    const name = 'page: script of the main thread in a frame at 1×, default cluster';
    return [
      { name: `${name} (95 %)`, value, unit: 'ms', bar: { atMost: SCRIPT_BAR_MS }, ok: value <= SCRIPT_BAR_MS },
      { name: `${name} (mean)`, value: mean, unit: 'ms' },
      { name: 'page: frames drawn', value: frames.length / (MEASURED_MS / 1000), unit: 'frames/s' },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
