/**
 * Arguments of `docker run` for a task.
 * Source: Mesos 1.0.1, src/docker/docker.cpp (Docker::run).
 * Left out: parameters other than labels, devices, user networks (taken as bridge).
 */
import type { DockerPort, DockerRunOptions } from '../../host/docker/docker-api.ts';
import { must } from '../../kernel/assert.ts';
import type { CommandInfo, ContainerInfo, DockerInfo } from '../messages/infos.ts';
import type { TaskInfo } from '../messages/tasks.ts';
import { cpusMilli, memMilli } from '../resources/resources.ts';
import type { ExecutorFlags } from './executor-flags.ts';

/** src/slave/containerizer/constants: shares for one processor, and the least of shares and memory. */
const CPU_SHARES_PER_CPU = 1024;
const MIN_CPU_SHARES = 2;
const MIN_MEMORY_MIB = 32;

export function dockerRunOptions(task: TaskInfo, flags: ExecutorFlags): DockerRunOptions {
  const container = must(task.container, 'container of a docker task');
  const docker = must(container.docker, 'docker part of a docker task');
  const { command, entrypoint } = commandOf(task.command);
  const memoryMib = Math.max(memMilli(task.resources) / 1000, MIN_MEMORY_MIB);
  return Object.freeze({
    name: flags.containerName,
    image: docker.image,
    command,
    entrypoint,
    environment: environmentOf(task, flags),
    volumes: Object.freeze([...volumesOf(container), `${flags.directory}:${flags.sandboxDirectory}`]),
    labels: labelsOf(docker),
    network: networkOf(docker),
    ports: portsOf(docker),
    cpuShares: Math.max(Math.floor((cpusMilli(task.resources) * CPU_SHARES_PER_CPU) / 1000), MIN_CPU_SHARES),
    memoryBytes: Math.floor(memoryMib * 1_048_576),
    privileged: docker.privileged,
  });
}

function commandOf(command: CommandInfo | null): {
  readonly command: readonly string[];
  readonly entrypoint: string | null;
} {
  if (command === null) return { command: [], entrypoint: null };
  if (command.shell) return { command: Object.freeze(['-c', command.value ?? '']), entrypoint: '/bin/sh' };
  const words = command.value === null ? command.arguments : [command.value, ...command.arguments];
  return { command: Object.freeze([...words]), entrypoint: null };
}

function environmentOf(task: TaskInfo, flags: ExecutorFlags): readonly string[] {
  const own = (task.command?.environment ?? []).map((variable) => `${variable.name}=${variable.value}`);
  return Object.freeze([
    ...own,
    `MESOS_SANDBOX=${flags.sandboxDirectory}`,
    `MESOS_CONTAINER_NAME=${flags.containerName}`,
  ]);
}

function volumesOf(container: ContainerInfo): readonly string[] {
  return container.volumes.map((volume) =>
    volume.hostPath === null
      ? volume.containerPath
      : `${volume.hostPath}:${volume.containerPath}:${volume.mode.toLowerCase()}`,
  );
}

/** `--label KEY=VALUE` parameters. */
function labelsOf(docker: DockerInfo): Readonly<Record<string, string>> {
  const labels: [string, string][] = [];
  for (const parameter of docker.parameters) {
    if (parameter.key !== 'label') continue;
    const equals = parameter.value.indexOf('=');
    labels.push(
      equals < 0 ? [parameter.value, ''] : [parameter.value.slice(0, equals), parameter.value.slice(equals + 1)],
    );
  }
  return Object.freeze(Object.fromEntries(labels));
}

function networkOf(docker: DockerInfo): DockerRunOptions['network'] {
  if (docker.network === 'BRIDGE' || docker.network === 'USER') return 'bridge';
  return docker.network === 'NONE' ? 'none' : 'host';
}

function portsOf(docker: DockerInfo): readonly DockerPort[] {
  return Object.freeze(
    docker.portMappings.map((mapping) =>
      Object.freeze({
        hostPort: mapping.hostPort,
        containerPort: mapping.containerPort,
        protocol: mapping.protocol === 'udp' ? ('udp' as const) : ('tcp' as const),
      }),
    ),
  );
}
