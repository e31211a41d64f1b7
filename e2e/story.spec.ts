import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Page, expect, test } from '@playwright/test';

/**
 * The purpose of the project as one walk: the cluster boots, an application is submitted through Marathon's form, the
 * leading Mesos master is killed, the next one takes over, and the same task runs all the time.
 */

const APPLICATION = {
  id: '/cluster1-2048',
  cpus: 0.01,
  mem: 16,
  instances: 1,
  constraints: [['vcluster', 'LIKE', 'cluster1']],
  container: {
    type: 'DOCKER',
    docker: {
      image: 'offlineregistry.dataman-inc.com:5000/library/blackicebird-2048',
      network: 'BRIDGE',
      portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
    },
  },
};

const TASK_ID = /cluster1-2048\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Rows of the accessible twin of the drawing: one for each process. */
function rows(page: Page, hasText: RegExp) {
  return page.getByRole('row').filter({ hasText });
}

async function leadingMasters(page: Page): Promise<string[]> {
  const texts = await rows(page, /master \d+.*leading/).allInnerTexts();
  return texts.map((text) => /master \d+/.exec(text)?.[0] ?? '');
}

async function openInBrowserPane(page: Page, url: string) {
  const address = page.getByRole('textbox', { name: /address/i });
  await address.fill(url);
  await address.press('Enter');
}

/** The id of the task that the Mesos page of a master shows as RUNNING in its first table. */
async function runningTaskOn(page: Page, master: string): Promise<string> {
  await openInBrowserPane(page, `http://${master}:5050/`);
  const row = rows(page, /cluster1-2048.*RUNNING/);
  await expect(row).toBeVisible({ timeout: 30_000 });
  await expect(row).toHaveCount(1);
  const link = row.locator('[title*="cluster1-2048."], a, td').first();
  const text = `${(await link.getAttribute('title')) ?? ''} ${await row.innerText()}`;
  return TASK_ID.exec(text)?.[0] ?? text;
}

async function setSpeed(page: Page, index: string) {
  await page.getByRole('slider', { name: /speed/i }).fill(index);
}

/** Positions on the speed slider. */
const NORMAL_SPEED = '9';
const TEN_TIMES = '12';

test('a task outlives the leading Mesos master, and the run repeats headless to the same hash', async ({
  page,
}, info) => {
  await page.goto('./');

  await test.step('the cluster boots: one ZooKeeper leader, one leading master, all agents registered', async () => {
    await page.getByRole('button', { name: /table/i }).first().click();
    await expect(rows(page, /zk \d+.*leader/).first()).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => leadingMasters(page), { timeout: 30_000 }).toHaveLength(1);
    await expect(rows(page, /agent \d+.*registered/)).toHaveCount(5, { timeout: 30_000 });
  });

  await test.step('an application is submitted through the form and its task comes up', async () => {
    await page.getByRole('button', { name: 'Submit an application' }).click();
    await page.getByRole('button', { name: 'Create Application' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('JSON Mode').click();
    await dialog.locator('.cm-content').fill(JSON.stringify(APPLICATION, null, 2));
    await dialog.getByRole('button', { name: 'Create Application' }).click();
    await expect(dialog).toBeHidden();
    await expect(rows(page, /cluster1-2048.*Running/)).toBeVisible({ timeout: 60_000 });
  });

  const [before] = await leadingMasters(page);
  const beforeHost = `192.168.1.${before?.split(' ')[1] ?? ''}`;
  const task = await runningTaskOn(page, beforeHost);
  expect(task).toMatch(TASK_ID);

  await test.step('the leading master is killed and another one takes over', async () => {
    await page.getByRole('button', { name: 'Kill the leading Mesos master' }).click();
    await page.getByRole('button', { name: /^Kill\b.*kill -9/s }).click();
    await setSpeed(page, TEN_TIMES);
    await expect
      .poll(async () => (await leadingMasters(page)).filter((title) => title !== before), { timeout: 60_000 })
      .toHaveLength(1);
    await setSpeed(page, NORMAL_SPEED);
  });

  await test.step('the same task runs, nothing was restarted', async () => {
    const [after] = await leadingMasters(page);
    expect(after).not.toBe(before);
    const afterHost = `192.168.1.${after?.split(' ')[1] ?? ''}`;
    expect(await runningTaskOn(page, afterHost)).toBe(task);
    await expect(page.getByText('No completed tasks.')).toBeVisible();
  });

  await test.step('the exported run gives the same hash in Node', async () => {
    await page.getByRole('button', { name: 'Share' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as file' }).click();
    const path = info.outputPath('run.json');
    await (await download).saveAs(path);
    const exported = JSON.parse(readFileSync(path, 'utf8')) as { runHash: string; executed: number };
    const cli = fileURLToPath(new URL('../scripts/sim.mjs', import.meta.url));
    const replay = spawnSync(process.execPath, [cli, 'run', '--journal', path, '--json'], { encoding: 'utf8' });
    expect(replay.stderr).toBe('');
    const summary = JSON.parse(replay.stdout) as {
      runHash: string;
      events: number;
      tasks: { running: number };
      invariants: { violated: number };
    };
    expect(summary).toMatchObject({
      runHash: exported.runHash,
      events: exported.executed,
      tasks: { running: 1 },
      invariants: { violated: 0 },
    });
  });
});
