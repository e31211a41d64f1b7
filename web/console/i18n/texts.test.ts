import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { texts as english } from './en/texts.ts';
import { texts as chinese } from './zh-CN/texts.ts';

const sources: Readonly<Record<string, string>> = import.meta.glob(
  [
    '../**/*.{ts,tsx}',
    '../../{topology,inspector,timeline,zookeeper-ui,marathon-pages,event-list,logs,terminal,faults,mesos-pages,service}/**/*.{ts,tsx}',
    '!../**/*.test.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

type Tree = { readonly [name: string]: Tree | string };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + name, value);
    else for (const [key, text] of flat(value, `${prefix}${name}.`)) found.set(key, text);
  }
  return found;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
}

const namespaces = Object.keys(english) as (keyof typeof english)[];

describe('texts', () => {
  for (const namespace of namespaces) {
    test(`${namespace}: both languages have the same keys and the same values in them`, () => {
      const en = flat(english[namespace] as Tree);
      const zh = flat(chinese[namespace] as Tree);
      expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
      for (const [key, text] of en) expect(placeholders(zh.get(key) ?? ''), key).toEqual(placeholders(text));
    });
  }

  test('no text is empty', () => {
    for (const namespace of namespaces) {
      for (const texts of [english, chinese]) {
        for (const [key, text] of flat(texts[namespace] as Tree))
          expect(text.trim(), `${namespace}.${key}`).not.toBe('');
      }
    }
  });
});

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.ES2022,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** Attributes that a person reads or hears. */
const SPOKEN = new Set([
  'aria-label',
  'aria-valuetext',
  'aria-description',
  'title',
  'placeholder',
  'alt',
  'label',
  'text',
]);
/** The product's name and the names of fields that are the same in every language. */
const SAME_EVERYWHERE = new Set(['Mesoscope', 'acl']);

function isWords(text: string): boolean {
  return /\p{L}{2,}/u.test(text) && !SAME_EVERYWHERE.has(text.trim());
}

function literalsIn(path: string, text: string): string[] {
  const found: string[] = [];
  walk(parse(path, text), (node) => {
    if (ts.isJsxText(node) && isWords(node.text)) found.push(`${path}: ${node.text.trim()}`);
    if (!ts.isJsxAttribute(node) || node.initializer === undefined) return;
    if (!SPOKEN.has(node.name.getText()) || !ts.isStringLiteral(node.initializer)) return;
    if (isWords(node.initializer.text)) found.push(`${path}: ${node.initializer.text}`);
  });
  return found;
}

test('no words are written into the components', () => {
  const found = Object.entries(sources)
    .filter(([path]) => path.endsWith('.tsx'))
    .flatMap(([path, text]) => literalsIn(path, text));
  expect(Object.keys(sources).length).toBeGreaterThan(60);
  expect(found).toEqual([]);
});

/** Keys given as plain strings to `t`; namespaces come from the nearest `useTranslation` of the file that binds it. */
function keysIn(path: string, text: string): { readonly key: string; readonly place: string }[] {
  const found: { key: string; place: string }[] = [];
  walk(parse(path, text), (node) => {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || !/^t[A-Z]?\w*$/.test(node.expression.text))
      return;
    if (node.expression.text !== 't' && node.expression.text !== 'tActions') return;
    const [key] = node.arguments;
    if (key !== undefined && ts.isStringLiteral(key)) found.push({ key: key.text, place: path });
  });
  return found;
}

test('every key that is asked for exists', () => {
  const known = new Set<string>();
  for (const namespace of namespaces) {
    for (const key of flat(english[namespace] as Tree).keys()) {
      known.add(key);
      known.add(key.replace(/_(one|other)$/, ''));
    }
  }
  const missing = Object.entries(sources)
    .flatMap(([path, text]) => keysIn(path, text))
    .filter(({ key }) => !known.has(key))
    .map(({ key, place }) => `${place}: ${key}`);
  expect(missing).toEqual([]);
});
