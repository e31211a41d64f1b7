/** What `GET /v2/apps?embed=apps.tasks` gives, as far as the balancer reads it. */
import type { HealthCheckJson } from './service.ts';

export type TaskJson = {
  readonly id: string;
  readonly host: string | null;
  readonly ports?: readonly number[];
  readonly healthCheckResults?: readonly ({ readonly alive: boolean } | null)[];
  readonly ipAddresses?: readonly { readonly ipAddress: string }[] | null;
};

export type PortMappingJson = { readonly containerPort?: number; readonly servicePort?: number };

export type AppJson = {
  readonly id: string;
  readonly instances: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports?: readonly number[];
  readonly portDefinitions?: readonly { readonly port?: number }[];
  readonly healthChecks: readonly HealthCheckJson[];
  readonly tasks: readonly TaskJson[];
  readonly ipAddress?: { readonly discovery?: { readonly ports?: readonly { readonly number: number }[] } } | null;
  readonly container?: {
    readonly type?: string;
    readonly docker?: { readonly network?: string; readonly portMappings?: readonly PortMappingJson[] | null } | null;
  } | null;
  readonly versionInfo?: { readonly lastScalingAt?: string };
};

/** Null for an answer of another shape: a proxy's or an error page. */
export function readApps(body: string): readonly AppJson[] | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  const apps = (value as { readonly apps?: unknown } | null)?.apps;
  return Array.isArray(apps) ? (apps as readonly AppJson[]) : null;
}
