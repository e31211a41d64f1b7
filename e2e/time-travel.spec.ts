import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import {
  SPEED,
  action,
  clockMs,
  goTo,
  inspect,
  openConsole,
  pause,
  playPast,
  rows,
  runHash,
  showTable,
} from './console-page.ts';

const cli = fileURLToPath(new URL('../scripts/sim.mjs', import.meta.url));

/** What the exported file gives in Node. */
function replay(path: string): { runHash: string; events: number } {
  const run = spawnSync(process.execPath, [cli, 'run', '--journal', path, '--json'], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as { runHash: string; events: number };
}

test('an instant has the same hash however it is reached', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:40');
  const hash = await runHash(page);

  await test.step('back with the keys of the timeline, and on again', async () => {
    const playhead = page.getByRole('slider', { name: /^Playhead/ });
    await playhead.press('Shift+ArrowLeft');
    await expect(page.getByTestId('virtual-clock')).toHaveText('00:30.000');
    await expect(page.getByText('in the past of the run')).toBeVisible();
    expect(await runHash(page)).not.toBe(hash);
    await playhead.press('Home');
    await expect(page.getByTestId('virtual-clock')).toHaveText('00:00.000');
    await playhead.press('End');
    await expect(page.getByTestId('virtual-clock')).toHaveText('00:40.000');
    expect(await runHash(page)).toBe(hash);
  });

  await test.step('back by single steps', async () => {
    const events = (text: string): number => Number(/(\d+) events/.exec(text)?.[1]);
    await page.getByRole('button', { name: /^Step back/ }).click();
    await expect.poll(() => clockMs(page)).toBeLessThan(40_000);
    const before = await runHash(page);
    expect(events(before)).toBeLessThan(events(hash));
    await page.getByRole('button', { name: /^Step: / }).click();
    await expect.poll(async () => events(await runHash(page))).toBeGreaterThan(events(before));
    await goTo(page, '00:40');
    expect(await runHash(page)).toBe(hash);
  });

  await test.step('back by dragging the playhead', async () => {
    const area = page.locator('.playhead-area');
    const box = await area.boundingBox();
    if (box === null) throw new Error('the timeline has no box');
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => clockMs(page)).toBeLessThan(35_000);
    await goTo(page, '00:40');
    expect(await runHash(page)).toBe(hash);
  });

  await test.step('played at other speeds', async () => {
    await goTo(page, '00:10');
    await playPast(page, 41_000, SPEED.tenfold);
    await goTo(page, '00:40');
    expect(await runHash(page)).toBe(hash);
    await goTo(page, '00:00');
    await playPast(page, 41_000, SPEED.fiftyfold);
    await goTo(page, '00:40');
    expect(await runHash(page)).toBe(hash);
  });
});

test('a command in the past starts a new future, and going back before it forgets it', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await showTable(page);
  await goTo(page, '01:00');
  const untouched = await runHash(page);
  await goTo(page, '00:30');
  const [leader] = await rows(page, /master \d+.*leading/).allInnerTexts();
  const title = /master \d+/.exec(leader ?? '')?.[0] ?? '';

  await test.step('the known future is gone once the leader is killed', async () => {
    const inspector = await inspect(page, title);
    await expect(page.getByText('in the past of the run')).toBeVisible();
    await action(inspector, 'kill').click();
    await expect(page.getByText('in the past of the run')).toBeHidden();
    await goTo(page, '01:00');
    await expect(rows(page, /master \d+.*leading/)).toHaveCount(1);
    await expect(rows(page, new RegExp(`${title}.*leading`))).toHaveCount(0);
    expect(await runHash(page)).not.toBe(untouched);
  });

  await test.step('without the command the first future comes back', async () => {
    await goTo(page, '00:20');
    const inspector = await inspect(page, title);
    await action(inspector, 'pause').click();
    await page
      .locator('.toast')
      .filter({ hasText: 'Paused' })
      .getByRole('button', { name: 'Go back to before this' })
      .click();
    await expect(page.getByText(/What came after is forgotten/).first()).toBeVisible();
    await goTo(page, '01:00');
    await expect(rows(page, new RegExp(`${title}.*leading`))).toHaveCount(1);
    expect(await runHash(page)).toBe(untouched);
  });
});

test('the same seed gives the same run in another page and in Node', async ({ browser, page }, info) => {
  const seed = { scenario: 'default', seed: '11' };
  await openConsole(page, '', seed);
  await expect(page.getByText('seed 11')).toBeVisible();
  await pause(page);
  await goTo(page, '00:30');
  const hash = await runHash(page);

  await test.step('in a fresh page that plays to the same instant', async () => {
    const context = await browser.newContext(info.project.use.baseURL ? { baseURL: info.project.use.baseURL } : {});
    const other = await context.newPage();
    await openConsole(other, '', seed);
    await pause(other);
    await playPast(other, 31_000, SPEED.fiftyfold);
    await goTo(other, '00:30');
    expect(await runHash(other)).toBe(hash);
    await context.close();
  });

  await test.step('in Node, from the exported file', async () => {
    await page.getByRole('button', { name: 'Share' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as file' }).click();
    const path = info.outputPath('run.json');
    await (await download).saveAs(path);
    const summary = replay(path);
    expect(hash).toBe(`run hash ${summary.runHash} · ${summary.events} events`);
  });

  await test.step('another seed gives another run', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /seed 11/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Seed').fill('12');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByText('seed 12')).toBeVisible();
    await pause(page);
    await goTo(page, '00:30');
    expect(await runHash(page)).not.toBe(hash);
  });
});
