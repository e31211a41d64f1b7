import { type Page, expect, test } from '@playwright/test';
import { SPEED, openAddress, play, setSpeed } from './console-page.ts';
import { runLink } from './run-link.ts';

/** Marathons that start with a role and the VIP feature: resident applications and their volumes on Marathon's own page. */

const SERVER = 'http://192.168.1.231:8080';
const HOSTS = ['192.168.1.231', '192.168.1.232', '192.168.1.233'] as const;
const FLAGS = ['--mesos_role web', '--mesos_authentication_principal marathon', '--enable_features vips'];

const RESIDENT = {
  id: '/data',
  cmd: 'sleep 9999',
  cpus: 0.1,
  mem: 32,
  instances: 2,
  container: { type: 'MESOS', volumes: [{ containerPath: 'data', mode: 'RW', persistent: { size: 10 } }] },
  residency: { taskLostBehavior: 'WAIT_FOREVER', relaunchEscalationTimeoutSeconds: 10 },
  upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
};

async function openData(page: Page) {
  const given = HOSTS.map((host) => ({
    atSeconds: 0,
    command: { kind: 'setArguments', process: `marathon@${host}`, arguments: FLAGS, environment: {} },
  }));
  const posts = [{ atSeconds: 40, url: `${SERVER}/v2/apps`, body: RESIDENT }];
  await page.goto(runLink({ path: 'marathon', atSeconds: 70, posts, given, search: { right: 'none' } }));
  await page.getByRole('link', { name: 'data' }).click({ timeout: 30_000 });
  await expect(page.getByText('(2 of 2 instances)')).toBeVisible();
}

test('volumes of a resident application: listed, of one task, wiped with it, kept when it is scaled down', async ({
  page,
}) => {
  await openData(page);
  const dialog = (name: string) => page.getByRole('dialog', { name });
  const volumes = page.getByRole('row').filter({ hasText: 'PERSISTENT' });

  await test.step('the Volumes tab and a volume of its own', async () => {
    await page.getByRole('link', { name: 'Volumes' }).click();
    await expect(volumes).toHaveCount(2);
    await expect(volumes.first()).toContainText('Attached');
    await volumes.first().getByRole('link').click();
    await expect(page.getByRole('heading', { name: 'Attached' })).toBeVisible();
    await expect(page.locator('.marathon-breadcrumb')).toContainText(/data.*Volumes.*data#data#/);
    await page.getByRole('link', { name: /^data\./ }).click();
    await page.getByRole('link', { name: 'Volumes' }).click();
    await expect(volumes).toHaveCount(1);
  });

  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await test.step('Kill & Wipe asks first; a new instance gets a volume of its own', async () => {
    await openAddress(page, `${SERVER}/ui/#/apps/%2Fdata`);
    const box = page.getByRole('checkbox', { name: /^Select data/ });
    await expect(box).toHaveCount(2);
    const first = (await box.first().getAttribute('aria-label')) ?? '';
    await box.first().check();
    await page.getByRole('button', { name: 'Kill & Wipe' }).click();
    const wipe = dialog('Kill and Wipe Local Volumes');
    await expect(wipe).toContainText('wipe the respective local volumes');
    await wipe.getByRole('button', { name: 'Kill and Wipe' }).click();
    await expect(page.getByRole('checkbox', { name: first })).toHaveCount(0, { timeout: 30_000 });
    await expect(page.getByText('(2 of 2 instances)')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('scaled down, its volumes stay detached', async () => {
    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menuitem', { name: 'Suspend' }).click();
    await dialog('Suspend Application').getByRole('button', { name: 'Suspend Application' }).click();
    const warning = dialog('Scale Stateful Application');
    await expect(warning).toContainText('Scaling down /data will cause any existing local volumes to be detached');
    await warning.getByRole('button', { name: 'Continue Scaling' }).click();
    await expect(page.locator('.marathon-app-status')).toContainText('Suspended', { timeout: 60_000 });
    await page.getByRole('link', { name: 'Volumes' }).click();
    await expect(volumes.filter({ hasText: 'Detached' })).toHaveCount(2, { timeout: 60_000 });
  });

  await test.step('the form has a field for the VIP that the feature brings', async () => {
    await openAddress(page, `${SERVER}/ui/#/apps?modal=new-app`);
    await page.getByRole('button', { name: 'Ports & Service Discovery' }).click();
    const form = dialog('New Application');
    await form.getByLabel('VIP').fill('1.2.3.4:80');
    await form.getByText('JSON Mode', { exact: true }).click();
    await expect(form.locator('.cm-content')).toContainText('"VIP_0": "1.2.3.4:80"');
  });
});
