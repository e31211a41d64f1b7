/**
 * Marathon's application list with 1,000 applications and 20,000 tasks in a real Chromium: how soon it answers, and the
 * longest task of the main thread while the page polls and tasks go on being launched.
 */
import { deflateSync } from 'node:zlib';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';
import { answeredPolls, countPolls, longestTaskMs } from './main-thread.mjs';

const GROUPS = 20;
const APPS_OF_GROUP = 50;
const INSTANCES = 20;
const POSTED_AT_S = 60;
/** By then some 16,000 tasks run, and the rest is being launched. */
const SHOWN_AT_S = 240;
const MEASURED_MS = 20_000;
/** Answers, of groups or queue, that must come meanwhile. */
const POLLS = 4;
/** Executing the run takes this long at most, on a busy machine. */
const EXECUTED_MS = 420_000;
const OPEN_BAR_MS = 1000;
const TASK_BAR_MS = 50;

function group() {
  const groups = Array.from({ length: GROUPS }, (_, index) => ({
    id: `team-${String(index).padStart(2, '0')}`,
    apps: Array.from({ length: APPS_OF_GROUP }, (_, app) => ({
      id: `app-${String(app).padStart(2, '0')}`,
      cmd: 'sleep 99999',
      cpus: 0.05,
      mem: 16,
      instances: INSTANCES,
      labels: { TEAM: `team-${index}` },
    })),
  }));
  return { id: '/big', groups };
}

/** The address of a run whose journal holds the group. */
function address() {
  const request = {
    kind: 'http',
    requestId: 1,
    host: '192.168.1.231',
    port: 8080,
    method: 'POST',
    path: '/v2/groups',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(group()),
  };
  const command = { kind: 'tell', process: 'operator@192.168.1.10', body: request };
  const run = {
    format: 'mesoscope-run/1',
    scenario: 'thousand',
    seed: 1,
    journal: [{ atUs: POSTED_AT_S * 1e6, afterEvents: null, command }],
    atUs: SHOWN_AT_S * 1e6,
  };
  const packed = deflateSync(JSON.stringify(run), { level: 9 }).toString('base64url');
  return `#/logs?right=none&at=${run.atUs}&run=${packed}`;
}

/** @param {import('playwright').Page} page */
async function openList(page) {
  await page.getByRole('link', { name: 'Marathon' }).click();
  await page.locator('.marathon-body-row').first().waitFor({ timeout: 120_000 });
}

/**
 * Shows all applications at once: the longest table that the page has.
 * @param {import('playwright').Page} page
 * @returns {Promise<number>} ms until a row's menu answered
 */
async function flatList(page) {
  const field = page.getByRole('textbox', { name: 'Address' });
  const url = (await field.inputValue()).replace(/#.*$/, '#/deployments');
  await field.fill(url);
  await field.press('Enter');
  await page.locator('.marathon-deployments').waitFor();
  await page.evaluate(() => performance.mark('asked'));
  await field.fill(
    url.replace('#/deployments', '#/apps?filterStatus%5B%5D=0&filterStatus%5B%5D=1&filterStatus%5B%5D=4'),
  );
  await field.press('Enter');
  const menu = page.locator('.marathon-body-row .marathon-more-actions').nth(3);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Scale' }).waitFor();
  const ms = await page.evaluate(() => performance.measure('list', 'asked').duration);
  await page.keyboard.press('Escape');
  return ms;
}

/** @param {import('playwright').Browser} browser @param {string} base */
async function measure(browser, base) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await countPolls(page);
  await page.goto(`${base}${address()}`);
  const clock = new RegExp(`^0${Math.floor(SHOWN_AT_S / 60)}:${String(SHOWN_AT_S % 60).padStart(2, '0')}`);
  // The clock runs along while the run is executed up to there.
  await page.getByTestId('virtual-clock').filter({ hasText: clock }).waitFor({ timeout: EXECUTED_MS });
  await page.locator('.run-notice').waitFor({ state: 'detached', timeout: 60_000 });
  await openList(page);
  const openMs = await flatList(page);
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  const before = await answeredPolls(page);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(MEASURED_MS);
  const longestMs = longestTaskMs(await browser.stopTracing());
  const polls = (await answeredPolls(page)) - before;
  // A figure without polls would say nothing.
  if (polls < POLLS) throw new Error(`the list polled ${polls} times in ${MEASURED_MS} ms`);
  return { openMs, longestMs };
}

/** As figures of `npm run bench`; none where no browser is found. */
export async function marathonListFigures() {
  const executablePath = findBrowser();
  if (executablePath === null) return [];
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'silent' });
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    const { openMs, longestMs } = await measure(browser, server.resolvedUrls?.local[0] ?? '');
    const name = "page: Marathon's list of 1,000 applications, 20,000 tasks";
    return [
      {
        name: `${name}: until a row answers`,
        value: openMs,
        unit: 'ms',
        bar: { atMost: OPEN_BAR_MS },
        ok: openMs <= OPEN_BAR_MS,
      },
      {
        name: `${name}: longest main-thread task while polling`,
        value: longestMs,
        unit: 'ms',
        bar: { atMost: TASK_BAR_MS },
        ok: longestMs <= TASK_BAR_MS,
      },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

// On its own, since executing the run takes minutes: node scripts/marathon-list.mjs, after a build.
if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(await marathonListFigures(), null, 2));
