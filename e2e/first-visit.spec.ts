import { expect, test } from '@playwright/test';
import { clockMs, openConsole } from './console-page.ts';

// Whoever comes for the first time has no preferences yet.
test.use({ storageState: { cookies: [], origins: [] } });

test('the first visit shows the first election at a pace that one can follow, and remembers another choice', async ({
  page,
}) => {
  await openConsole(page);
  const autoPace = page.getByRole('button', { name: /^Auto pace/ });
  await expect(autoPace).toHaveAttribute('aria-pressed', 'true');
  await expect(autoPace).toHaveAccessibleName('Auto pace: election', { timeout: 10_000 });

  await test.step('it is slow while votes travel, and past them it runs ahead', async () => {
    await expect(page.getByText(/zk 23\d leads ZooKeeper/).first()).toBeVisible({ timeout: 30_000 });
    expect(await clockMs(page)).toBeLessThan(2000);
    await expect.poll(() => clockMs(page), { timeout: 60_000 }).toBeGreaterThan(15_000);
  });

  await test.step('switched off, it stays off in the next visit', async () => {
    await page.keyboard.press('a');
    await expect(autoPace).toHaveAttribute('aria-pressed', 'false');
    await page.reload();
    await expect(page.getByTestId('virtual-clock')).toHaveText(/^\d\d:\d\d/, { timeout: 30_000 });
    await expect(autoPace).toHaveAttribute('aria-pressed', 'false');
  });
});
