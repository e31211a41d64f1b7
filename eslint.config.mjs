import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** @typedef {{ selector: string, message: string }} RestrictedSyntax */

/** The entries know real time; tests and benchmarks may wait for promises. */
const ENTRIES = ['api', 'worker', 'cli', 'bench', 'gateway'].flatMap((name) => [
  `sim-worker/${name}*.ts`,
  `sim-worker/${name}/**/*.ts`,
]);
const TESTS = ['**/*.test.ts', '**/*.test.tsx', '**/*.bench.ts', '**/testing/**', 'e2e/**', 'checks/**'];
const CONFIGS = ['*.config.{ts,mjs}', 'e2e/*.config.ts', '.dependency-cruiser.mjs'];

/** @type {RestrictedSyntax[]} */
const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals; an enum is not erasable.' },
  { selector: 'ForInStatement', message: 'The order of keys is not ours: iterate an array, a Map or a Set.' },
];

/** @type {RestrictedSyntax[]} */
const noDefaultExports = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name, so that every file uses the same name.' },
  {
    selector: "ExportSpecifier[exported.name='default']",
    message: 'Export by name, so that every file uses the same name.',
  },
];

/** @type {RestrictedSyntax[]} */
const simulation = [
  { selector: 'ClassDeclaration', message: 'State is plain data and behaviour is functions: no classes.' },
  { selector: 'ClassExpression', message: 'State is plain data and behaviour is functions: no classes.' },
  { selector: ':function[async=true]', message: 'The simulation is synchronous: events are data.' },
  { selector: 'AwaitExpression', message: 'The simulation is synchronous: events are data.' },
  { selector: 'ForOfStatement[await=true]', message: 'The simulation is synchronous: events are data.' },
  { selector: 'ImportExpression', message: 'The simulation is synchronous: import statically.' },
  { selector: "BinaryExpression[operator='**']", message: 'Not exact in every engine: multiply, or use a table.' },
  { selector: "AssignmentExpression[operator='**=']", message: 'Not exact in every engine: multiply, or use a table.' },
  {
    selector: 'MemberExpression[property.name=/^(localeCompare|toLocale[A-Z].*)$/]',
    message: 'Depends on the language of the machine: compare with < and >, format by hand.',
  },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that defines the name.' },
];

const REAL_WORLD =
  'Real time, real randomness and the machine do not exist in the simulation: act through the context.';
const REAL_WORLD_GLOBALS = [
  ...['Date', 'Intl', 'Promise', 'WeakRef', 'FinalizationRegistry', 'Atomics', 'SharedArrayBuffer'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'performance', 'crypto'],
  ...['console', 'process', 'fetch', 'structuredClone', 'globalThis', 'window', 'self', 'document', 'localStorage'],
];

const INEXACT_MATH = [
  ...['random', 'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'sqrt', 'cbrt', 'hypot'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'bench-results/', 'public/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      // The compiler knows undefined names and unused locals better, per environment.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', ...everywhere, ...noDefaultExports],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    ignores: TESTS,
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70 }],
    },
  },
  {
    files: ['sim-worker/**/*.ts'],
    ignores: [...ENTRIES, ...TESTS],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...noDefaultExports, ...simulation],
      'no-restricted-globals': ['error', ...REAL_WORLD_GLOBALS.map((name) => ({ name, message: REAL_WORLD }))],
      'no-restricted-properties': [
        'error',
        ...INEXACT_MATH.map((property) => ({
          object: 'Math',
          property,
          message: 'Random, or not exact in every engine: use the streams of the context, integers and tables.',
        })),
      ],
    },
  },
  {
    // The two rules of hooks. The preset's others serve the React Compiler, which the build does not use.
    files: ['web/**/*.ts', 'web/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  { files: CONFIGS, rules: { 'no-restricted-syntax': ['error', ...everywhere] } },
);
