import { readFile } from 'node:fs/promises';
import { type Page, expect, test } from '@playwright/test';
import { goTo, openConsole, pause, play, rows, setSpeed, showTable, SPEED } from './console-page.ts';

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
  await details
    .getByRole('button', { name: /master 23\d/ })
    .first()
    .click();
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
  await expect(details.locator('.znode-details__data')).toHaveText('first', { timeout: 30_000 });

  await details.getByRole('button', { name: 'Edit data' }).click();
  await dialog.getByLabel(/^Data/).fill('second');
  await dialog.getByRole('button', { name: 'Set data' }).click();
  await expect(details.locator('.znode-details__data')).toHaveText('second', { timeout: 30_000 });

  await details.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(znode(page, /note/)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText('This znode does not exist at this instant.')).toBeVisible();
});

test('a znode is edited on the page, and the watch that zkCli set on it fires in the terminal', async ({ page }) => {
  const screen = () =>
    page.evaluate(() => [...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent).join('\n'));
  const line = async (text: string, answer: RegExp) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await expect.poll(screen, { timeout: 20_000 }).toMatch(answer);
  };
  await openConsole(page, 'zookeeper', { at: '30000000', right: 'terminal' });
  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await expect.poll(screen, { timeout: 20_000 }).toMatch(/operator@/);
  await page.locator('.xterm-helper-textarea').focus();
  await line('zkCli.sh', /\(CONNECTED\) 0\]/);
  await line('create /note first', /Created \/note/);
  await line('get /note watch', /numChildren = 0/);

  await znode(page, /note/).click();
  const details = page.getByRole('region', { name: '/note' });
  await expect(details.getByRole('listitem').filter({ hasText: 'data' })).toContainText('you');
  await details.getByRole('button', { name: 'Edit data' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Data/).fill('second');
  await dialog.getByRole('button', { name: 'Set data' }).click();
  await expect(details.locator('.znode-details__data')).toHaveText('second', { timeout: 30_000 });
  await expect.poll(screen, { timeout: 20_000 }).toMatch(/type:NodeDataChanged path:\/note/);

  await test.step('its history says who wrote it and whom that told; the watch is gone', async () => {
    const change = details.locator('.znode-change').filter({ hasText: 'data set' });
    await expect(change).toContainText('you');
    await change.getByText('1 watch fired').click();
    await expect(change.locator('.znode-watchers')).toContainText(/NodeDataChanged.*you.*at.*zk 23\d/);
    await expect(details).toContainText('0 watches');
  });
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
  await expect(details.locator('.znode-details__data')).toContainText('framework:id');
  await details.getByRole('button', { name: 'hex' }).click();
  await expect(details.locator('.znode-details__data')).toContainText(/([0-9a-f]{2} ){4}/);
});

test('deleting the json.info_ znode of the leading master makes another one lead', async ({ page }) => {
  await openConsole(page, 'zookeeper', { at: '40000000', right: 'cluster' });
  await showTable(page);
  const leading = rows(page, /master 23\d.*leading/);
  await expect(leading).toHaveCount(1, { timeout: 30_000 });
  const before = /master 23\d/.exec((await leading.textContent()) ?? '')?.[0] ?? '';
  const candidate = page
    .getByRole('treeitem')
    .filter({ hasText: 'ephemeral' })
    .filter({ hasText: /info_\d{10}/ });
  await candidate.first().click();
  const details = page.getByRole('region', { name: /info_\d{10}/ });
  await expect(details).toContainText(before);
  const name = (await details.getAttribute('aria-label')) ?? '';
  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await details.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(details).toContainText('This znode does not exist at this instant.', { timeout: 30_000 });
  await expect(rows(page, new RegExp(`${before}.*leading`))).toHaveCount(0, { timeout: 30_000 });
  await expect(leading).toHaveCount(1, { timeout: 30_000 });
  await expect(page.getByRole('treeitem').filter({ hasText: name.split('/').at(-1) ?? '' })).toHaveCount(0);

  await test.step('its history tells who wrote it and who deleted it', async () => {
    const history = details.getByRole('region', { name: 'History' });
    await expect(history.getByRole('listitem').filter({ hasText: 'created' })).toContainText(before);
    const deletion = history.getByRole('listitem').filter({ hasText: 'deleted' });
    await expect(deletion).toContainText('you');
    await deletion.getByText(/\d+ watches fired/).click();
    await expect(deletion).toContainText(/NodeChildrenChanged.*master 23\d/);
  });
});

test('a subtree is saved as a file and made again elsewhere; a bad file changes nothing', async ({ page }) => {
  await openTree(page);
  await page
    .getByRole('treeitem')
    .filter({ hasText: /^[▸▾]state/ })
    .first()
    .click();
  const details = page.getByRole('region', { name: '/marathon/state' });
  const saved = page.waitForEvent('download');
  await details.getByRole('button', { name: 'Export' }).click();
  const text = await readFile(await (await saved).path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ format: 'mesoscope-znodes/1', path: '/marathon/state' });

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('or its text').fill('{"format":"other"}');
  await expect(dialog.getByRole('alert')).toContainText('Nothing was changed: format: mesoscope-znodes/1 is needed');
  await dialog.getByLabel('or its text').fill(text.replace('"path": ""', '"path": "/x//y"'));
  await expect(dialog.getByRole('alert')).toContainText('znodes[0].path');
  await dialog.getByLabel('or its text').fill(text);
  await expect(dialog.getByRole('status')).toContainText('Creates 0, sets 0');
  await dialog.getByLabel('Its top becomes').fill('/copy');
  await expect(dialog.getByRole('status')).toContainText(/Creates \d+, sets 0, leaves 0/);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();
  await play(page);
  await expect(znode(page, /copy/)).toBeVisible({ timeout: 30_000 });
  await znode(page, /copy/).click();
  const copy = page.getByRole('region', { name: '/copy' });
  await expect(copy.getByRole('region', { name: 'History' })).toContainText('in a multi', { timeout: 30_000 });
});

test('the tree of a past instant, and a search through all paths', async ({ page }) => {
  await openTree(page);
  await page.getByRole('searchbox', { name: 'Search all paths' }).fill('framework:id');
  await page.getByRole('button', { name: '/marathon/state/framework:id' }).click();
  await expect(page.getByRole('region', { name: '/marathon/state/framework:id' })).toBeVisible();
  await expect(znode(page, /framework:id/)).toBeInViewport();

  await page.getByRole('button', { name: 'Past tree' }).click();
  const past = page.getByRole('group', { name: 'The tree at an instant' });
  await past.getByRole('textbox', { name: 'Instant as mm:ss.mmm' }).fill('00:01.500');
  await page.keyboard.press('Enter');
  await expect(page.getByText('as it was then')).toBeVisible();
  await expect(znode(page, /framework:id/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Create', exact: true })).toBeDisabled();
  await past.getByRole('button', { name: 'Now' }).click();
  await expect(znode(page, /framework:id/)).toBeVisible();
});
