import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect, test } from '@playwright/test';
import { goTo, openConsole, pause, play, setSpeed, SPEED } from './console-page.ts';

/** The terminals of the operator's machine: typed as a person types, read as a person reads. */

const BOOTED = { at: '30000000' };

/** Rows of the screen as text. */
async function screenText(page: Page): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.terminal .xterm-rows > div')].map((row) => row.textContent.trimEnd()).join('\n'),
  );
}

async function expectOnScreen(page: Page, text: string | RegExp) {
  await expect.poll(() => screenText(page), { timeout: 20_000 }).toMatch(text);
}

async function type(page: Page, line: string) {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

async function openTerminal(page: Page) {
  await openConsole(page, 'terminal', BOOTED);
  await setSpeed(page, SPEED.tenfold);
  await play(page);
  await expectOnScreen(page, /operator@192\.168\.1\.10:~\$/);
  await page.locator('.xterm-helper-textarea').focus();
}

test('zkCli is typed: history, completion, a watch, its own messages, Ctrl-C', async ({ page }) => {
  const refusals: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refusals.push(message.text());
  });
  await openTerminal(page);
  await type(page, 'echo ruok | nc 192.168.1.232 2181');
  await expectOnScreen(page, /^imok$/m);
  await page.keyboard.type('zkC');
  await page.keyboard.press('Tab');
  await type(page, '-server 192.168.1.232:2181');
  await expectOnScreen(page, /\[zk: 192\.168\.1\.232:2181\(CONNECTED\) 0\]/);

  await type(page, 'create /note "two words"');
  await expectOnScreen(page, /^Created \/note$/m);
  await page.keyboard.type('get /no');
  await page.keyboard.press('Tab');
  await type(page, ' watch');
  await expectOnScreen(page, /^two words$/m);
  await expectOnScreen(page, /^numChildren = 0$/m);
  await type(page, 'set /note 2');
  await expectOnScreen(page, /WatchedEvent state:SyncConnected type:NodeDataChanged path:\/note/);

  await test.step('wrong commands and paths', async () => {
    await type(page, 'get /nowhere');
    await expectOnScreen(page, /^Node does not exist: \/nowhere$/m);
    await type(page, 'ls note');
    await expectOnScreen(page, /Path must start with \/ character/);
    await type(page, 'create /note again');
    await expectOnScreen(page, /^Node already exists: \/note$/m);
    await type(page, 'nonsense');
    await expectOnScreen(page, /ZooKeeper -server host:port cmd args/);
  });

  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expectOnScreen(page, /create \/note again\nNode already exists[^$]*create \/note again\nNode already exists/);
  await page.keyboard.press('Control+c');
  await expectOnScreen(page, /\^C\noperator@192\.168\.1\.10:~\$/);
  expect(refusals).toEqual([]);
});

test('a lost server shows in the prompt; another tab goes on; going back takes lines away', async ({ page }) => {
  await openTerminal(page);
  await type(page, 'zkCli.sh -server 192.168.1.231:2181');
  await expectOnScreen(page, /\(CONNECTED\) 0\]/);
  await page.getByRole('button', { name: 'Open another terminal' }).click();
  await expectOnScreen(page, /^operator@192\.168\.1\.10:~\$$/m);
  await page.getByRole('combobox', { name: 'Four-letter word' }).selectOption('srvr');
  await expectOnScreen(page, /^Mode: (leader|follower)$/m);
  await page.getByRole('tab', { name: 'Terminal 1' }).click();
  await expectOnScreen(page, /\(CONNECTED\) 0\]/);

  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: /^Kill zk 231/ }).click();
  await expectOnScreen(page, /WatchedEvent state:Disconnected/);
  await pause(page);
  await page.locator('.xterm-helper-textarea').focus();
  await type(page, 'ls /');
  await expect(page.getByText('1 line waits')).toBeVisible();
  await goTo(page, '00:25');
  await expect.poll(() => screenText(page)).not.toContain('Disconnected');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});
