/**
 * Script time of each frame of a page, from Chromium's own trace: what JavaScript ran on the main thread for
 * each picture, in processor time, which other load on the machine does not lengthen. Unlike the record of long animation frames it
 * also has those below 50 ms.
 */

const CATEGORIES = ['devtools.timeline', 'devtools.timeline.frame', 'disabled-by-default-devtools.timeline'];
const SCRIPT_SLICES = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
]);
/** From the first task that leads to a picture until it is drawn: what a long animation frame is, of any length. */
const FRAME = 'AnimationFrame';
/** A script of this length, in ms, must be seen before anything is measured. */
const PROBE_MS = 80;
/** Runs in the page. */
const KEEP_BUSY = `new Promise((done) => {
  requestAnimationFrame(() => {
    const until = performance.now() + ${PROBE_MS};
    while (performance.now() < until);
    requestAnimationFrame(done);
  });
})`;

/**
 * @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args?: { name?: string } }} TraceEvent
 * @param {import('playwright').Browser} browser
 * @param {import('playwright').Page} page
 * @param {() => Promise<void>} act
 * @param {'processor' | 'wall'} clock
 * @returns {Promise<number[]>} milliseconds of script in each frame while `act` ran
 */
export async function scriptByFrame(browser, page, act, clock = 'processor') {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  /** @type {{ traceEvents: TraceEvent[] }} */
  const trace = JSON.parse((await browser.stopTracing()).toString());
  return framesOf(mainThread(trace.traceEvents), clock);
}

/**
 * The renderer's main thread that made the most pictures: the page's.
 * @param {TraceEvent[]} events
 */
function mainThread(events) {
  /** @type {Map<string, TraceEvent[]>} */
  const threads = new Map();
  for (const event of events) {
    const key = `${event.pid} ${event.tid}`;
    const known = threads.get(key);
    if (known === undefined) threads.set(key, [event]);
    else known.push(event);
  }
  const pictures = (/** @type {TraceEvent[]} */ list) => list.filter(({ name }) => name === FRAME).length;
  const [busiest = []] = [...threads.values()].sort((a, b) => pictures(b) - pictures(a));
  return busiest.sort((a, b) => a.ts - b.ts);
}

/**
 * Slices inside others do not count twice. A script that leads to no picture stands alone.
 * @param {TraceEvent[]} events
 * @param {'processor' | 'wall'} clock
 */
function framesOf(events, clock) {
  /** @type {number[]} */
  const frames = [];
  let endUs = 0;
  let inFrame = false;
  for (const { name, ph, ts, dur = 0, tdur = dur } of events) {
    const tookMs = (clock === 'wall' ? dur : tdur) / 1000;
    if (name === FRAME) {
      inFrame = ph === 'b';
      if (inFrame) frames.push(0);
    }
    if (ph !== 'X' || !SCRIPT_SLICES.has(name) || ts < endUs) continue;
    endUs = ts + dur;
    if (inFrame) frames[frames.length - 1] = (frames.at(-1) ?? 0) + tookMs;
    else frames.push(tookMs);
  }
  return frames;
}

/**
 * Throws unless a script that keeps the page busy is seen with its length: a watch that sees nothing would pass everything.
 * @param {import('playwright').Browser} browser
 * @param {import('playwright').Page} page
 */
export async function proveThatScriptIsSeen(browser, page) {
  const stayBusy = async () => void (await page.evaluate(KEEP_BUSY));
  const frames = await scriptByFrame(browser, page, stayBusy, 'wall');
  const longest = Math.max(...frames);
  if (longest < PROBE_MS * 0.9) throw new Error(`a script of ${PROBE_MS} ms was seen as ${longest.toFixed(1)} ms`);
}
