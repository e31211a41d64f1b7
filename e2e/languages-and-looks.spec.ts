import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect, test } from '@playwright/test';
import { goTo, openConsole, pause } from './console-page.ts';

const PAGES = ['', 'mesos', 'marathon', 'zookeeper', 'logs', 'terminal', 'about'] as const;

/** Boots the cluster and stops it: the pages are looked at in a world that stands still. */
async function boot(page: Page) {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:30');
}

/** Through the left navigation, as a person goes. */
async function show(page: Page, path: (typeof PAGES)[number]) {
  await page.locator('.rail a').nth(PAGES.indexOf(path)).click();
  await expect(page.locator('.rail a.active')).toHaveCount(1);
  await expect(page.locator('.pane--left .loading')).toHaveCount(0);
}

/** A key that found no text shows itself: `transport.play`, `inspector:facts`. */
async function untranslated(page: Page): Promise<string[]> {
  const keys =
    /^(?:[a-z]\w+:)?(?:rail|transport|speed|pace|pane|share|lane|legend|group|tier|column|firstSteps|about|stat|start|standby|error|form|kind|step|clock|theme|language)\.\w+(?:\.\w+)*$/;
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) found.push(node.textContent ?? '');
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '');
    }
    return found.map((text) => text.trim());
  });
  return texts.filter((text) => keys.test(text) || /\{\{\w+\}\}/.test(text));
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test('English and 简体中文: every page has its texts', async ({ page }) => {
  await boot(page);
  for (const path of PAGES) {
    await show(page, path);
    expect(await untranslated(page), `English, page "${path}"`).toEqual([]);
  }
  await page.getByRole('banner').getByRole('button').filter({ hasText: '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  for (const path of PAGES) {
    await show(page, path);
    expect(await untranslated(page), `简体中文, page "${path}"`).toEqual([]);
  }
  await expect(page.getByRole('button', { name: '播放', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: '分享' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Share' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: '分享' })).toBeVisible({ timeout: 30_000 });
});

test('light and dark follow the system until a person chooses', async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await openConsole(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const dark = await background();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect.poll(background).not.toBe(dark);
  await page.getByRole('button', { name: /^Theme: as the system/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect.poll(background).toBe(dark);
});

test('1280 px wide nothing scrolls sideways; 390 px wide the page can be used', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await boot(page);
  for (const path of PAGES) {
    await show(page, path);
    expect(await overflow(page), `1280 px, page "${path}"`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  // The bar of a phone has no room for what one reads once.
  for (const path of PAGES.filter((name) => name !== 'about')) {
    await show(page, path);
    expect(await overflow(page), `390 px, page "${path}"`).toBeLessThanOrEqual(0);
  }
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeInViewport();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on the main pages, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await boot(page);
    for (const path of PAGES) {
      await show(page, path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      expect.soft(grave, `page "${path}"`).toEqual([]);
    }
  });
}
