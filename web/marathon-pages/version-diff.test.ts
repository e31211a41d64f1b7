import { expect, test } from 'vitest';
import { diffVersions } from './version-diff.ts';

test('fields are compared one by one, however deep', () => {
  const before = { id: '/a', cmd: 'sleep 1', env: { A: '1', B: '2' }, container: { docker: { image: 'x:1' } } };
  const after = { id: '/a', cmd: 'sleep 2', env: { A: '1', C: '3' }, container: { docker: { image: 'x:1' } } };
  expect(diffVersions(before, after)).toEqual([
    { path: 'id', before: '"/a"', after: '"/a"', change: 'same' },
    { path: 'cmd', before: '"sleep 1"', after: '"sleep 2"', change: 'changed' },
    { path: 'env.A', before: '"1"', after: '"1"', change: 'same' },
    { path: 'env.C', before: null, after: '"3"', change: 'added' },
    { path: 'env.B', before: '"2"', after: null, change: 'removed' },
    { path: 'container.docker.image', before: '"x:1"', after: '"x:1"', change: 'same' },
  ]);
});

test('entries of lists have their place as name', () => {
  const rows = diffVersions({ healthChecks: [] }, { healthChecks: [{ path: '/' }] });
  expect(rows.map(({ path, change }) => [path, change])).toEqual([['healthChecks[0].path', 'added']]);
});

test('a value that becomes an object is removed, and its fields are added', () => {
  const rows = diffVersions({ cmd: 'x', container: 'no' }, { cmd: 'x', container: { type: 'DOCKER' } });
  expect(rows.filter((row) => row.change !== 'same').map(({ path, change }) => [path, change])).toEqual([
    ['container', 'removed'],
    ['container.type', 'added'],
  ]);
});

test('when a version was made is no difference of what it says', () =>
  expect(diffVersions({ version: '1', versionInfo: { a: 1 } }, { version: '2', versionInfo: { a: 2 } })).toEqual([]));

test('a version compared with itself has only equal fields', () => {
  const app = { id: '/a', ports: [1, 2], labels: {}, user: null };
  expect(diffVersions(app, app).every((row) => row.change === 'same')).toBe(true);
});
