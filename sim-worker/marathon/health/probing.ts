/**
 * Asks tasks how they are: over HTTP or by a TCP connection to the port on the agent's host.
 * Source: Marathon 1.1.1, health/{HealthCheckActor,HealthCheckWorkerActor}.scala, core/readiness/impl/ReadinessCheckExecutorImpl.scala.
 * Left out: HTTPS is asked as HTTP (no certificates in the simulation).
 */
import type { ConnectFailure, Context, ProgramEvent } from '../../kernel/context.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { signalDeployments, READINESS_TIMER } from '../deployment/manager.ts';
import { findApp } from '../model/group.ts';
import { type AppDefinition, dockerMappings, versionMsOf } from '../model/app-definition.ts';
import { signalHealth } from '../scheduling/status-updates.ts';
import { isRunning, type Task } from '../scheduling/task.ts';
import { findTask, tasksOfApp } from '../scheduling/task-tracker.ts';
import { type HealthCheckActor, leadingOf, type MarathonState, type Probe } from '../state.ts';
import { applyResult, HEALTH_TIMER, removeHealthCheck } from './checks.ts';
import type { CheckResult } from './health.ts';

export const PROBE_TIMER = 'probe:';

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [408, 'Request Timeout'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
]);

/** A tick of one check: every running task of its version is asked. */
export function onHealthTimer(state: MarathonState, context: Context, key: string): void {
  const leading = leadingOf(state);
  const actor = leading.health.actors.get(key);
  const check = actor?.app.healthChecks[actor.index];
  if (actor === undefined || check === undefined) return;
  const tasks = tasksOfApp(leading.tasks, actor.appId).filter((task) => task.versionMs === actor.versionMs);
  const current = findApp(leading.root, actor.appId);
  if (
    tasks.length === 0 &&
    !leading.locks.has(actor.appId) &&
    (current === null || versionMsOf(current) !== actor.versionMs)
  ) {
    return removeHealthCheck(state, context, actor);
  }
  context.setTimer(HEALTH_TIMER + key, check.intervalSeconds * 1000);
  for (const task of tasks) if (isRunning(task)) probeTask(state, context, actor, task);
}

const NO_PORT: CheckResult = {
  healthy: false,
  cause: 'Missing/invalid port index and no explicit port specified',
};

function countResult(
  state: MarathonState,
  context: Context,
  actor: HealthCheckActor,
  task: Task,
  result: CheckResult,
): void {
  const change = applyResult(state, context, actor, task, result);
  if (change !== null) signalHealth(state, context, change);
}

function probeTask(state: MarathonState, context: Context, actor: HealthCheckActor, task: Task): void {
  const check = actor.app.healthChecks[actor.index];
  if (check === undefined) return;
  const port = check.port ?? task.ports[check.portIndex ?? 0];
  if (port === undefined) return countResult(state, context, actor, task, NO_PORT);
  openProbe(
    state,
    context,
    {
      of: 'health',
      owner: actor.key,
      taskId: task.id,
      address: `${task.host}:${String(port)}`,
      tcpOnly: check.protocol === 'TCP',
      path: check.path ?? '/',
    },
    check.timeoutSeconds * 1000,
  );
}

function openProbe(state: MarathonState, context: Context, probe: Probe, timeoutMs: number): void {
  const [host = '', port = '0'] = probe.address.split(':');
  const connection = context.connect(host, Number(port), 'health', timeoutMs);
  leadingOf(state).health.probes.set(connection, Object.freeze(probe));
  if (!probe.tcpOnly) context.setTimer(PROBE_TIMER + String(connection), timeoutMs);
}

/** Readiness of a new task during a deployment: asked at once, then every interval until it is ready. */
export function onReadinessTimer(state: MarathonState, context: Context, key: string): void {
  const [deploymentId = '', taskId = ''] = key.split('|');
  const leading = leadingOf(state);
  const task = findTask(leading.tasks, taskId);
  const app = leading.deployments.get(deploymentId)?.actions.find((action) => action.app.id === task?.appId)?.app;
  const check = app?.readinessChecks[0];
  if (task === null || app === undefined || check === undefined || !isRunning(task)) return;
  const port = portNamed(app, task, check.portName);
  if (port === undefined) return;
  const address = `${task.host}:${String(port)}`;
  openProbe(
    state,
    context,
    { of: 'readiness', owner: deploymentId, taskId, address, tcpOnly: false, path: check.path },
    check.timeoutMs,
  );
  context.setTimer(READINESS_TIMER + key, check.intervalMs);
}

function portNamed(app: AppDefinition, task: Task, name: string): number | undefined {
  const ports = dockerMappings(app).length > 0 ? dockerMappings(app) : app.portDefinitions;
  const index = ports.findIndex((port) => port.name === name);
  return index < 0 ? undefined : task.ports[index];
}

export function ownsProbe(state: MarathonState, connection: ConnectionId): boolean {
  return state.leading?.health.probes.has(connection) ?? false;
}

