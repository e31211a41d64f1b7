import { expect, test } from '@playwright/test';
import {
  SPEED,
  action,
  goTo,
  inspect,
  openAddress,
  openConsole,
  pause,
  play,
  rows,
  setSpeed,
  showTable,
} from './console-page.ts';

/** Flags of a stopped master in the inspector, as its binary takes or refuses them. */
test('a stopped master starts with other flags, variables and files; a wrong flag is refused in its own words', async ({
  page,
}) => {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:30');
  await showTable(page);
  const inspector = await inspect(page, 'master 231');
  const row = rows(page, /master 231/);
  const flags = inspector.getByRole('textbox', { name: /^Flags/ });
  const variables = inspector.getByRole('textbox', { name: /^Variables/ });
  const apply = inspector.getByRole('button', { name: 'Set for the next start' });
  await inspector.locator('summary').filter({ hasText: 'Command line' }).click();
  await expect(inspector.getByText(/Stop the process to give it other flags/)).toBeVisible();
  await action(inspector, 'stop').click();
  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await expect(row).toContainText(/ended/);

  await test.step('a line that is no variable is marked, and nothing can be set', async () => {
    await variables.fill('MESOS CLUSTER');
    await expect(inspector.getByText('“MESOS CLUSTER” is not NAME=value.')).toBeVisible();
    await expect(apply).toHaveAttribute('aria-disabled', 'true');
    await variables.fill('MESOS_CLUSTER=walked');
  });

  await test.step('an unknown flag ends it, in the words of the binary', async () => {
    await flags.fill('--no_such=1');
    await apply.click();
    await expect(page.getByText(/master 231 gets these flags at its next start/)).toBeVisible();
    await action(inspector, 'start').click();
    await expect(inspector.getByRole('status', { name: 'Its last line' })).toContainText(
      "Failed to load unknown flag 'no_such'",
    );
    await expect(row).toContainText(/restarting/);
    await expect(inspector.getByRole('listitem').filter({ hasText: 'Opened db' })).toHaveCount(0);
  });

  await test.step('right ones are taken, from all three places', async () => {
    await inspector
      .getByRole('combobox', { name: 'File below /etc' })
      .fill('/etc/mesos-master/max_completed_frameworks');
    await inspector.getByRole('textbox', { name: 'Content' }).fill('7');
    await inspector.getByRole('button', { name: 'Write the file' }).click();
    await flags.fill('--log_auto_initialize\n--zk_session_timeout=12secs');
    await inspector.getByRole('checkbox', { name: /Started by the package/ }).check();
    await apply.click();
    await expect(row).toContainText('standby', { timeout: 30_000 });
    await openAddress(page, '192.168.1.231:5050/flags');
    const document = page.getByTestId('browser-page');
    await expect(document).toContainText('cluster: "walked"');
    await expect(document).toContainText('zk_session_timeout: "12secs"');
    await expect(document).toContainText('max_completed_frameworks: "7"');
  });

  await test.step('what was done is told, and can be undone', async () => {
    await page.getByRole('button', { name: 'Go back to before this' }).last().click();
    await expect(page.getByText(/^Back at/)).toBeVisible();
    await expect(row).toContainText(/restarting|ended/);
    await expect(flags).toHaveValue('--no_such=1');
  });
});
