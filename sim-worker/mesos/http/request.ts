/**
 * What Mesos' HTTP handlers share: path and query of a request, JSON with `?jsonp=`, errors as text.
 * Source: Mesos 1.0.1, 3rdparty/libprocess (http.hpp, process.cpp).
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import type { JsonText } from './json-text.ts';

export type SplitRequest = {
  readonly method: string;
  /** Percent-decoded, without query, without slash at the end; null when it cannot be decoded. */
  readonly path: string | null;
  readonly query: ReadonlyMap<string, string>;
};

export function splitRequest(request: HttpRequest): SplitRequest {
  const mark = request.path.indexOf('?');
  const rawPath = mark < 0 ? request.path : request.path.slice(0, mark);
  const path = decode(rawPath);
  return {
    method: request.method,
    path: path === null ? null : path.length > 1 ? path.replace(/\/+$/, '') : path,
    query: parseQuery(mark < 0 ? '' : request.path.slice(mark + 1)),
  };
}

/** Names and values percent-decoded; a broken part is left out. */
export function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = decode(equals < 0 ? '' : part.slice(equals + 1).replace(/\+/g, ' '));
    if (name !== null && value !== null) query.set(name, value);
  }
  return query;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // A malformed percent sign: the caller answers as for an unknown path.
  }
}

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
