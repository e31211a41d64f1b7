/**
 * The agent's HTTP endpoints by path, with or without `/slave(1)`.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (initialize: route), src/slave/http.cpp; section 5 of the project's HTTP reference.
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { daemonFileView, logFilePath } from '../../http/daemon-files.ts';
import type { FileView } from '../../http/files.ts';
import { jsonObject } from '../../http/json-text.ts';
import { answerProcess, helpIndex, PROCESS_ACTORS, type ProcessView } from '../../http/process-actors.ts';
import { emptyAnswer, errorAnswer, jsonAnswer } from '../../http/request.ts';
import { longestEndpoint, methodNotAllowed, type Route, routeOf } from '../../http/routing.ts';
import { sortedJson } from '../../http/sorted-json.ts';
import type { AgentState, Executor } from '../agent-state.ts';
import { systemLoad } from '../oversubscription.ts';
import { containersJson, statisticsJson } from './container-endpoints.ts';
import { agentMetrics } from './metrics-endpoint.ts';
import { answerAgentApi } from './operator-api.ts';
import { flagsJson, stateJson } from './state-endpoint.ts';

/** Actors of an agent process that serve HTTP; what names none of them is a path of the first. */
export const AGENT_ACTORS: readonly string[] = ['slave(1)', ...PROCESS_ACTORS];
/** The virtual name of the agent's log. */
export const LOG_PATH = '/slave/log';

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

/** Null: a call of an executor, for its handler to answer. `mayRead`: which paths LIST_FILES may show. */
export function answerAgent(
  state: AgentState,
  context: ReadContext,
  request: HttpRequest,
  mayRead: (path: string) => boolean = () => true,
): HttpReply | null {
  const route = routeOf(request, AGENT_ACTORS);
  if (route === null) return emptyAnswer(request.path.startsWith('/') ? 404 : 400);
  if (route.actor !== 'slave(1)') return answerProcess(processView(state, context), route, request) ?? emptyAnswer(404);
  const name = agentEndpoint(route);
  if (name === 'api/v1/executor') return request.method === 'POST' ? null : methodNotAllowed(['POST'], request.method);
  if (name === 'api/v1') return answerAgentApi(state, context, request, { view: fileView(state, context), mayRead });
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

function processView(state: AgentState, context: ReadContext): ProcessView {
  const totalBytes = state.flags.machineMemMib * 1_048_576;
  return {
    files: () => fileView(state, context),
    metrics: () => agentMetrics(state, context),
    machine: () => ({
      load: systemLoad(state),
      cpus: state.flags.machineCpus,
      freeBytes: Math.floor(totalBytes * 0.6),
      totalBytes,
    }),
    verbosity: state.verbosity,
    help: HELP,
  };
}

const HELP = helpIndex('slave(1)', [['slave(1)', AGENT_ENDPOINTS]]);

/** The log and every sandbox, also those of executors that ended. */
function fileView(state: AgentState, context: ReadContext): FileView {
  return daemonFileView(context, {
    log: { name: LOG_PATH, path: logFilePath(state.flags, 'mesos-slave') },
    folders: allExecutors(state).map(({ directory }) => directory),
  });
}

function allExecutors(state: AgentState): readonly Executor[] {
  return [
    ...[...state.frameworks.values()].flatMap((framework) => [
      ...framework.executors.values(),
      ...framework.completedExecutors,
    ]),
    ...state.completedFrameworks.flatMap((framework) => framework.completedExecutors),
  ];
}
