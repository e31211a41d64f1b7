/**
 * `/files/browse`, `/files/read`, `/files/download`, `/files/debug` over what a daemon attached: virtual names and the real
 * paths behind them. Source: Mesos 1.0.1, src/files/files.cpp; section 6 of the project's HTTP reference.
 * Left out: owners and modes (root, fixed), times of single files (the daemon's), links within attached folders.
 */
import type { ReadonlyDisk } from '../../kernel/context.ts';
import type { HttpReply } from '../../kernel/http.ts';
import { decodeUtf8 } from '../zookeeper-group/utf8.ts';
import { jsonArray, jsonDouble, jsonInteger, jsonObject, jsonString, type JsonText } from './json-text.ts';
import { emptyAnswer, errorAnswer, jsonAnswer, type SplitRequest } from './request.ts';

export type FileView = {
  readonly disk: ReadonlyDisk;
  /** Virtual name → real path, without slash at the end. */
  readonly attached: ReadonlyMap<string, string>;
  /** Texts that are no files of the disk, by real path: the daemon's own log. */
  readonly virtualText: (path: string) => string | null;
  readonly mtimeSecs: number;
};

/** Most that one read returns: 16 pages of memory. */
const MAX_READ_BYTES = 65_536;
const EMPTY_FOLDER_SIZE = 4_096;

export function answerFiles(view: FileView, request: SplitRequest): HttpReply {
  const endpoint = (request.path ?? '').replace(/^\/files\//, '').replace(/\.json$/, '');
  if (endpoint === 'debug') {
    return jsonAnswer(
      jsonObject([...view.attached].sort(byName).map(([name, path]) => [name, jsonString(path)])),
      request.query,
    );
  }
  const path = request.query.get('path');
  if (endpoint !== 'browse' && endpoint !== 'read' && endpoint !== 'download') return emptyAnswer(404);
  if (path === undefined || path === '') return errorAnswer(400, "Expecting 'path=value' in query.\n");
  const real = resolve(view, path.length > 1 ? path.replace(/\/+$/, '') : path);
  if (real === null) return emptyAnswer(404);
  if (endpoint === 'browse') return browse(view, path, real, request);
  if (endpoint === 'read') return read(view, real, request);
  return download(view, real);
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : 1;
}

/** The longest attached name that begins the path; the rest must stay below it. */
function resolve(view: FileView, path: string): string | null {
  let best: string | null = null;
  for (const name of view.attached.keys()) {
    if ((path === name || path.startsWith(`${name}/`)) && name.length > (best?.length ?? -1)) best = name;
  }
  if (best === null || path.split('/').includes('..')) return null;
  const real = `${view.attached.get(best) ?? ''}${path.slice(best.length)}`;
  return contentOf(view, real) !== null || view.disk.list(real).length > 0 ? real : null;
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

function browse(view: FileView, path: string, real: string, request: SplitRequest): HttpReply {
  const base = path.replace(/\/+$/, '');
  const entries = view.disk.list(real).map((name) => fileInfo(view, `${base}/${name}`, `${real}/${name}`));
  return jsonAnswer(jsonArray(entries), request.query);
}

function fileInfo(view: FileView, path: string, real: string): JsonText {
  const content = contentOf(view, real);
  const folder = content === null;
  return jsonObject([
    ['gid', jsonString('root')],
    ['mode', jsonString(folder ? 'drwxr-xr-x' : '-rw-r--r--')],
    ['mtime', jsonDouble(view.mtimeSecs)],
    ['nlink', jsonInteger(folder ? 2 : 1)],
    ['path', jsonString(path)],
    ['size', jsonInteger(folder ? EMPTY_FOLDER_SIZE : content.length)],
    ['uid', jsonString('root')],
  ]);
}

/** Offsets count characters: the files of the simulation are nearly all ASCII. */
function read(view: FileView, real: string, request: SplitRequest): HttpReply {
  const offset = numberOf(request, 'offset');
  const length = numberOf(request, 'length');
  if (offset === 'bad')
    return errorAnswer(
      400,
      `Failed to parse offset: Failed to convert '${request.query.get('offset') ?? ''}' to number.\n`,
    );
  if (length === 'bad')
    return errorAnswer(
      400,
      `Failed to parse length: Failed to convert '${request.query.get('length') ?? ''}' to number.\n`,
    );
  if (length !== null && length < -1) return errorAnswer(400, `Negative length provided: ${String(length)}.\n`);
  const content = contentOf(view, real);
  if (content === null) return errorAnswer(400, 'Cannot read a directory.\n');
  const start = offset === null || offset === -1 ? content.length : offset;
  if (start >= content.length || start < 0) return readAnswer('', content.length, request);
  const wanted = length === null || length === -1 ? content.length - start : length;
  return readAnswer(content.slice(start, start + Math.min(wanted, MAX_READ_BYTES)), start, request);
}

function numberOf(request: SplitRequest, name: string): number | null | 'bad' {
  const text = request.query.get(name);
  if (text === undefined) return null;
  return /^-?\d+$/.test(text) ? Number(text) : 'bad';
}

function readAnswer(data: string, offset: number, request: SplitRequest): HttpReply {
  return jsonAnswer(
    jsonObject([
      ['data', jsonString(data)],
      ['offset', jsonInteger(offset)],
    ]),
    request.query,
  );
}

function download(view: FileView, real: string): HttpReply {
  const content = contentOf(view, real);
  if (content === null) return errorAnswer(400, 'Cannot download a directory.\n');
  const name = real.slice(real.lastIndexOf('/') + 1);
  const headers = { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename=${name}` };
  return { status: 200, headers, body: content };
}
