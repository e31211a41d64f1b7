/**
 * How the clients learn what to ask: from Marathon's apps (those with the balancer's group), its task events, and from
 * its word that an app was destroyed. An app that is merely gone from Marathon is asked on: its users would ask on too.
 */
import type { Context } from '../../kernel/context.ts';
import type { HttpChunk, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { closeWindows, meterId, newMeter, secondOf } from './meters.ts';
import { dropIdle, planNext } from './requests.ts';
import type { ClientsState, Instance, KnownApp, Meter } from './state.ts';

export const REDIAL_TIMER = 'discovery:redial';
export const FETCH_TIMER = 'discovery:fetch';
export const SILENCE_TIMER = 'discovery:silence';

const CONNECT_TIMEOUT_MS = 3000;
const REDIAL_MS = 2000;
/** Events that follow each other closely are one fetch. */
const FETCH_DELAY_MS = 100;
/** Marathon's streams say something every 10 s. */
const SILENCE_MS = 46_000;
const METER_LIMIT = 200;
/** Where the balancer serves by host names. */
const HTTP_PORT = 80;

const FETCH_EVENTS: ReadonlySet<string> = new Set(['api_post_event', 'deployment_success', 'group_change_success']);
const ENDED_STATES: ReadonlySet<string> = new Set([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_LOST',
  'TASK_ERROR',
]);

function addressOf(url: string): { readonly host: string; readonly port: number } {
  const match = /^http:\/\/([^/:]+)(?::(\d+))?/.exec(url);
  return { host: match?.[1] ?? '', port: Number(match?.[2] ?? '80') };
}

function get(path: string, accept: string, host: string): HttpRequest {
  return { type: 'http.request', requestId: 1, method: 'GET', path, headers: { host, accept }, body: null };
}

export function openDiscovery(state: ClientsState, context: Context): void {
  const { discovery, flags } = state;
  const url = flags.marathon[discovery.nextHost % Math.max(1, flags.marathon.length)];
  if (url === undefined) return;
  discovery.fetchHost = discovery.nextHost;
  discovery.nextHost = (discovery.nextHost + 1) % flags.marathon.length;
  const { host, port } = addressOf(url);
  discovery.stream = context.connect(host, port, 'http', CONNECT_TIMEOUT_MS);
  discovery.rest = '';
  context.send(discovery.stream, get('/v2/events', 'text/event-stream', `${host}:${String(port)}`));
  context.setTimer(SILENCE_TIMER, SILENCE_MS);
}

export function onStreamLost(state: ClientsState, context: Context): void {
  const { discovery } = state;
  if (discovery.stream !== null) context.close(discovery.stream);
  discovery.stream = null;
  context.clearTimer(SILENCE_TIMER);
  context.setTimer(REDIAL_TIMER, REDIAL_MS * (0.5 + context.random()));
}

export function onStreamHead(state: ClientsState, context: Context, response: HttpResponse): void {
  if (!response.streaming) return onStreamLost(state, context);
  askForApps(state, context);
}

export function askForApps(state: ClientsState, context: Context): void {
  if (state.discovery.fetch !== null) state.discovery.again = true;
  else if (!context.hasTimer(FETCH_TIMER)) context.setTimer(FETCH_TIMER, FETCH_DELAY_MS);
}

export function onFetchTimer(state: ClientsState, context: Context): void {
  const { discovery, flags } = state;
  const { host, port } = addressOf(flags.marathon[discovery.fetchHost % flags.marathon.length] ?? '');
  discovery.fetch = context.connect(host, port, 'http', CONNECT_TIMEOUT_MS);
  context.send(discovery.fetch, get('/v2/apps?embed=apps.tasks', 'application/json', `${host}:${String(port)}`));
}

/** The stream breaks too when Marathon is gone, and then all is asked anew. */
export function onFetchEnded(state: ClientsState, context: Context, response: HttpResponse | null): void {
  const { discovery } = state;
  if (discovery.fetch !== null) context.close(discovery.fetch);
  discovery.fetch = null;
  if (response?.status === 200) readApps(state, context, response.body);
  if (!discovery.again) return;
  discovery.again = false;
  askForApps(state, context);
}

type AppJson = {
  readonly id: string;
  readonly instances: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports?: readonly number[];
  readonly tasks: readonly {
    readonly id: string;
    readonly host: string;
    readonly ports?: readonly number[];
    readonly state?: string;
    readonly startedAt?: string | null;
  }[];
};

function readApps(state: ClientsState, context: Context, body: string): void {
  const { apps } = JSON.parse(body) as { readonly apps?: readonly AppJson[] };
  for (const app of apps ?? []) {
    if (groupsOf(app).includes(state.flags.group)) learn(state, context, app);
  }
}

/** Host names at port 80, in the order of the service ports. */
function vhostsOf(app: AppJson): readonly string[] {
  const labels = (app.ports ?? []).map((_, index) => app.labels[`HAPROXY_${String(index)}_VHOST`] ?? '');
  return labels.flatMap((label) => label.split(',').map((name) => name.trim())).filter((name) => name !== '');
}

function groupsOf(app: AppJson): readonly string[] {
  const own = (app.ports ?? []).map((_, index) => app.labels[`HAPROXY_${String(index)}_GROUP`]);
  return [app.labels['HAPROXY_GROUP'], ...own].flatMap((label) => label?.split(',') ?? []);
}

/** A suspended app has no users. */
function learn(state: ClientsState, context: Context, app: AppJson): void {
  if (app.instances === 0) return endApp(state, context, app.id);
  const ports = (app.ports ?? []).map((port, index) => Number(app.labels[`HAPROXY_${String(index)}_PORT`] ?? port));
  const known = state.apps.get(app.id);
  const running = new Map<string, Instance>();
  for (const task of app.tasks) {
    const port = task.ports?.[0];
    const runs = task.state === undefined ? (task.startedAt ?? null) !== null : task.state === 'TASK_RUNNING';
    if (runs && port !== undefined) running.set(task.id, Object.freeze({ taskId: task.id, host: task.host, port }));
  }
  const sameCount = known?.instances === app.instances;
  const next: KnownApp = {
    id: app.id,
    ports: Object.freeze(ports),
    vhosts: Object.freeze(vhostsOf(app)),
    instances: app.instances,
    running,
    seenRunning: Math.max(
      running.size,
      sameCount ? known.seenRunning : Math.min(known?.seenRunning ?? 0, app.instances),
    ),
  };
  state.apps.set(app.id, next);
  for (const port of ports) {
    const target = { host: state.flags.balancer, port, path: '/', vhost: null };
    if (port > 0)
      measure(state, context, meterId('balancer', app.id, port), () =>
        newMeter({ way: 'balancer', appId: app.id, port, target, pinned: false }),
      );
  }
  for (const meter of state.meters.values()) {
    const vhost = meter.target?.vhost ?? null;
    const isTakenAway = vhost !== null && !next.vhosts.includes(vhost) && !meter.pinned && meter.endedUs === null;
    if (meter.appId === app.id && isTakenAway) endMeter(context, meter);
  }
  for (const vhost of next.vhosts) {
    const target = { host: state.flags.balancer, port: HTTP_PORT, path: '/', vhost };
    measure(state, context, meterId('balancer', app.id, HTTP_PORT, vhost), () =>
      newMeter({ way: 'balancer', appId: app.id, port: HTTP_PORT, target, pinned: false }),
    );
  }
  if (ports.length > 0)
    measure(state, context, meterId('direct', app.id, 0), () =>
      newMeter({ way: 'direct', appId: app.id, port: 0, target: null, pinned: false }),
    );
}

export function measure(state: ClientsState, context: Context, id: string, make: () => Meter): void {
  const known = state.meters.get(id);
  if (known !== undefined && known.endedUs === null) return;
  if (known === undefined && state.meters.size >= METER_LIMIT) return;
  const meter = known ?? make();
  meter.endedUs = null;
  state.meters.set(id, meter);
  planNext(state, context, meter);
}

export function onStreamChunk(state: ClientsState, context: Context, chunk: HttpChunk): void {
  const { discovery } = state;
  context.setTimer(SILENCE_TIMER, SILENCE_MS);
  const lines = (discovery.rest + chunk.data).split(/\r?\n/);
  discovery.rest = lines.pop() ?? '';
  for (const [index, line] of lines.entries()) {
    const type = line.startsWith('event: ') ? line.slice('event: '.length) : null;
    const data = lines[index + 1] ?? '';
    if (type !== null && data.startsWith('data: ')) onEvent(state, context, type, data.slice('data: '.length));
  }
}

function onEvent(state: ClientsState, context: Context, type: string, data: string): void {
  if (FETCH_EVENTS.has(type)) return askForApps(state, context);
  if (type === 'status_update_event') return onTaskStatus(state, context, JSON.parse(data) as TaskStatus);
  // An app that is being destroyed on purpose is asked no more: its users know.
  if (type === 'deployment_info' && data.includes('"StopApplication"')) return onStopping(state, context, data);
  if (type === 'app_terminated_event') endApp(state, context, (JSON.parse(data) as { readonly appId: string }).appId);
}

type DeploymentInfo = {
  readonly currentStep: {
    readonly actions: readonly { readonly action?: string; readonly type?: string; readonly app: string }[];
  };
};

function onStopping(state: ClientsState, context: Context, data: string): void {
  const { currentStep } = JSON.parse(data) as DeploymentInfo;
  for (const { action, type, app } of currentStep.actions)
    if ((action ?? type) === 'StopApplication') endApp(state, context, app);
}

type TaskStatus = {
  readonly taskId: string;
  readonly taskStatus: string;
  readonly appId: string;
  readonly host: string;
  readonly ports: readonly number[];
};

function onTaskStatus(state: ClientsState, context: Context, status: TaskStatus): void {
  const app = state.apps.get(status.appId);
  if (app === undefined) return askForApps(state, context);
  const [port] = status.ports;
  if (ENDED_STATES.has(status.taskStatus)) app.running.delete(status.taskId);
  else if (status.taskStatus === 'TASK_RUNNING' && port !== undefined)
    app.running.set(status.taskId, Object.freeze({ taskId: status.taskId, host: status.host, port }));
  app.seenRunning = Math.max(app.seenRunning, app.running.size);
}

export function endApp(state: ClientsState, context: Context, appId: string): void {
  state.apps.delete(appId);
  for (const meter of state.meters.values()) if (meter.appId === appId && !meter.pinned) endMeter(context, meter);
}

export function endMeter(context: Context, meter: Meter): void {
  meter.endedUs = context.nowUs;
  meter.lastPermille = null;
  const second = secondOf(context.nowUs);
  context.trace('service', {
    meter: meter.id,
    way: meter.way,
    appId: meter.appId,
    second,
    sent: 0,
    good: 0,
    errors: '',
  });
  context.clearTimer(`send:${meter.id}`);
  dropIdle(context, meter);
  closeWindows(meter, context);
}
