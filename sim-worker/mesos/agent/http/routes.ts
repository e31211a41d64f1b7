/**
 * The agent's HTTP endpoints by path, with or without `/slave(1)`.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (initialize: route), src/slave/http.cpp; section 5 of the project's HTTP reference.
 * Left out: /slave(1)/api/v1/executor (501): executors of the simulation use the driver.
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { answerFiles } from '../../http/files.ts';
import { glogLine } from '../../http/glog.ts';
import { jsonDouble, jsonInteger, jsonObject } from '../../http/json-text.ts';
import { versionJson } from '../../http/model-json.ts';
import {
  helpAnswer,
  type HelpIndex,
  loggingAnswer,
  metricsTimeoutError,
  profilerAnswer,
} from '../../http/process-endpoints.ts';
import { emptyAnswer, errorAnswer, jsonAnswer, splitRequest, type SplitRequest } from '../../http/request.ts';
import { sortedJson } from '../../http/sorted-json.ts';
import type { AgentState, Executor } from '../agent-state.ts';
import { containersJson, statisticsJson } from './container-endpoints.ts';
import { metricsJson } from './metrics-endpoint.ts';
import { answerAgentApi } from './operator-api.ts';
import { flagsJson, stateJson } from './state-endpoint.ts';

export function answerAgent(state: AgentState, context: ReadContext, request: HttpRequest): HttpReply {
  const split = splitRequest(request);
  if (split.path === null || split.path.includes('/..')) return emptyAnswer(404);
  if (!split.path.startsWith('/')) return errorAnswer(400, `Failed to parse the request path '${split.path}'`);
  const path = split.path.replace(/^\/slave\(1\)(?=\/|$)/, '');
  if (path.startsWith('/files/')) return answerFiles(fileView(state, context), { ...split, path });
  if (path === '/api/v1') return answerAgentApi(state, context, request, fileView(state, context));
  if (path === '/api/v1/executor') return emptyAnswer(501);
  return answerEndpoint(state, context, split, path);
}

function answerEndpoint(state: AgentState, context: ReadContext, split: SplitRequest, path: string): HttpReply {
  switch (path.replace(/\.json$/, '')) {
    case '/state':
      if (state.phase === 'RECOVERING') return errorAnswer(503, 'Agent has not finished recovery');
      return jsonAnswer(stateJson(state), split.query);
    case '/flags':
      return jsonAnswer(jsonObject([['flags', flagsJson(state)]]), split.query);
    case '/health':
      return emptyAnswer(200);
    case '/version':
      return jsonAnswer(versionJson(), split.query);
    case '/monitor/statistics':
      return jsonAnswer(sortedJson(statisticsJson(state, context)), split.query);
    case '/containers':
      return jsonAnswer(sortedJson(containersJson(state, context)), split.query);
    case '/metrics/snapshot':
      return metricsTimeoutError(split.query) ?? jsonAnswer(metricsJson(state, context), split.query);
    case '/system/stats':
      return jsonAnswer(systemJson(state), split.query);
    default:
      return processAnswer(split, path);
  }
}

function processAnswer(split: SplitRequest, path: string): HttpReply {
  const [actor = '', ...rest] = path.slice(1).split('/');
  if (actor === 'logging') return loggingAnswer(rest.join('/'), split.query);
  if (actor === 'profiler') return profilerAnswer(rest.join('/'));
  if (actor === 'help') return helpAnswer(HELP, rest.join('/'), split.query);
  return emptyAnswer(404);
}

const HELP: HelpIndex = {
  first: 'slave(1)',
  endpoints: new Map([
    ['files', ['browse', 'browse.json', 'debug', 'debug.json', 'download', 'download.json', 'read', 'read.json']],
    ['logging', ['toggle']],
    ['metrics', ['snapshot']],
    ['profiler', ['start', 'stop']],
    [
      'slave(1)',
      [
        'api/v1',
        'api/v1/executor',
        'containers',
        'flags',
        'health',
        'monitor/statistics',
        'monitor/statistics.json',
        'state',
        'state.json',
      ],
    ],
    ['system', ['stats.json']],
    ['version', ['']],
  ]),
};

function systemJson(state: AgentState): string {
  const totalBytes = state.flags.machineMemMib * 1_048_576;
  return jsonObject([
    ['avg_load_15min', jsonDouble(0.05)],
    ['avg_load_1min', jsonDouble(0.08)],
    ['avg_load_5min', jsonDouble(0.05)],
    ['cpus_total', jsonInteger(state.flags.machineCpus)],
    ['mem_free_bytes', jsonInteger(Math.floor(totalBytes * 0.6))],
    ['mem_total_bytes', jsonInteger(totalBytes)],
  ]);
}

/** Lines of the log that `/files/read` can reach back to. */
const LOG_LINES = 2_000;

/** The log and every sandbox, also those of executors that ended. */
function fileView(state: AgentState, context: ReadContext): Parameters<typeof answerFiles>[0] {
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
