import { type Locator, type Page, expect, test } from '@playwright/test';
import { SPEED, play, rows, setSpeed } from './console-page.ts';
import { SEED_APP } from './marathon-inputs.ts';
import { type Post, runLink } from './run-link.ts';

/** Marathon's own page: what a person does there, on a run that stands prepared. */

const APPS = 'http://192.168.1.231:8080/v2/apps';
const SECTION = { docker: 'Docker Container', ports: 'Ports', labels: 'Labels', optional: 'Optional' } as const;

async function openMarathon(page: Page, posts: readonly Post[], atSeconds: number) {
  await page.goto(runLink({ path: 'marathon', atSeconds, posts, search: { right: 'none' } }));
  await expect(page.getByRole('button', { name: 'Create Application' }).first()).toBeVisible({ timeout: 30_000 });
}

async function playFast(page: Page, speed: string = SPEED.fiftyfold) {
  await setSpeed(page, speed);
  await play(page);
}

function dialog(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name });
}

async function confirm(page: Page, title: string, button: string = title) {
  await dialog(page, title).getByRole('button', { name: button }).click();
  await expect(dialog(page, title)).toBeHidden({ timeout: 30_000 });
}

async function chooseMenu(page: Page, id: string, entry: string) {
  await page.getByRole('button', { name: `More Actions: ${id}` }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

async function fillSeedForm(form: Locator) {
  await form.getByLabel('ID', { exact: true }).fill(SEED_APP.id);
  await form.getByLabel('CPUs').fill(String(SEED_APP.cpus));
  // The form asks for at least 32 MiB; JSON mode takes the 16 of the seed.
  await form.getByLabel('Memory (MiB)').fill('32');
  await form.getByRole('button', { name: SECTION.docker }).click();
  await form.getByRole('textbox', { name: 'Image' }).fill(SEED_APP.container.docker.image);
  await form.getByLabel('Network').selectOption({ label: 'Bridged' });
  await form.getByRole('navigation').getByRole('button', { name: SECTION.ports }).click();
  await form.getByLabel('Container Port').fill('80');
  await form.getByRole('navigation').getByRole('button', { name: SECTION.labels }).click();
  await form.getByLabel('Key').fill('VCLUSTER');
  await form.getByLabel('Value').fill('cluster1');
  await form.getByRole('button', { name: 'Health Checks' }).click();
  await form.getByLabel('Path').fill('/');
  await form.getByLabel('Grace Period').fill('30');
  await form.getByLabel('Interval').fill('5');
  await form.getByRole('button', { name: SECTION.optional }).click();
  await form.getByLabel('Constraints').fill('vcluster:LIKE:cluster1, type:LIKE:swarm');
}

test('an application by form: scaled, upgraded badly, rolled back, killed, restarted, suspended, destroyed', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await openMarathon(page, [], 30);
  await expect(page.getByText('No Applications Created')).toBeVisible();
  await playFast(page);
  await page.getByRole('button', { name: 'Create Application' }).first().click();
  const form = dialog(page, 'New Application');
  await fillSeedForm(form);
  await form.getByRole('button', { name: 'Create Application' }).click();
  await expect(form).toBeHidden({ timeout: 30_000 });
  await expect(rows(page, /cluster1-2048.*Running.*1 of 1/s)).toBeVisible({ timeout: 60_000 });

  await test.step('scaled to 3 by the row menu', async () => {
    await chooseMenu(page, '/cluster1-2048', 'Scale');
    await dialog(page, 'Scale Application').getByRole('spinbutton').fill('3');
    await confirm(page, 'Scale Application');
    await expect(rows(page, /cluster1-2048.*Running.*3 of 3/s)).toBeVisible({ timeout: 60_000 });
  });

  await test.step('a bad version: the upgrade cannot finish, a scale meets the lock, a rollback ends it', async () => {
    await page.getByRole('link', { name: 'cluster1-2048' }).click();
    await expect(page.getByText('(3 of 3 instances)')).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    const edit = dialog(page, 'Edit Application');
    await edit.getByRole('button', { name: SECTION.docker }).click();
    await edit.getByRole('textbox', { name: 'Image' }).fill('registry/no-such-image');
    await edit.getByRole('button', { name: 'Change and deploy configuration' }).click();
    await expect(edit).toBeHidden({ timeout: 30_000 });
    await expect(page.locator('.marathon-tab-badge')).toHaveText('1', { timeout: 30_000 });
    await page.getByRole('button', { name: 'Scale Application' }).click();
    await dialog(page, 'Scale Application').getByRole('spinbutton').fill('4');
    await confirm(page, 'Scale Application');
    const force = dialog(page, 'Error Scaling Application');
    await expect(force.getByRole('button', { name: 'Stop Current Deployment and Scale' })).toBeVisible({
      timeout: 30_000,
    });
    await force.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Deployments' }).click();
    await page.getByRole('button', { name: 'Rollback' }).click();
    await confirm(page, 'Rollback Deployment', 'Rollback deployment');
    await expect(page.getByText('No Deployments')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('versions: the bad one is listed, the good one is back, an older one can be applied', async () => {
    await page.getByRole('link', { name: 'Applications' }).first().click();
    await page.getByRole('link', { name: 'cluster1-2048' }).click();
    await page.getByRole('link', { name: 'Configuration' }).click();
    await expect(page.locator('.marathon-json').first()).toContainText('blackicebird-2048', { timeout: 30_000 });
    const older = page.locator('.marathon-collapse > button');
    await older.last().click();
    await page.getByRole('button', { name: '✓ Apply' }).click();
    await expect(page.getByText('(1 of 1 instances)')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('killed: the instance is replaced; killed and scaled: nothing is left to run', async () => {
    await page.getByRole('link', { name: 'Instances' }).click();
    const box = page.getByRole('checkbox', { name: /^Select cluster1/ });
    // The instance that the older version replaces may be there still.
    await expect(box).toHaveCount(1, { timeout: 60_000 });
    const first = (await box.getAttribute('aria-label')) ?? '';
    await box.check();
    await page.getByRole('button', { name: 'Kill', exact: true }).click();
    await expect(box).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => box.getAttribute('aria-label'), { timeout: 60_000 }).not.toBe(first);
    await expect(page.getByText('(1 of 1 instances)')).toBeVisible({ timeout: 60_000 });
    const restarted = (await box.getAttribute('aria-label')) ?? '';
    await page.getByRole('button', { name: 'Restart' }).click();
    await confirm(page, 'Restart Application');
    await expect
      .poll(async () => (await box.count()) === 1 && (await box.getAttribute('aria-label')) !== restarted, {
        timeout: 60_000,
      })
      .toBe(true);
    await expect(page.locator('.marathon-tab-badge')).toHaveCount(0, { timeout: 60_000 });
    await box.check();
    await page.getByRole('button', { name: 'Kill & Scale' }).click();
    await expect(page.getByText('(0 of 0 instances)')).toBeVisible({ timeout: 60_000 });
    await expect(page.locator('.marathon-app-status')).toContainText('Suspended', { timeout: 60_000 });
  });

  await test.step('scaled up again, suspended from the menu, destroyed', async () => {
    await page.getByRole('button', { name: 'Scale Application' }).click();
    await dialog(page, 'Scale Application').getByRole('spinbutton').fill('2');
    await confirm(page, 'Scale Application');
    await expect(page.getByText('(2 of 2 instances)')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menuitem', { name: 'Suspend' }).click();
    await confirm(page, 'Suspend Application');
    await expect(page.locator('.marathon-app-status')).toContainText('Suspended', { timeout: 60_000 });
    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menuitem', { name: 'Destroy' }).click();
    await confirm(page, 'Destroy Application');
    await expect(page.getByText('No Applications Created')).toBeVisible({ timeout: 60_000 });
  });
});

test('the seed application by JSON mode; a mistake keeps the text', async ({ page }) => {
  await openMarathon(page, [], 30);
  await playFast(page);
  await page.getByRole('button', { name: 'Create Application' }).first().click();
  const form = dialog(page, 'New Application');
  await form.getByText('JSON Mode').click();
  const editor = form.locator('.cm-content');
  const text = JSON.stringify(SEED_APP, null, 2);
  await editor.fill(text.replace('"cpus": 0.01', '"cpus": '));
  await expect(form.getByRole('alert')).toContainText('Invalid JSON');
  await expect(form.locator('.cm-lintRange-error')).toHaveCount(1);
  await expect(editor).toContainText('blackicebird-2048');
  await editor.fill(text);
  await form.getByRole('button', { name: 'Create Application' }).click();
  await expect(form).toBeHidden({ timeout: 30_000 });
  await expect(rows(page, /cluster1-2048.*Running.*1 of 1/s)).toBeVisible({ timeout: 60_000 });
});

const app = (id: string, more: object = {}): Post => ({
  atSeconds: 31,
  url: APPS,
  body: { id, cmd: 'sleep 9999', cpus: 0.1, mem: 32, instances: 1, ...more },
});

test('filters live in the address; every key of the page', async ({ page }) => {
  const posts = [
    app('/prod/api', { labels: { TIER: 'back end' } }),
    app('/prod/web', { instances: 2 }),
    app('/paused', { instances: 0 }),
    app('/loop', { cmd: 'exit 1', backoffSeconds: 100 }),
  ];
  await openMarathon(page, posts, 60);
  const address = page.getByRole('textbox', { name: 'Address' });
  await expect(rows(page, /prod.*3 of 3/s)).toBeVisible();

  await test.step('status, health, label and text', async () => {
    await page.getByRole('checkbox', { name: /^Running/ }).check();
    await expect(address).toHaveValue(/filterStatus%5B%5D=0/);
    await expect(page.locator('.marathon-place', { hasText: 'prod' })).toHaveCount(2);
    await page.getByRole('checkbox', { name: /^Suspended/ }).check();
    await expect(rows(page, /paused/)).toBeVisible();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: 'Select' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'TIER:back end' }).click();
    await page.keyboard.press('Escape');
    await expect(address).toHaveValue(/filterLabels%5B%5D=TIER%253Aback%252520end/);
    await expect(rows(page, /web/)).toHaveCount(0);
    await page.getByRole('button', { name: 'Clear' }).click();
    const search = page.getByPlaceholder('Search all applications');
    await search.fill('web');
    await search.press('Enter');
    await expect(address).toHaveValue(/filterText=web/);
    await expect(page.getByText('Search results for "web"')).toBeVisible();
    await page.getByRole('link', { name: 'Clear search' }).click();
    await expect(address).toHaveValue(/#\/apps$/);
  });

  const keys: readonly (readonly [keys: string, name: string])[] = [
    ['c', 'New Application'],
    ['Shift+C', 'Create Group'],
    ['Shift+?', 'Keyboard shortcuts'],
    ['Shift+<', 'About Marathon'],
  ];
  for (const [key, name] of keys) {
    await test.step(`${key} opens ${name}, Escape closes it`, async () => {
      await page.keyboard.press(key);
      await expect(dialog(page, name)).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(dialog(page, name)).toBeHidden();
    });
  }
  await test.step('g d, g a, g v, s', async () => {
    await page.keyboard.type('gd');
    await expect(address).toHaveValue(/#\/deployments$/);
    await page.keyboard.type('ga');
    await expect(address).toHaveValue(/#\/apps$/);
    await page.keyboard.type('gv');
    await expect(dialog(page, 'Marathon UI')).toContainText('1.1.2');
    await page.keyboard.press('Enter');
    await page.keyboard.press('s');
    await expect(page.getByPlaceholder('Search all applications')).toBeFocused();
    await page.keyboard.press('Escape');
  });
  await test.step('the delay of a failing application is reset from its row', async () => {
    await expect(rows(page, /loop.*Delayed/s)).toBeVisible();
    await playFast(page, SPEED.normal);
    await chooseMenu(page, '/loop', 'Reset Delay');
    await expect(dialog(page, 'Reset Successful')).toContainText('/loop', { timeout: 30_000 });
  });
});
