import { expect, test } from '@playwright/test';
import { goTo, inspect, openConsole, pause, play, setSpeed, showTable, SPEED } from './console-page.ts';

test('the service page: a button makes a service, the curve shows a dip when HAProxy fails, and its recovery', async ({
  page,
}) => {
  await openConsole(page, 'service');
  await pause(page);
  await goTo(page, '00:30');
  const balanced = page.getByTestId('service balancer /web:10080');

  await test.step('empty: it says what to do, and a button does it', async () => {
    await expect(page.getByRole('heading', { name: 'No service yet' })).toBeVisible();
    await setSpeed(page, SPEED.tenfold);
    await play(page);
    await page.getByRole('button', { name: /HAPROXY_GROUP=external/ }).click();
    await expect(balanced).toContainText('100 %', { timeout: 60_000 });
    await expect(page.getByRole('img', { name: /Share of requests answered/ })).toBeVisible();
  });

  await test.step('HAProxy is stopped: requests are refused until it is started again', async () => {
    await page.getByRole('button', { name: /^HAProxy · running/ }).click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.locator('[data-action="stop"]').click();
    await expect(balanced).toContainText('connection refused', { timeout: 60_000 });
    await expect(page.getByText(/Since the last fault/)).toBeVisible();
    await inspector.locator('[data-action="start"]').click();
    await inspector.getByRole('button', { name: 'Close the inspector' }).click();
  });

  await test.step('second by second as a table: the dip and full seconds after it', async () => {
    await page.getByRole('button', { name: 'As a table' }).click();
    const seconds = page.getByRole('region', { name: 'Second by second, newest first' });
    await expect(seconds.getByRole('row').filter({ hasText: '0.00 %' }).first()).toBeVisible({ timeout: 30_000 });
    await expect(seconds.getByRole('row').nth(1)).toContainText('100 %', { timeout: 30_000 });
    await pause(page);
  });

  await test.step('the statistics and the configuration open in the browser pane', async () => {
    await page.getByRole('button', { name: 'HAProxy statistics' }).click();
    await expect(page.getByRole('heading', { name: /HAProxy version 1\.6\.10/ })).toBeVisible();
    await page.getByRole('button', { name: 'haproxy.cfg' }).click();
    await expect(page.getByText('backend web_10080')).toBeVisible();
  });
});

test('the only instance is killed on its host: the dip is on the curve, on the timeline, and in the figures since then', async ({
  page,
}) => {
  await openConsole(page, 'service');
  await pause(page);
  await goTo(page, '00:30');
  const section = (name: string) => page.getByRole('navigation').getByRole('link', { name });
  const balanced = page.getByTestId('service balancer /web:10080');

  await test.step('a service of one instance with a host name, by the form', async () => {
    await page.getByText('How it behaves').click();
    await page.getByLabel('Host name (HAPROXY_0_VHOST)').fill('web.example.com');
    await page.getByLabel('Instances', { exact: true }).fill('1');
    await setSpeed(page, SPEED.tenfold);
    await play(page);
    await page.getByRole('button', { name: /HAPROXY_GROUP=external/ }).click();
    await expect(balanced).toContainText('100 %', { timeout: 60_000 });
    await expect(page.getByTestId('service balancer /web web.example.com')).toContainText('100 %', { timeout: 60_000 });
    await pause(page);
  });

  await test.step('from the cluster to the agent with the task, to its host, to the container: kill -9', async () => {
    await section('Cluster').click();
    await showTable(page);
    const agent = page.getByRole('row').filter({ hasText: /agent \d+.*MiB\s*1$/ });
    const title = (await agent.getByRole('rowheader').textContent()) ?? '';
    const inspector = await inspect(page, title.trim());
    await inspector.getByRole('button', { name: /^192\.168\.1\./ }).click();
    await inspector
      .getByRole('button', { name: /^container/ })
      .first()
      .click();
    await expect(inspector.getByLabel('Crash in, ms from now')).toBeVisible();
    await expect(inspector.getByLabel('Start-up, ms (while it starts)')).toHaveValue('200');
    await inspector.locator('[data-action="kill"]').click();
    await inspector.getByRole('button', { name: 'Close the inspector' }).click();
  });

  await test.step('what its users felt', async () => {
    await section('Service').click();
    await play(page);
    const since = page.locator('.service__figure').filter({ hasText: 'Since the last fault' });
    await expect(since).toContainText(/killed|kill/i, { timeout: 60_000 });
    await expect(since).toHaveAttribute('data-tone', 'bad', { timeout: 60_000 });
    await expect(balanced).toContainText(/503|connection refused/);
    await page.getByRole('button', { name: 'As a table' }).click();
    const seconds = page.getByRole('region', { name: 'Second by second, newest first' });
    await expect(seconds.getByRole('row').filter({ hasText: '0.00 %' }).first()).toBeVisible();
    await expect(seconds.getByRole('row').nth(1)).toContainText('100 %', { timeout: 60_000 });
    await pause(page);
    const lane = page.getByRole('list', { name: 'Requests answered over time' });
    await expect(lane.getByRole('listitem').filter({ hasText: '0.00 %' }).first()).toBeAttached();
    await expect(lane.getByRole('listitem').last()).toContainText('100 % of the requests answered');
  });
});
