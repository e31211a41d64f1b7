import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Tree, findStaleNames } from './documents.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
const manifest = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
/** In the row of the entries, without the folder before them. */
const ENTRIES = ['api', 'bench', 'cli', 'worker'];
const tree: Tree = {
  files,
  npmScripts: Object.keys(manifest.scripts),
  simCommands: [...read('sim-worker/cli.ts').matchAll(/^ {2}\['([a-z0-9]+)',/gm)].map(([, name = '']) => name),
};

test('the documents name files, folders and commands that are there', () => {
  expect(tree.simCommands).toContain('conformance');
  const documents = files.filter((file) => file.endsWith('.md'));
  expect(documents).toContain('ARCHITECTURE.md');
  expect(documents.flatMap((path) => findStaleNames(path, read(path), tree))).toEqual([]);
});

test('the folder map has each folder of the simulation', () => {
  const folders = new Set(files.flatMap((file) => /^sim-worker\/([^/]+)\//.exec(file)?.[1] ?? []));
  const map = read('ARCHITECTURE.md');
  expect([...folders].filter((folder) => !map.includes(`\`sim-worker/${folder}/\``)).sort()).toEqual(ENTRIES);
});

const small: Tree = {
  files: ['README.md', 'docs/adr/0001-a.md', 'sim-worker/kernel/context.ts'],
  npmScripts: ['bench'],
  simCommands: ['run'],
};

test.each([
  ['a file that is gone', 'see `kernel/gone.ts`', ['README.md: kernel/gone.ts is not there']],
  ['a link that leads nowhere', '[x](docs/none.md)', ['README.md: docs/none.md is not there']],
  ['a script that was renamed', 'npm run speed', ['README.md: npm run speed is not there']],
  ['a command of sim that does not exist', '`sim fly --seed 1`', ['README.md: sim fly is not there']],
  [
    'nothing in a true text',
    '`kernel/context.ts`, `docs/adr/0001`, [a](docs/adr/0001-a.md), `sim run`, npm run bench',
    [],
  ],
])('documents: finds %s', (_, text, findings) => {
  expect(findStaleNames('README.md', text, small)).toEqual(findings);
});
