/**
 * Endpoints that libprocess gives every process: /logging/toggle, /profiler/start and /stop, /help, and the time-out of
 * /metrics/snapshot. Source: Mesos 1.0.1, 3rdparty/libprocess/src/logging.cpp, profiler.cpp, help.cpp, metrics/metrics.cpp.
 * Left out: the texts of the help pages (only paths are listed); the verbosity does not change what is logged.
 */
import type { HttpReply } from '../../kernel/http.ts';
import { parseDurationMs } from '../master/duration.ts';
import { jsonArray, jsonObject, jsonString } from './json-text.ts';
import { emptyAnswer, errorAnswer, jsonAnswer } from './request.ts';

type Query = ReadonlyMap<string, string>;

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

export function loggingAnswer(path: string, query: Query): HttpReply {
  if (path !== 'toggle') return emptyAnswer(404);
  const level = query.get('level');
  const duration = query.get('duration');
  if (level === undefined && duration === undefined) return { status: 200, headers: PLAIN, body: '0\n' };
  if (duration === undefined) return errorAnswer(400, "Expecting 'duration=value' in query.\n");
  if (level === undefined) return errorAnswer(400, "Expecting 'level=value' in query.\n");
  if (!/^[+-]?\d+$/.test(level)) return errorAnswer(400, `Failed to convert '${level}' to number.\n`);
  if (Number(level) < 0) return errorAnswer(400, `Invalid level '${String(Number(level))}'.\n`);
  const parsed = parseDurationMs(duration);
  return parsed.ok ? emptyAnswer(200) : errorAnswer(400, `${parsed.error}.\n`);
}

/** The packages are built without gperftools. */
export function profilerAnswer(path: string): HttpReply {
  if (path !== 'start' && path !== 'stop') return emptyAnswer(404);
  return errorAnswer(
    400,
    'Perftools is disabled. To enable perftools, configure libprocess with --enable-perftools.\n',
  );
}

/** Null: the time-out is good, or there is none. */
export function metricsTimeoutError(query: Query): HttpReply | null {
  const timeout = query.get('timeout');
  if (timeout === undefined) return null;
  const parsed = parseDurationMs(timeout);
  return parsed.ok ? null : errorAnswer(400, `Invalid timeout '${timeout}': ${parsed.error}.\n`);
}

/** Actors of a process with their endpoints; `first`: the one whose endpoints are reached without its name too. */
export type HelpIndex = { readonly first: string; readonly endpoints: ReadonlyMap<string, readonly string[]> };

export function helpAnswer(index: HelpIndex, path: string, query: Query): HttpReply {
  const [id = '', ...rest] = path.split('/');
  if (id === '') {
    if (query.get('format') === 'json') return jsonAnswer(helpJson(index), query);
    return page(
      'HELP',
      [...index.endpoints.keys()].map((actor) => [`/${actor}`, `help/${actor}`] as const),
    );
  }
  const names = index.endpoints.get(id);
  if (names === undefined) return errorAnswer(400, `No help available for '/${id}'.\n`);
  const name = rest.join('/');
  if (name === '')
    return page(
      `/${id}`,
      names.map((other) => [`/${id}/${other}`, `${id}/${other}`] as const),
    );
  if (!names.includes(name)) return errorAnswer(400, `No help available for '/${id}/${name}'.\n`);
  return { status: 200, headers: PLAIN, body: usageText(index, id, name) };
}

function helpJson(index: HelpIndex): string {
  const processes = [...index.endpoints].map(([id, names]) =>
    jsonObject([
      ['id', jsonString(id)],
      [
        'endpoints',
        jsonArray(
          names.map((name) =>
            jsonObject([
              ['name', jsonString(`/${name}`)],
              ['text', jsonString(usageText(index, id, name))],
            ]),
          ),
        ),
      ],
    ]),
  );
  return jsonObject([['processes', jsonArray(processes)]]);
}

function usageText(index: HelpIndex, id: string, name: string): string {
  const short = index.first === id ? `>        /${name}\n` : '';
  return `### USAGE ###\n${short}>        /${id}/${name}\n`;
}

function page(title: string, links: readonly (readonly [text: string, target: string])[]): HttpReply {
  const items = links.map(([text, target]) => `<li><a href="${target}">${text}</a></li>`).join('');
  const body = `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body><h2>${title}</h2><ul>${items}</ul></body>\n</html>\n`;
  return { status: 200, headers: { 'content-type': 'text/html' }, body };
}
