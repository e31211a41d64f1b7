/**
 * Output of an executor into its sandbox: plain lines to stdout, glog lines to stderr.
 * Source: Mesos 1.0.1 executors; glog 0.3.3 (`Lmmdd hh:mm:ss.uuuuuu TID file:line] text`).
 */
import type { Context } from '../../kernel/context.ts';
import { glogLine } from '../http/glog.ts';

export function printLine(context: Context, folder: string, text: string): void {
  context.disk.appendText(`${folder}/stdout`, `${text}\n`);
}

export function logLine(
  context: Context,
  folder: string,
  severity: 'I' | 'W' | 'E',
  source: string,
  text: string,
): void {
  context.disk.appendText(
    `${folder}/stderr`,
    `${glogLine({ unixMs: context.wallClockMs, pid: context.pid, severity, source, text })}\n`,
  );
}
