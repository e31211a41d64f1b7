import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A tree in which each file breaks one rule; every other file of it is as it should be. */
const WRONG_TREE: Readonly<Record<string, string>> = {
  'sim-worker/kernel/world.ts': `import type { Tree } from '../zookeeper/server/tree.ts';\nexport type World = { tree: Tree };\n`,
  'sim-worker/kernel/clock.ts': `export const startUs = 0;\n`,
  'sim-worker/kernel/clock.test.ts': `import { master } from '../mesos/master.ts';\nexport const seen = master;\n`,
  'sim-worker/host/docker.ts': `import { master } from '../mesos/master.ts';\nexport const docker = master;\n`,
  'sim-worker/zookeeper/server/tree.ts': `import { startUs } from '../../kernel/clock.ts';\nexport type Tree = { startUs: typeof startUs };\n`,
  'sim-worker/zookeeper/client/client.ts': `import { app } from '../../marathon/app.ts';\nexport const client = app;\n`,
  'sim-worker/mesos/master.ts': `import type { Tree } from '../zookeeper/server/tree.ts';\nexport const master: Tree = { startUs: 0 };\n`,
  'sim-worker/marathon/app.ts': `import { master } from '../mesos/master.ts';\nexport const app = master;\n`,
  'sim-worker/chronos/job.ts': `import { app } from '../marathon/app.ts';\nexport const job = app;\n`,
  'sim-worker/cluster/topology.ts': `import { lab } from '../labs/first.ts';\nexport const topology = lab;\n`,
  'sim-worker/labs/first.ts': `import { app } from '../marathon/app.ts';\nexport const lab = app;\n`,
  'sim-worker/chaos/faults.ts': `import { lab } from '../labs/first.ts';\nexport const faults = lab;\n`,
  'sim-worker/cluster/scenario.ts': `import { api } from '../api.ts';\nimport { readFileSync } from 'node:fs';\nexport const scenario = [api, readFileSync];\n`,
  'sim-worker/api.ts': `import { startUs } from './kernel/clock.ts';\nexport const api = startUs;\n`,
  'sim-worker/cli.ts': `import { page } from '../web/page.ts';\nimport { left } from './kernel/left.ts';\nexport const cli = [page, left];\n`,
  'sim-worker/kernel/left.ts': `import type { Right } from './right.ts';\nexport const left: Right | null = null;\n`,
  'sim-worker/kernel/right.ts': `import { left } from './left.ts';\nexport type Right = typeof left;\n`,
  'sim-worker/kernel/alone.ts': `export const alone = 1;\n`,
  'sim-worker/cluster/drawing.ts': `import { createRoot } from 'react-dom/client';\nexport const drawing = createRoot;\n`,
  'web/chart.ts': `import { cpus } from 'node:os';\nimport { seen } from '../sim-worker/kernel/clock.test.ts';\nimport { build } from 'vite';\nimport { dataSet } from 'internmap';\nexport const chart = [cpus, seen, build, dataSet];\n`,
  'web/page.ts': `import type { World } from '../sim-worker/kernel/world.ts';\nexport const page: World | null = null;\n`,
  'e2e/page.spec.ts': `import { page } from '../web/page.ts';\nimport { missing } from './missing.ts';\nexport const spec = [page, missing];\n`,
};

const EXPECTED: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['kernel-knows-no-domain', 'sim-worker/kernel/world.ts', 'sim-worker/zookeeper/server/tree.ts'],
  ['kernel-tests-know-no-domain', 'sim-worker/kernel/clock.test.ts', 'sim-worker/mesos/master.ts'],
  ['host-knows-only-the-kernel', 'sim-worker/host/docker.ts', 'sim-worker/mesos/master.ts'],
  ['zookeeper-knows-only-host-and-kernel', 'sim-worker/zookeeper/client/client.ts', 'sim-worker/marathon/app.ts'],
  ['mesos-links-only-the-zookeeper-client', 'sim-worker/mesos/master.ts', 'sim-worker/zookeeper/server/tree.ts'],
  ['frameworks-link-only-client-libraries', 'sim-worker/marathon/app.ts', 'sim-worker/mesos/master.ts'],
  ['frameworks-link-only-client-libraries', 'sim-worker/chronos/job.ts', 'sim-worker/marathon/app.ts'],
  ['cluster-is-below-labs-and-chaos', 'sim-worker/cluster/topology.ts', 'sim-worker/labs/first.ts'],
  ['labs-see-only-the-cluster', 'sim-worker/labs/first.ts', 'sim-worker/marathon/app.ts'],
  ['chaos-is-below-the-labs', 'sim-worker/chaos/faults.ts', 'sim-worker/labs/first.ts'],
  ['nothing-below-imports-an-entry', 'sim-worker/cluster/scenario.ts', 'sim-worker/api.ts'],
  ['simulation-never-sees-node', 'sim-worker/cluster/scenario.ts', 'fs'],
  ['api-imports-only-types', 'sim-worker/api.ts', 'sim-worker/kernel/clock.ts'],
  ['simulation-never-sees-the-page', 'sim-worker/cli.ts', 'web/page.ts'],
  ['web-sees-only-the-api', 'web/page.ts', 'sim-worker/kernel/world.ts'],
  ['simulation-uses-only-listed-libraries', 'sim-worker/cluster/drawing.ts', 'react-dom/client.js'],
  ['web-never-sees-node', 'web/chart.ts', 'os'],
  ['tests-are-leaves', 'web/chart.ts', 'sim-worker/kernel/clock.test.ts'],
  ['product-uses-no-development-package', 'web/chart.ts', 'vite/'],
  ['packages-are-declared', 'web/chart.ts', 'internmap/'],
  ['e2e-goes-through-the-browser', 'e2e/page.spec.ts', 'web/page.ts'],
  ['imports-resolve', 'e2e/page.spec.ts', './missing.ts'],
  ['no-cycles', 'sim-worker/kernel/left.ts', 'sim-worker/kernel/right.ts'],
  ['no-orphans', 'sim-worker/kernel/alone.ts', 'sim-worker/kernel/alone.ts'],
  ['no-dead-files', 'sim-worker/chaos/faults.ts', 'sim-worker/chaos/faults.ts'],
];

