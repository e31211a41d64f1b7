/** FileInfo messages of LIST_FILES. Source: Mesos 1.0.1, include/mesos/v1/mesos.proto (FileInfo). */
import { jsonInteger, jsonObject, jsonRepeated, jsonString, type JsonText } from './json-text.ts';
import { timeJson } from './v1-json.ts';

/** Bits of `drwxr-xr-x` and `-rw-r--r--`, the file type included. */
const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100644;

/** From the answer of /files/browse; null for an empty folder. */
export function fileInfosOf(browsed: JsonText): JsonText | null {
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
