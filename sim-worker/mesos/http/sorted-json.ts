/**
 * JSON with the keys of every object in alphabetical order and numbers as they were written: what the v1 APIs answer, since
 * they go through a sorted map. Source: Mesos 1.0.1, src/common/http.cpp (serialize), stout/json.hpp (JSON::Object).
 */
import type { JsonText } from './json-text.ts';

export function sortedJson(text: JsonText): JsonText {
  return valueAt({ text, at: 0 });
}

type Reader = { readonly text: string; at: number };

const SCALAR_END = /[,\]}]/g;

function valueAt(reader: Reader): JsonText {
  const first = reader.text[reader.at];
  if (first === '{') return objectAt(reader);
  if (first === '[') return arrayAt(reader);
  return first === '"' ? stringAt(reader) : scalarAt(reader);
}

function objectAt(reader: Reader): JsonText {
  const fields: [string, JsonText][] = [];
  reader.at += 1;
  while (reader.text[reader.at] !== '}') {
    const key = stringAt(reader);
    reader.at += 1; // The colon.
    fields.push([key, valueAt(reader)]);
    if (reader.text[reader.at] === ',') reader.at += 1;
  }
  reader.at += 1;
  fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([key, value]) => `${key}:${value}`).join(',')}}`;
}

function arrayAt(reader: Reader): JsonText {
  const items: JsonText[] = [];
  reader.at += 1;
  while (reader.text[reader.at] !== ']') {
    items.push(valueAt(reader));
    if (reader.text[reader.at] === ',') reader.at += 1;
  }
  reader.at += 1;
  return `[${items.join(',')}]`;
}

function stringAt(reader: Reader): JsonText {
  const start = reader.at;
  let end = start + 1;
  while (reader.text[end] !== '"') end += reader.text[end] === '\\' ? 2 : 1;
  reader.at = end + 1;
  return reader.text.slice(start, end + 1);
}

function scalarAt(reader: Reader): JsonText {
  SCALAR_END.lastIndex = reader.at;
  const end = SCALAR_END.exec(reader.text)?.index ?? reader.text.length;
  const scalar = reader.text.slice(reader.at, end);
  reader.at = end;
  return scalar;
}
