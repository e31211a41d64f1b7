import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect, test } from '@playwright/test';
import { SPEED, pause, play, rows, setSpeed } from './console-page.ts';
import { SHOP_GROUP } from './marathon-inputs.ts';
import { type Post, runLink } from './run-link.ts';

/** The console's pages on Marathon: why an application waits, deployments with their steps, versions side by side. */

const TABS = ['Versions compared', 'Deployments', 'Why is it waiting?', 'Web page'] as const;
const SERVER = 'http://192.168.1.231:8080';

const posts: readonly Post[] = [
  {
    atSeconds: 30,
    url: `${SERVER}/v2/apps`,
    body: { id: '/large', cmd: 'sleep 9999', cpus: 4.3, mem: 32, instances: 1 },
  },
  {
    atSeconds: 31,
    url: `${SERVER}/v2/apps`,
    body: { id: '/loop', cmd: 'exit 1', cpus: 0.1, mem: 32, instances: 1, backoffSeconds: 600 },
  },
  {
    atSeconds: 32,
    url: `${SERVER}/v2/apps`,
    body: { id: '/plain', cmd: 'sleep 9999', cpus: 0.1, mem: 32, instances: 1, env: { COLOUR: 'blue' } },
  },
  {
    atSeconds: 40,
    method: 'PUT',
    url: `${SERVER}/v2/apps//plain`,
    body: { cmd: 'sleep 8888', env: { COLOUR: 'green' } },
  },
  { atSeconds: 50, url: `${SERVER}/v2/groups`, body: SHOP_GROUP },
];

async function open(page: Page, path: string, atSeconds: number) {
  await page.goto(runLink({ path, atSeconds, posts, search: { right: 'none' } }));
  await expect(page.getByTestId('virtual-clock')).toBeVisible({ timeout: 30_000 });
}

/** Marathon's own page keeps the colours of the original, some of which are faint: with more contrast asked for, none is. */
async function expectClean(page: Page, name: string) {
  await page.emulateMedia({ contrast: name.startsWith('Web page') ? 'more' : 'no-preference' });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  expect.soft(grave, name).toEqual([]);
}

test('why an application waits: the cause, the nearest miss, the delay', async ({ page }) => {
  await open(page, 'marathon', 45);
  await test.step("from Marathon's own page", async () => {
    await page.getByRole('link', { name: 'large' }).click();
    await expect(page.locator('.marathon-app-status')).toContainText('Waiting');
    await page.getByRole('button', { name: 'Why is it waiting?' }).click();
  });
  const large = page.getByRole('article', { name: '/large' });
  await expect(large).toHaveAttribute('data-chosen', 'true');
  await expect(large).toContainText('One instance needs 4.3 cpus. The largest offer at hand has 4');
  await expect(large).toContainText('misses 0.3 cpus');
  await expect(large.getByRole('row').filter({ hasText: 'nearest miss' })).toHaveCount(1);
  await expect(large).toContainText('What to do:');

  const loop = page.getByRole('article', { name: '/loop' });
  await expect(loop).toContainText('Delayed');
  await expect(loop.getByRole('timer')).toHaveText(/\d+ min \d\d s/);
  await setSpeed(page, SPEED.normal);
  await play(page);
  await loop.getByRole('button', { name: 'Reset the delay' }).click();
  await expect(page.getByText('The delay of /loop is reset')).toBeVisible({ timeout: 30_000 });

  await test.step('it disappears when it fits', async () => {
    await large.getByRole('button', { name: '/large' }).click();
    await page.getByRole('button', { name: 'Scale Application' }).waitFor();
    await page.getByRole('tab', { name: 'Deployments' }).click();
    const deployment = page.getByRole('article').filter({ hasText: '/large' });
    await deployment.getByRole('button', { name: 'Stop by force' }).click();
    await expect(deployment).toHaveCount(0, { timeout: 30_000 });
  });
});

test('a group is deployed in the order of its dependencies, its steps are drawn', async ({ page }) => {
  await open(page, 'marathon/deployments', 50.1);
  const shop = page.getByRole('article').filter({ hasText: '/shop/db/mysql' });
  const steps = shop.locator('.mp-step');
  await expect(steps.first()).toContainText('/shop/db/mysql');
  await expect(steps.last()).toContainText('/shop/frontend/web');
  const places = await steps.evaluateAll((list) =>
    ['/shop/db/mysql', '/shop/backend/api', '/shop/frontend/web'].map((id) =>
      list.map((step) => step.textContent?.includes(id) === true).lastIndexOf(true),
    ),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  await expect(shop.locator('[aria-current="step"]')).toHaveCount(1);
  await setSpeed(page, SPEED.fiftyfold);
  await play(page);
  await expect(shop).toHaveCount(0, { timeout: 60_000 });
  await pause(page);
  await page.getByRole('tab', { name: 'Web page' }).click();
  await expect(rows(page, /shop.*8 of 8/s)).toBeVisible({ timeout: 30_000 });
});

test('two versions side by side; the pages are clean, in both looks, and fit 390 px', async ({ page }) => {
  test.setTimeout(240_000);
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page, 'marathon/versions', 52);
  await page.getByRole('combobox', { name: 'Application' }).selectOption('/plain');
  await expect(page.getByText('2 fields differ')).toBeVisible();
  await expect(rows(page, /cmd.*sleep 9999.*sleep 8888/s)).toHaveAttribute('data-change', 'changed');
  await expect(rows(page, /env\.COLOUR.*blue.*green/s)).toBeVisible();
  await page.getByRole('checkbox', { name: /equal field/ }).check();
  await expect(rows(page, /^instances/)).toHaveAttribute('data-change', 'same');
  for (const look of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: look });
    for (const tab of look === 'light' ? TABS.slice(0, 2) : TABS.slice(2)) {
      await page.getByRole('tab', { name: tab }).click();
      await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible();
      await expect(page.getByText('Reading…')).toHaveCount(0);
      await expectClean(page, `${tab}, ${look}`);
    }
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const tab of TABS) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByText('Reading…')).toHaveCount(0);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, tab).toBeLessThanOrEqual(0);
  }
});
