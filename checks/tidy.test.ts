import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findUntidy } from './tidy.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TEXT = /\.(ts|tsx|mjs|js|css|html|json|md|svg|ya?ml|webmanifest)$|^(\.ci\/run|\.npmrc)$/;

function trackedFiles(): { path: string; text: string }[] {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return names
    .filter((path) => TEXT.test(path) && existsSync(join(ROOT, path)))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

test('the tracked files are tidy', () => {
  expect(findUntidy(trackedFiles())).toEqual([]);
});

const slash = '/';
test.each([
  ['web/pane/utils.ts', 'export {};\n', 'web/pane/utils.ts:1: a name that says nothing'],
  ['web/common/pane.ts', 'export {};\n', 'web/common/pane.ts:1: a name that says nothing'],
  [
    'web/pane/timeline.tsx',
    'export function Timeline() {}\n',
    'web/pane/timeline.tsx:1: a component file is PascalCase.tsx',
  ],
  ['sim-worker/kernel/runHash.ts', 'export {};\n', 'sim-worker/kernel/runHash.ts:1: a file name is kebab-case'],
  ['web/pane/Pane.tsx', '\n'.repeat(401), 'web/pane/Pane.tsx:400: 401 lines'],
  ['web/pane/pane.css', '\n'.repeat(401), 'web/pane/pane.css:400: 401 lines'],
  ['web/pane/Pane.tsx', `\n// ${'TO'}DO later\n`, 'web/pane/Pane.tsx:2: open an issue instead'],
  ['web/pane/pane.test.ts', `test${'.skip'}('x', f);\n`, 'web/pane/pane.test.ts:1: a test that is skipped'],
  ['e2e/x.spec.ts', `test.describe${'.only'}('x', f);\n`, 'e2e/x.spec.ts:1: a test that is skipped'],
  ['README.md', `see ${slash}root${slash}x\n`, 'README.md:1: a path of one machine'],
  ['package-lock.json', `"resol${'ved'}": "https://x/"\n`, 'package-lock.json:1: an address of a package registry'],
])('tidy: finds what is wrong with %s', (path, text, finding) => {
  expect(findUntidy([{ path, text }]).join('\n')).toContain(finding);
});
