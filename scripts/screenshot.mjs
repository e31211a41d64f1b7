/**
 * Takes a picture of a page.
 * node scripts/screenshot.mjs URL OUT.png [--width 1440] [--height 900] [--wait SELECTOR] [--delay MS]
 *   [--scheme dark|light] [--locale zh-CN] [--reduced-motion] [--full] [--click SELECTOR]...
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { BROWSER_ARGS, findBrowser } from './browser.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: '1440' },
    height: { type: 'string', default: '900' },
    wait: { type: 'string' },
    delay: { type: 'string', default: '500' },
    scheme: { type: 'string', default: 'dark' },
    locale: { type: 'string', default: 'en-US' },
    click: { type: 'string', multiple: true, default: [] },
    full: { type: 'boolean', default: false },
    'reduced-motion': { type: 'boolean', default: false },
  },
});
const [url, out] = positionals;
if (url === undefined || out === undefined) {
  console.error(
    'usage: node scripts/screenshot.mjs URL OUT.png [--width N] [--height N] [--wait SELECTOR] [--scheme dark]',
  );
  process.exit(2);
}
const executablePath = findBrowser();
if (executablePath === null) {
  console.error('No Chromium found; run: node scripts/ensure-browser.mjs');
  process.exit(1);
}

const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
try {
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: Number(values.height) },
    colorScheme: values.scheme === 'light' ? 'light' : 'dark',
    locale: values.locale,
    reducedMotion: values['reduced-motion'] ? 'reduce' : 'no-preference',
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.log(`[${message.type()}] ${message.text()}`);
  });
  page.on('pageerror', (error) => console.log(`[page error] ${error.message}`));
  await page.goto(url);
  if (values.wait !== undefined) await page.waitForSelector(values.wait, { timeout: 30_000 });
  for (const selector of values.click) await page.click(selector);
  await page.waitForTimeout(Number(values.delay));
  await page.screenshot({ path: out, fullPage: values.full });
  console.log(out);
} finally {
  await browser.close();
}
