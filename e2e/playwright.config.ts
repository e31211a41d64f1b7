import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../scripts/browser.mjs';

/** The build must run from any folder of a static host, so the tests serve it from one. */
const SUB_PATH = '/some/where/';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the probe for a free port has no address');
      server.close(() => resolve(address.port));
    });
  });
}

// Playwright loads this file again in each of its workers: the port chosen first is handed on.
const port = process.env['MESOSCOPE_E2E_PORT'] ?? String(await freePort());
process.env['MESOSCOPE_E2E_PORT'] = port;
const url = `http://127.0.0.1:${port}${SUB_PATH}`;
const executablePath = findBrowser();

/** Auto pace slows down whatever one wants to see, which takes time: most specs do without it. */
const steadyPace = JSON.stringify({ autoPace: false });

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/e2e',
  forbidOnly: true,
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  use: {
    baseURL: url,
    storageState: {
      cookies: [],
      origins: [{ origin: new URL(url).origin, localStorage: [{ name: 'mesoscope.preferences', value: steadyPace }] }],
    },
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: { args: BROWSER_ARGS, ...(executablePath === null ? {} : { executablePath }) },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort --base ${SUB_PATH}`,
    cwd: '..',
    url,
    reuseExistingServer: false,
  },
});
