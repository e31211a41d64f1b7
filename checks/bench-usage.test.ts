import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { usageOf } from '../sim-worker/cli/usage.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function bench(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.mjs', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** `bench [kernel] [cluster] … [--json]` */
function groupsOfSim(): string[] {
  return [...(usageOf('bench') ?? '').matchAll(/\[([a-z][a-z-]*)\]/g)].map((match) => match[1] ?? '');
}

test('the benchmarks list every group of the simulation beside those of the page, and measure nothing for it', () => {
  const listed = bench('--list');
  expect(listed.status).toBe(0);
  expect(listed.stdout.trim().split('\n')).toEqual(expect.arrayContaining(groupsOfSim()));
  expect(groupsOfSim()).toContain('allocator');
  const help = bench('allocator', '--help');
  expect(help.status).toBe(0);
  expect(help.stdout).toMatch(/^usage: npm run bench -- \[GROUP …\]/);
});

test.each([
  [['nonsense'], 'no group nonsense; there are kernel, '],
  [['allocator', '--fast'], 'no option --fast'],
])('the benchmarks refuse %j with a usage error', (args, message) => {
  const refused = bench(...args);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain(message);
  expect(refused.stdout).toBe('');
});
