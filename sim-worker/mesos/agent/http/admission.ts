/**
 * What a request to an agent passes before its handler: the firewall, authentication by realm, authorisation; and the
 * agent's state as its reader may see it.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (routes, authorizeLogAccess, authorizeSandboxAccess), src/slave/main.cpp,
 * src/slave/http.cpp (state, flags, containers, statistics), src/slave/constants.hpp.
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { type Action, isAuthorized } from '../../authorizer/local-authorizer.ts';
import { authenticateHttp, disabledAnswer, FORBIDDEN } from '../../http/http-access.ts';
import { methodNotAllowed, type Route, routeOf } from '../../http/routing.ts';
import { AGENT_READONLY_REALM, AGENT_READWRITE_REALM } from '../access-flags.ts';
import type { AgentState, Executor, Framework } from '../agent-state.ts';
import { AGENT_ACTORS, agentEndpoint, answerAgent, LOG_PATH } from './routes.ts';

/** Null: a call of an executor, for its handler to answer. */
export function answerAdmitted(state: AgentState, context: ReadContext, request: HttpRequest): HttpReply | null {
  const disabled = disabledAnswer(state.access.http, request);
  if (disabled !== null) return disabled;
  const route = routeOf(request, AGENT_ACTORS);
  if (route === null) return answerAgent(state, context, request);
  const name = agentEndpoint(route);
  const authenticated = authenticateHttp(state.access.http, realmOf(route, name), request);
  if (!authenticated.ok) return authenticated.reply;
  const { principal } = authenticated;
  const refusal = refusalOf(state, request, { route, name, principal });
  if (refusal !== null) return refusal;
  const view = name === 'state' || name === 'state.json' ? viewOf(state, principal) : state;
  return answerAgent(view, context, request, (path) => mayReadFile(state, path, mayOf(state, principal)));
}

/** Null: everybody may ask; executors have no realm in 1.0.1. */
function realmOf(route: Route, name: string | null): string | null {
  switch (route.actor) {
    case 'files':
    case 'metrics':
      return AGENT_READONLY_REALM;
    case 'logging':
    case 'profiler':
      return AGENT_READWRITE_REALM;
    case 'slave(1)':
      if (name === 'api/v1') return AGENT_READWRITE_REALM;
      return name === null || name === 'health' || name === 'api/v1/executor' ? null : AGENT_READONLY_REALM;
    default:
      return null;
  }
}

type Asked = { readonly route: Route; readonly name: string | null; readonly principal: string | null };

type May = (action: Action, object: string | null) => boolean;

/** What the lists say of a principal; without lists everybody may do everything. */
function mayOf(state: AgentState, principal: string | null): May {
  const { acls } = state.access;
  return (action, object) => acls === null || isAuthorized(acls, { principal, action, object });
}

function refusalOf(state: AgentState, request: HttpRequest, asked: Asked): HttpReply | null {
  if (state.access.acls === null) return null;
  const { route, name, principal } = asked;
  const may = mayOf(state, principal);
  switch (name) {
    case 'flags':
      if (request.method !== 'GET') return methodNotAllowed(['GET'], request.method);
      return may('VIEW_FLAGS', null) ? null : FORBIDDEN;
    case 'containers':
    case 'monitor/statistics':
    case 'monitor/statistics.json':
      if (request.method !== 'GET') return methodNotAllowed(['GET'], request.method);
      return may('GET_ENDPOINT_WITH_PATH', `/${name}`) ? null : FORBIDDEN;
  }
  if (['/metrics/snapshot', '/logging/toggle', '/files/debug', '/files/debug.json'].includes(route.path))
    return may('GET_ENDPOINT_WITH_PATH', route.path) ? null : FORBIDDEN;
  if (route.actor !== 'files') return null;
  return mayReadFile(state, route.query.get('path') ?? '', may) ? null : FORBIDDEN;
}

/** The agent's log, and sandboxes by the user of their executor; everything else needs no leave. */
function mayReadFile(state: AgentState, path: string, may: May): boolean {
  if (path.replace(/\/$/, '') === LOG_PATH) return may('ACCESS_MESOS_LOG', null);
  for (const { info, executors, completedExecutors } of state.frameworks.values()) {
    for (const executor of executors.values())
      if (isBelow(path, executor)) return may('ACCESS_SANDBOX', executor.info.command.user ?? info.user);
    // Of an executor that ended only its framework is known.
    for (const executor of completedExecutors) if (isBelow(path, executor)) return may('ACCESS_SANDBOX', info.user);
  }
  for (const { completedExecutors } of state.completedFrameworks)
    for (const executor of completedExecutors) if (isBelow(path, executor)) return may('ACCESS_SANDBOX', null);
  return true;
}

function isBelow(path: string, executor: Executor): boolean {
  return path === executor.directory || path.startsWith(`${executor.directory}/`);
}

/** Without the frameworks, executors, tasks and flags that the lists hide from him who asks. */
export function viewOf(state: AgentState, principal: string | null): AgentState {
  if (state.access.acls === null) return state;
  const may = mayOf(state, principal);
  const seen = (user: string, executors: Iterable<Executor>): Executor[] =>
    [...executors]
      .filter(({ info }) => may('VIEW_EXECUTOR', info.command.user ?? user))
      .map((executor) => ({
        ...executor,
        launchedTasks: executor.launchedTasks.filter((task) => may('VIEW_TASK', task.user ?? user)),
        terminatedTasks: executor.terminatedTasks.filter((task) => may('VIEW_TASK', task.user ?? user)),
        completedTasks: executor.completedTasks.filter((task) => may('VIEW_TASK', task.user ?? user)),
        queuedTasks: executor.queuedTasks.filter((task) =>
          may('VIEW_TASK', task.command?.user ?? task.executor?.command.user ?? user),
        ),
      }));
  const frameworks: AgentState['frameworks'] = new Map();
  for (const [id, framework] of state.frameworks) {
    const { user } = framework.info;
    if (!may('VIEW_FRAMEWORK', user)) continue;
    const executors: Framework['executors'] = new Map();
    for (const executor of seen(user, framework.executors.values())) executors.set(executor.info.executorId, executor);
    const completedExecutors = seen(user, framework.completedExecutors);
    frameworks.set(id, { ...framework, executors, completedExecutors });
  }
  const completedFrameworks = state.completedFrameworks
    .filter(({ info }) => may('VIEW_FRAMEWORK', info.user))
    .map((framework) => ({
      ...framework,
      completedExecutors: seen(framework.info.user, framework.completedExecutors),
    }));
  return { ...state, frameworks, completedFrameworks, hidesFlags: !may('VIEW_FLAGS', null) };
}
