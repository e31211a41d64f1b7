/**
 * Gzip size of the JavaScript of the built page, from Vite's manifest: what the first view needs (the entry and what it
 * imports statically), each chunk that is loaded when needed, and the worker. `--json` prints one object.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
/** JavaScript needed for the first view, in kB of 1000 bytes, gzip. */
const FIRST_VIEW_BAR_KB = 200;

/** @typedef {{ file: string, isEntry?: boolean, imports?: string[] }} ManifestChunk */
/** @typedef {{ file: string, gzipKb: number }} Size */

/** @param {string} file @returns {Size} */
function sizeOf(file) {
  return { file, gzipKb: Math.round(gzipSync(readFileSync(join(DIST, file))).length / 100) / 10 };
}

/** @param {Size[]} sizes */
function total(sizes) {
  return Math.round(sizes.reduce((sum, size) => sum + size.gzipKb, 0) * 10) / 10;
}

export function bundleSizes() {
  const path = join(DIST, '.vite', 'manifest.json');
  if (!existsSync(path)) throw new Error('no build to measure; run: npm run build');
  const manifest = /** @type {Record<string, ManifestChunk>} */ (JSON.parse(readFileSync(path, 'utf8')));
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true);
  /** @type {Set<string>} */
  const needed = new Set();
  const follow = (/** @type {string} */ key) => {
    const chunk = manifest[key];
    if (chunk === undefined || needed.has(chunk.file)) return;
    needed.add(chunk.file);
    for (const imported of chunk.imports ?? []) follow(imported);
  };
  if (entry !== undefined) follow(entry);
  const isScript = (/** @type {string} */ file) => file.endsWith('.js');
  const chunks = new Set(Object.values(manifest).map((chunk) => chunk.file));
  const others = readdirSync(join(DIST, 'assets')).map((name) => `assets/${name}`);
  const firstView = [...needed].filter(isScript).map(sizeOf);
  const lazy = [...chunks].filter((file) => isScript(file) && !needed.has(file)).map(sizeOf);
  // A worker and its chunks are not in the manifest.
  const worker = others.filter((file) => isScript(file) && !chunks.has(file)).map(sizeOf);
  lazy.sort((a, b) => b.gzipKb - a.gzipKb || (a.file < b.file ? -1 : 1));
  return { firstViewKb: total(firstView), firstView, workerKb: total(worker), worker, lazy };
}

/** As a figure of `npm run bench`. */
export function bundleFigure() {
  const { firstViewKb } = bundleSizes();
  return {
    name: 'page: JavaScript needed for the first view',
    value: firstViewKb,
    unit: 'kB gzip',
    bar: { atMost: FIRST_VIEW_BAR_KB },
    ok: firstViewKb <= FIRST_VIEW_BAR_KB,
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sizes = bundleSizes();
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify(sizes, null, 2));
  } else {
    const rows = (/** @type {string} */ title, /** @type {Size[]} */ list) =>
      [title, ...list.map((size) => `${size.gzipKb.toFixed(1).padStart(9)}  ${size.file}`)].join('\n');
    console.log(rows(`First view: ${sizes.firstViewKb} kB gzip (bar: ${FIRST_VIEW_BAR_KB})`, sizes.firstView));
    console.log(rows(`Worker: ${sizes.workerKb} kB gzip`, sizes.worker));
    console.log(rows('When needed:', sizes.lazy));
  }
}
