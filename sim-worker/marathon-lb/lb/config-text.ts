/**
 * haproxy.cfg from the services: the same services give the same text, whatever order they came in.
 * Source: marathon-lb v1.4.3, marathon_lb.py (config, get_backend_port, _get_health_check_options).
 */
import { sha1 } from '../../host/sha1.ts';
import { type ConfigProblems, cleanName, type ServiceWriter, writerOf } from './config-writer.ts';
import type { FormatValues } from './python-format.ts';
import type { BackendServer, HealthCheckJson, Service } from './service.ts';
import * as templates from './templates.ts';
import { addMapLine, type DomainMap, vhostRules } from './vhost-acls.ts';

export type ConfigOptions = {
  readonly groups: readonly string[];
  readonly bindHttpHttps: boolean;
  /** Comma separated; empty: the certificate that the image makes for itself. */
  readonly sslCerts: string;
  readonly haproxyMap: boolean;
  readonly configFile: string;
};

export type GeneratedConfig =
  | {
      readonly ok: true;
      readonly text: string;
      readonly domainMap: string;
      readonly appMap: string;
      /** Backends, in order: what the log says was configured. */
      readonly backends: readonly string[];
    }
  | { readonly ok: false; readonly error: string };

const DEFAULT_CERT = '/etc/ssl/cert.pem';

type Weighted = { readonly weight: number; readonly text: string };

type Sections = {
  userlists: string;
  appIds: string;
  frontends: string;
  backends: string;
  readonly http: Weighted[];
  readonly https: Weighted[];
  readonly named: string[];
  readonly appIdsSeen: Set<string>;
};

export function configText(services: readonly Service[], options: ConfigOptions): GeneratedConfig {
  const problems: ConfigProblems = { first: null };
  const map: DomainMap = {
    enabled: options.haproxyMap,
    directory: options.configFile.slice(0, options.configFile.lastIndexOf('/')),
    done: new Set(),
    domains: [],
    apps: [],
  };
  const sections: Sections = {
    userlists: '',
    appIds: templates.HTTP_FRONTEND_APPID_HEAD,
    frontends: '',
    backends: '',
    http: [],
    https: [],
    named: [],
    appIdsSeen: new Set(),
  };
  const sorted = [...services].sort(
    (a, b) => (a.appId < b.appId ? -1 : a.appId > b.appId ? 1 : 0) || a.servicePort - b.servicePort,
  );
  for (const service of sorted) {
    if (isServed(service, options.groups) && service.backends.length > 0)
      addService(sections, writerOf(service, problems), sorted, options, map);
  }
  if (problems.first !== null) return { ok: false, error: problems.first };
  const certs = (options.sslCerts === '' ? DEFAULT_CERT : options.sslCerts).split(',');
  const https = templates.HTTPS_FRONTEND_HEAD.replace('{sslCerts}', certs.map((cert) => `crt ${cert}`).join(' '));
  const text = [
    templates.HEAD,
    sections.userlists,
    options.bindHttpHttps ? templates.HTTP_FRONTEND_HEAD + heaviestFirst(sections.http) : '',
    sections.appIds,
    options.bindHttpHttps ? https + heaviestFirst(sections.https) : '',
    sections.frontends,
    sections.backends,
  ].join('');
  return { ok: true, text, domainMap: mapText(map.domains), appMap: mapText(map.apps), backends: sections.named };
}

function mapText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function heaviestFirst(rules: readonly Weighted[]): string {
  return [...rules]
    .sort((a, b) => b.weight - a.weight)
    .map((rule) => rule.text)
    .join('');
}

/** Groups of the port itself win over those of the app; a balancer with the group `*` serves all. */
export function isServed(service: Service, groups: readonly string[]): boolean {
  if (groups.includes('*')) return true;
  const own = service.ownGroups.length > 0 ? service.ownGroups : service.groups;
  return own.some((group) => groups.includes(group));
}

