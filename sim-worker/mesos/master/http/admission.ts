/**
 * What a request passes before its handler: the firewall, authentication in the realm of its endpoint, and authorisation
 * where the endpoint has it.
 * Source: Mesos 1.0.1, 3rdparty/libprocess/src/process.cpp (ProcessBase::visit of HttpEvent), src/master/master.cpp (routes),
 * src/master/main.cpp (realms of files, metrics, logging, registrar), src/common/http.cpp (createAuthorizationCallbacks),
 * src/master/http.cpp (flags), src/files/files.cpp (authorize).
 */
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { type Action, isAuthorized } from '../../authorizer/local-authorizer.ts';
import { authenticateHttp, disabledAnswer, FORBIDDEN } from '../../http/http-access.ts';
import { methodNotAllowed, type Route, routeOf } from '../../http/routing.ts';
import { FRAMEWORKS_REALM, READONLY_REALM, READWRITE_REALM } from '../access/realms.ts';
import type { MasterState } from '../master-state.ts';
import { LOG_PATH, MASTER_ACTORS, masterEndpoint } from './router.ts';

/** Endpoints of the master that may change something. */
const READWRITE: readonly string[] = [
  ...['api/v1', 'create-volumes', 'destroy-volumes', 'reserve', 'unreserve', 'teardown', 'quota', 'weights'],
  ...['maintenance/schedule', 'machine/down', 'machine/up'],
];

export type Admitted =
  { readonly ok: true; readonly principal: string | null } | { readonly ok: false; readonly reply: HttpReply };

export function admit(master: MasterState, request: HttpRequest): Admitted {
  const { http, acls } = master.access;
  const disabled = disabledAnswer(http, request);
  if (disabled !== null) return { ok: false, reply: disabled };
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null) return { ok: true, principal: null };
  const authenticated = authenticateHttp(http, realmOf(route), request);
  if (!authenticated.ok || acls === null) return authenticated;
  const reply = refusal(master, request, route, authenticated.principal);
  return reply === null ? authenticated : { ok: false, reply };
}

/** Null: everybody may ask. */
function realmOf(route: Route): string | null {
  switch (route.actor) {
    case 'files':
    case 'metrics':
    case 'registrar(1)':
      return READONLY_REALM;
    case 'logging':
    case 'profiler':
      return READWRITE_REALM;
    default:
      return masterRealmOf(masterEndpoint(route));
  }
}

function masterRealmOf(endpoint: string | null): string | null {
  if (endpoint === null || endpoint === 'health' || endpoint === 'redirect') return null;
  if (endpoint === 'api/v1/scheduler') return FRAMEWORKS_REALM;
  return READWRITE.includes(endpoint) ? READWRITE_REALM : READONLY_REALM;
}

function refusal(master: MasterState, request: HttpRequest, route: Route, principal: string | null): HttpReply | null {
  const may = (action: Action, object: string | null): boolean =>
    isAuthorized(master.access.acls, { principal, action, object });
  switch (route.path) {
    case '/logging/toggle':
    case '/metrics/snapshot':
    case '/files/debug':
    case '/files/debug.json':
      return may('GET_ENDPOINT_WITH_PATH', route.path) ? null : FORBIDDEN;
  }
  if (masterEndpoint(route) === 'flags') {
    if (request.method !== 'GET') return methodNotAllowed(['GET'], request.method);
    return may('VIEW_FLAGS', null) ? null : FORBIDDEN;
  }
  if (!/^\/files\/(browse|read|download)(\.json)?$/.test(route.path)) return null;
  const isLog = (route.query.get('path') ?? '').replace(/\/$/, '') === LOG_PATH;
  return !isLog || may('ACCESS_MESOS_LOG', null) ? null : FORBIDDEN;
}
