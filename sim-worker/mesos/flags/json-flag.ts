/**
 * Flags whose value is JSON: given as text, as `file:///path`, or as a bare path.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/flags/fetch.hpp and parse.hpp, src/common/parse.hpp.
 */
import type { ReadonlyDisk } from '../../kernel/context.ts';
import type { Parsed } from '../resources/parse.ts';
import { messageFromJson } from '../protobuf/from-json.ts';
import { parseJsonObject } from '../protobuf/picojson.ts';
import type { Message } from '../protobuf/schema.ts';

/** `message`: its name among the descriptors. The error is what the binary prints as it refuses to start. */
export function jsonFlag(
  disk: ReadonlyDisk,
  flag: { readonly name: string; readonly value: string },
  message: string,
): Parsed<Message> {
  const { name, value } = flag;
  const text = contentOf(disk, value);
  const parsed = text.ok ? messageFromText(message, text.value) : text;
  return parsed.ok
    ? parsed
    : { ok: false, error: `Failed to load flag '${name}': Failed to load value '${value}': ${parsed.error}` };
}

export function messageFromText(name: string, text: string): Parsed<Message> {
  const json = parseJsonObject(text);
  return json.ok ? messageFromJson(name, json.value) : json;
}

function contentOf(disk: ReadonlyDisk, value: string): Parsed<string> {
  if (!value.startsWith('file://') && !value.startsWith('/')) return { ok: true, value };
  const path = value.replace(/^file:\/\//, '');
  const file = disk.read(path);
  return file?.kind === 'text'
    ? { ok: true, value: file.text }
    : { ok: false, error: `Error reading file '${path}': No such file or directory` };
}
