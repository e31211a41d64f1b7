import { type Page, expect, test } from '@playwright/test';
import { goTo, openConsole, pause, play } from './console-page.ts';

function znode(page: Page, name: string | RegExp) {
  return page.getByRole('treeitem', { name });
}

async function openTree(page: Page) {
  await openConsole(page, 'zookeeper');
  await pause(page);
  await goTo(page, '00:40');
  await expect(znode(page, /^▾?\s*mesos/)).toBeVisible();
}

test('the tree follows the ensemble; an ephemeral znode names its owner', async ({ page }) => {
  await openTree(page);
  await expect(page.getByText(/as zk \d+ sees it/)).toBeVisible();
  const candidates = znode(page, /log_replicas|json\.info_\d{10}/);
  const ephemeral = page
    .getByRole('treeitem')
    .filter({ hasText: 'ephemeral' })
    .filter({ hasText: /info_\d{10}/ });
  await expect(candidates.first()).toBeVisible();
  await expect(ephemeral).toHaveCount(3);
  await ephemeral.first().click();
  const details = page.getByRole('region', { name: /info_\d{10}/ });
  await expect(details).toContainText('Owned by the session of');
  await details.getByRole('button', { name: /master 23\d/ }).click();
  await expect(
    page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: /master 23\d/ }),
  ).toBeVisible();
  await page.keyboard.press('Escape');

  await test.step('before the boot no server serves the tree', async () => {
    await goTo(page, '00:00');
    await expect(page.getByText('No server serves the tree')).toBeVisible();
    await goTo(page, '00:40');
    await expect(ephemeral).toHaveCount(3);
  });
});

test('a znode is created, edited and deleted through the page', async ({ page }) => {
  await openTree(page);
  await play(page);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Path').fill('no-slash');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByRole('alert')).toHaveText('A path starts with /');
  await dialog.getByLabel('Path').fill('/note');
  await dialog.getByLabel(/^Data/).fill('first');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog).toBeHidden();

  const details = page.getByRole('region', { name: '/note' });
  await expect(znode(page, /note/)).toBeVisible({ timeout: 30_000 });
  await expect(details.locator('pre')).toHaveText('first', { timeout: 30_000 });

  await details.getByRole('button', { name: 'Edit data' }).click();
  await dialog.getByLabel(/^Data/).fill('second');
  await dialog.getByRole('button', { name: 'Set data' }).click();
  await expect(details.locator('pre')).toHaveText('second', { timeout: 30_000 });

  await details.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(znode(page, /note/)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText('This znode does not exist at this instant.')).toBeVisible();
});

test('what Marathon stores is shown decoded', async ({ page }) => {
  await openTree(page);
  const marathon = znode(page, /marathon/).first();
  await expect(marathon).toBeVisible();
  const state = page.getByRole('treeitem').filter({ hasText: /^[▸▾]state/ });
  await state.first().dblclick();
  await page
    .getByRole('treeitem')
    .filter({ hasText: /framework:id/ })
    .click();
  const details = page.getByRole('region', { name: '/marathon/state/framework:id' });
  await expect(details.getByRole('group', { name: 'Shown as' }).getByRole('button', { pressed: true })).not.toHaveText(
    /^(text|hex)$/,
  );
  await expect(details.locator('pre')).toContainText('framework:id');
  await details.getByRole('button', { name: 'hex' }).click();
  await expect(details.locator('pre')).toContainText(/([0-9a-f]{2} ){4}/);
});
