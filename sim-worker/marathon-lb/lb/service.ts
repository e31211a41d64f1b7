/**
 * One service: a service port of an app with the instances behind it, and what the app's labels say of it.
 * Source: marathon-lb v1.4.3, marathon_lb.py (MarathonService, MarathonBackend), config.py (labels).
 */
import { LABELLED_TEMPLATES } from './templates.ts';

export type BackendServer = {
  readonly host: string;
  readonly ip: string;
  readonly port: number;
  readonly draining: boolean;
};

/** As Marathon's API prints it. */
export type HealthCheckJson = {
  readonly protocol: string;
  readonly path?: string;
  readonly portIndex?: number;
  readonly port?: number;
  readonly gracePeriodSeconds: number;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly maxConsecutiveFailures: number;
};

export type Service = {
  readonly appId: string;
  servicePort: number;
  readonly backends: BackendServer[];
  /** The app's groups, and those of this port alone, which win. */
  groups: readonly string[];
  ownGroups: readonly string[];
  hostname: string | null;
  path: string | null;
  auth: { readonly realm: string; readonly user: string; readonly password: string } | null;
  sticky: boolean;
  redirectToHttps: boolean;
  useHsts: boolean;
  sslCert: string | null;
  bindOptions: string | null;
  bindAddr: string;
  mode: string;
  balance: string;
  healthCheck: HealthCheckJson | null;
  healthCheckPortIndex: number | null;
  backendWeight: number;
  proxyPath: string | null;
  reverseProxyPath: string | null;
  redirectPath: string | null;
  networkAllowed: string | null;
  /** Templates that labels replace, by the template's name. */
  readonly templates: Map<string, string>;
};

export function initialService(appId: string, servicePort: number, healthCheck: HealthCheckJson | null): Service {
  return {
    appId,
    servicePort,
    backends: [],
    groups: [],
    ownGroups: [],
    hostname: null,
    path: null,
    auth: null,
    sticky: false,
    redirectToHttps: false,
    useHsts: false,
    sslCert: null,
    bindOptions: null,
    bindAddr: '*',
    mode: healthCheck?.protocol === 'HTTP' ? 'http' : 'tcp',
    balance: 'roundrobin',
    healthCheck,
    healthCheckPortIndex: null,
    backendWeight: 0,
    proxyPath: null,
    reverseProxyPath: null,
    redirectPath: null,
    networkAllowed: null,
    templates: new Map(),
  };
}

/** Sets one field from a label's text; answers with Python's words when the text does not fit. */
type Setter = (service: Service, value: string) => string | null;

function set(assign: (service: Service, value: string) => void): Setter {
  return (service, value) => {
    assign(service, value);
    return null;
  };
}

function setNumber(assign: (service: Service, value: number) => void): Setter {
  return (service, value) => {
    if (!/^\s*[+-]?\d+\s*$/.test(value)) return `ValueError: invalid literal for int() with base 10: '${value}'`;
    assign(service, Number(value));
    return null;
  };
}

function isTrue(value: string): boolean {
  return ['true', 't', 'yes', 'y'].includes(value.toLowerCase());
}

/** `realm:user:password`. */
function setAuth(service: Service, value: string): string | null {
  const parts = value.split(':');
  const [realm, user, password] = parts;
  if (realm === undefined || user === undefined || password === undefined || parts.length !== 3)
    return `ValueError: ${parts.length > 3 ? 'too many values to unpack (expected 3)' : `not enough values to unpack (expected 3, got ${String(parts.length)})`}`;
  service.auth = { realm, user, password };
  return null;
}

/** By name, in the label `HAPROXY_{n}_NAME`; applied in the order of their names. */
const SETTERS: readonly (readonly [string, Setter])[] = (
  [
    ['AUTH', setAuth],
    ['VHOST', set((service, value) => void (service.hostname = value.toLowerCase()))],
    ['GROUP', set((service, value) => void (service.ownGroups = value.split(',')))],
    [
      'PATH',
      set((service, value) => {
        service.path = value;
        if (service.backendWeight === 0) service.backendWeight = 1;
      }),
    ],
    ['STICKY', set((service, value) => void (service.sticky = isTrue(value)))],
    ['REDIRECT_TO_HTTPS', set((service, value) => void (service.redirectToHttps = isTrue(value)))],
    ['USE_HSTS', set((service, value) => void (service.useHsts = isTrue(value)))],
    ['SSL_CERT', set((service, value) => void (service.sslCert = value))],
    ['BIND_OPTIONS', set((service, value) => void (service.bindOptions = value))],
    ['BIND_ADDR', set((service, value) => void (service.bindAddr = value))],
    ['PORT', setNumber((service, value) => void (service.servicePort = value))],
    ['MODE', set((service, value) => void (service.mode = value))],
    ['BALANCE', set((service, value) => void (service.balance = value))],
    ['HTTP_BACKEND_PROXYPASS_PATH', set((service, value) => void (service.proxyPath = value))],
    ['HTTP_BACKEND_REVPROXY_PATH', set((service, value) => void (service.reverseProxyPath = value))],
    ['HTTP_BACKEND_REDIR', set((service, value) => void (service.redirectPath = value))],
    ['BACKEND_WEIGHT', setNumber((service, value) => void (service.backendWeight = value))],
    ['BACKEND_NETWORK_ALLOWED_ACL', set((service, value) => void (service.networkAllowed = value))],
    ['BACKEND_HEALTHCHECK_PORT_INDEX', setNumber((service, value) => void (service.healthCheckPortIndex = value))],
    ...LABELLED_TEMPLATES.map(
      (name) => [name, set((service, value) => void service.templates.set(name, value))] as const,
    ),
  ] as (readonly [string, Setter])[]
).sort(([a], [b]) => (a < b ? -1 : 1));

/** Reads the labels of port `index`; null when all of them fit. */
export function applyLabels(service: Service, index: number, labels: Readonly<Record<string, string>>): string | null {
  for (const [name, apply] of SETTERS) {
    const key = `HAPROXY_${String(index)}_${name}`;
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    const problem = value === undefined ? null : apply(service, value);
    if (problem !== null) return problem;
  }
  return null;
}
