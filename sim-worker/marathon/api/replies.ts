/**
 * Bodies and headers of answers.
 * Source: Marathon 1.1.1, api/{RestResource,MarathonExceptionMapper,LeaderProxyFilter,CacheDisablingFilter}.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { type HttpReply, type HttpRequest, httpResponse, jsonReply } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { type AppDefinition } from '../model/app-definition.ts';
import { appJsonOpen } from '../model/app-json.ts';
import type { JsonProblem } from '../model/json-reader.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { violationBody } from '../model/violation.ts';
import type { ChangeFailure } from '../root-updates/root-change.ts';
import type { DeploymentPlan } from '../deployment/plan.ts';

const NO_CACHE = { 'cache-control': 'no-cache, no-store, must-revalidate', pragma: 'no-cache', expires: '0' };

/** An error page of Jetty. */
export function errorPage(status: number, reason: string, path: string): HttpReply {
  const body = `<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=ISO-8859-1"/>
<title>Error ${String(status)} </title>
</head>
<body>
<h2>HTTP ERROR: ${String(status)}</h2>
<p>Problem accessing ${path}. Reason:
<pre>    ${reason}</pre></p>
<hr /><i><small>Powered by Jetty://</small></i>
</body>
</html>
`;
  return { status, headers: { 'content-type': 'text/html;charset=ISO-8859-1' }, body };
}

export function messageReply(status: number, message: string): HttpReply {
  return jsonReply(status, { message });
}

export function jsonTextReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Problems of one place become one entry; what the original throws instead of collecting it stands alone. */
export function invalidJson(details: string | readonly JsonProblem[]): HttpReply {
  if (typeof details === 'string') return jsonReply(400, { message: 'Invalid JSON', details });
  const thrown = details.find((problem) => problem.thrown !== undefined)?.thrown;
  if (thrown !== undefined) return messageReply(422, thrown);
  const byPath = new Map<string, string[]>();
  for (const { path, errors } of details) byPath.set(path, [...(byPath.get(path) ?? []), ...errors]);
  const merged = [...byPath].map(([path, errors]) => ({ path, errors }));
  return jsonReply(400, { message: 'Invalid JSON', details: merged });
}

/** Adds what every answer of the leader carries. */
export function withLeaderHeaders(reply: HttpReply, hostPort: string): HttpReply {
  return { ...reply, headers: { ...reply.headers, 'x-marathon-leader': `http://${hostPort}`, ...NO_CACHE } };
}

/** Host of the client; empty when its connection is gone by the time its request is read. */
export function clientAddress(context: Context, connection: ConnectionId): string {
  return context.isOpen(connection) ? context.remoteAddress(connection).host : '';
}

export function sendReply(context: Context, connection: ConnectionId, request: HttpRequest, reply: HttpReply): void {
  context.send(connection, httpResponse(request.requestId, reply));
}

export function failureReply(failure: ChangeFailure): HttpReply {
  if ('violations' in failure) return jsonReply(422, violationBody(failure.violations));
  return messageReply(failure.status, failure.message);
}

export const LOCKED_MESSAGE =
  "App is locked by one or more deployments. Override with the option '?force=true'. View details at '/v2/deployments/<DEPLOYMENT_ID>'.";

export function lockedReply(deploymentIds: readonly string[]): HttpReply {
  return jsonReply(409, { message: LOCKED_MESSAGE, deployments: deploymentIds.map((id) => ({ id })) });
}

export const TIMEOUT_MESSAGE = 'Futures timed out after [10000 milliseconds]';

export function deploymentReply(status: number, plan: DeploymentPlan, location: string | null): HttpReply {
  const body = { version: formatTimestamp(plan.versionMs), deploymentId: plan.id };
  return jsonReply(status, body, location === null ? {} : { location });
}

/** The app as it was validated, with nothing running yet. */
export function createdAppReply(app: AppDefinition, plan: DeploymentPlan): HttpReply {
  const counts = '"tasksStaged":0,"tasksRunning":0,"tasksHealthy":0,"tasksUnhealthy":0';
  const body = `${appJsonOpen(app)},${counts},"deployments":[{"id":"${plan.id}"}],"tasks":[]}`;
  return jsonTextReply(201, body, { location: app.id });
}
