import { expect, test } from '@playwright/test';
import { SPEED, goTo, openAddress, openConsole, pause, play, setSpeed } from './console-page.ts';
import { runLink } from './run-link.ts';

test('the browser pane: suggestions, JSON, errors, keys, and a link that opens the same page', async ({ page }) => {
  await openConsole(page, 'mesos', { right: 'none', at: '30000000' });
  await expect(page.getByRole('heading', { name: 'Active Tasks' })).toBeVisible({ timeout: 30_000 });
  const field = page.getByRole('textbox', { name: 'Address' });

  await test.step('words find an endpoint', async () => {
    await field.fill('snapshot 5050');
    const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
    await expect(options.first()).toContainText('/metrics/snapshot');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tree')).toContainText('master/uptime_secs');
  });

  await test.step('JSON is searched, closed and opened, and shown as text', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('tasks_running');
    await expect(page.getByText(/^\d+ match/)).toBeVisible();
    await expect(page.getByRole('treeitem').filter({ hasText: 'uptime_secs' })).toHaveCount(0);
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    await page.getByRole('button', { name: 'Collapse all' }).click();
    await page.getByRole('button', { name: 'Raw' }).click();
    await expect(page.locator('.browser-text')).toContainText('"master\\/uptime_secs"');
  });

  await test.step('failures look as in Chrome', async () => {
    for (const [address, code] of [
      ['http://192.168.1.231:4321/', 'ERR_CONNECTION_REFUSED'],
      ['http://10.9.9.9/', 'ERR_NAME_NOT_RESOLVED'],
      ['http://192.168.1.231:22/', 'ERR_UNSAFE_PORT'],
      ['http://192.168.1.231:2181/', 'ERR_INVALID_HTTP_RESPONSE'],
      ['http://192.168.1.231:99999/', 'ERR_INVALID_URL'],
    ] as const) {
      await openAddress(page, address);
      await expect(page.getByText(code)).toBeVisible();
    }
  });

  await test.step('keys of a browser', async () => {
    await field.focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByText('ERR_INVALID_HTTP_RESPONSE')).toBeVisible();
    await page.keyboard.press('Alt+t');
    await expect(page.getByRole('heading', { name: 'Pages of the cluster' })).toBeVisible();
    await page.keyboard.press('Alt+1');
    await expect(page.getByText('ERR_INVALID_HTTP_RESPONSE')).toBeVisible();
  });

  await test.step('the link opens the same page', async () => {
    await openAddress(page, 'http://192.168.1.231:5050/#/agents');
    await expect.poll(() => page.url()).toContain('agents');
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Agents' }).first()).toBeVisible({ timeout: 30_000 });
  });
});

test('the event stream of Marathon in the address bar: events arrive while the run plays', async ({ page }) => {
  const apps = 'http://192.168.1.232:8080/v2/apps';
  const posts = [{ atSeconds: 40, url: apps, body: { id: '/late', cmd: 'sleep 9999', cpus: 0.1, mem: 32 } }];
  await page.goto(runLink({ path: 'marathon', atSeconds: 30, posts, search: { right: 'none' } }));
  await expect(page.getByRole('button', { name: 'Create Application' }).first()).toBeVisible({ timeout: 30_000 });
  await openAddress(page, '192.168.1.231:8080/v2/events');
  const events = page.getByRole('log', { name: 'Events of the stream' });
  await expect(events).not.toContainText('/late');
  await expect(page.getByText('The connection stays open')).toBeVisible();
  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await expect(events).toContainText('event: api_post_event', { timeout: 30_000 });
  await expect(events).toContainText('event: deployment_success', { timeout: 30_000 });
  await expect(events).toContainText('"taskStatus":"TASK_RUNNING"');
  await pause(page);

  await test.step('back in time the later events are gone', async () => {
    await goTo(page, '00:35');
    await expect(events).not.toContainText('/late');
  });
});
