/**
 * A saved or shared run is untrusted: everything in it is checked and bounded before a world is built from it. Commands
 * of the page pass the same checks.
 */
import * as z from 'zod/mini';
import type { ApiResult, RunRequest } from '../api/contract.ts';
import type { Command } from '../kernel/command.ts';
import type { JournalEntry } from '../kernel/history.ts';

export type CheckedRun = {
  readonly scenario: string;
  readonly seed: number;
  readonly journal: readonly JournalEntry[];
  readonly atUs: number;
};

/** A week of virtual time. */
export const LATEST_US = 7 * 24 * 3600 * 1_000_000;
const ENTRY_LIMIT = 20_000;
const NAME_LIMIT = 200;
const HOST_LIMIT = 20_000;
const BODY_LIMIT = 4 * 1024 * 1024;
/** Of a flag, and of a file under /etc. */
const ARGUMENT_LIMIT = 64 * 1024;
const LARGEST_SEED = 0xffff_ffff;

const name = z.string().check(z.minLength(1), z.maxLength(NAME_LIMIT));
const hosts = z.array(name).check(z.maxLength(HOST_LIMIT));
const finite = z.number();
const count = z.int().check(z.nonnegative());
const headers = z.record(name, z.string().check(z.maxLength(BODY_LIMIT)));
const bytes = z.nullable(z.string().check(z.regex(/^([0-9a-f]{2})*$/), z.maxLength(BODY_LIMIT)));
const text = z.string().check(z.maxLength(BODY_LIMIT));

const operatorRequest = z.strictObject({
  kind: z.literal('http'),
  requestId: count,
  host: name,
  port: z.int().check(z.gte(1), z.lte(65_535)),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']),
  path: z.string().check(z.startsWith('/'), z.maxLength(8192)),
  headers,
  body: z.nullable(text),
  keepOpen: z.optional(z.boolean()),
});

const path = z.string().check(z.minLength(1), z.maxLength(4096));
const version = z.int();
const acl = z
  .array(z.strictObject({ perms: z.int().check(z.gte(0), z.lte(31)), scheme: z.string(), id: z.string() }))
  .check(z.maxLength(1000));
const znodePart = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('create'),
    path,
    data: bytes,
    ephemeral: z.boolean(),
    sequential: z.boolean(),
    acl: z.optional(acl),
  }),
  z.strictObject({ op: z.literal('set'), path, data: bytes, version }),
]);
const znodeEdit = z.strictObject({
  kind: z.literal('znode'),
  operation: z.discriminatedUnion('op', [
    znodePart,
    z.strictObject({ op: z.literal('setAcl'), path, acl, version }),
    z.strictObject({ op: z.literal('multi'), path, parts: z.array(znodePart).check(z.maxLength(ENTRY_LIMIT)) }),
    z.strictObject({ op: z.literal('delete'), path, version }),
    z.strictObject({ op: z.literal('deleteRecursively'), path }),
  ]),
});

const rate = z.number().check(z.gte(0), z.lte(1000));
const clientSettings = z.strictObject({
  kind: z.literal('settings'),
  settings: z.strictObject({
    requestsPerSecond: z.optional(rate),
    directPerSecond: z.optional(rate),
    timeoutMs: z.optional(z.number().check(z.gte(50), z.lte(300_000))),
    keepAlive: z.optional(z.boolean()),
  }),
});
const clientTarget = z.strictObject({
  kind: z.literal('measure'),
  name,
  port: z.int().check(z.gte(1), z.lte(65_535)),
  vhost: z.nullable(name),
  path: z.string().check(z.startsWith('/'), z.maxLength(8192)),
});
const clientForget = z.strictObject({ kind: z.literal('forget'), meter: name });
const percent = z.number().check(z.gte(0), z.lte(100));
const delay = z.number().check(z.gte(0), z.lte(3_600_000));
const behaviour = z.strictObject({
  kind: z.literal('behaviour'),
  behaviour: z.strictObject({
    failurePercent: z.optional(percent),
    hangPercent: z.optional(percent),
    responseMs: z.optional(delay),
    responseJitterMs: z.optional(delay),
    warmupMs: z.optional(delay),
    warmupFailurePercent: z.optional(percent),
    warmupResponseMs: z.optional(delay),
    startupMs: z.optional(delay),
    crashInMs: z.optional(delay),
  }),
});

const shellLine = z.strictObject({ kind: z.literal('line'), text: z.string().check(z.maxLength(8192)) });
const shellStart = z.strictObject({ kind: z.literal('start'), server: z.nullable(name) });

