/** `npm test`: the check, the build, and the page in a real browser. The last line holds the counts of all tests. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { check, UNIT_RESULTS } from './check.mjs';
import { ensureBrowser } from './ensure-browser.mjs';
import { ROOT, runStep } from './steps.mjs';

const E2E_RESULTS = join(ROOT, 'test-results', 'e2e.json');

/** @param {string} path @returns {unknown} */
function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** @typedef {{ passed: number, failed: number }} Counts */

/** @returns {Counts} */
function unitCounts() {
  const report = /** @type {{ numPassedTests: number, numFailedTests: number } | null} */ (readJson(UNIT_RESULTS));
  return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 };
}

/** @returns {Counts} */
function e2eCounts() {
  const report = /** @type {{ stats: { expected: number, unexpected: number, flaky: number } } | null} */ (
    readJson(E2E_RESULTS)
  );
  return { passed: report?.stats.expected ?? 0, failed: (report?.stats.unexpected ?? 0) + (report?.stats.flaky ?? 0) };
}

/** A step that fails without naming a failed test counts as one failure, so that the last line never hides it. */
function withFailure(/** @type {Counts} */ counts, /** @type {boolean} */ ok) {
  return ok || counts.failed > 0 ? counts : { passed: counts.passed, failed: 1 };
}

for (const path of [UNIT_RESULTS, E2E_RESULTS]) rmSync(path, { force: true });
const { outcomes, unit } = await check();
const unitTests = withFailure(unitCounts(), unit.ok);
const build = await runStep({ name: 'build', command: ['vite', 'build'] });
const browser = build.ok && ensureBrowser();
const e2e = browser
  ? await runStep({ name: 'end-to-end tests', command: ['npm', 'run', '-s', 'test:e2e'], live: true })
  : { name: 'end-to-end tests (not run)', ok: false };
const e2eTests = withFailure(e2eCounts(), e2e.ok);

const failedSteps = [...outcomes, unit, build, e2e].filter((outcome) => !outcome.ok).map((outcome) => outcome.name);
if (failedSteps.length > 0) console.log(`\nFailed steps: ${failedSteps.join(', ')}`);
const failedStatic = [...outcomes, build].filter((outcome) => !outcome.ok).length;
console.log(`\nunit and property tests: ${unitTests.passed} passed, ${unitTests.failed} failed`);
console.log(`end-to-end tests: ${e2eTests.passed} passed, ${e2eTests.failed} failed`);
console.log(
  `${unitTests.passed + e2eTests.passed} passed, ${unitTests.failed + e2eTests.failed + failedStatic} failed`,
);
process.exitCode = failedSteps.length === 0 ? 0 : 1;
