/**
 * A container as the engine keeps it, and its JSON as `docker inspect` prints it.
 * Source: Docker 1.12, api/types (ContainerJSON); the fields that Mesos, Marathon's pages and operators read.
 * Left out: graph driver, mounts propagation, security options, networks by name.
 */
import { isoText } from '../civil-time.ts';
import type { DockerContainerSummary, DockerRunOptions } from './docker-api.ts';

export type ContainerPhase = 'created' | 'running' | 'exited';

/** Immutable; replaced on change. */
export type ContainerRow = {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly options: DockerRunOptions;
  readonly phase: ContainerPhase;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly error: string;
  readonly ipAddress: string;
  readonly pid: number;
};

/** Docker's zero time. */
const NEVER = '0001-01-01T00:00:00Z';

export function summarizeContainer(row: ContainerRow): DockerContainerSummary {
  return Object.freeze({
    id: row.id,
    name: row.options.name,
    image: row.options.image,
    running: row.phase === 'running',
    started: row.startedAtMs !== null,
    exitCode: row.exitCode,
    ipAddress: row.ipAddress,
    pid: row.pid,
  });
}

/** The text that `docker inspect NAME` prints: an array of one object. */
export function inspectText(row: ContainerRow): string {
  return JSON.stringify([inspectContainer(row)]);
}

function inspectContainer(row: ContainerRow): Readonly<Record<string, unknown>> {
  const { options } = row;
  return {
    Id: row.id,
    Created: timeText(row.createdAtMs),
    Path: commandPath(options),
    Args: options.command.slice(options.entrypoint === null ? 1 : 0),
    State: inspectState(row),
    Image: `sha256:${imageDigest(options.image)}`,
    Name: `/${options.name}`,
    RestartCount: 0,
    Driver: 'overlay',
    HostConfig: inspectHostConfig(options),
    Config: inspectConfig(row),
    NetworkSettings: inspectNetwork(row),
  };
}

function commandPath(options: DockerRunOptions): string {
  return options.entrypoint ?? options.command[0] ?? '/entrypoint.sh';
}

function inspectState(row: ContainerRow): Readonly<Record<string, unknown>> {
  return {
    Status: row.phase,
    Running: row.phase === 'running',
    Paused: false,
    Restarting: false,
    OOMKilled: row.oomKilled,
    Dead: false,
    Pid: row.phase === 'running' ? row.pid : 0,
    ExitCode: row.exitCode,
    Error: row.error,
    StartedAt: timeText(row.startedAtMs),
    FinishedAt: timeText(row.finishedAtMs),
  };
}

function inspectHostConfig(options: DockerRunOptions): Readonly<Record<string, unknown>> {
  return {
    Binds: options.volumes,
    NetworkMode: options.network,
    PortBindings: portTable(options, (hostPort) => ({ HostIp: '', HostPort: hostPort })),
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    Privileged: options.privileged,
    CpuShares: options.cpuShares,
    Memory: options.memoryBytes,
  };
}

function inspectConfig(row: ContainerRow): Readonly<Record<string, unknown>> {
  const { options } = row;
  return {
    Hostname: row.id.slice(0, 12),
    Env: options.environment,
    Cmd: options.command.length === 0 ? null : options.command,
    Image: options.image,
    Entrypoint: options.entrypoint === null ? null : [options.entrypoint],
    Labels: options.labels,
  };
}

function inspectNetwork(row: ContainerRow): Readonly<Record<string, unknown>> {
  const { options } = row;
  const bridged = options.network === 'bridge' && row.ipAddress !== '';
  const gateway = bridged ? '172.17.0.1' : '';
  return {
    Ports: row.phase === 'running' ? portTable(options, (hostPort) => ({ HostIp: '0.0.0.0', HostPort: hostPort })) : {},
    Gateway: gateway,
    IPAddress: row.ipAddress,
    IPPrefixLen: bridged ? 16 : 0,
    MacAddress: bridged ? macAddress(row.ipAddress) : '',
    Networks: { [options.network]: { IPAddress: row.ipAddress, Gateway: gateway } },
  };
}

/** `{"80/tcp":[{…"HostPort":"31000"}]}`; none with the host's own network. */
function portTable(
  options: DockerRunOptions,
  binding: (hostPort: string) => unknown,
): Readonly<Record<string, unknown>> {
  if (options.network !== 'bridge') return {};
  return Object.fromEntries(
    options.ports.map((port) => [`${String(port.containerPort)}/${port.protocol}`, [binding(String(port.hostPort))]]),
  );
}

function macAddress(ip: string): string {
  const hex = ip.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return `02:42:${hex.join(':')}`;
}

function timeText(unixMs: number | null): string {
  return unixMs === null ? NEVER : isoText(unixMs);
}

/** A stable stand-in for the image's digest: 64 hexadecimal digits from its name. */
export function imageDigest(image: string): string {
  let digest = '';
  for (let block = 0; block < 8; block += 1) {
    let hash = 0x811c9dc5 ^ Math.imul(block + 1, 0x9e3779b1);
    for (let index = 0; index < image.length; index += 1) hash = Math.imul(hash ^ image.charCodeAt(index), 0x01000193);
    digest += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return digest;
}
