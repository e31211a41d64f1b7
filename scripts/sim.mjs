/**
 * Runs sim-worker/cli.ts in Node: `npm run -s sim -- run --scenario default --seed 1`.
 * Node 20 reads no TypeScript; one bundle, kept by its content, starts faster than compiling file by file.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'mesoscope');
const KEPT_MS = 24 * 3600 * 1000;

/** @param {string} entry */
function bundle(entry) {
  const result = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
  });
  const output = result.outputFiles[0];
  if (output === undefined) throw new Error(`no bundle of ${entry}`);
  return output.contents;
}

/** Several runs may start at once: each writes a file of its own and moves it to its final name. */
function stored(/** @type {Uint8Array} */ code) {
  mkdirSync(CACHE, { recursive: true });
  const path = join(CACHE, `cli-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  if (existsSync(path)) return path;
  for (const name of readdirSync(CACHE)) {
    const old = join(CACHE, name);
    if (Date.now() - (statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? 0) > KEPT_MS) rmSync(old, { force: true });
  }
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, path);
  return path;
}

/** @returns {string | null} */
function prepared() {
  try {
    return stored(bundle('sim-worker/cli.ts'));
  } catch (error) {
    // Errors of the sources were printed by esbuild.
    if (!(error instanceof Error && 'errors' in error)) throw error;
    return null;
  }
}

process.setSourceMapsEnabled(true);
const path = prepared();
if (path === null) process.exitCode = 1;
else await import(pathToFileURL(path).href);
