/**
 * Reads one line of an operations file (`sim zk --ops`) into an operation of the client library, or says what is wrong with
 * it. Nothing is judged here that a server would judge: paths, versions and ACL ids pass as they are.
 */
import type { ZkMultiOperation, ZkOperation } from '../../zookeeper/client/client.ts';
import { type Acl, parseAcl } from '../../zookeeper/protocol/acl.ts';
import { utf8Bytes } from '../../zookeeper/protocol/text-bytes.ts';

export type OpsRequest =
  | { readonly kind: 'connect'; readonly client: string; readonly timeoutMs: number }
  | { readonly kind: 'close'; readonly client: string }
  | { readonly kind: 'operation'; readonly client: string; readonly operation: ZkOperation };

export type ReadLine =
  | { readonly ok: true; readonly id: unknown; readonly request: OpsRequest }
  | { readonly ok: false; readonly id: unknown; readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

const DEFAULT_TIMEOUT_MS = 10_000;
const ANY_VERSION = -1;
const MIN_INT = -2_147_483_648;
const MAX_INT = 2_147_483_647;

/** What makes a line unreadable; caught by `readLine`, never leaves this file. */
type Problem = { readonly problem: string };

export function readLine(line: string): ReadLine {
  const parsed = parseObject(line);
  if ('problem' in parsed) return { ok: false, id: null, problem: parsed.problem };
  const id = parsed.fields['id'] ?? null;
  const request = readRequest(parsed.fields);
  return 'problem' in request ? { ok: false, id, problem: request.problem } : { ok: true, id, request };
}

function parseObject(line: string): { readonly fields: Fields } | Problem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'the line is not JSON' };
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { fields: value as Fields } : { problem: 'the line is not a JSON object' };
}

function readRequest(fields: Fields): OpsRequest | Problem {
  const { client, op } = fields;
  if (typeof client !== 'string' || client === '') return { problem: 'client: a name is needed' };
  if (op === 'close') return { kind: 'close', client };
  if (op === 'connect') {
    const timeoutMs = readInteger(fields, 'timeoutMs', DEFAULT_TIMEOUT_MS);
    return typeof timeoutMs === 'number' ? { kind: 'connect', client, timeoutMs } : timeoutMs;
  }
  const operation = op === 'multi' ? readMulti(fields) : readOperation(fields);
  return 'problem' in operation ? operation : { kind: 'operation', client, operation };
}

function readOperation(fields: Fields): ZkOperation | Problem {
  switch (fields['op']) {
    case 'create':
    case 'set':
    case 'delete': {
      const part = readPart(fields);
      return 'problem' in part || part.op !== 'check' ? part : { problem: 'op: check stands only in a multi' };
    }
    case 'get':
      return readWatching(fields, 'getData');
    case 'exists':
      return readWatching(fields, 'exists');
    case 'children':
      return readWatching(fields, 'getChildren');
    case 'getAcl':
    case 'sync': {
      const path = readText(fields, 'path');
      return typeof path === 'string' ? { op: fields['op'], path } : path;
    }
    case 'setAcl':
      return readSetAcl(fields);
    case 'addAuth':
      return readAuth(fields);
    default:
      return { problem: `op: unknown operation ${JSON.stringify(fields['op'] ?? null)}` };
  }
}

function readWatching(fields: Fields, op: 'getData' | 'exists' | 'getChildren'): ZkOperation | Problem {
  const path = readText(fields, 'path');
  if (typeof path !== 'string') return path;
  const watch = fields['watch'] ?? false;
  return typeof watch === 'boolean' ? { op, path, watch } : { problem: 'watch: true or false is needed' };
}

function readSetAcl(fields: Fields): ZkOperation | Problem {
  const path = readText(fields, 'path');
  if (typeof path !== 'string') return path;
  const acl = readAcl(fields['acl']);
  if ('problem' in acl) return acl;
  const version = readInteger(fields, 'version', ANY_VERSION);
  if (typeof version !== 'number') return version;
  return acl.acl === null ? { problem: 'acl: needed' } : { op: 'setAcl', path, acl: acl.acl, version };
}