function addService(
  sections: Sections,
  writer: ServiceWriter,
  all: readonly Service[],
  options: ConfigOptions,
  map: DomainMap,
): void {
  const { service, fill } = writer;
  const backend = `${service.appId.slice(1).replace(/\//g, '_')}_${String(service.servicePort)}`;
  sections.named.push(backend);
  if (service.hostname !== null) service.mode = 'http';
  if (service.auth !== null)
    sections.userlists += fill('USERLIST_HEAD', { backend, user: service.auth.user, passwd: service.auth.password });
  sections.frontends += fill('FRONTEND_HEAD', {
    bindAddr: service.bindAddr,
    backend,
    servicePort: String(service.servicePort),
    mode: service.mode,
    sslCert: service.sslCert === null ? '' : ` ssl crt ${service.sslCert}`,
    bindOptions: service.bindOptions === null ? '' : ` ${service.bindOptions}`,
  });
  sections.backends += fill('BACKEND_HEAD', { backend, balance: service.balance, mode: service.mode });
  if (options.bindHttpHttps && service.hostname !== null) {
    const { weight, http, https } = vhostRules(writer, backend, map);
    sections.http.push({ weight, text: http });
    sections.https.push({ weight, text: https });
  }
  if (service.mode === 'http' && !sections.appIdsSeen.has(service.appId)) {
    sections.appIdsSeen.add(service.appId);
    sections.appIds += appIdRule(writer, backend, map);
  }
  if (service.mode === 'http') sections.backends += httpOptions(writer);
  sections.backends += networkRules(writer);
  if (service.sticky) sections.backends += writer.raw('BACKEND_STICKY_OPTIONS');
  sections.frontends += fill('FRONTEND_BACKEND_GLUE', { backend });
  sections.backends += serverLines(writer, all);
}

function appIdRule(writer: ServiceWriter, backend: string, map: DomainMap): string {
  const { appId, hostname } = writer.service;
  if (!map.enabled)
    return writer.fill('HTTP_FRONTEND_APPID_ACL', {
      cleanedUpAppId: cleanName(appId),
      hostname: hostname ?? 'None',
      appId,
      backend,
    });
  addMapLine(map.apps, appId, backend);
  if (map.done.has('appId')) return '';
  map.done.add('appId');
  return writer.fill('MAP_HTTP_FRONTEND_APPID_ACL', { haproxy_dir: map.directory });
}

function httpOptions(writer: ServiceWriter): string {
  const { service, fill, raw } = writer;
  const hostname = service.hostname ?? 'None';
  return [
    service.useHsts ? raw('BACKEND_HSTS_OPTIONS') : '',
    raw('BACKEND_HTTP_OPTIONS'),
    service.proxyPath === null ? '' : fill('HTTP_BACKEND_PROXYPASS_GLUE', { hostname, proxypath: service.proxyPath }),
    service.reverseProxyPath === null
      ? ''
      : fill('HTTP_BACKEND_REVPROXY_GLUE', { hostname, rootpath: service.reverseProxyPath }),
    service.redirectPath === null ? '' : fill('HTTP_BACKEND_REDIR', { hostname, redirpath: service.redirectPath }),
  ].join('');
}

function networkRules(writer: ServiceWriter): string {
  const { mode, networkAllowed } = writer.service;
  if (networkAllowed === null || (mode !== 'http' && mode !== 'tcp')) return '';
  const name = mode === 'http' ? 'HTTP_BACKEND_NETWORK_ALLOWED_ACL' : 'TCP_BACKEND_NETWORK_ALLOWED_ACL';
  const networks = networkAllowed.split(/\s+/).filter((network) => network !== '');
  const acls = networks.map((network) => writer.fill(name, { network_allowed: network })).join('');
  return acls + (mode === 'http' ? templates.HTTP_BACKEND_ACL_ALLOW_DENY : templates.TCP_BACKEND_ACL_ALLOW_DENY);
}

