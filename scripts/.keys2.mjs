/**
 * The Mesos WebUI over 10,000 agents and 100,000 tasks, in a real Chromium on the built page: time from the navigation to
 * the first row, the longest task of the main thread while it polls, time of a key in a filter box, and the heaps of the
 * page and of the worker that holds its documents. The simulation's own worker is the cluster, and counted apart.
 * Run alone with: node scripts/webui-scale.mjs [AGENTS TASKS]
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';
import { answeredPolls, countPolls, heaps, longestTaskMs, pollsAtRest } from './main-thread.mjs';

const FIRST_ROW_BAR_MS = 1000;
const BLOCK_BAR_MS = 50;
const KEY_BAR_MS = 50;
const HEAP_BAR_MB = 150;
/** Polls during which the main thread is watched, and half seconds until they must have come. */
const POLLS = 4;
const POLL_LOOKS = 120;
/** Any time but the first. */
const CLOCK_RUNS = /[1-9]/;
/** Name of the simulation's worker. */
const SIMULATION = 'simulation';
const ADDRESS = 'http://10.0.0.1:5050/';

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

/**
 * The run plays as fast as it can, so that the page polls as often as it may.
 * @param {import('playwright').Browser} browser
 * @param {import('playwright').Page} page
 */
async function longestWhilePolling(browser, page) {
  const before = await answeredPolls(page);
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await page.getByRole('slider', { name: /speed/i }).press('End');
  const play = page.getByRole('button', { name: 'Play', exact: true });
  if (await play.isVisible()) await play.click();
  for (let looks = 0; looks < POLL_LOOKS && (await answeredPolls(page)) < before + POLLS; looks += 1)
    await page.waitForTimeout(500);
  const ms = longestTaskMs(await browser.stopTracing());
  const polls = (await answeredPolls(page)) - before;
  // A figure without polls would say nothing.
  if (polls < POLLS) throw new Error(`the page polled ${polls} times instead of ${POLLS}`);
  return ms;
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
    await countPolls(page); page.on('console', (m) => { if (m.text().startsWith('TQ')) console.error('KEYS', m.text()); });
    const base = server.resolvedUrls?.local[0] ?? '';
    await page.goto(`${base}#/mesos?scenario=state-${agents}-${tasks}&right=none`);
    await page.getByRole('textbox', { name: 'Address' }).waitFor();
    // The server makes its rows when it starts: not a part of the navigation.
    await page.getByTestId('virtual-clock').filter({ hasText: CLOCK_RUNS }).waitFor();
    const cold = await firstRowMs(page, ADDRESS);
    // The first rows come before the whole state.
    await pollsAtRest(page);
    const warm = await firstRowMs(page, ADDRESS);
    // Searching texts are made in idle moments after the first answers.
    await page.waitForTimeout(6000);
    const keys = await keyTimes(page, 'app-77');
    console.error('KEYS', keys.map((k) => Math.round(k)).join(' ')); for (const r of [1,2]) { await page.evaluate(typeKey('')); const k2 = await keyTimes(page, 'app-77'); console.error('KEYS', k2.map((k) => Math.round(k)).join(' ')); } process.exit(0);
    const longest = await longestWhilePolling(browser, page);
    // At rest: while a poll is read, the worker holds the state before beside the new one.
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await pollsAtRest(page);
    const used = await heaps(page);
    const simulation = used.find((one) => one.name === SIMULATION);
    if (simulation === undefined) throw new Error(`no worker ${SIMULATION} among ${JSON.stringify(used)}`);
    const heap = used.reduce((sum, one) => sum + one.mb, -simulation.mb);
    const name = `WebUI, ${agents.toLocaleString('en-US')} agents, ${tasks.toLocaleString('en-US')} tasks`;
    return [
      figureOf(`${name}: first row after navigation, first time`, cold, 'ms', FIRST_ROW_BAR_MS),
      figureOf(`${name}: first row after navigation, again`, warm, 'ms', FIRST_ROW_BAR_MS),
      figureOf(`${name}: longest task of the main thread in ${POLLS} polls`, longest, 'ms', BLOCK_BAR_MS),
      figureOf(`${name}: a key in a filter, slowest of ${keys.length}`, most(keys), 'ms', KEY_BAR_MS),
      figureOf(`${name}: heap of the page and its document worker, at rest`, heap, 'MB', HEAP_BAR_MB),
      { name: `${name}: heap of the simulation's worker`, value: simulation.mb, unit: 'MB', ok: true },
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
