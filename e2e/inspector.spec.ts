import { expect, test } from '@playwright/test';
import {
  SPEED,
  action,
  goTo,
  inspect,
  openConsole,
  pause,
  play,
  rows,
  runHash,
  setSpeed,
  showTable,
} from './console-page.ts';

test('a process opens from the table, from the drawing and from the keyboard', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await goTo(page, '00:30');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });

  await test.step('from the keyboard, in the drawing', async () => {
    const drawing = page.getByTestId('topology');
    await drawing.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(inspector.getByRole('heading', { level: 2 })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(inspector).toBeHidden();
  });

  await test.step('by a click into the drawing: its tip says where a process is', async () => {
    const drawing = page.getByTestId('topology');
    const box = await drawing.boundingBox();
    if (box === null) throw new Error('the drawing has no box');
    const tip = page.locator('.topology__tip').filter({ hasText: /zk|master|marathon|agent/ });
    for (let spot = 0; spot < 400 && !(await tip.isVisible()); spot += 1) {
      const across = 0.05 + 0.9 * ((spot % 20) / 20);
      const down = 0.1 + 0.8 * (Math.floor(spot / 20) / 20);
      await page.mouse.move(box.x + box.width * across, box.y + box.height * down);
    }
    await page.mouse.down();
    await page.mouse.up();
    await expect(inspector.getByRole('heading', { level: 2 })).toBeVisible();
    await inspector.getByRole('button', { name: 'Close the inspector' }).click();
    await expect(inspector).toBeHidden();
  });

  await test.step('from the table: role, facts, timers, log, connections, state', async () => {
    await showTable(page);
    await inspect(page, 'zk 231');
    await expect(inspector.locator('.inspector__state')).toContainText(/leader|follower/);
    await expect(inspector.locator('.facts').first()).toContainText(/zxid/i);
    await expect(inspector.locator('.timers li').first()).toBeVisible();
    await expect(
      inspector
        .getByRole('list', { name: /^Log of/ })
        .getByRole('listitem')
        .first(),
    ).toContainText(/INFO|WARN/);
    await inspector
      .locator('summary')
      .filter({ hasText: /^Connections/ })
      .click();
    await expect(inspector.locator('.connections li').first()).toBeVisible();
    await inspector
      .locator('summary')
      .filter({ hasText: /^State$/ })
      .click();
    await expect(
      inspector
        .locator('summary')
        .filter({ hasText: /^State$/ })
        .locator('..'),
    ).toContainText(/\w+/);
  });
});

test('kill, pause, resume, stop and start do what they say', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await showTable(page);
  await goTo(page, '00:30');
  const inspector = await inspect(page, 'agent 234');
  const row = rows(page, /agent 234/);
  await expect(row).toContainText('registered');

  await action(inspector, 'pause').click();
  await expect(row).toContainText('paused');
  await expect(action(inspector, 'resume')).toBeVisible();
  await action(inspector, 'resume').click();
  await expect(row).not.toContainText('paused');

  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await action(inspector, 'stop').click();
  await expect(row).toContainText(/stopped|ended/);
  await expect(action(inspector, 'kill')).toBeHidden();
  await expect(action(inspector, 'start')).toHaveAttribute('aria-disabled', 'false');
  await action(inspector, 'start').click();
  await expect(row).toContainText('registered', { timeout: 60_000 });

  await test.step('a killed process is started again by its supervisor', async () => {
    await expect(inspector.getByText(/start \d+/).first()).toBeVisible();
    const before = await inspector.getByText(/pid \d+, start \d+/).textContent();
    await action(inspector, 'kill').click();
    await expect(inspector.getByText(/pid \d+, start \d+/)).not.toHaveText(before ?? '', { timeout: 30_000 });
    await expect(row).toContainText('registered', { timeout: 60_000 });
  });
});

test('a ZooKeeper server is wiped only while it is stopped, and comes back as a follower', async ({ page }) => {
  await openConsole(page);
  await pause(page);
  await showTable(page);
  await goTo(page, '00:30');
  const inspector = await inspect(page, 'zk 231');
  const wipe = action(inspector, 'wipe');
  const row = rows(page, /zk 231/);
  await expect(wipe).toHaveAttribute('aria-disabled', 'true');
  await expect(wipe).toContainText('Stop it first');
  await wipe.click({ force: true });
  await expect(page.getByText(/Wiped the store/)).toHaveCount(0);

  await action(inspector, 'stop').click();
  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await expect(row).toContainText(/stopped|ended/);
  await expect(wipe).toHaveAttribute('aria-disabled', 'false');
  await wipe.click();
  await expect(page.getByText(/Wiped the store of zk 231/)).toBeVisible();
  await action(inspector, 'start').click();
  await expect(row).toContainText(/follower/, { timeout: 60_000 });
  await expect(rows(page, /zk \d+.*leader/)).toHaveCount(1);
});

test('the keys of the console do what the list of keys says', async ({ page }) => {
  await openConsole(page);
  const playButton = page.getByRole('button', { name: 'Play', exact: true });
  const pauseButton = page.getByRole('button', { name: 'Pause', exact: true });
  await expect(pauseButton).toBeVisible();
  await page.keyboard.press('Space');
  await expect(playButton).toBeVisible();
  await goTo(page, '00:30');

  await test.step('steps on and back', async () => {
    const start = await runHash(page);
    await page.keyboard.press('.');
    await expect.poll(() => runHash(page)).not.toBe(start);
    const stepped = await runHash(page);
    await page.keyboard.press('.');
    await expect.poll(() => runHash(page)).not.toBe(stepped);
    await page.keyboard.press(',');
    await expect.poll(() => runHash(page)).toBe(stepped);
  });

  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Keyboard');
  await expect(dialog).toContainText('Play or pause');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/such as 01:05/).fill('inspect zk 232');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: /zk 232/ }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeHidden();

  await page.keyboard.press('t');
  await expect(rows(page, /zk 231/)).toBeVisible();
  await page.keyboard.press('Space');
  await expect(pauseButton).toBeVisible();
});
