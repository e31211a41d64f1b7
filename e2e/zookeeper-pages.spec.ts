import { expect, test } from '@playwright/test';
import { goTo, openConsole, setSpeed, SPEED } from './console-page.ts';

/** The pages on ZooKeeper: the ensemble with its faults, sessions with their countdown, the transaction log. */

const BOOTED = { at: '30000000' };

test('a server that is cut off looks for a leader, votes for itself and gets no quorum', async ({ page }) => {
  await openConsole(page, 'zookeeper/ensemble', BOOTED);
  const first = page.getByRole('article').first();
  await expect(first).toContainText('FOLLOWER', { timeout: 30_000 });
  await expect(page.getByRole('article').filter({ hasText: 'LEADER' })).toContainText('2 of 2 followers synced');
  await first.getByRole('button', { name: 'Cut off' }).click();
  await setSpeed(page, SPEED.tenfold);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(first).toContainText('LOOKING', { timeout: 30_000 });
  await expect(first).toContainText('1 of 2 votes needed');
  await first.getByRole('button', { name: 'Heal' }).click();
  await expect(first).toContainText('FOLLOWER', { timeout: 60_000 });
});

test('sessions are found by their owner, with what is left of their lease', async ({ page }) => {
  await openConsole(page, 'zookeeper/sessions', BOOTED);
  const rows = page.getByRole('table', { name: 'Sessions' }).getByRole('row');
  await expect(rows.filter({ hasText: 'agent' }).first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('searchbox').fill('marathon@');
  await expect(rows.filter({ hasText: 'agent' })).toHaveCount(0);
  await expect(rows.filter({ hasText: /marathon 23\d.*\d\.\d s/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Ephemerals' }).click();
  await expect(page.getByRole('columnheader', { name: 'Ephemerals' })).toHaveAttribute('aria-sort', 'descending');
});

test('a transaction is found by its path, and its time leads to that instant', async ({ page }) => {
  await openConsole(page, 'zookeeper/log', BOOTED);
  const rows = page.getByRole('table', { name: 'Log' }).getByRole('row');
  await expect(rows.filter({ hasText: 'create' }).first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('searchbox').fill('/marathon/state/framework:id');
  const row = rows.filter({ hasText: 'framework:id' });
  await expect(row).toHaveCount(1);
  await expect(row.getByRole('img', { name: 'applied' })).toHaveCount(3);
  const time = row.getByRole('button', { name: /^Go to/ });
  const clock = (await time.textContent()) ?? '';
  await time.click();
  await expect(page.getByTestId('virtual-clock')).toContainText(clock, { timeout: 30_000 });
  await expect(row).toHaveCount(0);
});

test('tabs are walked with the arrow keys and each has an address', async ({ page }) => {
  await openConsole(page, 'zookeeper');
  await goTo(page, '00:20');
  await page.getByRole('tab', { name: 'Znodes' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/#\/zookeeper\/ensemble/);
  await expect(page.getByRole('tab', { name: 'Ensemble' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/#\/zookeeper\/log/);
  await expect(page.getByRole('tab', { name: 'Log' })).toHaveAttribute('aria-selected', 'true');
});
