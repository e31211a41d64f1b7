/**
 * The worker thread: fetches all apps, makes the configuration, and has HAProxy reload when the text has changed. Any
 * number of events while it works are one more round; without events it works every 300 s.
 * Source: marathon-lb v1.4.3, marathon_lb.py (MarathonEventProcessor, compareWriteAndReloadConfig, reloadConfig).
 */
import { must } from '../../kernel/assert.ts';
import type { ConnectFailure, Context } from '../../kernel/context.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { SUPERVISE_PORT, type ReloadMessage } from '../control.ts';
import { parseConfig } from '../haproxy/config-parser.ts';
import { readApps } from './apps-json.ts';
import { configText, type GeneratedConfig } from './config-text.ts';
import { getServices } from './get-apps.ts';
import type { MarathonLbState } from './state.ts';

export const WAIT_TIMER = 'worker:wait';
export const FETCH_TIMER = 'worker:fetch';
export const VALID_TIMER = 'worker:valid';
export const PID_TIMER = 'worker:pid';

const WAIT_MS = 300_000;
/** Time-outs of the requests library, as given to it. */
const CONNECT_TIMEOUT_MS = 3050;
const READ_TIMEOUT_MS = 46_000;
/** `haproxy -c` on a temporary file. UNCONFIRMED. */
const VALIDATE_MS = 50;
/** `pidof haproxy` is looked at this often. */
const PID_POLL_MS = 100;
const RELOAD_COMMAND = 'sv reload /marathon-lb/service/haproxy';

export function startWorker(state: MarathonLbState, context: Context): void {
  state.worker.running = true;
  context.log('INFO', 'starting event processor thread');
  if (state.worker.phase === 'waiting') nextRound(state, context);
}

/** The thread ends when it next looks; what it is doing now it finishes. */
export function stopWorker(state: MarathonLbState, context: Context): void {
  if (!state.worker.running) return;
  state.worker.running = false;
  context.clearTimer(WAIT_TIMER);
  context.log('INFO', 'stopping event processor thread');
}

export function requestReset(state: MarathonLbState, context: Context): void {
  state.worker.pendingReset = true;
  if (state.worker.running && state.worker.phase === 'waiting') nextRound(state, context);
}

/** SIGUSR1: the file as it is, validated and loaded anew. */
export function requestReload(state: MarathonLbState, context: Context): void {
  state.worker.pendingReload = true;
  if (state.worker.running && state.worker.phase === 'waiting') nextRound(state, context);
}

function nextRound(state: MarathonLbState, context: Context): void {
  const { worker } = state;
  worker.phase = 'waiting';
  if (!worker.running) return;
  const { pendingReset, pendingReload } = worker;
  worker.pendingReset = false;
  worker.pendingReload = false;
  if (pendingReset) return fetchFrom(state, context, 0);
  if (pendingReload) return reloadExisting(state, context);
  context.setTimer(WAIT_TIMER, WAIT_MS);
}

export function onWaitExpired(state: MarathonLbState, context: Context): void {
  context.log('INFO', 'condition wait expired');
  fetchFrom(state, context, 0);
}

