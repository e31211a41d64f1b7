/**
 * Routing by libprocess: the first token of a path names an actor, the rest one of its endpoints.
 * Source: Mesos 1.0.1, 3rdparty/libprocess/src/process.cpp (ProcessManager::handle, ProcessBase::visit), process/http.hpp.
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import { decodePercents, parseQuery } from './request.ts';

export type Route = {
  /** With the actor's name in front: `/master/state`, `/files/read`, `/metrics/snapshot`. */
  readonly path: string;
  readonly actor: string;
  /** Behind the actor's name, as written: `state`, `quota/ops`, or nothing. */
  readonly rest: string;
  readonly query: ReadonlyMap<string, string>;
  /** As written after the `?`, null without. */
  readonly queryText: string | null;
};

/** Null: no path at all, or one that climbs (`/..`). `actors`: those of this process; other paths are of the first one. */
export function routeOf(request: HttpRequest, actors: readonly string[]): Route | null {
  const mark = request.path.indexOf('?');
  const raw = mark < 0 ? request.path : request.path.slice(0, mark);
  const queryText = mark < 0 ? null : request.path.slice(mark + 1);
  if (!raw.startsWith('/') || raw.includes('/..')) return null;
  const [, lead = '', token = '', behind = ''] = /^(\/+)([^/]*)(.*)$/.exec(raw) ?? [];
  const query = parseQuery(queryText ?? '');
  const decoded = decodePercents(token);
  const named = decoded.ok && actors.includes(decoded.value);
  const actor = named ? decoded.value : (actors[0] ?? '');
  const path = named ? raw : token === '' ? `/${actor}` : `/${actor}${raw}`;
  // A prefix that is not found stays: `//master/state` is no path of the actor that it names.
  const written = named && lead === '/' ? behind : named ? raw : token === '' ? '' : raw;
  return { path, actor, rest: written.replace(/^\/+/, ''), query, queryText };
}

/** The longest endpoint that begins the path: `state/anything` is `state`. Null: none. */
export function longestEndpoint(rest: string, has: (name: string) => boolean): string | null {
  if (has(rest)) return rest;
  let name = rest;
  while (name.includes('/')) {
    name = name.replace(/\/*$/, '').replace(/\/*[^/]*$/, '');
    if (name !== '' && has(name)) return name;
  }
  return null;
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
