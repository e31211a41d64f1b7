/** FileInfo messages of LIST_FILES. Source: Mesos 1.0.1, include/mesos/v1/mesos.proto (FileInfo). */
import type { HttpReply } from '../../kernel/http.ts';
import { answerFiles, type FileView } from './files.ts';
import { jsonInteger, jsonObject, jsonRepeated, jsonString, type JsonField, type JsonText } from './json-text.ts';
import { emptyAnswer } from './request.ts';
import { timeJson } from './v1-json.ts';

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

/** From the answer of /files/browse; null for an empty folder. */
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