export function onProbeEvent(state: MarathonState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'connected':
      return onProbeConnected(state, context, event.connection);
    case 'connectFailed':
      return endProbe(state, context, event.connection, {
        healthy: false,
        cause: failureCause(state, event.connection, event.body),
      });
    case 'closed':
      return endProbe(state, context, event.connection, {
        healthy: false,
        cause: 'ConnectionException: Premature connection close',
      });
    case 'message':
      return onProbeResponse(state, context, event.connection, event.body as HttpResponse);
    default:
      return;
  }
}

function failureCause(state: MarathonState, connection: ConnectionId, failure: ConnectFailure): string {
  const probe = leadingOf(state).health.probes.get(connection);
  const address = probe?.address ?? '';
  if (probe?.tcpOnly === true)
    return failure === 'refused' ? 'ConnectException: Connection refused' : 'SocketTimeoutException: connect timed out';
  if (failure === 'timeout')
    return `AskTimeoutException: Ask timed out on [Actor[akka://marathon/user/IO-HTTP#${address}]]`;
  return `ConnectionAttemptFailedException: Connection attempt to ${address} failed`;
}

function onProbeConnected(state: MarathonState, context: Context, connection: ConnectionId): void {
  const probe = leadingOf(state).health.probes.get(connection);
  if (probe === undefined) return;
  if (probe.tcpOnly) return endProbe(state, context, connection, { healthy: true });
  const headers = { host: probe.address, 'user-agent': 'spray-can/1.3.2' };
  const request: HttpRequest = {
    type: 'http.request',
    requestId: 1,
    method: 'GET',
    path: probe.path.startsWith('/') ? probe.path : `/${probe.path}`,
    headers,
    body: null,
  };
  context.send(connection, request);
}

export function onProbeTimer(state: MarathonState, context: Context, connection: ConnectionId): void {
  const probe = leadingOf(state).health.probes.get(connection);
  if (probe === undefined) return;
  endProbe(state, context, connection, {
    healthy: false,
    cause: `AskTimeoutException: Ask timed out on [Actor[akka://marathon/user/IO-HTTP#${probe.address}]]`,
  });
}

function onProbeResponse(
  state: MarathonState,
  context: Context,
  connection: ConnectionId,
  response: HttpResponse,
): void {
  const probe = leadingOf(state).health.probes.get(connection);
  if (probe === undefined) return;
  const { status } = response;
  if (probe.of === 'readiness') return onReadiness(state, context, connection, probe, response);
  const actor = leadingOf(state).health.actors.get(probe.owner);
  const check = actor?.app.healthChecks[actor.index];
  const ignores1xx = check?.protocol === 'HTTP' && check.ignoreHttp1xx;
  if (status >= 100 && status < 200 && ignores1xx) return endProbe(state, context, connection, null);
  const healthy = status >= 200 && status < 400;
  return endProbe(
    state,
    context,
    connection,
    healthy ? { healthy } : { healthy, cause: `${String(status)} ${REASONS.get(status) ?? ''}`.trim() },
  );
}

/** Takes the probe away and counts its result, if it has one. */
function endProbe(state: MarathonState, context: Context, connection: ConnectionId, result: CheckResult | null): void {
  const leading = leadingOf(state);
  const probe = leading.health.probes.get(connection);
  leading.health.probes.delete(connection);
  context.clearTimer(PROBE_TIMER + String(connection));
  context.close(connection);
  if (probe === undefined || result === null || probe.of === 'readiness') return;
  const actor = leading.health.actors.get(probe.owner);
  const task = findTask(leading.tasks, probe.taskId);
  if (actor === undefined || task === null) return;
  countResult(state, context, actor, task, result);
}

function onReadiness(
  state: MarathonState,
  context: Context,
  connection: ConnectionId,
  probe: Probe,
  { status, headers, body }: HttpResponse,
): void {
  endProbe(state, context, connection, null);
  const leading = leadingOf(state);
  const run = leading.deployments.get(probe.owner);
  const task = findTask(leading.tasks, probe.taskId);
  const check = run?.actions.find((action) => action.app.id === task?.appId)?.app.readinessChecks[0];
  if (run === undefined || task === null || check === undefined) return;
  const ready = check.httpStatusCodesForReady.includes(status);
  context.log(
    'INFO',
    `Received readiness check update for task ${task.id} with ready: ${String(ready)}`,
    'mesosphere.marathon.upgrade.ReadinessBehavior',
  );
  const contentType = headers['content-type'] ?? '';
  const lastResponse = check.preserveLastResponse ? { status, contentType, body } : null;
  run.readiness.set(
    task.id,
    Object.freeze({ name: check.name, taskId: task.id, appId: task.appId, ready, lastStatus: status, lastResponse }),
  );
  if (!ready) return;
  context.clearTimer(`${READINESS_TIMER}${probe.owner}|${task.id}`);
  signalDeployments(state, context, { appId: task.appId, taskId: task.id, versionMs: task.versionMs, what: 'ready' });
}
