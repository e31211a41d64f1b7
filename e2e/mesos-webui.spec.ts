import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect, test } from '@playwright/test';
import { goTo, openAddress } from './console-page.ts';
import { runLink, type Post } from './run-link.ts';

/** Pictures of every page are kept beside the results of the run. */
const SCREENS = 'test-results/screens';
const MASTERS = ['192.168.1.231', '192.168.1.232', '192.168.1.233'] as const;

const app = (atSeconds: number, body: object): Post => ({ atSeconds, url: 'http://192.168.1.231:8080/v2/apps', body });
const POSTS: readonly Post[] = [
  app(40, {
    id: '/web/nginx',
    cpus: 0.5,
    mem: 128,
    instances: 4,
    container: { type: 'DOCKER', docker: { image: 'nginx:1.11', network: 'BRIDGE' } },
  }),
  app(41, { id: '/batch/fail', cpus: 0.1, mem: 32, instances: 1, cmd: 'sleep 5; exit 1' }),
  app(42, { id: '/sleep', cpus: 0.2, mem: 64, instances: 3, cmd: 'sleep 100000' }),
];

/** Opens the leading master's page, alone, in a paused run with applications. */
async function openMesos(page: Page, search: Readonly<Record<string, string>> = { right: 'none' }): Promise<string> {
  await page.goto(runLink({ path: 'mesos', atSeconds: 300, posts: POSTS, search }));
  await expect(rowsOf(page, 'Active Tasks').first()).toBeVisible({ timeout: 60_000 });
  const host = new URL(await addressOf(page)).hostname;
  expect(MASTERS).toContain(host);
  return host;
}

function addressOf(page: Page): Promise<string> {
  return page.getByRole('textbox', { name: 'Address' }).first().inputValue();
}

function rowsOf(page: Page, table: string) {
  return page.getByRole('table', { name: table }).locator('tbody tr');
}