function fetchFrom(state: MarathonLbState, context: Context, host: number): void {
  const address = state.hosts[host];
  context.clearTimer(WAIT_TIMER);
  if (address === undefined) {
    context.log('ERROR', 'Connection error(None): None');
    return nextRound(state, context);
  }
  if (host === 0) context.log('INFO', 'fetching apps');
  state.worker.phase = 'fetching';
  state.counts.fetches += 1;
  const connection = context.connect(address.host, address.port, 'http', CONNECT_TIMEOUT_MS);
  state.fetch = { connection, host, requestId: state.nextRequestId };
  state.nextRequestId += 1;
  const request: HttpRequest = {
    type: 'http.request',
    requestId: state.fetch.requestId,
    method: 'GET',
    path: '/v2/apps?embed=apps.tasks',
    headers: {
      host: `${address.host}:${String(address.port)}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'python-requests/2.12.1',
      connection: 'keep-alive',
    },
    body: null,
  };
  context.send(connection, request);
  context.setTimer(FETCH_TIMER, READ_TIMEOUT_MS);
}

function endFetch(state: MarathonLbState, context: Context): number {
  const fetch = must(state.fetch, 'a request to Marathon');
  context.clearTimer(FETCH_TIMER);
  context.close(fetch.connection);
  state.fetch = null;
  return fetch.host;
}

/** Refused, silent or broken: the next host, or in 1.4.3 nothing until the next event. */
export function onFetchFailed(state: MarathonLbState, context: Context, failure: ConnectFailure | 'reset'): void {
  const host = endFetch(state, context);
  const { failover } = state.flags;
  context.log('DEBUG', `GET http://${state.hosts[host]?.host ?? ''}: ${failure}`);
  if (failover === 'nextHost') return fetchFrom(state, context, host + 1);
  context.log('ERROR', 'Connection error(None): None');
  nextRound(state, context);
}

export function onFetched(state: MarathonLbState, context: Context, response: HttpResponse): void {
  const host = endFetch(state, context);
  const { hosts, flags } = state;
  const apps = response.status === 200 ? readApps(response.body) : null;
  if (apps === null) {
    if (host + 1 < hosts.length) return fetchFrom(state, context, host + 1);
    context.log('ERROR', 'Unexpected error!');
    context.log('ERROR', `requests.exceptions.HTTPError: ${String(response.status)} Server Error`);
    return nextRound(state, context);
  }
  if (flags.failover === 'nextHost' && host > 0)
    state.hosts = Object.freeze([...hosts.slice(host), ...hosts.slice(0, host)]);
  state.lastFetchUs = context.nowUs;
  context.log('DEBUG', `got apps [${apps.map((app) => `'${app.id}'`).join(', ')}]`);
  const portRange = { min: flags.minServPortIpPerTask, max: flags.maxServPortIpPerTask };
  const services = getServices(apps, { healthCheck: flags.healthCheck, portRange }, state.cache);
  if (!services.ok) return unexpected(state, context, services.error);
  context.log('INFO', 'generating config');
  const generated = configText(services.services, {
    groups: flags.group,
    bindHttpHttps: !flags.dontBindHttpHttps,
    sslCerts: flags.sslCerts,
    haproxyMap: flags.haproxyMap,
    configFile: flags.haproxyConfig,
  });
  if (!generated.ok) return unexpected(state, context, generated.error);
  compare(state, context, generated);
}

function unexpected(state: MarathonLbState, context: Context, error: string): void {
  context.log('ERROR', 'Unexpected error!');
  context.log('ERROR', error);
  nextRound(state, context);
}

function textOf(context: Context, path: string): string {
  const file = context.disk.read(path);
  return file?.kind === 'text' ? file.text : '';
}

function mapPaths(state: MarathonLbState): { readonly domains: string; readonly apps: string } {
  const folder = state.flags.haproxyConfig.slice(0, state.flags.haproxyConfig.lastIndexOf('/'));
  return { domains: `${folder}/domain2backend.map`, apps: `${folder}/app2backend.map` };
}

function compare(state: MarathonLbState, context: Context, generated: GeneratedConfig & { readonly ok: true }): void {
  const { haproxyConfig, haproxyMap } = state.flags;
  const { text, domainMap, appMap } = generated;
  state.backends = Object.freeze([...generated.backends]);
  context.log('DEBUG', `reading running config from ${haproxyConfig}`);
  if (!context.disk.exists(haproxyConfig)) context.log('WARN', "couldn't open config file for reading");
  const paths = mapPaths(state);
  const mapsDiffer =
    haproxyMap && (textOf(context, paths.domains) !== domainMap || textOf(context, paths.apps) !== appMap);
  if (textOf(context, haproxyConfig) === text && !mapsDiffer) {
    context.log('DEBUG', 'skipping reload: config unchanged');
    return nextRound(state, context);
  }
  context.log(
    'INFO',
    haproxyMap
      ? 'running config/map is different from generated config - reloading'
      : 'running config is different from generated config - reloading',
  );
  state.worker.candidate = Object.freeze({ text, domainMap, appMap });
  validate(state, context);
}

function reloadExisting(state: MarathonLbState, context: Context): void {
  context.log('DEBUG', 'attempting to reload existing config...');
  validate(state, context);
}

function validate(state: MarathonLbState, context: Context): void {
  state.worker.phase = 'validating';
  context.setTimer(VALID_TIMER, VALIDATE_MS);
}

export function onValidated(state: MarathonLbState, context: Context): void {
  const { candidate } = state.worker;
  const { haproxyConfig, haproxyMap } = state.flags;
  const temporary = `/tmp/tmp${String(state.counts.fetches).padStart(8, '0')}`;
  context.log('DEBUG', `checking config with command: ['haproxy', '-f', '${temporary}', '-c']`);
  const parsed = parseConfig(candidate?.text ?? textOf(context, haproxyConfig), temporary);
  state.worker.candidate = null;
  if (!parsed.ok) {
    for (const alert of parsed.alerts) context.log('ERROR', `[ALERT] ${alert}`);
    context.log('ERROR', 'haproxy returned non-zero when checking config');
    context.log('WARN', 'skipping reload: config not valid');
    return nextRound(state, context);
  }
  if (candidate !== null) {
    const paths = mapPaths(state);
    if (haproxyMap) {
      context.disk.writeSynced(paths.domains, { kind: 'text', text: candidate.domainMap });
      context.disk.writeSynced(paths.apps, { kind: 'text', text: candidate.appMap });
    }
    context.log('DEBUG', `moving temp file ${temporary} to ${haproxyConfig}`);
    const written = context.disk.writeSynced(haproxyConfig, { kind: 'text', text: candidate.text });
    if (written !== 'ok')
      return unexpected(
        state,
        context,
        written === 'full' ? 'OSError: [Errno 28] No space left on device' : 'OSError: [Errno 5] Input/output error',
      );
  }
  reload(state, context);
}

function reload(state: MarathonLbState, context: Context): void {
  context.log('INFO', `reloading using ${RELOAD_COMMAND}`);
  state.worker.phase = 'reloading';
  state.reloadConnection = context.connect(context.host, SUPERVISE_PORT, 'control');
  const message: ReloadMessage = { type: 'runit.reload' };
  context.send(state.reloadConnection, message);
}

/** The new process shows at the next look. */
export function onNewPid(_state: MarathonLbState, context: Context): void {
  context.setTimer(PID_TIMER, PID_POLL_MS / 2);
}

export function onReloaded(state: MarathonLbState, context: Context): void {
  endReload(state, context);
  state.counts.reloads += 1;
  state.lastReloadUs = context.nowUs;
  context.log('DEBUG', 'reload finished');
  nextRound(state, context);
}

/** HAProxy's service is down, or went down while it reloaded: it reads the file when it starts. */
export function onReloadFailed(state: MarathonLbState, context: Context): void {
  endReload(state, context);
  context.log('ERROR', `unable to reload config using command ${RELOAD_COMMAND}`);
  context.log(
    'ERROR',
    "reload returned non-zero: Command '['sv', 'reload', '/marathon-lb/service/haproxy']' returned non-zero exit status 1",
  );
  nextRound(state, context);
}

function endReload(state: MarathonLbState, context: Context): void {
  if (state.reloadConnection !== null) context.close(state.reloadConnection);
  state.reloadConnection = null;
}
