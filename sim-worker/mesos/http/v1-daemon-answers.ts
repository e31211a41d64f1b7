/**
 * Calls of the operator APIs that master and agent answer alike: health, flags, version, metrics, verbosity, files.
 * Source: Mesos 1.0.1, src/master/http.cpp and src/slave/http.cpp (getHealth, getFlags, getVersion, getMetrics,
 * getLoggingLevel, listFiles), include/mesos/v1/master/master.proto, include/mesos/v1/agent/agent.proto.
 */
import type { HttpReply } from '../../kernel/http.ts';
import { answerFiles, type FileView } from './files.ts';
import {
  jsonDouble,
  type JsonField,
  jsonInteger,
  jsonObject,
  jsonRepeated,
  jsonString,
  type JsonText,
} from './json-text.ts';
import { buildFields } from './model-json.ts';
import { emptyAnswer } from './request.ts';
import { timeJson } from './v1-json.ts';
import { type MediaType, type V1Call, v1Answer } from './v1-request.ts';

export type DaemonFigures = {
  readonly flags: () => readonly (readonly [name: string, value: string])[];
  readonly metrics: () => Iterable<readonly [name: string, value: number]>;
  readonly verbosity: number;
};

/** Field of the answer and what it holds; null for a call of another kind. */
export function daemonAnswer(daemon: DaemonFigures, type: string): JsonField | null {
  switch (type) {
    case 'GET_HEALTH':
      return ['get_health', jsonObject([['healthy', 'true']])];
    case 'GET_FLAGS':
      return ['get_flags', jsonObject([['flags', pairs(daemon.flags(), jsonString)]])];
    case 'GET_VERSION':
      return ['get_version', jsonObject([['version_info', jsonObject(buildFields())]])];
    case 'GET_METRICS':
      return ['get_metrics', jsonObject([['metrics', pairs(daemon.metrics(), jsonDouble)]])];
    case 'GET_LOGGING_LEVEL':
      return ['get_logging_level', jsonObject([['level', jsonInteger(daemon.verbosity)]])];
    default:
      return null;
  }
}

/** `api`: `master.Response` or `agent.Response`. */
export function answerCall(api: string, call: V1Call, field: JsonField, mediaType: MediaType): HttpReply {
  return v1Answer(api, jsonObject([['type', jsonString(call.type)], field]), mediaType);
}

function pairs<T>(entries: Iterable<readonly [string, T]>, write: (value: T) => JsonText): JsonText | null {
  return jsonRepeated(
    [...entries].map(([name, value]) =>
      jsonObject([
        ['name', jsonString(name)],
        ['value', write(value)],
      ]),
    ),
  );
}

/** Bits of `drwxr-xr-x` and `-rw-r--r--`, the file type included. */
const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100644;

/** What LIST_FILES answers; a reply where /files/browse refuses. */
export function listFilesField(view: FileView, path: string): JsonField | HttpReply {
  if (path === '') return emptyAnswer(404);
  const browsed = answerFiles(view, 'browse', new Map([['path', path]]));
  if (browsed.status !== 200) return browsed;
  return ['list_files', jsonObject([['file_infos', fileInfosOf(browsed.body)]])];
}

/** FileInfo messages (include/mesos/v1/mesos.proto) from the answer of /files/browse; null for an empty folder. */
function fileInfosOf(browsed: JsonText): JsonText | null {
  const files = JSON.parse(browsed) as readonly Readonly<Record<string, unknown>>[];
  return jsonRepeated(
    files.map((file) =>
      jsonObject([
        ['path', jsonString(String(file['path']))],
        ['nlink', jsonInteger(Number(file['nlink']))],
        ['size', jsonInteger(Number(file['size']))],
        ['mtime', timeJson(Number(file['mtime']))],
        ['mode', jsonInteger(String(file['mode']).startsWith('d') ? FOLDER_MODE : FILE_MODE)],
        ['uid', jsonString(String(file['uid']))],
        ['gid', jsonString(String(file['gid']))],
      ]),
    ),
  );
}
