/**
 * `npm run bench [GROUP …]`: the figures of the simulation (`sim bench`) and of the page, as a table, and as JSON in
 * bench-results/bench.json (with `--json` on standard output instead of the table). A missed bar ends with exit code 1, a wrong
 * argument with 2.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT, runStep } from './steps.mjs';

/**
 * One measured figure; `bar` is what the project asks for, absent for figures that are only watched.
 * @typedef {{ name: string, value: number, unit: string, bar?: { atLeast?: number, atMost?: number }, ok?: boolean }} Figure
 */

/** Groups that `sim bench` measures, with what they show. */
const SIMULATION_GROUPS = new Map([
  ['kernel', 'events per second of the kernel alone, snapshots'],
  ['cluster', 'the default cluster: events per second, snapshots, memory'],
  ['allocator', 'one full allocation of 1,000 agents × 50 frameworks and of 10,000 × 1,000'],
  ['apps', 'Marathon with many apps'],
  ['large', 'a cluster of many agents'],
  ['ten-thousand', '10,000 agents with 50,000 tasks, some minutes (only where it is named)'],
  ['seek', 'jumps to other instants of a run'],
  ['frames', 'what the worker does for a frame of the page'],
  ['zookeeper', 'leader elections, writes, a tree of 100,000 znodes'],
]);
const ONLY_BY_NAME = new Set(['ten-thousand']);

/** Groups measured on the built page, all but the first in a browser: what they need is loaded when one of them is asked for. */
/** @type {Map<string, { text: string, run: () => Promise<Figure[]> }>} */
const PAGE_GROUPS = new Map([
  ['bundle', { text: 'size of the first view', run: async () => [(await import('./bundle-size.mjs')).bundleFigure()] }],
  [
    'frame-time',
    {
      text: 'frames of the console in a browser',
      run: async () => (await import('./frame-time.mjs')).frameFigures(),
    },
  ],
  [
    'webui',
    {
      text: 'the Mesos WebUI of 10,000 agents and 100,000 tasks in a browser',
      run: async () => (await import('./webui-scale.mjs')).webUiFigures(),
    },
  ],
  [
    'znode-tree',
    {
      text: 'the page of 100,000 znodes in a browser',
      run: async () => (await import('./znode-tree-frames.mjs')).znodeTreeFigures(),
    },
  ],
  [
    'marathon-list',
    {
      text: "Marathon's page of 1,000 apps in a browser",
      run: async () => (await import('./marathon-list.mjs')).marathonListFigures(),
    },
  ],
]);

function usage() {
  const rows = [
    ...[...SIMULATION_GROUPS].map(([name, text]) => `  ${name.padEnd(15)}${text}`),
    ...[...PAGE_GROUPS].map(([name, { text }]) => `  ${name.padEnd(15)}${text}`),
  ];
  return [
    'usage: npm run bench -- [GROUP …] [--json] [--list] [--help]',
    'Measures the groups named, or all (but those that say otherwise), and compares with the bars of the project.',
    ...rows,
    'Exit code 0: every bar holds; 1: one is missed; 2: wrong arguments.',
  ].join('\n');
}

/** @param {string} text */
function refuse(text) {
  console.error(`${text}\n\n${usage()}`);
  process.exit(2);
}

/** @returns {{ groups: string[], json: boolean }} */
function readArguments() {
  const given = process.argv.slice(2);
  if (given.includes('--help') || given.includes('-h')) {
    console.log(usage());
    process.exit(0);
  }
  const all = [...SIMULATION_GROUPS.keys(), ...PAGE_GROUPS.keys()];
  if (given.includes('--list')) {
    console.log(all.join('\n'));
    process.exit(0);
  }
  const option = given.find((argument) => argument.startsWith('-') && argument !== '--json');
  if (option !== undefined) refuse(`no option ${option}`);
  const groups = given.filter((argument) => !argument.startsWith('-'));
  const unknown = groups.find((name) => !all.includes(name));
  if (unknown !== undefined) refuse(`no group ${unknown}; there are ${all.join(', ')}`);
  return {
    groups: groups.length > 0 ? groups : all.filter((name) => !ONLY_BY_NAME.has(name)),
    json: given.includes('--json'),
  };
}

/**
 * @param {string[]} groups
 * @returns {Figure[]}
 */
function simulationFigures(groups) {
  if (groups.length === 0) return [];
  const run = spawnSync(process.execPath, ['scripts/sim.mjs', 'bench', ...groups, '--json'], {
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

const { groups, json } = readArguments();
const pageGroups = groups.filter((name) => PAGE_GROUPS.has(name));
if (pageGroups.length > 0) {
  const build = await runStep({ name: 'build', command: ['vite', 'build'] });
  if (!build.ok) process.exit(1);
}
const figures = simulationFigures(groups.filter((name) => SIMULATION_GROUPS.has(name)));
for (const name of pageGroups) figures.push(...((await PAGE_GROUPS.get(name)?.run()) ?? []));
const report = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', figures };
mkdirSync(join(ROOT, 'bench-results'), { recursive: true });
writeFileSync(join(ROOT, 'bench-results', 'bench.json'), `${JSON.stringify(report, null, 2)}\n`);
console.log(json ? JSON.stringify(report, null, 2) : table(figures));
process.exitCode = figures.some((figure) => figure.ok === false) ? 1 : 0;