/** Which kinds of axe's findings count: those that keep somebody from using the page. */
async function grave(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

async function keep(page: Page, name: string) {
  await page.screenshot({ path: `${SCREENS}/mesos-${name}.png` });
}

async function tab(page: Page, name: string) {
  await page
    .locator('.mesos-navbar')
    .getByRole('link', { name, exact: name === 'Agents' })
    .click();
}

test('every page is reached from the navigation bar; tables sort, filter and search', async ({ page }) => {
  await openMesos(page);
  await keep(page, 'home');
  expect(await grave(page), 'home').toEqual([]);

  const active = rowsOf(page, 'Active Tasks');
  await page.getByRole('textbox', { name: 'Find in Active Tasks' }).fill('nginx');
  await expect(active).toHaveCount(4);
  await keep(page, 'home-filtered');
  await page.getByRole('textbox', { name: 'Find in Active Tasks' }).fill('!nginx');
  await expect(active.first()).not.toContainText('nginx');
  await page.getByRole('button', { name: 'Clear' }).click();
  const table = page.getByRole('table', { name: 'Active Tasks' });
  await table.getByRole('button', { name: 'Name' }).click();
  await expect(table.getByRole('columnheader', { name: 'Name ▼' })).toHaveAttribute('aria-sort', 'descending');
  await expect(active.first()).toContainText('sleep');
  await table.getByRole('button', { name: 'Name ▼' }).click();
  await expect(active.first()).not.toContainText('sleep');

  await page.locator('.mesos-stamp').first().click();
  await expect(page.locator('.mesos-stamp').first()).toHaveText(/^\d{4}-\d\d-\d\dT\d{1,2}:\d\d:\d\d[+-]\d{4}$/);
  await keep(page, 'home-absolute-dates');
  await page.locator('.mesos-stamp').first().click();

  await tab(page, 'Frameworks');
  await expect(rowsOf(page, 'Active Frameworks')).toHaveCount(1);
  await keep(page, 'frameworks');
  await rowsOf(page, 'Active Frameworks').getByRole('link').first().click();
  await expect(page.getByText('Active tasks:')).toBeVisible();
  await expect(rowsOf(page, 'Active Tasks').first()).toBeVisible();
  await keep(page, 'framework');

  await tab(page, 'Offers');
  await expect(page.getByRole('heading', { name: 'Outstanding Offers' })).toBeVisible();
  await keep(page, 'offers');
  await tab(page, 'Roles');
  await expect(rowsOf(page, 'Roles').first()).toContainText('*');
  await page.getByRole('checkbox', { name: 'Weight' }).check();
  await expect(page.getByRole('columnheader', { name: 'Weight' })).toBeVisible();
  await keep(page, 'roles');
  expect(await grave(page), 'roles').toEqual([]);
  await tab(page, 'Maintenance');
  await expect(page.getByRole('heading', { name: 'Maintenance Schedule' })).toBeVisible();
  await keep(page, 'maintenance');

  await tab(page, 'Agents');
  await expect(rowsOf(page, 'Agents')).toHaveCount(5);
  await keep(page, 'agents');
  const id = page.getByRole('table', { name: 'Agents' }).getByRole('columnheader', { name: 'ID' });
  await expect(id).toHaveText('ID ▼');
});

test('from an agent to a sandbox file and the log', async ({ page }) => {
  await openMesos(page);
  await rowsOf(page, 'Active Tasks').filter({ hasText: 'nginx' }).first().getByRole('link').first().click();
  await expect(page.getByText('Executor Name:')).toBeVisible();
  await expect(rowsOf(page, 'Tasks').filter({ hasText: 'TASK_RUNNING' })).toHaveCount(1);
  await keep(page, 'executor');
  await page.locator('.mesos-breadcrumb').getByRole('link', { name: 'Framework' }).click();
  await expect(rowsOf(page, 'Executors').first()).toBeVisible();
  await keep(page, 'agent-framework');
  await page.locator('.mesos-breadcrumb').getByRole('link', { name: 'Agent' }).click();
  await expect(rowsOf(page, 'Frameworks')).toHaveCount(1);
  await keep(page, 'agent');
  expect(await grave(page), 'agent').toEqual([]);

  await page.locator('.mesos-brand').click();
  await rowsOf(page, 'Active Tasks').first().getByRole('link', { name: 'Sandbox' }).click();
  await expect(page.getByRole('button', { name: 'stdout' })).toBeVisible();
  await keep(page, 'browse');
  await page.getByRole('button', { name: 'stdout' }).click();
  await expect(page.locator('.mesos-pailer:visible')).toContainText(/\S/);
  await keep(page, 'pailer');

  await page
    .getByRole('button', { name: /^Mesos ·/ })
    .first()
    .click();
  await openAddress(page, `http://${new URL(await addressOf(page)).host}/#/agents/no-such-agent`);
  await expect(page.getByText('No agent found with ID: no-such-agent')).toBeVisible();
  await keep(page, 'agent-not-found');
  const sandbox = '/#/agents/a/frameworks/f/executors/e/browse';
  await openAddress(page, 'about:home');
  await openAddress(page, `http://${MASTERS[0]}:5050${sandbox}`);
  await expect(page.getByText('Failed to find agents.')).toBeVisible();
});

test('long lists have pages of 50; the log of the master is tailed', async ({ page }) => {
  const many = app(43, { id: '/many', cpus: 0.01, mem: 16, instances: 260, cmd: 'sleep 100000' });
  await page.goto(runLink({ path: 'mesos', atSeconds: 120, posts: [many], search: { right: 'none' } }));
  const active = rowsOf(page, 'Active Tasks');
  await expect(active).toHaveCount(50, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'First' })).toBeDisabled();
  const first = await active.first().innerText();
  await page.getByRole('button', { name: '3', exact: true }).click();
  await expect(page.getByRole('button', { name: '3', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(active.first()).not.toHaveText(first);
  await page.getByRole('button', { name: '3', exact: true }).scrollIntoViewIfNeeded();
  await keep(page, 'pagination');
  await page.getByRole('button', { name: '...', exact: true }).click();
  await expect(page.getByRole('button', { name: '6', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(active).toHaveCount(10);
  await expect(page.getByRole('button', { name: 'Last' })).toBeDisabled();

  await page.getByRole('button', { name: 'LOG' }).click();
  const pailer = page.locator('.mesos-pailer:visible');
  await expect(pailer).toContainText(/^[IWE]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ \w+\.cpp:\d+\]/m);
  await keep(page, 'log');
});

test('row 11 (E6): the leader is killed: its page cannot connect, a standby sends its visitors to the new one', async ({
  page,
}) => {
  const leader = await openMesos(page, { right: 'cluster' });
  const standby = MASTERS.find((host) => host !== leader) ?? '';
  await openAddress(page, `http://${standby}:5050/`);
  await expect(page.getByText(/This master is not the leader, redirecting in \d seconds/)).toBeVisible();
  // A standby master has a state of its own, without tasks, and a log of its own.
  await expect(rowsOf(page, 'Active Tasks')).toHaveText(['No active tasks.']);
  await keep(page, 'not-leader');
  await page.getByRole('link', { name: 'go now' }).click();
  await expect.poll(() => addressOf(page)).toContain(leader);
  await expect(rowsOf(page, 'Active Tasks').first()).toBeVisible();

  await page.getByRole('button', { name: 'Kill the leading Mesos master' }).click();
  await page.getByRole('button', { name: /^Kill\b.*kill -9/s }).click();
  await goTo(page, '05:02');
  const dialog = page.getByRole('dialog', { name: `Failed to connect to ${leader}:5050!` });
  await expect(dialog).toContainText(/Retrying in \d+ seconds/);
  await keep(page, 'failed-to-connect');

  // Its supervisor has started it again; meanwhile another one leads.
  await goTo(page, '05:40');
  const running = rowsOf(page, 'Active Tasks').filter({ hasText: 'RUNNING' }).first();
  const goNow = page.getByRole('link', { name: 'go now' });
  // The countdown may end by itself just now: then the page is there already.
  await goNow.click({ timeout: 3000 }).catch(() => undefined);
  await expect(goNow).toHaveCount(0);
  await expect(running).toBeVisible();
  await expect.poll(() => addressOf(page)).not.toContain(leader);
  await keep(page, 'new-leader');
});