function readAuth(fields: Fields): ZkOperation | Problem {
  const scheme = readText(fields, 'scheme');
  if (typeof scheme !== 'string') return scheme;
  const auth = readText({ auth: fields['auth'] ?? '' }, 'auth');
  return typeof auth === 'string' ? { op: 'addAuth', scheme, auth } : auth;
}

function readMulti(fields: Fields): ZkOperation | Problem {
  const list = fields['ops'];
  if (!Array.isArray(list)) return { problem: 'ops: a list is needed' };
  const ops: ZkMultiOperation[] = [];
  for (const [index, item] of list.entries()) {
    const isObject = typeof item === 'object' && item !== null;
    const part = isObject ? readPart(item as Fields) : { problem: 'an object is needed' };
    if ('problem' in part) return { problem: `ops[${String(index)}]: ${part.problem}` };
    ops.push(part);
  }
  return { op: 'multi', ops };
}

function readPart(fields: Fields): ZkMultiOperation | Problem {
  const path = readText(fields, 'path');
  if (typeof path !== 'string') return path;
  if (fields['op'] === 'create') return readCreate(fields, path);
  const version = readInteger(fields, 'version', ANY_VERSION);
  if (typeof version !== 'number') return version;
  switch (fields['op']) {
    case 'set': {
      const data = readData(fields);
      return 'problem' in data ? data : { op: 'setData', path, data: data.bytes, version };
    }
    case 'delete':
      return { op: 'delete', path, version };
    case 'check':
      return { op: 'check', path, version };
    default:
      return { problem: `op: unknown operation ${JSON.stringify(fields['op'] ?? null)}` };
  }
}

const MODES: ReadonlyMap<unknown, { readonly ephemeral: boolean; readonly sequential: boolean }> = new Map([
  ['PERSISTENT', { ephemeral: false, sequential: false }],
  ['EPHEMERAL', { ephemeral: true, sequential: false }],
  ['PERSISTENT_SEQUENTIAL', { ephemeral: false, sequential: true }],
  ['EPHEMERAL_SEQUENTIAL', { ephemeral: true, sequential: true }],
]);

function readCreate(fields: Fields, path: string): ZkMultiOperation | Problem {
  const mode = MODES.get(fields['mode'] ?? 'PERSISTENT');
  if (mode === undefined) return { problem: `mode: one of ${[...MODES.keys()].join(', ')} is needed` };
  const data = readData(fields);
  if ('problem' in data) return data;
  const acl = readAcl(fields['acl']);
  if ('problem' in acl) return acl;
  return { op: 'create', path, data: data.bytes, ...mode, ...(acl.acl === null ? {} : { acl: acl.acl }) };
}

function readData(fields: Fields): { readonly bytes: Uint8Array | null } | Problem {
  const data = fields['data'] ?? null;
  if (data === null) return { bytes: null };
  return typeof data === 'string' ? { bytes: utf8Bytes(data) } : { problem: 'data: text or null is needed' };
}

/** Null: none given. An empty text is an empty list, which the server refuses. */
function readAcl(value: unknown): { readonly acl: readonly Acl[] | null } | Problem {
  if (value === undefined || value === null) return { acl: null };
  if (value === '') return { acl: [] };
  const parsed = typeof value === 'string' ? parseAcl(value) : { problem: JSON.stringify(value) };
  return 'problem' in parsed ? { problem: `acl: ${parsed.problem} does not have the form scheme:id:perms` } : parsed;
}

function readText(fields: Fields, name: string): string | Problem {
  const value = fields[name];
  return typeof value === 'string' ? value : { problem: `${name}: text is needed` };
}

function readInteger(fields: Fields, name: string, fallback: number): number | Problem {
  const value = fields[name] ?? fallback;
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= MIN_INT && value <= MAX_INT;
  return fits ? value : { problem: `${name}: a 32-bit integer is needed` };
}
