import { type Page, expect, test } from '@playwright/test';
import { SPEED, goTo, openAddress, play, rows, setSpeed } from './console-page.ts';
import { type Given, type Post, runLink } from './run-link.ts';

/** What Marathon's own page shows of things that take long, are locked, gone or without a leader. */

const UI = 'http://192.168.1.231:8080/ui/';
const app = (id: string, more: object = {}): Post => ({
  atSeconds: 31,
  url: 'http://192.168.1.231:8080/v2/apps',
  body: { id, cmd: 'sleep 9999', cpus: 0.01, mem: 16, instances: 1, ...more },
});

async function open(page: Page, options: { posts: readonly Post[]; given?: readonly Given[]; atSeconds: number }) {
  await page.goto(runLink({ path: 'marathon', ...options, search: { right: 'none' } }));
  await expect(page.getByRole('button', { name: 'Create Application' }).first()).toBeVisible({ timeout: 30_000 });
}

test('eight tasks a page, a deployment in its last step, an application that is not there, a lock that the second press forces', async ({
  page,
}) => {
  await open(page, { posts: [app('/many', { instances: 12 }), app('/large', { cpus: 60 })], atSeconds: 60 });

  await test.step('UI20: the pager of twelve tasks', async () => {
    await openAddress(page, `${UI}#/apps/%2Fmany`);
    await expect(page.getByText('1-8 of 12')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Previous page' })).toBeDisabled();
    await page.getByRole('button', { name: 'Next page' }).click();
    await expect(page.getByText('9-12 of 12')).toBeVisible();
    await expect(page.getByRole('checkbox', { name: /^Select many/ })).toHaveCount(4);
  });

  await test.step('UI19: the last step is no longer marked', async () => {
    await openAddress(page, `${UI}#/deployments`);
    const row = rows(page, /ScaleApplication.*1 \/ 2/s);
    await expect(row).toContainText('/large');
    await expect(row.locator('.marathon-progress')).toHaveCount(0);
  });

  await test.step('an unknown application and an unknown page', async () => {
    await openAddress(page, `${UI}#/apps/%2Fnope`);
    await expect(page.getByText('Error fetching tasks. Refresh to try again.')).toBeVisible();
    await openAddress(page, `${UI}#/apps/%2Fmany/nothing`);
    await expect(page.getByText(/Error fetching task details\. Go to Task List/)).toBeVisible();
    await openAddress(page, `${UI}#/nowhere`);
    await expect(page.getByText('The requested page does not exist: /nowhere')).toBeVisible();
  });

  await test.step('UI15: an edit meets the lock, says so, and is forced by the second press', async () => {
    await setSpeed(page, SPEED.tenfold);
    await play(page);
    await openAddress(page, `${UI}#/apps/%2Flarge/configuration`);
    await page.getByRole('button', { name: '✎ Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit Application' });
    const press = edit.getByRole('button', { name: 'Change and deploy configuration' });
    await edit.getByLabel('CPUs').fill('0.1');
    await press.click();
    await expect(edit.getByRole('alert')).toContainText('Press the button again to forcefully change', {
      timeout: 30_000,
    });
    await expect(edit.getByLabel('CPUs')).toHaveValue('0.1');
    await press.click();
    await expect(edit).toBeHidden({ timeout: 30_000 });
    await expect(page.locator('.marathon-app-status')).toContainText('Running', { timeout: 60_000 });
  });
});

test('UI17: without a leader the old rows stay below a red one, until the asked standby leads', async ({ page }) => {
  const stopped = ['192.168.1.232', '192.168.1.233'].map((host) => ({
    atSeconds: 50,
    command: { kind: 'stopProcess', process: `marathon@${host}` },
  }));
  await open(page, { posts: [app('/web')], given: stopped, atSeconds: 45 });
  await openAddress(page, `${UI}#/apps`);
  await expect(rows(page, /web.*Running/s)).toBeVisible();
  await goTo(page, '00:52');
  const error = page.getByText('Error fetching apps. Refresh to try again.');
  await expect(error).toBeVisible();
  await expect(rows(page, /web.*Running/s)).toBeVisible();

  await test.step('the next success clears it', async () => {
    await goTo(page, '01:20');
    await expect(error).toBeHidden();
    await expect(rows(page, /web.*Running/s)).toBeVisible();
  });
});
