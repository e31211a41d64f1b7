/**
 * The agent's HTTP endpoints by path, with or without `/slave(1)`.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (initialize: route), src/slave/http.cpp; section 5 of the project's HTTP reference.
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { answerFiles, FILES_ENDPOINTS, type FileView } from '../../http/files.ts';
import { glogLine } from '../../http/glog.ts';
import { helpAnswer, type HelpIndex } from '../../http/help.ts';
import { jsonDouble, jsonInteger, jsonObject } from '../../http/json-text.ts';
import { versionJson } from '../../http/model-json.ts';
import { loggingAnswer, metricsTimeoutError, profilerAnswer } from '../../http/process-endpoints.ts';
import { emptyAnswer, errorAnswer, jsonAnswer } from '../../http/request.ts';
import { longestEndpoint, type Route, routeOf } from '../../http/routing.ts';
import { sortedJson } from '../../http/sorted-json.ts';
import type { AgentState, Executor } from '../agent-state.ts';
import { systemLoad } from '../oversubscription.ts';
import { containersJson, statisticsJson } from './container-endpoints.ts';
import { metricsJson } from './metrics-endpoint.ts';
import { answerAgentApi } from './operator-api.ts';
import { flagsJson, stateJson } from './state-endpoint.ts';

/** Actors of an agent process that serve HTTP; what names none of them is a path of the first. */
export const AGENT_ACTORS: readonly string[] = [
  'slave(1)',
  'files',
  'metrics',
  'system',
  'logging',
  'profiler',
  'version',
  'help',
];

const AGENT_ENDPOINTS: readonly string[] = [
  'api/v1',
  'api/v1/executor',
  'containers',
  'flags',
  'health',
  'monitor/statistics',
  'monitor/statistics.json',
  'state',
  'state.json',
];

/** The endpoint of the actor `slave(1)` that a route reaches; null: none, or another actor's. */
export function agentEndpoint(route: Route): string | null {
  return route.actor === 'slave(1)' ? longestEndpoint(route.rest, (name) => AGENT_ENDPOINTS.includes(name)) : null;
}

/** Null: a call of an executor, for its handler to answer. */
export function answerAgent(state: AgentState, context: ReadContext, request: HttpRequest): HttpReply | null {
  const route = routeOf(request, AGENT_ACTORS);
  if (route === null) return emptyAnswer(request.path.startsWith('/') ? 404 : 400);
  if (route.actor !== 'slave(1)') return answerActor(state, context, route, request) ?? emptyAnswer(404);
  const name = agentEndpoint(route);
  if (name === 'api/v1/executor') return null;
  if (name === 'api/v1') return answerAgentApi(state, context, request, fileView(state, context));
  return name === null ? emptyAnswer(404) : answerEndpoint(state, context, route, name);
}

function answerEndpoint(state: AgentState, context: ReadContext, route: Route, name: string): HttpReply {
  const { query } = route;
  switch (name.replace(/\.json$/, '')) {
    case 'state':
      if (state.phase === 'RECOVERING') return errorAnswer(503, 'Agent has not finished recovery');
      return jsonAnswer(stateJson(state), query);
    case 'flags':
      return jsonAnswer(jsonObject([['flags', flagsJson(state)]]), query);
    case 'monitor/statistics':
      return jsonAnswer(sortedJson(statisticsJson(state, context)), query);
    case 'containers':
      return jsonAnswer(sortedJson(containersJson(state, context)), query);
    default:
      return emptyAnswer(200);
  }
}

function answerActor(state: AgentState, context: ReadContext, route: Route, request: HttpRequest): HttpReply | null {
  const { actor, rest, query } = route;
  const endpoint = (names: readonly string[]): string | null => longestEndpoint(rest, (name) => names.includes(name));
  switch (actor) {
    case 'files': {
      const name = endpoint(FILES_ENDPOINTS);
      return name === null ? null : answerFiles(fileView(state, context), name, query);
    }
    case 'metrics':
      if (endpoint(['snapshot']) === null) return null;
      return metricsTimeoutError(query) ?? jsonAnswer(metricsJson(state, context), query);
    case 'system':
      return endpoint(['stats.json']) === null ? null : jsonAnswer(systemJson(state), query);
    case 'logging':
      return endpoint(['toggle']) === null ? null : loggingAnswer(query, state.verbosity);
    case 'profiler':
      return endpoint(['start', 'stop']) === null ? null : profilerAnswer();
    case 'version':
      return rest === '' ? jsonAnswer(versionJson(), query) : null;
    default:
      return helpAnswer(HELP, { rest, query, userAgent: request.headers['user-agent'] ?? null });
  }
}

const HELP: HelpIndex = {
  first: 'slave(1)',
  endpoints: new Map([
    ['files', [...FILES_ENDPOINTS].sort()],
    ['logging', ['toggle']],
    ['metrics', ['snapshot']],
    ['profiler', ['start', 'stop']],
    ['slave(1)', AGENT_ENDPOINTS],
    ['system', ['stats.json']],
    ['version', ['']],
  ]),
};

function systemJson(state: AgentState): string {
  const load = systemLoad(state);
  const totalBytes = state.flags.machineMemMib * 1_048_576;
  return jsonObject([
    ['avg_load_15min', jsonDouble(load.fifteen)],
    ['avg_load_1min', jsonDouble(load.one)],
    ['avg_load_5min', jsonDouble(load.five)],
    ['cpus_total', jsonInteger(state.flags.machineCpus)],
    ['mem_free_bytes', jsonInteger(Math.floor(totalBytes * 0.6))],
    ['mem_total_bytes', jsonInteger(totalBytes)],
  ]);
}

/** Lines of the log that `/files/read` can reach back to. */
const LOG_LINES = 2_000;

/** The log and every sandbox, also those of executors that ended. */
function fileView(state: AgentState, context: ReadContext): FileView {
  const attached = new Map<string, string>();
  const logPath = state.flags.logDir === null ? null : `${state.flags.logDir}/mesos-slave.INFO`;
  if (logPath !== null) attached.set('/slave/log', logPath);
  for (const executor of allExecutors(state)) attached.set(executor.directory, executor.directory);
  return {
    disk: context.disk,
    attached,
    virtualText: (path) => (path === logPath ? logText(context) : null),
    mtimeSecs: Math.floor(context.wallClockMs / 1000),
  };
}

function logText(context: ReadContext): string {
  const lines = context.recentLog(LOG_LINES).map((line) =>
    glogLine({
      unixMs: context.wallClockMs - (context.nowUs - line.at) / 1000,
      pid: line.pid,
      severity: LETTERS[line.severity],
      source: line.source,
      text: line.text,
    }),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const LETTERS = { DEBUG: 'I', INFO: 'I', WARN: 'W', ERROR: 'E', FATAL: 'F' } as const;

function allExecutors(state: AgentState): readonly Executor[] {
  return [
    ...[...state.frameworks.values()].flatMap((framework) => [
      ...framework.executors.values(),
      ...framework.completedExecutors,
    ]),
    ...state.completedFrameworks.flatMap((framework) => framework.completedExecutors),
  ];
}
