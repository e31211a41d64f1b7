/**
 * What the form says to an answer that is no success: messages at fields and above the form.
 * Source: mesosphere/marathon-ui v1.1.7, components/modals/AppModalComponent.jsx, stores/AppFormStore.js.
 */

export type ServerErrors = {
  /** By the form's field (`healthChecks.0.path`), or `general`. */
  readonly fields: ReadonlyMap<string, string>;
  /** What the block above the form lists, with the original's names of the fields. */
  readonly lines: readonly string[];
  /** The application is locked: the next press of the button forces. */
  readonly locked: boolean;
};

const translated: Readonly<Record<string, string>> = {
  'error.path.missing': 'Specify a path',
  'error.minLength': 'Command may not be blank',
  'error.expected.jsnumber': 'A number is expected',
  'error.expected.jsstring': 'A string is expected',
};

export const lockedMessage =
  'App is currently locked by one or more deployments. Press the button again to forcefully change and deploy the new configuration.';
const unsuccessful = 'App creation unsuccessful.';
const checkSettings = `${unsuccessful} Check your app settings and try again.`;

export function serverErrors(status: number | null, body: unknown): ServerErrors {
  if (status === 400 || status === 422) return badRequest(body);
  if (status === 409) return conflict(body);
  if (status === 401 || status === 403) return prefixed(messageIn(body));
  if (status !== null && status >= 500) return general(['Unknown server error. Could not create or apply app.']);
  return general([checkSettings]);
}

function general(messages: readonly string[]): ServerErrors {
  return { fields: new Map(), lines: messages.map((message) => `general: ${message}`), locked: false };
}

function prefixed(message: string | null): ServerErrors {
  return general([message === null ? checkSettings : `Error: ${message}`]);
}

function messageIn(body: unknown): string | null {
  return isRecord(body) && typeof body['message'] === 'string' ? body['message'] : null;
}

function conflict(body: unknown): ServerErrors {
  if (isRecord(body) && Array.isArray(body['deployments']))
    return { fields: new Map(), lines: [lockedMessage], locked: true };
  return prefixed(messageIn(body));
}

function badRequest(body: unknown): ServerErrors {
  const details = isRecord(body) ? body['details'] : undefined;
  if (!Array.isArray(details)) {
    // The original leaves out what the server said; without a field it is all there is to go by.
    const said = [messageIn(body), typeof details === 'string' ? details : null].filter((text) => text !== null);
    return general([checkSettings, ...(said.length === 0 ? [] : [said.join(': ')])]);
  }
  const fields = new Map<string, string>();
  const lines: string[] = [];
  for (const detail of details) {
    if (!isRecord(detail)) continue;
    const given = typeof detail['path'] === 'string' ? detail['path'] : detail['attribute'];
    const path = typeof given === 'string' && given !== '' ? given : '/';
    const field = fieldOf(path);
    const messages = messagesOf(detail).join(', ');
    fields.set(field, fields.has(field) ? `${fields.get(field) ?? ''}, ${messages}` : messages);
    lines.push(`${shownName(path)}: ${messages}`);
  }
  return { fields, lines, locked: false };
}

function messagesOf(detail: Readonly<Record<string, unknown>>): readonly string[] {
  const errors = Array.isArray(detail['errors']) ? detail['errors'] : [detail['error'] ?? 'Invalid value'];
  return errors.map((error) => translated[String(error)] ?? String(error));
}

/** Where the form shows a part of the application under another name. */
const formFields: readonly (readonly [RegExp, string])[] = [
  [/^container\.docker\.image$/, 'dockerImage'],
  [/^container\.docker\.network$/, 'dockerNetwork'],
  [/^container\.docker\.portMappings(?:value)?\.(\d+)\.(?:containerPort|hostPort|servicePort)$/, 'ports.$1.port'],
  [/^container\.docker\.portMappings(?:value)?\.(\d+)\.(protocol|name)$/, 'ports.$1.$2'],
  [/^portDefinitions\.(\d+)\.(port|protocol|name)$/, 'ports.$1.$2'],
  [/^container\.docker\.parameters\.(\d+)$/, 'dockerParameters.$1.key'],
  [/^healthChecks\.(\d+)\.command(?:\.value)?$/, 'healthChecks.$1.command'],
  [/^constraints(\.\d+)?$/, 'constraints'],
  [/^(uris|acceptedResourceRoles)(\.\d+)?$/, '$1'],
];

/** `/healthChecks(0)/path` → `healthChecks.0.path`; `/` → `general`. */
export function fieldOf(path: string): string {
  const dotted = path
    .replace(/\((\d+)\)/g, '/$1')
    .split('/')
    .filter((part) => part !== '')
    .join('.');
  if (dotted === '' || dotted === 'value') return 'general';
  for (const [pattern, field] of formFields) if (pattern.test(dotted)) return dotted.replace(pattern, field);
  return dotted;
}

const plainNames =
  /^(acceptedResourceRoles|cmd|constraints|cpus|disk|env|executor|instances|mem|portDefinitions|labels|uris|user)$/;

/** Parts of an application under the names that the original's block gives them; without a leading slash. */
const shownNames: readonly (readonly [RegExp, string])[] = [
  [/^(id|apps)$/, 'appId'],
  [plainNames, '$1'],
  [/^constraints\(\d+\)$/, 'constraints'],
  [/^container\/docker\/forcePullImage$/, 'dockerForcePullImage'],
  [/^container\/docker\/image$/, 'dockerImage'],
  [/^container\/docker\/network$/, 'dockerNetwork'],
  [/^container\/docker\/privileged$/, 'dockerPrivileged'],
  [/^container\/docker\/parameters\((\d+)\)\/(key|value)$/, 'dockerParameters/$1/$2'],
  [/^container\/docker\/portMappings(\(\d+\)\/(hostPort|servicePort))?$/, 'dockerPortMappings'],
  [/^container\/docker\/portMappings\((\d+)\)\/containerPort$/, 'dockerPortMappings/$1/port'],
  [/^container\/docker\/portMappings\((\d+)\)\/protocol$/, 'dockerPortMappings/$1/protocol'],
  [/^container\/volumes\((\d+)\)\/(containerPath|hostPath|mode)$/, 'containerVolumes/$1/$2'],
  [/^healthChecks\((\d+)\)\/command\/value$/, 'healthChecks/$1/command'],
  [/^healthChecks\((\d+)\)\/(path|port|portIndex|\w+Seconds|maxConsecutiveFailures)$/, 'healthChecks/$1/$2'],
  [/^portDefinitions\((\d+)\)\/(name|port|protocol)$/, 'portDefinitions/$1/$2'],
];

/** What has a place in a list that the form does not know is general, any other part keeps its path. */
export function shownName(path: string): string {
  const bare = path.replace(/^\//, '');
  if (bare === '') return 'general';
  const known = shownNames.find(([pattern]) => pattern.test(bare));
  if (known !== undefined) return bare.replace(known[0], known[1]);
  return /\(\d+\)/.test(bare) ? 'general' : path;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
