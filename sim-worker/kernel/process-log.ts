/** The log of a process: its last lines, kept in the world so that going back shows what was there. */
import { logAppend, logDropOldest, logSize, logSlice } from './append-log.ts';
import type { LogLine, Severity } from './context.ts';
import type { Engine } from './engine.ts';
import type { Process } from './world.ts';

/** Lines kept for each process. */
const LOG_LIMIT = 2000;

export function appendLogLine(engine: Engine, process: Process, severity: Severity, text: string, source = ''): void {
  const line: LogLine = Object.freeze({ at: engine.world.nowUs, severity, text, source, pid: process.pid });
  process.log = logDropOldest(logAppend(process.log, line), LOG_LIMIT);
}

export function recentLines(process: Process, count: number): readonly LogLine[] {
  const size = logSize(process.log);
  return logSlice(process.log, size - count, size);
}
