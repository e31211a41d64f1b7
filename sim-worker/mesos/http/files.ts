/**
 * `/files/browse`, `/files/read`, `/files/download`, `/files/debug` over what a daemon attached: virtual names and the real
 * paths behind them. Source: Mesos 1.0.1, src/files/files.cpp; section 6 of the project's HTTP reference.
 * Left out: owners and modes (root, fixed), links within attached folders.
 */
import type { ReadonlyDisk } from '../../kernel/context.ts';
import type { HttpReply } from '../../kernel/http.ts';
import type { Parsed } from '../resources/parse.ts';
import { decodeUtf8, encodeUtf8 } from '../zookeeper-group/utf8.ts';
import { jsonArray, jsonDouble, jsonInteger, jsonObject, jsonString, type JsonText } from './json-text.ts';
import { mediaTypeOf } from './media-types.ts';
import { emptyAnswer, errorAnswer, jsonAnswer } from './request.ts';

export type FileView = {
  readonly disk: ReadonlyDisk;
  /** Virtual name → real path, without slash at the end. */
  readonly attached: ReadonlyMap<string, string>;
  /** Texts that are no files of the disk, by real path: the daemon's own log. */
  readonly virtualText: (path: string) => string | null;
  /** Unix seconds of the last change, by real path. */
  readonly mtimeSecs: (path: string) => number;
};

type Query = ReadonlyMap<string, string>;

/** Most that one read returns: 16 pages of memory. */
const MAX_READ_BYTES = 65_536;
const EMPTY_FOLDER_SIZE = 4_096;

export const FILES_ENDPOINTS: readonly string[] = ['browse', 'debug', 'download', 'read'].flatMap((name) => [
  name,
  `${name}.json`,
]);

/** `endpoint`: one of the above. */
export function answerFiles(view: FileView, endpoint: string, query: Query): HttpReply {
  const name = endpoint.replace(/\.json$/, '');
  if (name === 'debug') {
    const fields = [...view.attached].sort(([a], [b]) => (a < b ? -1 : 1));
    return jsonAnswer(jsonObject(fields.map(([virtual, path]) => [virtual, jsonString(path)])), query);
  }
  const path = query.get('path');
  if (path === undefined || path === '') return errorAnswer(400, "Expecting 'path=value' in query.\n");
  switch (name) {
    case 'browse':
      return browse(view, path, query);
    case 'read':
      return read(view, path, query);
    default:
      return download(view, path);
  }
}

/** Null: there is no such file. */
type Resolved = Parsed<string | null>;

/** The longest attached name that begins the path; the rest must stay below it. */
function resolve(view: FileView, path: string): Resolved {
  const tokens = path.replace(/\/$/, '').split('/');
  for (let count = tokens.length; count > 0; count -= 1) {
    const name = tokens.slice(0, count).join('/');
    const attached = view.attached.get(name);
    if (attached === undefined) continue;
    const suffix = tokens.slice(count).join('/');
    if (contentOf(view, attached) !== null) return { ok: true, value: suffix === '' ? attached : null };
    const joined = suffix === '' ? attached : `${attached}/${suffix}`;
    const real = normalized(joined);
    if (contentOf(view, real) === null && view.disk.list(real).length === 0) return { ok: true, value: null };
    if (real.startsWith(attached)) return { ok: true, value: real };
    return { ok: false, error: `'${joined}' is inaccessible` };
  }
  return { ok: true, value: null };
}

