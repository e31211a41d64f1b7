/**
 * The Mesos WebUI over 10,000 agents and 100,000 tasks, in a real Chromium on the built page: time from the navigation to
 * the first row, blocks of the main thread while it polls, time of a key in a filter box, and the page's heap (CDP).
 * Run alone with: node scripts/webui-scale.mjs [AGENTS TASKS]
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';

const FIRST_ROW_BAR_MS = 1000;
const BLOCK_BAR_MS = 50;
const KEY_BAR_MS = 50;
const HEAP_BAR_MB = 150;
const ADDRESS = 'http://10.0.0.1:5050/';

/** Runs in the page: long tasks since then are kept in `window.blocks`. */
const WATCH_BLOCKS = `(() => {
  window.blocks = [];
  new PerformanceObserver((list) => window.blocks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: 'longtask', buffered: false });
})()`;

/** Runs in the page: the promise of the time between the Enter in the address bar and the first row. */
const WATCH_FIRST_ROW = `(() => {
  let started = performance.now();
  addEventListener('submit', () => { started = performance.now(); }, { capture: true, once: true });
  window.firstRow = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('.mesos-table tbody tr td a') === null) requestAnimationFrame(look);
      else resolve(performance.now() - started);
    };
    look();
  });
})()`;

/**
 * @param {import('playwright').Page} page
 * @param {string} address
 */
async function firstRowMs(page, address) {
  const field = page.getByRole('textbox', { name: 'Address' });
  await field.fill('about:home');
  await field.press('Enter');
  await page.locator('.mesos-ui').waitFor({ state: 'detached' });
  await field.fill(address);
  await page.evaluate(WATCH_FIRST_ROW);
  await field.press('Enter');
  return Number(await page.evaluate('window.firstRow'));
}

/**
 * Runs in the page: a key until the table shows other rows; where it shows the same, how long the key was worked on.
 * @param {string} typed
 */
const typeKey = (typed) => `new Promise((resolve) => {
  const input = document.querySelector('.mesos-filter input');
  const rows = () => document.querySelector('.mesos-table tbody').textContent;
  const before = rows();
  const start = performance.now();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, ${JSON.stringify(typed)});
  input.dispatchEvent(new Event('input', { bubbles: true }));
  const worked = performance.now() - start;
  const look = () => {
    if (rows() !== before) resolve(performance.now() - start);
    else if (performance.now() > start + 1500) resolve(worked);
    else setTimeout(look);
  };
  look();
})`;

/**
 * The keys are typed in the page itself: no time of the driver is in them.
 * @param {import('playwright').Page} page
 * @param {string} text
 */
async function keyTimes(page, text) {
  const times = [];
  for (let length = 1; length <= text.length; length += 1)
    times.push(Number(await page.evaluate(typeKey(text.slice(0, length)))));
  return times;
}

/** @param {import('playwright').Page} page */
async function heapMb(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** @param {number[]} values */
const most = (values) => Math.max(0, ...values);

/** @param {number} agents @param {number} tasks */
export async function webUiFigures(agents = 10_000, tasks = 100_000) {
  const executablePath = findBrowser();
  if (executablePath === null) return [];
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'silent' });
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const base = server.resolvedUrls?.local[0] ?? '';
    await page.goto(`${base}#/mesos?scenario=state-${agents}-${tasks}&right=none`);
    await page.getByRole('textbox', { name: 'Address' }).waitFor();
    const cold = await firstRowMs(page, ADDRESS);
    const warm = await firstRowMs(page, ADDRESS);
    // Searching texts are made in idle moments after the first answers.
    await page.waitForTimeout(4000);
    const keys = await keyTimes(page, 'app-77');
    await page.evaluate(WATCH_BLOCKS);
    // Jumps in time: the page follows each with a poll of everything.
    for (let polls = 0; polls < 4; polls += 1) {
      await page.getByRole('slider', { name: /speed/i }).fill('14');
      await page.waitForTimeout(2500);
    }
    const blocks = /** @type {number[]} */ (await page.evaluate('window.blocks'));
    const heap = await heapMb(page);
    const name = `WebUI, ${agents.toLocaleString('en-US')} agents, ${tasks.toLocaleString('en-US')} tasks`;
    return [
      figureOf(`${name}: first row after navigation, first time`, cold, 'ms', FIRST_ROW_BAR_MS),
      figureOf(`${name}: first row after navigation, again`, warm, 'ms', FIRST_ROW_BAR_MS),
      figureOf(`${name}: longest block of the main thread while polling`, most(blocks), 'ms', BLOCK_BAR_MS),
      figureOf(`${name}: a key in a filter, slowest of ${keys.length}`, most(keys), 'ms', KEY_BAR_MS),
      figureOf(`${name}: heap of the page`, heap, 'MB', HEAP_BAR_MB),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {string} name @param {number} value @param {string} unit @param {number} bar */
function figureOf(name, value, unit, bar) {
  return { name, value, unit, bar: { atMost: bar }, ok: value <= bar };
}

if (process.argv[1]?.endsWith('webui-scale.mjs')) {
  const [agents, tasks] = process.argv.slice(2).map(Number);
  for (const figure of await webUiFigures(agents, tasks))
    console.log(
      `${figure.ok ? 'ok    ' : 'MISSED'} ${figure.value.toFixed(0).padStart(8)} ${figure.unit}  ${figure.name}`,
    );
}
