import { expect, test } from '@playwright/test';
import { goTo, openConsole, pause, play, setSpeed, SPEED } from './console-page.ts';

test('the service page: a button makes a service, the curve shows a dip when HAProxy fails, and its recovery', async ({
  page,
}) => {
  await openConsole(page, 'service');
  await pause(page);
  await goTo(page, '00:30');
  const balanced = page.getByTestId('service balancer /web:10080');

  await test.step('empty: it says what to do, and a button does it', async () => {
    await expect(page.getByRole('heading', { name: 'No service yet' })).toBeVisible();
    await setSpeed(page, SPEED.tenfold);
    await play(page);
    await page.getByRole('button', { name: /HAPROXY_GROUP=external/ }).click();
    await expect(balanced).toContainText('100 %', { timeout: 60_000 });
    await expect(page.getByRole('img', { name: /Share of requests answered/ })).toBeVisible();
  });

  await test.step('HAProxy is killed: requests are refused until its supervisor brings it back', async () => {
    await page.getByRole('button', { name: /^HAProxy · running/ }).click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.locator('[data-action="kill"]').click();
    await inspector.getByRole('button', { name: 'Close the inspector' }).click();
    await expect(balanced).toContainText('connection refused', { timeout: 60_000 });
    await expect(page.getByText(/Since the last fault/)).toBeVisible();
  });

  await test.step('second by second as a table: the dip and full seconds after it', async () => {
    await page.getByRole('button', { name: 'As a table' }).click();
    const seconds = page.getByRole('region', { name: 'Second by second, newest first' });
    await expect(seconds.getByRole('row').filter({ hasText: '0.00 %' }).first()).toBeVisible({ timeout: 30_000 });
    await expect(seconds.getByRole('row').nth(1)).toContainText('100 %', { timeout: 30_000 });
    await pause(page);
  });

  await test.step('the statistics and the configuration open in the browser pane', async () => {
    await page.getByRole('button', { name: 'HAProxy statistics' }).click();
    await expect(page.getByRole('heading', { name: /HAProxy version 1\.6\.10/ })).toBeVisible();
    await page.getByRole('button', { name: 'haproxy.cfg' }).click();
    await expect(page.getByText('backend web_10080')).toBeVisible();
  });
});
