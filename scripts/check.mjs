/** `npm run check`: format, types of every environment, lint, layers, then unit and property tests. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, runStep, runSteps } from './steps.mjs';

/** Where Vitest leaves its counts for `npm test`. */
export const UNIT_RESULTS = join(ROOT, 'test-results', 'unit.json');

export async function check() {
  const outcomes = await runSteps(
    [
      { name: 'types', command: ['tsc', '--build'] },
      { name: 'lint', command: ['eslint', '.'] },
      { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
      { name: 'layers', command: ['npm', 'run', '-s', 'check:layers'] },
    ],
    2,
  );
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_RESULTS}`];
  const unit = await runStep({ name: 'unit tests', command: ['vitest', 'run', ...reporters], live: true });
  return { outcomes, unit };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { outcomes, unit } = await check();
  const failed = [...outcomes, unit].filter((outcome) => !outcome.ok).map((outcome) => outcome.name);
  console.log(failed.length === 0 ? 'check: all well' : `check: failed: ${failed.join(', ')}`);
  process.exit(failed.length === 0 ? 0 : 1);
}
