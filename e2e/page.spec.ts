import { expect, test } from '@playwright/test';

test('the page loads from a sub-path under its strict content security policy', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto('./');
  await expect(page).toHaveTitle(/Mesoscope/);
  await expect(page.locator('#root > *').first()).toBeVisible();
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(policy).toHaveAttribute('content', /script-src 'self'/);
  await expect(policy).not.toHaveAttribute('content', /unsafe-/);
  expect(problems).toEqual([]);
});
