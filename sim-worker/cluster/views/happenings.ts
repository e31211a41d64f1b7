/**
 * What happened, as lines for people: trace records turned into an i18n key and its values. The page makes the text in
 * its language.
 */
import type { TraceBody } from '../../kernel/context.ts';
import type { TraceRecord } from '../../kernel/trace.ts';
import type { Happening } from './views.ts';

type Values = Readonly<Record<string, string | number>>;

const TEXT_LIMIT = 160;

/** Null for records that no person reads as a line of its own. */
export function happeningOf(record: TraceRecord): Happening | null {
  const made = keyAndValues(record);
  if (made === null) return null;
  return {
    atUs: record.atUs,
    seq: record.seq,
    kind: record.kind,
    process: record.process,
    key: made.key,
    values: made.values,
  };
}

function keyAndValues(record: TraceRecord): { readonly key: string; readonly values: Values } | null {
  const { body } = record;
  switch (record.kind) {
    case 'leader':
      return {
        key: body['leader'] === null ? 'leader.none' : 'leader.elected',
        values: { ...texts(body, ['system', 'leader']), ...numbers(body, ['epoch']) },
      };
    case 'role':
      return { key: 'role', values: { ...texts(body, ['role', 'detail']), ...numbers(body, ['epoch']) } };
    case 'election':
      return voteLine(body);
    case 'fault':
      return faultLine(body);
    case 'request':
      return requestLine(body);
    case 'exit':
      return { key: 'exit', values: { ...numbers(body, ['code']), ...texts(body, ['lastLine']) } };
    case 'task':
      return { key: 'task', values: texts(body, ['taskId', 'state', 'reason', 'message', 'agentId']) };
    case 'offer':
      return { key: `offer.${text(body, 'phase')}`, values: texts(body, ['offerId', 'frameworkId', 'agentId']) };
    case 'deployment':
      return {
        key: `deployment.${text(body, 'phase')}`,
        values: { ...texts(body, ['id']), ...numbers(body, ['step']) },
      };
    case 'service':
      if (body['way'] !== 'balancer' || body['sent'] === 0) return null;
      return {
        key: body['errors'] === '' ? 'service.good' : 'service.bad',
        values: { ...texts(body, ['appId', 'errors']), ...numbers(body, ['sent', 'good']) },
      };
    case 'session':
      return { key: `session.${text(body, 'change')}`, values: texts(body, ['sessionId']) };
    case 'znode':
      return { key: `znode.${text(body, 'change')}`, values: texts(body, ['path']) };
    default:
      return null;
  }
}

function voteLine(body: TraceBody): { readonly key: string; readonly values: Values } | null {
  const vote = body['vote'] as TraceBody | undefined;
  if (vote === undefined) return null;
  return {
    key: 'vote',
    values: { ...texts(vote, ['leader', 'zxid']), ...numbers(vote, ['peerEpoch']), ...numbers(body, ['round']) },
  };
}

/** The body is the command itself. */
function faultLine(body: TraceBody): { readonly key: string; readonly values: Values } {
  const sides = { from: hosts(body['from']), to: hosts(body['to']) };
  const values = texts(body, ['process', 'host', 'folder', 'path']);
  const isLink = body['kind'] === 'partition' || body['kind'] === 'heal' || body['kind'] === 'setLink';
  return {
    key: `fault.${text(body, 'kind')}`,
    values: { ...values, ...numbers(body, ['skewMs', 'slowFactor']), ...(isLink ? sides : {}) },
  };
}

/** A `tell` command to a person's tool. */
function requestLine(body: TraceBody): { readonly key: string; readonly values: Values } {
  const told = (body['body'] ?? {}) as TraceBody;
  if (told['kind'] === 'http') {
    const url = `http://${text(told, 'host')}:${String(told['port'])}${text(told, 'path')}`;
    return { key: 'request.http', values: { method: text(told, 'method'), url: url.slice(0, TEXT_LIMIT) } };
  }
  return toolLine(told) ?? { key: 'request.tool', values: texts(body, ['process']) };
}

/** A line typed in a terminal, an edit of a znode. */
function toolLine(told: TraceBody): { readonly key: string; readonly values: Values } | null {
  if (told['kind'] === 'terminal') {
    const input = (told['input'] ?? {}) as TraceBody;
    const typed: Readonly<Record<string, string>> = { line: text(input, 'text'), interrupt: '^C', endOfFile: '^D' };
    return { key: 'request.terminal', values: { line: typed[text(input, 'kind')] ?? '' } };
  }
  if (told['kind'] !== 'znode') return null;
  const operation = (told['operation'] ?? {}) as TraceBody;
  return { key: 'request.znode', values: { op: text(operation, 'op'), path: text(operation, 'path') } };
}

function hosts(value: unknown): string {
  return (Array.isArray(value) ? value.join(', ') : String(value ?? '')).slice(0, TEXT_LIMIT);
}

function text(body: TraceBody, name: string): string {
  const value = body[name];
  if (value === null || value === undefined) return '';
  const shown =
    typeof value === 'object'
      ? Object.values(value)
          .filter((part) => part !== null)
          .join(', ')
      : String(value);
  return shown.slice(0, TEXT_LIMIT);
}

function texts(body: TraceBody, names: readonly string[]): Values {
  const present = names.filter((name) => body[name] !== null && body[name] !== undefined && body[name] !== '');
  return Object.fromEntries(present.map((name) => [name, text(body, name)]));
}

function numbers(body: TraceBody, names: readonly string[]): Values {
  const present = names.filter((name) => typeof body[name] === 'number');
  return Object.fromEntries(present.map((name) => [name, body[name] as number]));
}
