/**
 * Main-thread script time for each frame of the built page, at 1× with the default cluster, in a real Chromium: the
 * browser's own account of script time (CDP `ScriptDuration`) over the frames that it drew in ten seconds.
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';

const WARM_UP_MS = 15_000;
const MEASURED_MS = 10_000;
const SCRIPT_BAR_MS = 6;

/** Runs in the page: resolves to the number of frames drawn meanwhile. */
const COUNT_FRAMES = `new Promise((resolve) => {
  let count = 0;
  const end = performance.now() + ${MEASURED_MS};
  const tick = (now) => {
    count += 1;
    if (now < end) requestAnimationFrame(tick);
    else resolve(count);
  };
  requestAnimationFrame(tick);
})`;

/** @param {import('playwright').CDPSession} session */
async function scriptSeconds(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'ScriptDuration')?.value ?? 0;
}

/** @param {import('playwright').Page} page */
async function measure(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.waitForTimeout(WARM_UP_MS);
  const before = await scriptSeconds(session);
  const frames = await page.evaluate(COUNT_FRAMES);
  const after = await scriptSeconds(session);
  return { frames: Number(frames), scriptMs: (after - before) * 1000 };
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
    const { frames, scriptMs } = await measure(page);
    const value = scriptMs / frames;
    const name = 'page: script of the main thread for each frame at 1×, default cluster (mean)';
    return [
      { name, value, unit: 'ms', bar: { atMost: SCRIPT_BAR_MS }, ok: value <= SCRIPT_BAR_MS },
      { name: 'page: frames drawn', value: frames / (MEASURED_MS / 1000), unit: 'frames/s' },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
