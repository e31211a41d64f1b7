/** The verbosity of the agent's log, by /logging/toggle and SET_LOGGING_LEVEL. Source: libprocess logging.cpp, src/slave/http.cpp. */
import type { Context } from '../../../kernel/context.ts';
import type { HttpRequest } from '../../../kernel/http.ts';
import { loggingChange, type LoggingChange, loggingChangeOf, setVerbosity } from '../../http/process-endpoints.ts';
import { routeOf } from '../../http/routing.ts';
import { objectOf } from '../../http/v1-input.ts';
import { isReply, readV1Call } from '../../http/v1-request.ts';
import type { AgentState } from '../agent-state.ts';
import { AGENT_API } from './operator-api.ts';
import { AGENT_ACTORS } from './routes.ts';

/** Requests that travel change it; a read of the page leaves no mark. */
export function changeVerbosity(state: AgentState, context: Context, request: HttpRequest): void {
  const change = changeOf(state, request);
  if (change !== null) setVerbosity(state, context, change);
}

function changeOf(state: AgentState, request: HttpRequest): LoggingChange | null {
  const route = routeOf(request, AGENT_ACTORS);
  if (route?.actor === 'logging') return loggingChange(route.query);
  if (route?.actor !== 'slave(1)' || route.rest !== 'api/v1' || state.phase === 'RECOVERING') return null;
  const call = readV1Call(request, AGENT_API);
  if (isReply(call) || call.type !== 'SET_LOGGING_LEVEL') return null;
  return loggingChangeOf(objectOf(call.body['set_logging_level']));
}
