/**
 * `sim script FILE`: a run driven by lines. Each acts at its time; lines of one time act one after the other, a request
 * being answered before the next line acts. Prints a JSON line for each http line, in the order of the file; an answer that
 * does not end (a stream of events) stays open until the script ends, and its body is all that came.
 */
import type { Command } from '../kernel/command.ts';
import { checkCommand } from '../worker/journal-check.ts';
import { lowerNames } from '../worker/operator-http.ts';
import {
  type Headless,
  act,
  nowUs,
  readNow,
  resolveProcess,
  runTo,
  runToAnswer,
  sendWrite,
  startHeadless,
  targetOrFail,
  isOpenStream,
  writeOutcome,
} from './headless.ts';
import { ANSWER_LIMIT_US, type Answer, isRead, jsonAnswer, methodOf, readResult, writeResult } from './http-command.ts';
import { readArguments, readJsonLines, scenarioOption, secondsOf, seedOption, toUs } from './options.ts';
import { usageError } from './usage.ts';

const OPTIONS = { scenario: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } } as const;

type HttpLine = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};
type Step = {
  readonly where: string;
  readonly at: number;
  readonly atUs: number;
  readonly http: HttpLine | null;
  readonly command: Readonly<Record<string, unknown>> | null;
};

/** An answer, or the number of the request that will get one. */
type Pending = { readonly at: number; readonly answer: Answer } | { readonly at: number; readonly requestId: number };

export function scriptCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw usageError('sim script wants one FILE');
  const steps = readJsonLines(file).map(({ line, value }) => stepOf(`${file}:${String(line)}`, value));
  const early = steps.findIndex((step, index) => step.atUs < (steps[index - 1]?.atUs ?? 0));
  if (early >= 0) throw usageError(`${steps[early]?.where ?? file}: lines are in the order of their times`);
  const run = startHeadless({ scenario: scenarioOption(values), seed: seedOption(values) });
  let pending: Pending[] = [];
  for (const [index, step] of steps.entries()) {
    const added = perform(run, step, steps[index + 1]?.atUs ?? Number.POSITIVE_INFINITY);
    pending = [...pending.map((item) => settled(run, item)), ...added];
  }
  for (const item of pending)
    process.stdout.write(`${JSON.stringify({ at: item.at, ...(jsonAnswer(finish(run, item)) as object) })}\n`);
  return 0;
}

function stepOf(where: string, value: unknown): Step {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  if (typeof fields['at'] !== 'number') throw usageError(`${where}: "at" is a number of seconds`);
  const at = secondsOf(fields['at'], `${where}: "at"`);
  const { http, command } = fields;
  if ((http === undefined) === (command === undefined))
    throw usageError(`${where}: a line has either "http" or "command"`);
  return {
    where,
    at,
    atUs: toUs(at),
    http: http === undefined ? null : httpLineOf(where, http),
    command: (command ?? null) as Step['command'],
  };
}

function httpLineOf(where: string, value: unknown): HttpLine {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  if (typeof fields['method'] !== 'string' || typeof fields['url'] !== 'string')
    throw usageError(`${where}: "http" wants method and url`);
  const { body } = fields;
  const text = body === undefined || body === null ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const defaults = text === null ? { accept: '*/*' } : { accept: '*/*', 'content-type': 'application/json' };
  const headers = { ...defaults, ...lowerNames((fields['headers'] ?? {}) as Record<string, string>) };
  targetOrFail(fields['url']);
  return { method: methodOf(fields['method']), url: fields['url'], headers, body: text };
}

function perform(run: Headless, step: Step, nextAtUs: number): Pending[] {
  runTo(run, step.atUs);
  if (step.http === null) {
    command(run, step);
    return [];
  }
  const { method, url, headers, body } = step.http;
  const target = targetOrFail(url);
  if (isRead(method) && !wantsStream(headers))
    return [{ at: step.at, answer: readResult(readNow(run, method, target, headers)) }];
  if (!run.history.simulator.world.hosts.has(target.host as never))
    return [{ at: step.at, answer: { kind: 'error', error: 'unknownHost' } }];
  const requestId = sendWrite(run, { method, target, headers, body, keepOpen: true });
  if (nextAtUs <= step.atUs) runToAnswer(run, requestId, nowUs(run) + ANSWER_LIMIT_US);
  return [{ at: step.at, requestId }];
}

/** A reader of events attaches to the server and stays, as `curl -N` does. */
function wantsStream(headers: Readonly<Record<string, string>>): boolean {
  return (headers['accept'] ?? '').includes('text/event-stream');
}

/** An answer that ended is taken at once: the operator's machine keeps only so many. */
function settled(run: Headless, item: Pending): Pending {
  if ('answer' in item) return item;
  const outcome = writeOutcome(run, item.requestId);
  if (outcome === null || isOpenStream(run, item.requestId)) return item;
  return { at: item.at, answer: writeResult(outcome.result) };
}

function finish(run: Headless, item: Pending): Answer {
  if ('answer' in item) return item.answer;
  const outcome = writeOutcome(run, item.requestId) ?? runToAnswer(run, item.requestId, nowUs(run) + ANSWER_LIMIT_US);
  return writeResult(outcome?.result ?? null);
}

/** A kernel command; its process may be named by role. */
function command(run: Headless, step: Step): void {
  const fields = step.command ?? {};
  const named =
    typeof fields['process'] === 'string' ? { ...fields, process: resolveProcess(run, fields['process']) } : fields;
  const checked = checkCommand(named as unknown as Command);
  if (checked !== null) throw usageError(`${step.where}: ${checked}`);
  const result = act(run, named as unknown as Command);
  if (!result.ok) throw usageError(`${step.where}: ${result.error.message}`);
}
