import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const eslint = new ESLint({ cwd: ROOT });

async function rulesBroken(code: string, filePath: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  if (result === undefined) throw new Error(`${filePath} is not linted`);
  return [...new Set(result.messages.map((message) => message.ruleId ?? `no rule: ${message.message}`))];
}

const MACHINE = 'sim-worker/zookeeper/server/election.ts';
const WRONG: readonly (readonly [what: string, code: string, rule: string])[] = [
  ['the wall clock', 'export const now = Date.now();', 'no-restricted-globals'],
  ['a real timer', 'setTimeout(() => {}, 1);', 'no-restricted-globals'],
  ['a promise', 'export const later = Promise.resolve(1);', 'no-restricted-globals'],
  ['a locale', 'export const format = new Intl.NumberFormat();', 'no-restricted-globals'],
  ['the console', "console.log('x');", 'no-restricted-globals'],
  ['real randomness', 'export const draw = Math.random();', 'no-restricted-properties'],
  ['inexact arithmetic', 'export const backoff = Math.pow(2, 3);', 'no-restricted-properties'],
  ['an async function', 'export async function elect() {}', 'no-restricted-syntax'],
  ['an async arrow', 'export const elect = async () => 1;', 'no-restricted-syntax'],
  ['a class', 'export class Server { id = 1; }', 'no-restricted-syntax'],
  [
    'for in',
    'for (const key in { a: 1 }) export_(key); function export_(key: string) { return key; }',
    'no-restricted-syntax',
  ],
  ['a default export', 'export default 1;', 'no-restricted-syntax'],
  ['the power operator', 'export const size = 2 ** 3;', 'no-restricted-syntax'],
  ['a comparison by locale', "export const order = 'a'.localeCompare('b');", 'no-restricted-syntax'],
  ['an enum', 'export enum Role { Leader }', 'no-restricted-syntax'],
  ['a barrel', "export * from './zab.ts';", 'no-restricted-syntax'],
  ['any', 'export const state: any = 1;', '@typescript-eslint/no-explicit-any'],
  ['a silenced null', 'export const first = (list: number[]) => list[0]!;', '@typescript-eslint/no-non-null-assertion'],
  ['a silenced error', '// @ts-' + 'ignore\nexport const x = 1;', '@typescript-eslint/ban-ts-comment'],
  ['a file over 400 lines', '// A line.\n'.repeat(401), 'max-lines'],
  ['a function over 70 lines', `export function long() {\n${'  void 0;\n'.repeat(70)}}`, 'max-lines-per-function'],
];

describe('lint: a simulation file may not hold', () => {
  test.each(WRONG)('%s', async (_what, code, rule) => {
    expect(await rulesBroken(code, MACHINE)).toContain(rule);
  });
});

describe('lint: what is allowed', () => {
  test('a simulation file of plain functions', async () => {
    const code = 'export function vote(epoch: number): number {\n  return Math.floor(epoch / 2) + 1;\n}\n';
    expect(await rulesBroken(code, MACHINE)).toEqual([]);
  });

  test.each([
    'sim-worker/cli.ts',
    'sim-worker/worker.ts',
    'sim-worker/worker/pacing.ts',
    'sim-worker/kernel/world.test.ts',
  ])('real time in %s', async (filePath) => {
    expect(await rulesBroken('export const wait = async () => Date.now();\n', filePath)).toEqual([]);
  });

  test('a hook called under a condition is caught in web/', async () => {
    const code = `import { useState } from 'react';\nexport function Pane({ open }: { open: boolean }) {\n  if (open) useState(1);\n  return null;\n}\n`;
    expect(await rulesBroken(code, 'web/console/Pane.tsx')).toContain('react-hooks/rules-of-hooks');
  });
});
