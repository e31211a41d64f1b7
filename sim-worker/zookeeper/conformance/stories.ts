/** Steps that several rows of the case table begin with. */
import { open, serve } from './ensemble-steps.ts';
import { create, ok, remove, type Step } from './steps.ts';

/** Session a on server 1. */
export const A: readonly Step[] = [serve, open('a')];
/** And session b on server 2. */
export const AB: readonly Step[] = [...A, open('b', { server: 2 })];

/** C15 to C20 are one story about the children of /a. */
export const THREE_CHILDREN: readonly Step[] = [
  ...A,
  ok('a', create('/a'), {}, 'made'),
  ok('a', create('/a/c1')),
  ok('a', create('/a/c2')),
  ok('a', create('/a/c3'), {}, 'third'),
];
export const ONE_DELETED: readonly Step[] = [...THREE_CHILDREN, ok('a', remove('/a/c2'), {}, 'deleted')];
export const TWO_SEQUENTIAL: readonly Step[] = [
  ...ONE_DELETED,
  ok('a', create('/a/q-', 'x', { sequential: true }), { path: '/a/q-0000000003' }),
  ok('a', create('/a/q-', 'x', { sequential: true }), { path: '/a/q-0000000004' }),
];
export const SKIPPED: readonly Step[] = [
  ...TWO_SEQUENTIAL,
  ok('a', remove('/a/q-0000000003')),
  ok('a', create('/a/q-', 'x', { sequential: true }), { path: '/a/q-0000000005' }),
];
export const NAMELESS: readonly Step[] = [
  ...SKIPPED,
  ok('a', create('/a/', 'x', { sequential: true }), { path: '/a/0000000006' }),
];
