/**
 * The rules of one service in the frontends of ports 80 and 443: which host name and path lead to its backend.
 * Source: marathon-lb v1.4.3, marathon_lb.py (generateHttpVhostAcl).
 */
import { cleanName, type ServiceWriter } from './config-writer.ts';

export type VhostRules = { readonly weight: number; readonly http: string; readonly https: string };

/** What `--haproxy-map` collects instead of one rule for each name; `done`: rules that stand for the whole map. */
export type DomainMap = {
  readonly enabled: boolean;
  readonly directory: string;
  readonly done: Set<string>;
  /** Lines `name backend`, in order. */
  readonly domains: string[];
  readonly apps: string[];
};

export function addMapLine(lines: string[], name: string, backend: string): void {
  const line = `${name} ${backend}`;
  if (!lines.includes(line)) lines.push(line);
}

export function vhostRules(writer: ServiceWriter, backend: string, map: DomainMap): VhostRules {
  const { hostname } = writer.service;
  if (hostname === null) return { weight: writer.service.backendWeight, http: '', https: '' };
  const rules = hostname.includes(',')
    ? manyNames(writer, backend, map, hostname.split(','))
    : oneName(writer, backend, map, hostname);
  return { weight: writer.service.backendWeight, ...rules };
}

type Rules = { readonly http: string; readonly https: string };

function valuesOf(writer: ServiceWriter, backend: string, acl: string, hostname: string) {
  const { appId, auth, path, bindAddr } = writer.service;
  return {
    cleanedUpHostname: acl,
    hostname,
    appId,
    backend,
    bindAddr,
    path: path ?? 'None',
    realm: auth?.realm ?? 'None',
  };
}

/** One rule for the whole map, written by the first service that needs it; it comes last of all. */
function mapRule(
  writer: ServiceWriter,
  map: DomainMap,
  name: 'MAP_HTTP_FRONTEND_ACL' | 'MAP_HTTP_FRONTEND_ACL_ONLY' | 'MAP_HTTPS_FRONTEND_ACL',
  { hostname }: { readonly hostname: string },
): string {
  const key = name === 'MAP_HTTPS_FRONTEND_ACL' ? 'https' : 'http';
  if (map.done.has(key)) return '';
  map.done.add(key);
  const own = key === 'https' ? { hostname } : {};
  return writer.fill(name, { ...own, haproxy_dir: map.directory });
}

function manyNames(writer: ServiceWriter, backend: string, map: DomainMap, names: readonly string[]): Rules {
  const { service, fill } = writer;
  const { path, auth, redirectToHttps } = service;
  const first = names[0] ?? '';
  const acl = `${cleanName(first)}_${service.appId.slice(1).replace(/\//g, '_')}`;
  const values = valuesOf(writer, backend, acl, first);
  let http = '';
  let https = '';
  if (path !== null) {
    http += fill(
      auth === null ? 'HTTP_FRONTEND_ACL_ONLY_WITH_PATH' : 'HTTP_FRONTEND_ACL_ONLY_WITH_PATH_AND_AUTH',
      values,
    );
    https += fill('HTTPS_FRONTEND_ACL_ONLY_WITH_PATH', values);
  }
  for (const hostname of names) {
    if (map.enabled && path === null && auth === null && !redirectToHttps) {
      if (!map.done.has('http')) service.backendWeight = -1;
      http += mapRule(writer, map, 'MAP_HTTP_FRONTEND_ACL_ONLY', { hostname });
      addMapLine(map.domains, hostname, backend);
    } else http += fill('HTTP_FRONTEND_ACL_ONLY', { ...values, hostname });
    https += httpsRule(writer, map, { ...values, hostname });
  }
  return { http: http + routeOfMany(writer, map, values), https };
}

function routeOfMany(writer: ServiceWriter, map: DomainMap, values: ReturnType<typeof valuesOf>): string {
  const { path, auth, redirectToHttps } = writer.service;
  if (redirectToHttps)
    return writer.fill(
      path === null ? 'BACKEND_REDIRECT_HTTP_TO_HTTPS' : 'BACKEND_REDIRECT_HTTP_TO_HTTPS_WITH_PATH',
      values,
    );
  if (path !== null)
    return writer.fill(
      auth === null ? 'HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH' : 'HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH_AND_AUTH',
      values,
    );
  if (auth !== null) return writer.fill('HTTP_FRONTEND_ROUTING_ONLY_WITH_AUTH', values);
  return map.enabled ? '' : writer.fill('HTTP_FRONTEND_ROUTING_ONLY', values);
}

function httpsRule(writer: ServiceWriter, map: DomainMap, values: ReturnType<typeof valuesOf>): string {
  const { path, auth } = writer.service;
  if (path !== null)
    return writer.fill(
      auth === null ? 'HTTPS_FRONTEND_ACL_WITH_PATH' : 'HTTPS_FRONTEND_ACL_WITH_AUTH_AND_PATH',
      values,
    );
  if (auth !== null) return writer.fill('HTTPS_FRONTEND_ACL_WITH_AUTH', values);
  if (!map.enabled) return writer.fill('HTTPS_FRONTEND_ACL', values);
  addMapLine(map.domains, values.hostname, values.backend);
  return mapRule(writer, map, 'MAP_HTTPS_FRONTEND_ACL', values);
}

function oneName(writer: ServiceWriter, backend: string, map: DomainMap, hostname: string): Rules {
  const { service, fill } = writer;
  const acl = `${cleanName(hostname)}_${service.appId.slice(1).replace(/\//g, '_')}`;
  const values = valuesOf(writer, backend, acl, hostname);
  if (service.path === null) {
    const firstOfMap = map.enabled && service.auth === null && !map.done.has('https');
    const http = plainHttpRule(writer, map, values);
    const https = httpsRule(writer, map, values);
    if (firstOfMap) service.backendWeight = -1;
    return { http, https };
  }
  const http = service.redirectToHttps
    ? fill('HTTP_FRONTEND_ACL_ONLY', values) +
      fill('HTTP_FRONTEND_ACL_ONLY_WITH_PATH', values) +
      fill('BACKEND_REDIRECT_HTTP_TO_HTTPS_WITH_PATH', values)
    : fill(service.auth === null ? 'HTTP_FRONTEND_ACL_WITH_PATH' : 'HTTP_FRONTEND_ACL_WITH_AUTH_AND_PATH', values);
  return { http, https: fill('HTTPS_FRONTEND_ACL_ONLY_WITH_PATH', values) + httpsRule(writer, map, values) };
}

function plainHttpRule(writer: ServiceWriter, map: DomainMap, values: ReturnType<typeof valuesOf>): string {
  const { service, fill } = writer;
  if (service.redirectToHttps)
    return fill('HTTP_FRONTEND_ACL_ONLY', values) + fill('BACKEND_REDIRECT_HTTP_TO_HTTPS', values);
  if (service.auth !== null) return fill('HTTP_FRONTEND_ACL_WITH_AUTH', values);
  if (!map.enabled) return fill('HTTP_FRONTEND_ACL', values);
  if (!map.done.has('http')) service.backendWeight = -1;
  addMapLine(map.domains, values.hostname, values.backend);
  return mapRule(writer, map, 'MAP_HTTP_FRONTEND_ACL', values);
}
