/** What a person does on the console, in words that the specs share. */
import { type Locator, type Page, expect } from '@playwright/test';

/** Positions on the speed slider. */
export const SPEED = { normal: '9', tenfold: '12', fiftyfold: '14' } as const;

/** Opens the page on a run; waits until the simulated cluster has its first frame. */
export async function openConsole(page: Page, path = '', search: Readonly<Record<string, string>> = {}) {
  const query = new URLSearchParams(search).toString();
  await page.goto(`./#/${path}${query === '' ? '' : `?${query}`}`);
  await expect(page.getByTestId('virtual-clock')).toHaveText(/^\d\d:\d\d\.\d{3}$/, { timeout: 30_000 });
}

export async function clockMs(page: Page): Promise<number> {
  const text = (await page.getByTestId('virtual-clock').textContent()) ?? '';
  const [, minutes = '0', seconds = '0', ms = '0'] = /(\d+):(\d\d)\.(\d{3})/.exec(text) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1000 + Number(ms);
}

export async function pause(page: Page) {
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

export async function play(page: Page) {
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
}

export async function setSpeed(page: Page, position: string) {
  await page.getByRole('slider', { name: /speed/i }).fill(position);
}

/** Plays at a speed until the clock has passed an instant, then pauses. */
export async function playPast(page: Page, instantMs: number, speed: string) {
  await setSpeed(page, speed);
  await play(page);
  await expect.poll(() => clockMs(page), { timeout: 60_000 }).toBeGreaterThan(instantMs);
  await pause(page);
}

/** Types an instant into the palette. The run stands there afterwards. */
export async function goTo(page: Page, clock: string) {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/such as 01:05/).fill(clock);
  await page.getByRole('option', { name: /^Go to/ }).click();
  await expect(page.getByTestId('virtual-clock')).toHaveText(`${clock}.000`, { timeout: 30_000 });
}

/** The hash that the Share dialog shows for the present instant, with the count of executed events. */
export async function runHash(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog');
  const line = dialog.getByText(/run hash \S+ · \d+ events/);
  await expect(line).toBeVisible();
  const text = (await line.textContent()) ?? '';
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  return text;
}

export async function showTable(page: Page) {
  await page.getByRole('button', { name: 'Show as a table' }).click();
}

/** Rows of the accessible twin of the drawing, one for each process, and of other tables. */
export function rows(page: Page, hasText: RegExp): Locator {
  return page.getByRole('row').filter({ hasText });
}

export async function inspect(page: Page, title: string): Promise<Locator> {
  await page
    .getByRole('rowheader')
    .getByRole('button', { name: new RegExp(`^${title}`) })
    .click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: title })).toBeVisible();
  return inspector;
}

export function action(inspector: Locator, word: string): Locator {
  return inspector.locator(`[data-action="${word}"]`);
}

export async function openAddress(page: Page, address: string) {
  const field = page.getByRole('textbox', { name: 'Address' });
  await field.fill(address);
  await field.press('Enter');
}
