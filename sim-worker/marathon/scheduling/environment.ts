/**
 * Environment variables of a task.
 * Source: Marathon 1.1.1, src/main/scala/mesosphere/mesos/TaskBuilder.scala (taskContextEnv, portsEnv, addPrefix), EnvironmentHelper.
 */
import { type AppDefinition, bridgeMappings, portNumbers, versionMsOf } from '../model/app-definition.ts';
import type { StringPairs } from '../model/json-reader.ts';
import { javaDouble } from '../model/java-text.ts';
import { formatTimestamp } from '../model/timestamp.ts';

/** Variables longer than this are left out (TaskBuilder.maxEnvironmentVarLength). */
const MAX_VARIABLE_LENGTH = 512;
const LABEL_PREFIX = 'MARATHON_APP_LABEL_';

/** Upper case; each run of what is no letter, digit or underscore becomes one underscore. */
function escapedLabel(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]+/g, '_').toUpperCase();
}

function labelVariables(app: AppDefinition): StringPairs {
  const valid = app.labels.filter(
    ([key, value]) => key.length < MAX_VARIABLE_LENGTH - LABEL_PREFIX.length && value.length < MAX_VARIABLE_LENGTH,
  );
  // Of keys that are spelled alike the last one wins.
  const byName = new Map(valid.map(([key, value]) => [escapedLabel(key), value] as const));
  return [
    ['MARATHON_APP_LABELS', [...byName.keys()].join(' ')],
    ...[...byName].map(([name, value]) => [`${LABEL_PREFIX}${name}`, value] as const),
  ];
}

function contextVariables(app: AppDefinition, taskId: string): StringPairs {
  const image = app.container?.docker?.image;
  return [
    ['MESOS_TASK_ID', taskId],
    ['MARATHON_APP_ID', app.id],
    ['MARATHON_APP_VERSION', formatTimestamp(versionMsOf(app))],
    ...(image === undefined ? [] : [['MARATHON_APP_DOCKER_IMAGE', image] as const]),
    ['MARATHON_APP_RESOURCE_CPUS', javaDouble(app.cpus)],
    ['MARATHON_APP_RESOURCE_MEM', javaDouble(app.mem)],
    ['MARATHON_APP_RESOURCE_DISK', javaDouble(app.disk)],
    ...labelVariables(app),
  ];
}

function portVariables(declared: readonly number[], hostPorts: readonly number[]): StringPairs {
  const first = hostPorts[0];
  if (first === undefined) return [];
  const byDeclared = declared.flatMap((port, index) => {
    const hostPort = hostPorts[index];
    return port === 0 || hostPort === undefined ? [] : [[`PORT_${String(port)}`, String(hostPort)] as const];
  });
  return [
    ...hostPorts.map((port, index) => [`PORT${String(index)}`, String(port)] as const),
    ...byDeclared,
    ['PORT', String(first)],
    ['PORTS', hostPorts.join(',')],
  ];
}

/** Later ones win; the app's own variables come last. */
export function taskEnvironment(options: {
  readonly app: AppDefinition;
  readonly taskId: string;
  readonly host: string;
  readonly hostPorts: readonly number[];
  readonly prefix: string | null;
}): StringPairs {
  const { app, hostPorts } = options;
  const declared = bridgeMappings(app)?.map((mapping) => mapping.containerPort) ?? portNumbers(app);
  const placed = [...portVariables(declared, hostPorts), ['HOST', options.host] as const];
  const prefixed = placed.map(([name, value]) => [`${options.prefix ?? ''}${name}`, value] as const);
  return [...new Map([...contextVariables(app, options.taskId), ...prefixed, ...app.env])];
}