type Violation = { readonly from: string; readonly to: string; readonly rule: { readonly name: string } };
type Report = { readonly summary: { readonly violations: readonly Violation[]; readonly totalCruised: number } };

let tree = '';

/** Reading all imports takes a few seconds, on a busy machine many. */
const HOOK_LIMIT_MS = 120_000;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'layers-'));
  for (const [path, text] of Object.entries(WRONG_TREE)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  for (const name of ['package.json', 'tsconfig.base.json', '.dependency-cruiser.mjs']) {
    copyFileSync(join(ROOT, name), join(tree, name));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
}, HOOK_LIMIT_MS);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('layers: dependency-cruiser reads TypeScript and names wrong imports', () => {
  let report: Report;

  beforeAll(() => {
    const tool = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
    const args = [tool, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'sim-worker', 'web', 'e2e'];
    const run = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (!run.stdout.startsWith('{'))
      throw new Error(`dependency-cruiser printed no report: ${run.stderr}${run.stdout}`);
    report = JSON.parse(run.stdout) as Report;
  }, HOOK_LIMIT_MS);

  test('all files of the wrong tree are read', () => {
    expect(report.summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(WRONG_TREE).length);
  });

  test.each(EXPECTED)('%s: %s -> %s', (rule, from, to) => {
    const named = report.summary.violations.filter(
      (violation) => violation.rule.name === rule && violation.from === from,
    );
    // A package is found by its place in node_modules, wherever that is.
    expect(
      named.map((violation) => violation.to).filter((path) => path === to || path.includes(`node_modules/${to}`)),
    ).toHaveLength(1);
  });

  test('every rule of the settings is proven above', async () => {
    const settings = (await import('../.dependency-cruiser.mjs')).default;
    const names = (settings.forbidden ?? []).map((rule) => rule.name ?? '');
    const proven = EXPECTED.map(([rule]) => rule);
    expect(new Set(proven)).toEqual(new Set(names));
  });
});

/** Each statement names something of the browser or of Node. */
const REAL_WORLD: readonly (readonly [name: string, statement: string])[] = [
  ['setTimeout', 'setTimeout(() => {}, 1);'],
  ['console', "console.log('x');"],
  ['performance', 'performance.now();'],
  ['crypto', 'crypto.randomUUID();'],
  ['fetch', "void fetch('x');"],
  ['structuredClone', 'structuredClone({});'],
  ['document', 'document.title;'],
  ['process', 'process.exit(1);'],
];

describe('environments: the compiler knows no real world in the simulation', () => {
  let output = '';

  beforeAll(() => {
    const folder = join(tree, 'compiled');
    mkdirSync(folder);
    writeFileSync(join(folder, 'wrong.ts'), `export {};\n${REAL_WORLD.map(([, statement]) => statement).join('\n')}\n`);
    const settings = {
      extends: join(ROOT, 'tsconfig.sim.json'),
      compilerOptions: { incremental: false },
      include: ['wrong.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const tool = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    output = spawnSync(process.execPath, [tool, '-p', folder], { encoding: 'utf8' }).stdout;
  }, HOOK_LIMIT_MS);

  test.each(REAL_WORLD)('%s does not compile below sim-worker/', (name) => {
    expect(output).toMatch(new RegExp(`error TS\\d+: Cannot find name '${name}'`));
  });
});
