/**
 * The log as the registrar uses it: win the right to write, append, learn when that right is lost.
 * Source: Mesos 1.0.1, src/log/log.cpp, src/log/coordinator.cpp.
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';

export type LogOptions = { readonly folder: string | null };
export type LogState = {
  readonly options: LogOptions;
  latest: unknown;
  end: number;
};

export type LogOutput =
  /** We coordinate the log now; `latest` is the last value appended, null when there is none. */
  | { readonly kind: 'elected'; readonly latest: unknown }
  | { readonly kind: 'appended'; readonly position: number }
  /** Somebody else coordinates the log. */
  | { readonly kind: 'demoted' };

const APPEND_KEY = 'log.append';

export function logOpen(context: Context, options: LogOptions): LogState {
  const file = options.folder === null ? null : context.disk.read(`${options.folder}/records`);
  const records = file?.kind === 'records' ? file.records : [];
  return { options, latest: records[records.length - 1] ?? null, end: records.length };
}

export function logElect(log: LogState, _context: Context): readonly LogOutput[] {
  return [{ kind: 'elected', latest: log.latest }];
}

export function logAppend(log: LogState, context: Context, record: { readonly value: unknown; readonly sizeBytes: number }): readonly LogOutput[] {
  log.latest = record.value;
  log.end += 1;
  if (log.options.folder === null) return [{ kind: 'appended', position: log.end }];
  const path = `${log.options.folder}/records`;
  context.disk.write(path, { kind: 'records', records: Object.freeze([record.value]), sizeBytes: record.sizeBytes });
  context.disk.fsync(path, APPEND_KEY, log.end);
  return [];
}

export function logOwnsEvent(_log: LogState, event: ProgramEvent): boolean {
  return event.kind === 'synced' && event.key === APPEND_KEY;
}

export function logReceive(_log: LogState, _context: Context, event: ProgramEvent): readonly LogOutput[] {
  return event.kind === 'synced' ? [{ kind: 'appended', position: event.body as number }] : [];
}
