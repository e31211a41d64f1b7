/**
 * What Mesos' HTTP handlers share: path and query of a request, JSON with `?jsonp=`, errors as text.
 * Source: Mesos 1.0.1, 3rdparty/libprocess (http.hpp, process.cpp).
 */
import type { HttpReply } from '../../kernel/http.ts';
import type { Parsed } from '../resources/parse.ts';
import { decodeUtf8, encodeUtf8 } from '../zookeeper-group/utf8.ts';
import type { JsonText } from './json-text.ts';

/** Names and values of a query. One that cannot be decoded is no query: the original drops such a connection. */
export function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = decodeForm(text);
  return query.ok ? query.value : new Map<string, string>();
}

/** `a=1&b=2`, also with `;` between; a name without `=` has an empty value. Source: libprocess http.cpp (query::decode). */
export function decodeForm(text: string): Parsed<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>();
  for (const token of text.split(/[;&]/)) {
    if (token === '') continue;
    const equals = token.indexOf('=');
    const name = decodePercents(equals < 0 ? token : token.slice(0, equals));
    if (!name.ok) return name;
    const value = decodePercents(equals < 0 ? '' : token.slice(equals + 1));
    if (!value.ok) return value;
    fields.set(name.value, value.value);
  }
  return { ok: true, value: fields };
}

/** `+` is a space. Source: libprocess http.cpp (decode). */
export function decodePercents(text: string): Parsed<string> {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return { ok: true, value: spaced };
  const bad = /%(?![0-9a-fA-F]{2})/.exec(spaced);
  if (bad !== null)
    return { ok: false, error: `Malformed % escape in '${text}': '${text.slice(bad.index, bad.index + 3)}'` };
  const bytes: number[] = [];
  for (let at = 0; at < spaced.length; at += 1) {
    const code = spaced.codePointAt(at) ?? 0;
    if (spaced[at] === '%') {
      bytes.push(Number.parseInt(spaced.slice(at + 1, at + 3), 16));
      at += 2;
      continue;
    }
    bytes.push(...encodeUtf8(String.fromCodePoint(code)));
    if (code > 0xffff) at += 1;
  }
  return { ok: true, value: decodeUtf8(Uint8Array.from(bytes)) };
}

/** Source: libprocess http.cpp (encode): reserved and unsafe signs, controls, and what lies beyond ASCII. */
export function encodePercents(text: string): string {
  let encoded = '';
  for (const byte of encodeUtf8(text)) {
    const letter = String.fromCharCode(byte);
    const reserved = byte < 0x20 || byte > 0x7f || RESERVED.includes(letter);
    encoded += reserved ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : letter;
  }
  return encoded;
}

const RESERVED = '$&+,/:;=?@ "<>#%{}|\\^~[]`';

/** 200 with the JSON, wrapped into a call when the query has `jsonp`. */
export function jsonAnswer(json: JsonText, query: ReadonlyMap<string, string>): HttpReply {
  const callback = query.get('jsonp');
  if (callback === undefined) return { status: 200, headers: { 'content-type': 'application/json' }, body: json };
  return { status: 200, headers: { 'content-type': 'text/javascript' }, body: `${callback}(${json});` };
}

export function errorAnswer(status: number, text: string): HttpReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers, body: '' };
}
