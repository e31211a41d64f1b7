/** `sim http`: one request to a simulated server. A GET is read from its state; anything else travels. */
import type { OperatorResult } from '../host/operator.ts';
import type { HttpReadResult } from '../kernel/http-read.ts';
import { lowerNames } from '../worker/operator-http.ts';
import { nowUs, readNow, runTo, runToAnswer, sendWrite, startHeadless, targetOrFail } from './headless.ts';
import { readArguments, scenarioOption, secondsOf, seedOption, toUs } from './options.ts';
import { usageError } from './usage.ts';

const OPTIONS = {
  data: { type: 'string' },
  header: { type: 'string', multiple: true },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const DEFAULT_AT_SECONDS = 60;
/** A browser waits that long. */
export const ANSWER_LIMIT_US = 300_000_000;
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);

export function methodOf(text: string): string {
  const method = text.toUpperCase();
  if (!METHODS.has(method)) throw usageError(`unknown HTTP method ${text}`);
  return method;
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

export function httpCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [methodText, url, ...rest] = positionals;
  if (methodText === undefined || url === undefined) throw usageError('sim http wants METHOD and URL');
  if (rest.length > 0) throw usageError(`unexpected argument ${rest.join(' ')}`);
  const method = methodOf(methodText);
  const target = targetOrFail(url);
  const body = typeof values['data'] === 'string' ? values['data'] : null;
  const headers = headersOf((values['header'] ?? []) as readonly string[], body);
  const run = startHeadless({ scenario: scenarioOption(values), seed: seedOption(values) });
  runTo(run, toUs(secondsOf(values['at'] ?? DEFAULT_AT_SECONDS, '--at')));
  const result = isRead(method)
    ? readResult(readNow(run, method, target, headers))
    : writeResult(
        runToAnswer(run, sendWrite(run, { method, target, headers, body }), nowUs(run) + ANSWER_LIMIT_US)?.result ??
          null,
      );
  process.stdout.write(values['json'] === true ? `${JSON.stringify(jsonAnswer(result))}\n` : textAnswer(result));
  return result.kind === 'response' ? 0 : 1;
}

function headersOf(given: readonly string[], body: string | null): Record<string, string> {
  const pairs = given.map((line): [string, string] => {
    const colon = line.indexOf(':');
    if (colon <= 0) throw usageError(`--header wants NAME: VALUE, not ${line}`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const defaults = body === null ? { accept: '*/*' } : { accept: '*/*', 'content-type': 'application/json' };
  return { ...defaults, ...lowerNames(Object.fromEntries(pairs)) };
}

export type Answer =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'error'; readonly error: string };

export function readResult(result: HttpReadResult): Answer {
  return result.kind === 'reply' ? { kind: 'response', ...result.reply } : { kind: 'error', error: result.kind };
}

export function writeResult(result: OperatorResult | null): Answer {
  return result ?? { kind: 'error', error: 'timedOut' };
}

/** A JSON body is given as its value, any other as text. */
export function jsonAnswer(answer: Answer): unknown {
  if (answer.kind === 'error') return { error: answer.error };
  return { status: answer.status, headers: answer.headers, body: jsonBody(answer) };
}

function jsonBody(answer: Extract<Answer, { readonly kind: 'response' }>): unknown {
  const type = answer.headers['content-type'] ?? answer.headers['Content-Type'] ?? '';
  if (!type.includes('json')) return answer.body;
  try {
    return JSON.parse(answer.body) as unknown;
  } catch {
    return answer.body;
  }
}

function textAnswer(answer: Answer): string {
  if (answer.kind === 'error') return `${answer.error}\n`;
  const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\n`);
  return `HTTP/1.1 ${String(answer.status)}\n${headers.join('')}\n${answer.body}${answer.body.endsWith('\n') ? '' : '\n'}`;
}
