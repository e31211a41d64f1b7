/**
 * Script time of the longest frame while one scrolls and searches a tree of 100,000 znodes in the built page, in a real
 * Chromium, from its own trace.
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';
import { proveThatScriptIsSeen, scriptByFrame } from './frame-script.mjs';

const SCRIPT_BAR_MS = 50;
const JUMPS = 40;
const SEARCHES = ['n0', 'n099', 'n099999', '99', 'wide', 'nothing'];

/** @param {import('playwright').Page} page */
async function scroll(page) {
  const tree = page.getByRole('tree');
  await tree.hover();
  for (let index = 0; index < 30; index += 1) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(30);
  }
  for (let index = 1; index <= JUMPS; index += 1) {
    await tree.evaluate((element, share) => (element.scrollTop = element.scrollHeight * share), index / JUMPS);
    await page.waitForTimeout(60);
  }
}

/** @param {import('playwright').Page} page */
async function search(page) {
  const field = page.getByRole('searchbox', { name: 'Search all paths' });
  for (const text of SEARCHES) {
    await field.fill('');
    await field.pressSequentially(text, { delay: 60 });
    await page.waitForTimeout(500);
  }
  await field.fill('n099999');
  await page.getByRole('button', { name: '/wide/n099999' }).click();
  await page.getByRole('region', { name: '/wide/n099999' }).waitFor();
}

/** As figures of `npm run bench`; none where no browser is found. */
export async function znodeTreeFigures() {
  const executablePath = findBrowser();
  if (executablePath === null) return [];
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'silent' });
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
    await page.goto(`${server.resolvedUrls?.local[0] ?? ''}#/zookeeper?scenario=znodes&seed=1&at=20000000`);
    await page.getByRole('treeitem', { name: /wide/ }).dblclick({ timeout: 90_000 });
    await page.getByRole('treeitem', { name: /n000000/ }).waitFor({ timeout: 30_000 });
    await proveThatScriptIsSeen(browser, page);
    const frames = await scriptByFrame(browser, page, async () => {
      await scroll(page);
      await search(page);
    });
    const value = Math.max(0, ...frames);
    const name = 'page: script of the longest frame, scrolling and searching 100,000 znodes';
    return [{ name, value, unit: 'ms', bar: { atMost: SCRIPT_BAR_MS }, ok: value <= SCRIPT_BAR_MS }];
  } finally {
    await browser.close();
    await server.close();
  }
}
