import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { action, goTo, openConsole, pause } from './console-page.ts';

/** What the original page could not show, in the console's section on Mesos. */

test('the offer cycle: handed out, with the framework, declined with its refusal', async ({ page }) => {
  await openConsole(page, 'mesos/offers');
  await pause(page);
  await goTo(page, '00:20');
  const board = page.getByRole('region', { name: 'Offer cycle' });
  await expect(board.getByText(/not for 120 s/).first()).toBeVisible();
  const declined = page.getByRole('row').filter({ hasText: /O\d+.*marathon.*192\.168\.1\.23\d.*declined/ });
  await expect(declined.first()).toContainText(/cpus\(\*\):4/);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => board.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('tab', { name: 'Allocation' }).click();
  await expect(page.getByRole('heading', { name: /refusals in force/ })).toBeVisible();
  const run = page.locator('.run').filter({ hasText: 'addFramework' });
  await run.locator('summary').click({ position: { x: 4, y: 10 } });
  await expect(run.getByText(/Asked in this order/)).toBeVisible();
  await expect(run.getByText(/✓ 192\.168\.1\.23\d → marathon/).first()).toBeVisible();
});

test('each replica of the log, each timer, and the shares', async ({ page }) => {
  await openConsole(page, 'mesos/log');
  await pause(page);
  await goTo(page, '00:20');
  await expect(page.getByText('2 of 3 replicas make a quorum')).toBeVisible();
  await expect(page.getByText('VOTING')).toHaveCount(3);
  await expect(page.getByText(/^coordinates · proposal 1$/)).toHaveCount(1);
  await expect(page.getByRole('row').filter({ hasText: /APPEND/ })).not.toHaveCount(0);

  await page.getByRole('tab', { name: 'Shares' }).click();
  await expect(page.getByRole('row').filter({ hasText: /marathon.*0\.00 %/ })).toBeVisible();

  await page.getByRole('tab', { name: 'Timers' }).click();
  await page.getByRole('searchbox').fill('allocation run');
  await expect(page.getByRole('row').filter({ hasText: 'Next allocation run' })).toHaveCount(1);
  await page.getByRole('searchbox').fill('no such thing');
  await expect(page.getByText('No timer matches')).toBeVisible();
});

test('a silent agent collects strikes, with the time of its removal as a countdown', async ({ page }) => {
  await openConsole(page, 'mesos/pings', { sel: 'mesos-agent@192.168.1.235' });
  await pause(page);
  await goTo(page, '00:30');
  const agent = page.getByRole('row').filter({ hasText: '192.168.1.235' });
  await expect(agent.getByRole('img', { name: '0 of 5 strikes' })).toBeVisible();
  await action(page.getByRole('complementary', { name: 'Inspector' }), 'pause').click();
  await goTo(page, '01:15');
  await expect(agent.getByRole('img', { name: /[2-4] of 5 strikes/ })).toBeVisible();
  await expect(agent.getByRole('cell').last()).toHaveText(/\d+\.\d s/);
  await goTo(page, '02:30');
  await expect(agent).toHaveCount(0);
});

test('while no master leads the pages say so, and nothing in them hinders', async ({ page }) => {
  // Tickets on their way are half transparent: without motion each look is a whole picture.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openConsole(page, 'mesos/offers');
  await pause(page);
  await goTo(page, '00:01');
  await expect(page.getByRole('heading', { name: 'No master leads' })).toBeVisible();
  await goTo(page, '00:20');
  for (const tab of ['Offers', 'Allocation', 'Shares', 'Replicated log', 'Agent pings', 'Timers']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByRole('tabpanel', { name: tab })).not.toContainText('Reading…');
    const found = await new AxeBuilder({ page }).include('.section-page').analyze();
    expect(found.violations.map(({ id, nodes }) => `${tab}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
  }
});
