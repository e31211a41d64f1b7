/**
 * Endpoints that libprocess gives every process: /logging/toggle, /profiler/start and /stop, and the time-out of
 * /metrics/snapshot. Source: Mesos 1.0.1, 3rdparty/libprocess/src/logging.cpp, profiler.cpp, metrics/metrics.cpp.
 * Left out: the verbosity does not change what is logged.
 */
import type { Context } from '../../kernel/context.ts';
import type { HttpReply } from '../../kernel/http.ts';
import { parseDurationMs } from '../master/duration.ts';
import { emptyAnswer, errorAnswer } from './request.ts';

type Query = ReadonlyMap<string, string>;

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

export function loggingAnswer(query: Query, verbosity: number): HttpReply {
  const level = query.get('level');
  const duration = query.get('duration');
  if (level === undefined && duration === undefined)
    return { status: 200, headers: PLAIN, body: `${String(verbosity)}\n` };
  if (duration === undefined) return errorAnswer(400, "Expecting 'duration=value' in query.\n");
  if (level === undefined) return errorAnswer(400, "Expecting 'level=value' in query.\n");
  if (!/^[+-]?\d+$/.test(level)) return errorAnswer(400, `Failed to convert '${level}' to number.\n`);
  if (Number(level) < 0) return errorAnswer(400, `Invalid level '${String(Number(level))}'.\n`);
  const parsed = parseDurationMs(duration);
  return parsed.ok ? emptyAnswer(200) : errorAnswer(400, `${parsed.error}.\n`);
}

/** A verbosity for so long; then it is 0 again. */
export type LoggingChange = { readonly level: number; readonly durationMs: number };

/** What a good request to /logging/toggle asks for; null: it only reads, or is wrong. */
export function loggingChange(query: Query): LoggingChange | null {
  const level = query.get('level');
  const duration = parseDurationMs(query.get('duration') ?? '');
  if (level === undefined || !duration.ok || loggingAnswer(query, 0).status !== 200) return null;
  return { level: Number(level), durationMs: duration.value };
}

/** Of SET_LOGGING_LEVEL: `{ level, duration: { nanoseconds } }`. */
export function loggingChangeOf(part: Readonly<Record<string, unknown>>): LoggingChange {
  const duration = part['duration'] as { readonly nanoseconds?: number } | undefined;
  return { level: Number(part['level']), durationMs: Number(duration?.nanoseconds ?? 0) / 1e6 };
}

export const VERBOSITY_TIMER = 'verbosity';

/** Source: libprocess logging.cpp (set_level). */
export function setVerbosity(owner: { verbosity: number }, context: Context, change: LoggingChange): void {
  owner.verbosity = change.level;
  if (change.level !== 0) context.setTimer(VERBOSITY_TIMER, change.durationMs);
}

/** The packages are built without gperftools. */
export function profilerAnswer(): HttpReply {
  return errorAnswer(
    400,
    'Perftools is disabled. To enable perftools, configure libprocess with --enable-perftools.\n',
  );
}

/** Null: the time-out is good, or there is none. */
export function metricsTimeoutError(query: Query): HttpReply | null {
  const timeout = query.get('timeout');
  if (timeout === undefined) return null;
  const parsed = parseDurationMs(timeout);
  return parsed.ok ? null : errorAnswer(400, `Invalid timeout '${timeout}': ${parsed.error}.\n`);
}
