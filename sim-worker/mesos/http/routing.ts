/**
 * Routing by libprocess: paths with or without the name of an actor in front, and refused methods.
 * Source: Mesos 1.0.1, 3rdparty/libprocess/src/process.cpp (routing), include/process/http.hpp.
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import { parseQuery } from './request.ts';

export type Route = {
  /** With the process's name in front: `/master/state`, `/files/read`, `/metrics/snapshot`. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** As written after the `?`, null without. */
  readonly queryText: string | null;
};

/** Null: no path at all, or one that climbs (`/..`). `names`: the actors of this process; others are paths of the first one. */
export function routeOf(request: HttpRequest, names: readonly string[]): Route | null {
  const mark = request.path.indexOf('?');
  const raw = mark < 0 ? request.path : request.path.slice(0, mark);
  const queryText = mark < 0 ? null : request.path.slice(mark + 1);
  if (!raw.startsWith('/') || raw.includes('/..')) return null;
  const tokens = raw.split('/').filter((token) => token !== '');
  const first = tokens[0]?.replace('%28', '(').replace('%29', ')');
  const named = first !== undefined && names.includes(first);
  const rest = named ? tokens.slice(1) : tokens;
  const path = [named ? first : names[0], ...rest].join('/');
  return { path: `/${path}`, query: parseQuery(queryText ?? ''), queryText };
}

/** 405 with the methods that the endpoint takes. */
export function methodNotAllowed(expected: readonly string[], received: string): HttpReply {
  const quoted = expected.map((method) => `'${method}'`).join(', ');
  return {
    status: 405,
    headers: { allow: expected.join(', '), 'content-type': 'text/plain; charset=utf-8' },
    body: `Expecting one of { ${quoted} }, but received '${received}'`,
  };
}