/** Without `.`, `..` and empty steps. */
function normalized(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

function contentOf(view: FileView, real: string): string | null {
  const virtual = view.virtualText(real);
  if (virtual !== null) return virtual;
  const file = view.disk.read(real);
  if (file === null) return null;
  if (file.kind === 'text') return file.text;
  return file.kind === 'bytes'
    ? decodeUtf8(file.bytes)
    : file.records.map((record) => JSON.stringify(record)).join('\n');
}

function browse(view: FileView, path: string, query: Query): HttpReply {
  const real = resolve(view, path);
  if (!real.ok) return errorAnswer(400, `${real.error}.\n`);
  if (real.value === null) return errorAnswer(404, '');
  const folder = real.value;
  const base = path.replace(/\/+$/, '');
  const entries = view.disk.list(folder).map((name) => fileInfo(view, `${base}/${name}`, `${folder}/${name}`));
  return jsonAnswer(jsonArray(entries), query);
}

function fileInfo(view: FileView, path: string, real: string): JsonText {
  const content = contentOf(view, real);
  const folder = content === null;
  return jsonObject([
    ['gid', jsonString('root')],
    ['mode', jsonString(folder ? 'drwxr-xr-x' : '-rw-r--r--')],
    ['mtime', jsonDouble(view.mtimeSecs(real))],
    ['nlink', jsonInteger(folder ? 2 : 1)],
    ['path', jsonString(path)],
    ['size', jsonInteger(folder ? EMPTY_FOLDER_SIZE : sizeOf(content))],
    ['uid', jsonString('root')],
  ]);
}

function read(view: FileView, path: string, query: Query): HttpReply {
  const offset = numberOf(query, 'offset');
  if (!offset.ok) return errorAnswer(400, `Failed to parse offset: ${offset.error}.\n`);
  const length = numberOf(query, 'length');
  if (!length.ok) return errorAnswer(400, `Failed to parse length: ${length.error}.\n`);
  if (length.value < -1) return errorAnswer(400, `Negative length provided: ${String(length.value)}.\n`);
  const real = resolve(view, path);
  if (!real.ok) return errorAnswer(400, `${real.error}.\n`);
  if (real.value === null) return emptyAnswer(404);
  const content = contentOf(view, real.value);
  if (content === null) return errorAnswer(400, 'Cannot read a directory.\n');
  const size = sizeOf(content);
  const start = offset.value === -1 ? size : offset.value;
  if (start >= size) return readAnswer('', size, query);
  if (start < 0) return errorAnswer(500, `Failed to seek file at '${real.value}': Invalid argument`);
  const wanted = length.value === -1 ? size - start : length.value;
  return readAnswer(bytesOf(content, start, Math.min(wanted, MAX_READ_BYTES)), start, query);
}

/** -1 where the query does not say. */
function numberOf(query: Query, name: string): Parsed<number> {
  const text = query.get(name) ?? '-1';
  return /^([+-]?\d+|0[xX][0-9a-fA-F]+)$/.test(text)
    ? { ok: true, value: Number(text) }
    : { ok: false, error: `Failed to convert '${text}' to number` };
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** In bytes; texts of the simulation are nearly all ASCII. */
function sizeOf(content: string): number {
  return BEYOND_ASCII.test(content) ? encodeUtf8(content).length : content.length;
}

function bytesOf(content: string, start: number, length: number): string {
  return BEYOND_ASCII.test(content)
    ? decodeUtf8(encodeUtf8(content).slice(start, start + length))
    : content.slice(start, start + length);
}

function readAnswer(data: string, offset: number, query: Query): HttpReply {
  return jsonAnswer(
    jsonObject([
      ['data', jsonString(data)],
      ['offset', jsonInteger(offset)],
    ]),
    query,
  );
}

function download(view: FileView, path: string): HttpReply {
  const real = resolve(view, path);
  if (!real.ok) return errorAnswer(400, `${real.error}.\n`);
  if (real.value === null) return emptyAnswer(404);
  const content = contentOf(view, real.value);
  if (content === null) return errorAnswer(400, 'Cannot download a directory.\n');
  const name = real.value.slice(real.value.lastIndexOf('/') + 1);
  const headers = { 'content-type': mediaTypeOf(name), 'content-disposition': `attachment; filename=${name}` };
  return { status: 200, headers, body: content };
}
