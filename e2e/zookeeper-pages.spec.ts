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

test('an election is stepped vote by vote, by buttons and keys, and takes the run along', async ({ page }) => {
  await openConsole(page, 'zookeeper/elections', BOOTED);
  const diagram = page.getByRole('slider', { name: 'Election, step by step' });
  await expect(diagram).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('combobox', { name: 'Election' })).toContainText('3 elected, epoch 4');
  const states = page.getByRole('table', { name: 'What each server thinks after this step' });
  const sentence = page.locator('.election-now__step');
  await page.getByRole('button', { name: 'First step' }).click();
  await expect(states.getByText('quorum', { exact: true })).toHaveCount(0);

  await diagram.focus();
  const seen: string[] = [];
  for (let vote = 0; vote < 60; vote += 1) {
    await page.keyboard.press('PageDown');
    seen.push((await sentence.textContent()) ?? '');
    if (/quorum/.test(seen.at(-1) ?? '')) break;
  }
  expect(seen.join('\n')).toMatch(/votes for itself: zxid 0x300000052, epoch 3/);
  expect(seen.join('\n')).toMatch(/changes its vote from \d to 3: the same epoch and zxid, a higher myid/);
  await expect(states.getByText('quorum', { exact: true })).toHaveCount(1);
  await page.keyboard.press('ArrowLeft');
  await expect(states.getByText('quorum', { exact: true })).toHaveCount(0);

  await page.getByRole('checkbox', { name: 'run follows' }).check();
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Next step' }).click();
  await expect(page.getByTestId('virtual-clock')).toHaveText(/^00:00\.4\d\d/);
  await page.getByRole('checkbox', { name: 'as a list' }).check();
  await expect(page.locator('.election-list__row[aria-selected="true"]')).toContainText('a quorum. It waits 200 ms');
});

test('faults of a host are told beforehand, listed while they hold, and taken back', async ({ page }) => {
  await openConsole(page, 'zookeeper/ensemble', BOOTED);
  const first = page.getByRole('article').first();
  await first.getByRole('button', { name: 'Clock, disk, cuts…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Seconds ahead (− behind)').fill('abc');
  await expect(dialog.getByRole('alert')).toContainText('A number of seconds');
  await dialog.getByLabel('Seconds ahead (− behind)').fill('-5');
  await expect(dialog).toContainText('date -s "-5 seconds"');
  await dialog.getByRole('button', { name: 'Set off' }).click();
  await dialog.getByLabel('Kind of fault').selectOption('slow100');
  await dialog.getByRole('button', { name: 'Break' }).click();
  await dialog.getByLabel('Which way').selectOption('in');
  await expect(dialog).toContainText('iptables -A INPUT');
  await dialog.getByRole('button', { name: 'Cut', exact: true }).click();
  await page.keyboard.press('Escape');

  const list = page.getByRole('region', { name: 'Faults that hold now' });
  await expect(list.getByRole('listitem')).toHaveCount(4);
  await expect(list).toContainText('the clock of 192.168.1.231 is off by −5.0 s');
  await expect(list).toContainText('100 times as slow');
  await expect(list).toContainText('192.168.1.231 hears nothing of 192.168.1.232');
  await list.getByRole('button', { name: 'Undo all' }).click();
  await expect(page.getByText('No fault holds now.')).toBeVisible();

  await test.step('data dirs of all servers are wiped together', async () => {
    await page.getByRole('button', { name: 'Wipe data dirs…' }).click();
    await dialog.getByRole('button', { name: 'All of them' }).click();
    await expect(dialog).toContainText('a fresh ensemble of epoch 1');
    await dialog.getByRole('button', { name: 'Wipe 3 servers' }).click();
    await expect(dialog).toBeHidden();
    await setSpeed(page, SPEED.tenfold);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(page.getByText(/leads epoch 1/)).toBeVisible({ timeout: 30_000 });
  });
});
