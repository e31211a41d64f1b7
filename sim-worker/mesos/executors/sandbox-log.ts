/**
 * Output of an executor into its sandbox: plain lines to stdout, glog lines to stderr.
 * Source: Mesos 1.0.1 executors; glog 0.3.3 (`Lmmdd hh:mm:ss.uuuuuu TID file:line] text`).
 */
import { civilTime, two } from '../../host/civil-time.ts';
import type { Context } from '../../kernel/context.ts';

export function printLine(context: Context, folder: string, text: string): void {
  context.disk.appendText(`${folder}/stdout`, `${text}\n`);
}

export function logLine(context: Context, folder: string, severity: 'I' | 'W' | 'E', source: string, text: string): void {
  context.disk.appendText(`${folder}/stderr`, `${glogPrefix(context.wallClockMs, context.pid, severity)} ${source}] ${text}\n`);
}

function glogPrefix(unixMs: number, threadId: number, severity: string): string {
  const time = civilTime(unixMs);
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}.${String(time.microsecond).padStart(6, '0')}`;
  return `${severity}${two(time.month)}${two(time.day)} ${clock} ${String(threadId).padStart(5)}`;
}
