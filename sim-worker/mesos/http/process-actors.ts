/**
 * The actors that libprocess and Mesos put into every daemon: files, metrics, logging, profiler, help, version, system.
 * Source: Mesos 1.0.1, 3rdparty/libprocess/src/process.cpp (initialize), src/files/files.cpp, src/version/version.cpp.
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import { answerFiles, FILES_ENDPOINTS, type FileView } from './files.ts';
import { helpAnswer, type HelpIndex } from './help.ts';
import { jsonDouble, jsonInteger, jsonObject } from './json-text.ts';
import { versionJson } from './model-json.ts';
import { loggingAnswer, metricsTimeoutError, profilerAnswer } from './process-endpoints.ts';
import { jsonAnswer } from './request.ts';
import { longestEndpoint, type Route } from './routing.ts';

export const PROCESS_ACTORS: readonly string[] = [
  'files',
  'metrics',
  'system',
  'logging',
  'profiler',
  'version',
  'help',
];

/** Figures of the machine: load averages, processors, bytes of memory. */
export type MachineFigures = {
  readonly load: { readonly one: number; readonly five: number; readonly fifteen: number };
  readonly cpus: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
};

export type ProcessView = {
  readonly files: () => FileView;
  readonly metrics: () => Iterable<readonly [name: string, value: number]>;
  readonly machine: () => MachineFigures;
  readonly verbosity: number;
  readonly help: HelpIndex;
};

/** Null: none of these actors, or no endpoint of it. */
export function answerProcess(view: ProcessView, route: Route, request: HttpRequest): HttpReply | null {
  const { actor, rest, query } = route;
  const endpoint = (names: readonly string[]): string | null => longestEndpoint(rest, (name) => names.includes(name));
  switch (actor) {
    case 'files': {
      const name = endpoint(FILES_ENDPOINTS);
      return name === null ? null : answerFiles(view.files(), name, query);
    }
    case 'metrics':
      if (endpoint(['snapshot']) === null) return null;
      return metricsTimeoutError(query) ?? jsonAnswer(metricsJson(view), query);
    case 'system':
      return endpoint(['stats.json']) === null ? null : jsonAnswer(machineJson(view.machine()), query);
    case 'logging':
      return endpoint(['toggle']) === null ? null : loggingAnswer(query, view.verbosity);
    case 'profiler':
      return endpoint(['start', 'stop']) === null ? null : profilerAnswer();
    case 'version':
      return rest === '' ? jsonAnswer(versionJson(), query) : null;
    case 'help':
      return helpAnswer(view.help, { rest, query, userAgent: request.headers['user-agent'] ?? null });
    default:
      return null;
  }
}

/** As /help lists them, with the daemon's own actors. */
export function helpIndex(first: string, own: readonly (readonly [string, readonly string[]])[]): HelpIndex {
  const shared: readonly (readonly [string, readonly string[]])[] = [
    ['files', [...FILES_ENDPOINTS].sort()],
    ['logging', ['toggle']],
    ['metrics', ['snapshot']],
    ['profiler', ['start', 'stop']],
    ['system', ['stats.json']],
    ['version', ['']],
  ];
  return { first, endpoints: new Map([...shared, ...own].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function metricsJson(view: ProcessView): string {
  return jsonObject([...view.metrics()].map(([name, value]) => [name, jsonDouble(value)]));
}

function machineJson({ load, cpus, freeBytes, totalBytes }: MachineFigures): string {
  return jsonObject([
    ['avg_load_15min', jsonDouble(load.fifteen)],
    ['avg_load_1min', jsonDouble(load.one)],
    ['avg_load_5min', jsonDouble(load.five)],
    ['cpus_total', jsonInteger(cpus)],
    ['mem_free_bytes', jsonInteger(freeBytes)],
    ['mem_total_bytes', jsonInteger(totalBytes)],
  ]);
}
