import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openAddress } from './console-page.ts';
import { runLink, type Given } from './run-link.ts';

const HOST = '192.168.1.231';
const master = { process: `mesos-master@${HOST}` };

/** A master that shows its data to `ops` only. */
const GUARDED: readonly Given[] = [
  { atSeconds: 1, command: { kind: 'writeFile', host: HOST, path: '/etc/mesos/credentials', text: 'ops s3cret' } },
  { atSeconds: 1, command: { kind: 'stopProcess', ...master } },
  {
    atSeconds: 2,
    command: {
      kind: 'setArguments',
      ...master,
      arguments: ['--authenticate_http_readonly', '--credentials=/etc/mesos/credentials'],
      environment: {},
    },
  },
  { atSeconds: 3, command: { kind: 'startProcess', ...master } },
];

test('a server that asks for a name and a secret gets them by a dialog, and is not asked for them again', async ({
  page,
}) => {
  await page.goto(runLink({ path: '', atSeconds: 40, given: GUARDED }));
  await expect(page.getByTestId('virtual-clock')).toHaveText('00:40.000', { timeout: 30_000 });
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  const document = page.getByTestId('browser-page').filter({ visible: true });

  await test.step('put away, the refusal shows', async () => {
    await openAddress(page, `${HOST}:5050/master/state`);
    await expect(dialog).toContainText(`${HOST}:5050 asks for a name and a secret`);
    await expect(dialog).toContainText('mesos-master-readonly');
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
    expect((await new AxeBuilder({ page }).include('.sign-in').analyze()).violations).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(document).toContainText(/not authenticated|authorization/i);
  });

  await test.step('a wrong secret is told, the right one shows the document', async () => {
    await page.getByRole('button', { name: 'Reload' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('ops');
    await dialog.getByLabel('Secret').fill('wrong');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toHaveText('That name and secret were not accepted.');
    await dialog.getByLabel('Secret').fill('s3cret');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(dialog).toBeHidden();
    await expect(document).toContainText('activated_slaves');
  });

  await test.step('the web UI of the same server has them', async () => {
    await page.getByRole('button', { name: 'New tab' }).click();
    await openAddress(page, `${HOST}:5050/`);
    await expect(document.getByText('1.0.1')).toBeVisible();
    await expect(dialog).toBeHidden();
  });
});

test('the web UI asks by itself: its requests go from a worker of the page', async ({ page }) => {
  await page.goto(runLink({ path: '', atSeconds: 40, given: GUARDED }));
  await expect(page.getByTestId('virtual-clock')).toHaveText('00:40.000', { timeout: 30_000 });
  await openAddress(page, `${HOST}:5050/`);
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('ops');
  await dialog.getByLabel('Secret').fill('s3cret');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('browser-page').getByText('1.0.1')).toBeVisible();
});
