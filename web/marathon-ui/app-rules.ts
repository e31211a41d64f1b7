/**
 * What the form itself checks, with the original's words. Only the first failing rule of a field is shown.
 * Source: mesosphere/marathon-ui v1.1.7, validators/AppFormValidators.js, constants/AppFormErrorMessages.js.
 */
import { z } from 'zod';
import { commaList, constraintsOf } from './app-from-form.ts';

type Rule = readonly [message: string, test: (value: string) => boolean];

/** A text with its rules in order. */
function field(...rules: readonly Rule[]) {
  return z.string().superRefine((value, context) => {
    const failed = rules.find(([, test]) => !test(value));
    if (failed !== undefined) context.addIssue({ code: 'custom', message: failed[0] });
  });
}

const isNumber = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value));
const isDigits = (value: string): boolean => /^\d+$/.test(value.trim());
const isNonNegative = (value: string): boolean => isNumber(value) && Number(value) >= 0;
const isPort = (value: string): boolean => isDigits(value) && Number(value) <= 65_535;
const isPath = (value: string): boolean => /^\S+$/.test(value);

const segment = /^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$|^(\.|\.\.)$/;

export const idRules: readonly Rule[] = [
  ['ID must not be empty', (value) => value !== ''],
  ['Path must not contain whitespace', (value) => !/\s/.test(value)],
  ['Path must not contain multiple forward slashes', (value) => !value.includes('//')],
  [
    'Path contains invalid characters (allowed: lowercase letters, digits, hyphens, ".", "..")',
    (value) => /^[a-z0-9\-./]+$/.test(value),
  ],
  ['Path is not well-formed', isWellFormedPath],
];

export function isWellFormedPath(value: string): boolean {
  const parts = value.replace(/^\//, '').replace(/\/$/, '').split('/');
  return parts.every((part) => segment.test(part));
}

const operators = ['unique', 'like', 'unlike', 'cluster', 'group_by', 'max_per'];

function areConstraints(text: string): boolean {
  return constraintsOf(text).every(
    (parts) =>
      (parts.length === 2 || parts.length === 3) &&
      parts[0] !== '' &&
      operators.includes(parts[1]?.toLowerCase() ?? ''),
  );
}

const nonNegative = (name: string) => field([`${name} must be a non-negative number`, isNonNegative]);

const keyValue = z.object({ key: z.string(), value: z.string() }).superRefine((row, context) => {
  if (row.key === '' && row.value !== '')
    context.addIssue({ code: 'custom', path: ['key'], message: 'Key cannot be blank' });
});

const portRow = z.object({
  port: field(['Port must be a valid port', (value) => value === '' || isPort(value)]),
  protocol: field([
    "Protocol must be either 'tcp' or 'udp'",
    (value) => value === 'tcp' || value === 'udp' || value === 'udp,tcp',
  ]),
  name: z.string(),
});

const healthCheck = z
  .object({
    protocol: field(['Incorrect protocol given', (value) => ['HTTP', 'HTTPS', 'TCP', 'COMMAND'].includes(value)]),
    path: z.string(),
    command: z.string(),
    gracePeriodSeconds: nonNegative('Grace Period'),
    intervalSeconds: nonNegative('Interval'),
    timeoutSeconds: nonNegative('Timeout'),
    maxConsecutiveFailures: nonNegative('Maximal Consecutive Failures'),
    portType: z.enum(['PORT_INDEX', 'PORT_NUMBER']),
    portIndex: z.string(),
    port: z.string(),
  })
  .superRefine((row, context) => {
    const add = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (row.protocol === 'COMMAND') {
      if (row.command === '') add('command', 'Command must not be emtpy');
      return;
    }
    if (row.protocol !== 'TCP' && row.path === '') add('path', 'Path must not be empty');
    if (row.portType === 'PORT_INDEX' && !isDigits(row.portIndex))
      add('portIndex', 'Port Index must be a non-negative number');
    if (row.portType === 'PORT_NUMBER' && !isPort(row.port))
      add('port', 'Port Number must be a valid port between 0 - 65535');
  });

const localVolume = z.object({ size: z.string(), containerPath: z.string() }).superRefine((row, context) => {
  const add = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if (row.size === '' && row.containerPath === '') return;
  if (row.size !== '' && !isNonNegative(row.size)) add('size', 'Size must be a non-negative number');
  else if (row.size === '' || row.containerPath === '') add('containerPath', 'Container Path and Size must be set');
  else if (!isPath(row.containerPath) || row.containerPath.includes('/'))
    add('containerPath', 'Container Path must be a valid path');
});

const externalVolume = z.object({ name: z.string(), containerPath: z.string() }).superRefine((row, context) => {
  const add = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if (row.name === '' && row.containerPath === '') return;
  if (!/^[^\s/]+$/.test(row.name)) add('name', 'Volume Name must be a valid name');
  else if (!isPath(row.containerPath)) add('containerPath', 'Container Path must be a valid path');
});

const dockerVolume = z
  .object({ containerPath: z.string(), hostPath: z.string(), mode: z.string() })
  .superRefine((row, context) => {
    const add = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (row.containerPath === '' && row.hostPath === '' && row.mode === '') return;
    if (row.containerPath === '' || row.hostPath === '')
      add('containerPath', 'Container Path and Host Path must be set.');
    else if (!isPath(row.containerPath)) add('containerPath', 'Container Path must be a valid path');
    else if (!isPath(row.hostPath)) add('hostPath', 'Host Path must be a valid path');
    else if (row.mode === '') add('mode', 'Mode must not be empty');
  });

export const appFormRules = z.object({
  id: field(...idRules),
  cpus: field([
    'CPUs must be a number greater than or equal to 0.01',
    (value) => isNumber(value) && Number(value) >= 0.01,
  ]),
  mem: field([
    'Memory must be a number greater than or equal to 32',
    (value) => isNumber(value) && Math.trunc(Number(value)) >= 32,
  ]),
  disk: field(['Disk Space must be a non-negative number', isNonNegative]),
  instances: field(['Instances must be a non-negative number', isDigits]),
  dockerImage: field(['Image cannot contain whitespaces', (value) => !/\s/.test(value)]),
  dockerParameters: z.array(keyValue),
  ports: z.array(portRow),
  env: z.array(keyValue),
  labels: z.array(keyValue),
  healthChecks: z.array(healthCheck),
  localVolumes: z.array(localVolume),
  externalVolumes: z.array(externalVolume),
  dockerVolumes: z.array(dockerVolume),
  executor: field(['Invalid executor format', (value) => /^(|\/\/cmd|\/?[^/]+(\/[^/]+)*)$/.test(value)]),
  uris: z.string(),
  constraints: field([
    `Invalid constraints format or operator. Supported operators are ${operators.map((name) => `'${name.toUpperCase()}'`).join(', ')}.`,
    areConstraints,
  ]),
  acceptedResourceRoles: z
    .string()
    .refine(
      (value) => commaList(value).every((role) => !/\s/.test(role)),
      'Resource roles must not contain whitespace',
    ),
});

/** Messages by the path of their field (`env.0.key`), the first of each. */
export function formErrors(values: unknown): ReadonlyMap<string, string> {
  const result = appFormRules.safeParse(values);
  const errors = new Map<string, string>();
  for (const issue of result.success ? [] : result.error.issues) {
    const path = issue.path.join('.');
    if (!errors.has(path)) errors.set(path, issue.message);
  }
  return errors;
}
