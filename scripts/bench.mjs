/**
 * `npm run bench`: the figures of the simulation (`sim bench`) and of the page, as a table, and as JSON in
 * bench-results/bench.json (with `--json` on standard output instead of the table). A missed bar ends with exit code 1.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { bundleFigure } from './bundle-size.mjs';
import { frameFigures } from './frame-time.mjs';
import { marathonListFigures } from './marathon-list.mjs';
import { ROOT, runStep } from './steps.mjs';
import { webUiFigures } from './webui-scale.mjs';
import { znodeTreeFigures } from './znode-tree-frames.mjs';

/**
 * One measured figure; `bar` is what the project asks for, absent for figures that are only watched.
 * @typedef {{ name: string, value: number, unit: string, bar?: { atLeast?: number, atMost?: number }, ok?: boolean }} Figure
 */

/** @returns {Figure[]} */
function simulationFigures() {
  const run = spawnSync(process.execPath, ['scripts/sim.mjs', 'bench', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  const report = /** @type {{ figures: Figure[] } | null} */ (run.stdout.trim() === '' ? null : JSON.parse(run.stdout));
  // `sim bench` ends with 1 when it misses a bar of its own, and still prints its figures.
  if (report === null) throw new Error(`sim bench ended with ${run.status} and printed nothing`);
  return report.figures;
}

/** @param {Figure[]} figures */
function table(figures) {
  const cells = figures.map((figure) => [
    figure.ok === false ? 'MISSED' : 'ok',
    figure.value.toLocaleString('en-US', { maximumFractionDigits: 2 }),
    figure.unit,
    figure.bar?.atLeast !== undefined ? `≥ ${figure.bar.atLeast.toLocaleString('en-US')}` : '',
    figure.bar?.atMost !== undefined ? `≤ ${figure.bar.atMost.toLocaleString('en-US')}` : '',
    figure.name,
  ]);
  return cells
    .map(([ok, value, unit, atLeast, atMost, name]) =>
      [ok?.padEnd(6), value?.padStart(14), unit?.padEnd(12), `${atLeast}${atMost}`.padEnd(12), name].join('  '),
    )
    .join('\n');
}

const json = process.argv.includes('--json');
const build = await runStep({ name: 'build', command: ['vite', 'build'] });
if (!build.ok) process.exit(1);
const figures = [...simulationFigures(), bundleFigure()];
figures.push(
  ...(await frameFigures()),
  ...(await webUiFigures()),
  ...(await znodeTreeFigures()),
  ...(await marathonListFigures()),
);
const report = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', figures };
mkdirSync(join(ROOT, 'bench-results'), { recursive: true });
writeFileSync(join(ROOT, 'bench-results', 'bench.json'), `${JSON.stringify(report, null, 2)}\n`);
console.log(json ? JSON.stringify(report, null, 2) : table(figures));
process.exitCode = figures.some((figure) => figure.ok === false) ? 1 : 0;
