import { type Page, expect, test } from '@playwright/test';
import { goTo, openAddress, openConsole, pause, play, rows, runHash } from './console-page.ts';

/** Opens Marathon's page in the second pane of a booted cluster that plays on at normal speed. */
async function openMarathon(page: Page) {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:30');
  await play(page);
  await page.getByRole('button', { name: 'Submit an application' }).click();
  await expect(page.getByRole('button', { name: 'Create Application' }).first()).toBeVisible();
}

test('the address bar shows what a browser shows', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:30');
  const before = await runHash(page);
  const error = page.getByTestId('browser-page').getByRole('alert');
  const answers: readonly (readonly [address: string, words: RegExp, code: string])[] = [
    [
      'http://nowhere.example:5050/',
      /nowhere\.example's server IP address could not be found/,
      'ERR_NAME_NOT_RESOLVED',
    ],
    ['http://192.168.1.231:9999/', /192\.168\.1\.231 refused to connect/, 'ERR_CONNECTION_REFUSED'],
    ['192.168.1.231:2181', /192\.168\.1\.231 (sent an invalid response|didn)/, 'ERR_'],
    ['http://192.168.1.231:99999/', /cannot be opened/, 'ERR_INVALID_URL'],
    ['not an address', /cannot be opened/, 'ERR_INVALID_URL'],
    ['https://192.168.1.231:5050/', /invalid response/, 'ERR_SSL_PROTOCOL_ERROR'],
  ];
  for (const [address, words, code] of answers) {
    await test.step(address, async () => {
      await openAddress(page, address);
      await expect(error).toContainText(words);
      await expect(error).toContainText(code);
    });
  }
  await openAddress(page, 'http://192.168.1.231:5050/no-such-page');
  await expect(page.getByTestId('browser-page').last()).toContainText(/404/);
  expect(await runHash(page)).toBe(before);
});

test('text that is no JSON stays in the editor and is marked', async ({ page }) => {
  await openMarathon(page);
  await page.getByRole('button', { name: 'Create Application' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New Application' });
  await dialog.getByText('JSON Mode').click();
  const editor = dialog.locator('.cm-content');
  const broken = '{\n  "id": "/broken",\n  "cpus": ,\n  "mem": 32\n}';
  await editor.fill(broken);
  await expect(dialog.getByRole('alert')).toContainText('Invalid JSON');
  await expect(dialog.locator('.cm-lint-marker-error')).toHaveCount(1);
  const mark = dialog.locator('.cm-lintRange-error');
  await expect(mark).toHaveCount(1);
  // The place: the line of the value that is missing, not the end of the text.
  await expect(dialog.locator('.cm-line').filter({ has: page.locator('.cm-lintRange-error') })).toContainText('"cpus"');
  await expect(dialog.getByRole('button', { name: 'Create Application' })).toBeDisabled();
  await expect(editor).toContainText('"id": "/broken"');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('/broken')).toHaveCount(0);
});

test('a value that is refused has its message at the field, and nothing is created', async ({ page }) => {
  await openMarathon(page);
  const create = page.getByRole('button', { name: 'Create Application' }).first();
  await create.click();
  const dialog = page.getByRole('dialog', { name: 'New Application' });
  const send = dialog.getByRole('button', { name: 'Create Application' });
  const id = dialog.getByLabel('ID', { exact: true });
  const cpus = dialog.getByLabel('CPUs', { exact: true });
  const messageOf = (name: string) => dialog.locator(`#app-form-${name}-error`);

  await id.fill('/Capitals');
  await expect(messageOf('id')).toContainText('invalid characters');
  await expect(id).toHaveAttribute('aria-invalid', 'true');
  await id.fill('/sleeper');
  await expect(messageOf('id')).toHaveCount(0);
  await cpus.fill('-1');
  await expect(messageOf('cpus')).toContainText('CPUs must be a number');
  await expect(send).toBeDisabled();

  await test.step('Marathon itself refuses it from JSON mode', async () => {
    await dialog.getByText('JSON Mode').click();
    await dialog.locator('.cm-content').fill('{"id": "/Capitals", "cmd": "sleep 100", "cpus": -1}');
    await send.click();
    await expect(dialog.getByRole('alert')).toContainText('cpus', { timeout: 30_000 });
    await expect(dialog.locator('.cm-content')).toContainText('/Capitals');
  });

  await test.step('a good one is created, its double is refused at the id', async () => {
    await dialog.locator('.cm-content').fill('{"id": "/sleeper", "cmd": "sleep 100", "cpus": 0.1, "mem": 32}');
    await send.click();
    await expect(dialog).toBeHidden({ timeout: 30_000 });
    await expect(rows(page, /sleeper/)).toHaveCount(1, { timeout: 30_000 });
    await create.click();
    await dialog.getByLabel('ID', { exact: true }).fill('/sleeper');
    await dialog.getByLabel('Command').fill('sleep 5');
    await dialog.getByRole('button', { name: 'Create Application' }).click();
    await expect(dialog.getByRole('alert').first()).toContainText(/already exists/, { timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  await expect(rows(page, /sleeper/)).toHaveCount(1);
  await expect(page.getByText('Capitals')).toHaveCount(0);
});

test('a damaged run file is refused and the open run stays', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:20');
  const before = await runHash(page);
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog');
  const file = (text: string) => ({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const good = { format: 'mesoscope-run/1', scenario: 'default', seed: 7, journal: [], atUs: 20_000_000 };
  const damaged: readonly (readonly [text: string, words: RegExp])[] = [
    ['{"format": "mesoscope-run/1", "seed":', /not JSON/],
    [JSON.stringify({ ...good, seed: -1 }), /not a saved run/],
    [JSON.stringify({ ...good, scenario: 'atlantis' }), /The run was refused/],
    [JSON.stringify({ ...good, journal: [{ atUs: 'soon', command: 5 }] }), /The run was refused/],
  ];
  for (const [text, words] of damaged) {
    await dialog.getByLabel('Open a saved run').setInputFiles(file(text));
    await expect(dialog.getByRole('alert')).toContainText(words);
  }
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('virtual-clock')).toHaveText('00:20.000');
  expect(await runHash(page)).toBe(before);
});