const terminalInput = z.strictObject({
  kind: z.literal('terminal'),
  terminal: z.string().check(z.regex(/^[a-z0-9-]{1,32}$/)),
  input: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('line'), text: z.string().check(z.maxLength(8192)) }),
    z.strictObject({ kind: z.literal('interrupt') }),
    z.strictObject({ kind: z.literal('endOfFile') }),
    z.strictObject({ kind: z.literal('close') }),
  ]),
});

const withProcess = (kind: 'startProcess' | 'stopProcess' | 'killProcess' | 'pauseProcess' | 'resumeProcess') =>
  z.strictObject({ kind: z.literal(kind), process: name });

const command = z.discriminatedUnion('kind', [
  withProcess('startProcess'),
  withProcess('stopProcess'),
  withProcess('killProcess'),
  withProcess('pauseProcess'),
  withProcess('resumeProcess'),
  z.strictObject({
    kind: z.literal('setArguments'),
    process: name,
    arguments: z.array(z.string().check(z.maxLength(ARGUMENT_LIMIT))).check(z.maxLength(NAME_LIMIT)),
    environment: z.record(name, z.string().check(z.maxLength(ARGUMENT_LIMIT))),
    packageStart: z.optional(z.boolean()),
  }),
  // Configuration only: what a program keeps for itself is none of a person's texts.
  z.strictObject({
    kind: z.literal('writeFile'),
    host: name,
    path: path.check(z.regex(/^\/etc\/[\w./?-]+$/)),
    text: z.string().check(z.maxLength(ARGUMENT_LIMIT)),
  }),
  z.strictObject({ kind: z.literal('powerOffHost'), host: name }),
  z.strictObject({ kind: z.literal('powerOnHost'), host: name }),
  z.strictObject({ kind: z.literal('partition'), from: hosts, to: hosts, oneWay: z.boolean() }),
  z.strictObject({ kind: z.literal('heal'), from: hosts, to: hosts }),
  z.strictObject({
    kind: z.literal('setLink'),
    from: name,
    to: name,
    latencyMs: finite,
    jitterMs: finite,
    lossPermille: finite,
    slowMs: finite,
  }),
  z.strictObject({ kind: z.literal('wipeFolder'), host: name, folder: path, process: z.nullable(name) }),
  z.strictObject({
    kind: z.literal('setDisk'),
    host: name,
    full: z.optional(z.boolean()),
    failing: z.optional(z.boolean()),
    slowFactor: z.optional(finite),
  }),
  z.strictObject({ kind: z.literal('setClock'), host: name, skewMs: finite }),
  z.strictObject({
    kind: z.literal('tell'),
    process: name,
    body: z.union([
      operatorRequest,
      znodeEdit,
      shellLine,
      shellStart,
      terminalInput,
      clientSettings,
      clientTarget,
      clientForget,
      behaviour,
    ]),
  }),
]);

const atUs = z.number().check(z.gte(0), z.lte(LATEST_US));
const entry = z.strictObject({ atUs, afterEvents: z.nullable(count), command });

const request = z.object({
  scenario: name,
  seed: z.int().check(z.gte(0), z.lte(LARGEST_SEED)),
  journal: z.array(entry).check(z.maxLength(ENTRY_LIMIT)),
  atUs,
});

export function checkRun(run: RunRequest): ApiResult<CheckedRun> {
  const parsed = request.safeParse(run);
  if (!parsed.success) return { ok: false, error: { code: 'BAD_RUN', message: firstIssue(parsed.error) } };
  // The entries as they came: a run's hash sees the order of a command's fields, which parsing changes.
  const journal = run.journal as readonly JournalEntry[];
  const late = journal.findIndex((item, index) => item.atUs < (journal[index - 1]?.atUs ?? 0));
  if (late >= 0)
    return {
      ok: false,
      error: { code: 'BAD_RUN', message: `journal.${late}.atUs: entries are in the order of their times` },
    };
  return { ok: true, value: { ...parsed.data, journal } };
}

/** What is wrong with a command, or null. */
export function checkCommand(value: Command): string | null {
  const parsed = command.safeParse(value);
  return parsed.success ? null : firstIssue(parsed.error);
}

/** The part that `sim run --journal` reads beside the request. */
export const runFile = z.looseObject({ format: z.literal('mesoscope-run/1'), executed: count, runHash: z.string() });

export function firstIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'invalid';
  const place = issue.path.map(String).join('.');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
