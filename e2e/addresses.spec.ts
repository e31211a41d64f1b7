import { expect, test } from '@playwright/test';
import { goTo, openConsole, pause, play, runHash } from './console-page.ts';

test('an address pasted into the open page shows its run and its instant', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:20');
  const hash = await runHash(page);
  const clock = page.getByTestId('virtual-clock');

  await test.step('another instant of the same run', async () => {
    await page.goto('#/zookeeper?seed=7&at=35000000');
    await expect(clock).toHaveText('00:35.000');
    await page.goto('#/?seed=7&at=20000000');
    await expect(clock).toHaveText('00:20.000');
    expect(await runHash(page)).toBe(hash);
  });

  await test.step('while it plays: the run rests at the instant of the address', async () => {
    await play(page);
    await page.goto('#/?seed=7&at=30000000');
    await expect(clock).toHaveText('00:30.000');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await play(page);
    await page.goto('#/?seed=7&at=20000000');
    await expect(clock).toHaveText('00:20.000');
    await expect(page).toHaveURL(/at=20000000/);
  });

  await test.step('another seed', async () => {
    await page.goto('#/?seed=11&at=20000000');
    await expect(page.getByText('seed 11')).toBeVisible();
    await expect(clock).toHaveText('00:20.000');
    expect(await runHash(page)).not.toBe(hash);
  });

  await test.step('back to the address before', async () => {
    await page.goBack();
    await expect(page.getByText('seed 7')).toBeVisible();
    await expect(clock).toHaveText('00:20.000');
    expect(await runHash(page)).toBe(hash);
  });
});

test('an address that names nothing says so and leaves the open run', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:20');
  const hash = await runHash(page);
  await page.goto('#/?scenario=atlantis&at=5000000');
  await expect(page.locator('.toast')).toContainText('atlantis');
  await expect(page.getByText('seed 7')).toBeVisible();
  await expect(page).toHaveURL(/scenario=default/);
  expect(await runHash(page)).toBe(hash);

  await page.goto('#/?seed=7&run=AAAA');
  await expect(page.locator('.toast').last()).toContainText('The open run stays as it is');
  expect(await runHash(page)).toBe(hash);

  await page.goto('about:blank');
  await openConsole(page, '', { run: 'AAAA' });
  await expect(page.locator('.toast').last()).toContainText('starts from the beginning');
});