export function byHostAndPort(a: BackendServer, b: BackendServer): number {
  return (a.host < b.host ? -1 : a.host > b.host ? 1 : 0) || a.port - b.port || (a.ip < b.ip ? -1 : 1);
}

/** Which set of templates checks this service; null when nothing does. */
function checkKind(service: Service): 'TCP' | 'HTTP' | null {
  if (service.healthCheck === null) return null;
  if (service.mode === 'tcp' || service.healthCheck.protocol === 'TCP') return 'TCP';
  return service.mode === 'http' ? 'HTTP' : null;
}

function serverLines(writer: ServiceWriter, all: readonly Service[]): string {
  const { service, fill } = writer;
  const servers = [...service.backends].sort(byHostAndPort);
  const kind = checkKind(service);
  const check = service.healthCheck;
  const head =
    kind === null || check === null
      ? ''
      : fill(`BACKEND_${kind}_HEALTHCHECK_OPTIONS`, checkValues(check, backendPort(writer, all, 0)));
  const lines = servers.map((server, index) => {
    if (kind === null || check === null) return serverLine(writer, server, '');
    const port = service.healthCheckPortIndex === null ? (check.port ?? null) : backendPort(writer, all, index);
    return serverLine(
      writer,
      server,
      fill(`BACKEND_SERVER_${kind}_HEALTHCHECK_OPTIONS`, checkValues(check, port)).trim(),
    );
  });
  return head + lines.join('');
}

function serverLine(writer: ServiceWriter, server: BackendServer, healthCheckOptions: string): string {
  const { host, ip, port } = server;
  const serverName = cleanName(host === ip ? `${ip}_${String(port)}` : `${host}_${ip}_${String(port)}`);
  return writer.fill('BACKEND_SERVER_OPTIONS', {
    host,
    host_ipv4: ip,
    port: String(port),
    serverName,
    cookieOptions: writer.service.sticky ? ` check cookie ${shortHash(serverName)}` : '',
    healthCheckOptions: healthCheckOptions === '' ? '' : ` ${healthCheckOptions}`,
    otherOptions: server.draining ? ' disabled' : '',
  });
}

function shortHash(name: string): string {
  const bytes = sha1(Uint8Array.from(name, (letter) => letter.charCodeAt(0)));
  return [...bytes.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Port on which the server at `index` is checked: its own, or that of another port of the same app. An index that
 * makes no sense means its own; Python's negative indices count from the end.
 */
function backendPort(writer: ServiceWriter, all: readonly Service[], index: number): number {
  const { service, problems } = writer;
  const own = all.filter((other) => other.appId === service.appId);
  const wanted = service.healthCheckPortIndex;
  const other = wanted === null || Math.abs(wanted) > own.length ? service : own.at(wanted);
  const port = [...(other?.backends ?? [])].sort(byHostAndPort)[index]?.port;
  if (port === undefined) problems.first ??= 'IndexError: list index out of range';
  return port ?? 0;
}

function checkValues(check: HealthCheckJson, port: number | null): FormatValues {
  return {
    healthCheck: JSON.stringify(check),
    healthCheckPortIndex: String(check.portIndex ?? 'None'),
    healthCheckPort: String(port ?? 'None'),
    healthCheckProtocol: check.protocol,
    healthCheckPath: check.path ?? '/',
    healthCheckTimeoutSeconds: String(check.timeoutSeconds),
    healthCheckIntervalSeconds: String(check.intervalSeconds),
    healthCheckGracePeriodSeconds: String(check.gracePeriodSeconds),
    healthCheckMaxConsecutiveFailures: String(check.maxConsecutiveFailures),
    healthCheckFalls: String(check.maxConsecutiveFailures + 1),
    healthCheckPortOptions: port === null || port === 0 ? '' : ` port ${String(port)}`,
  };
}
