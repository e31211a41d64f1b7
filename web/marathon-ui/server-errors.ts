/**
 * What the form says to an answer that is no success: messages at fields and above the form.
 * Source: mesosphere/marathon-ui v1.1.7, components/modals/AppModalComponent.jsx, constants/ServerResponseMessages.js.
 */

export type ServerErrors = {
  /** By the form's field (`healthChecks.0.path`), or `general`. */
  readonly fields: ReadonlyMap<string, string>;
  /** Lines without a field, shown alone. */
  readonly general: readonly string[];
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

export function serverErrors(status: number | null, body: unknown): ServerErrors {
  if (status === 400 || status === 422) return badRequest(body);
  if (status === 409) return conflict(body);
  if (status === 401 || status === 403) return general(messageIn(body) ?? unsuccessful);
  if (status !== null && status >= 500)
    return { ...nothing, general: ['Unknown server error. Could not create or apply app.'] };
  return { ...nothing, general: [`${unsuccessful} Check your app settings and try again.`] };
}

const nothing: ServerErrors = { fields: new Map(), general: [], locked: false };

function general(message: string): ServerErrors {
  return { ...nothing, general: [message.startsWith(unsuccessful) ? message : `Error: ${message}`] };
}

function messageIn(body: unknown): string | null {
  return isRecord(body) && typeof body['message'] === 'string' ? body['message'] : null;
}

function conflict(body: unknown): ServerErrors {
  if (isRecord(body) && Array.isArray(body['deployments']))
    return { ...nothing, general: [lockedMessage], locked: true };
  return general(messageIn(body) ?? unsuccessful);
}

function badRequest(body: unknown): ServerErrors {
  const details = isRecord(body) ? body['details'] : undefined;
  if (!Array.isArray(details)) {
    const text = [messageIn(body) ?? unsuccessful, ...(typeof details === 'string' ? [details] : [])].join(': ');
    return { ...nothing, fields: new Map([['general', text]]) };
  }
  const fields = new Map<string, string>();
  for (const detail of details) {
    if (!isRecord(detail)) continue;
    const path = typeof detail['path'] === 'string' ? detail['path'] : detail['attribute'];
    const field = fieldOf(typeof path === 'string' ? path : '/');
    const messages = messagesOf(detail).join(', ');
    fields.set(field, fields.has(field) ? `${fields.get(field) ?? ''}, ${messages}` : messages);
  }
  return { ...nothing, fields };
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
