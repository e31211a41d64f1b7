/** What a person fills in to get a service, and the application that it becomes. Pure. */

export type ServiceDraft = {
  readonly id: string;
  readonly instances: number;
  /** Host name at port 80; empty: the service port alone. */
  readonly vhost: string;
  readonly startupMs: number;
  readonly warmupMs: number;
  readonly failurePercent: number;
  /** Seconds after its start; 0: never. */
  readonly crashAfterSeconds: number;
  /** Says on its health path that it is going, and serves on for a while before it ends. */
  readonly drains: boolean;
};

export const FIRST_DRAFT: ServiceDraft = {
  id: '/web',
  instances: 3,
  vhost: '',
  startupMs: 200,
  warmupMs: 0,
  failurePercent: 0,
  crashAfterSeconds: 0,
  drains: true,
};

const SERVICE_PORT = 10_080;
const HEALTH_PATH = '/health';
/** Longer than Marathon's next check, its event and the balancer's reload; shorter than the 5 s that Docker waits. */
const DRAIN_MS = 4000;
const CHECK_SECONDS = 2;

/** Labels `mesoscope.NAME` say how the software behaves; those that say what is usual anyway are left out. */
function behaviourOf(draft: ServiceDraft): Readonly<Record<string, string>> {
  const labels: (readonly [string, number, number])[] = [
    ['startupMs', draft.startupMs, FIRST_DRAFT.startupMs],
    ['warmupMs', draft.warmupMs, 0],
    ['failurePercent', draft.failurePercent, 0],
    ['crashAfterMs', draft.crashAfterSeconds * 1000, 0],
  ];
  const chosen = labels.filter(([, value, usual]) => value !== usual);
  return {
    ...Object.fromEntries(chosen.map(([name, value]) => [`mesoscope.${name}`, String(value)])),
    ...(draft.drains ? { 'mesoscope.healthPath': HEALTH_PATH, 'mesoscope.drainMs': String(DRAIN_MS) } : {}),
  };
}

/** A web application with what a balancer wants of it. */
export function appOfDraft(draft: ServiceDraft): Readonly<Record<string, unknown>> {
  const vhost = draft.vhost.trim();
  return {
    id: draft.id,
    cpus: 0.1,
    mem: 32,
    instances: draft.instances,
    container: {
      type: 'DOCKER',
      docker: {
        image: 'nginx',
        network: 'BRIDGE',
        portMappings: [{ containerPort: 80, hostPort: 0, servicePort: SERVICE_PORT, protocol: 'tcp' }],
      },
    },
    labels: {
      HAPROXY_GROUP: 'external',
      ...(vhost === '' ? {} : { HAPROXY_0_VHOST: vhost }),
      ...behaviourOf(draft),
    },
    healthChecks: [
      {
        protocol: 'HTTP',
        path: draft.drains ? HEALTH_PATH : '/',
        portIndex: 0,
        gracePeriodSeconds: 30,
        intervalSeconds: CHECK_SECONDS,
        timeoutSeconds: CHECK_SECONDS,
      },
    ],
  };
}
