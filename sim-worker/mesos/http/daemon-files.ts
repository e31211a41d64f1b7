/**
 * What a daemon attaches to /files: its log, where it goes to a file, and folders of its disk.
 * Source: Mesos 1.0.1, src/master/master.cpp and src/slave/slave.cpp (initialize), src/logging/logging.cpp (getLogFile).
 */
import type { LogLine, ReadContext } from '../../kernel/context.ts';
import type { FileView } from './files.ts';
import { glogLine } from './glog.ts';

/** Lines of the own log that /files shows: all that are kept. */
const LOG_LINES = 100_000;

type LogFlags = {
  readonly externalLogFile: string | null;
  readonly logDir: string | null;
  readonly loggingLevel: string;
};

/** Null: the log goes to no file. `program`: as glog names its files. */
export function logFilePath(flags: LogFlags, program: string): string | null {
  const { externalLogFile, logDir, loggingLevel } = flags;
  return externalLogFile ?? (logDir === null ? null : `${logDir}/${program}.${loggingLevel}`);
}

export type DaemonFiles = {
  /** Its virtual name, and where it is really; null: it goes to no file. */
  readonly log: { readonly name: string; readonly path: string | null };
  /** Folders under their own names. */
  readonly folders: readonly string[];
};

export function daemonFileView(context: ReadContext, files: DaemonFiles): FileView {
  const { log, folders } = files;
  const attached = new Map(folders.map((folder) => [folder, folder]));
  if (log.path !== null) attached.set(log.name, log.path);
  return {
    disk: context.disk,
    attached,
    virtualText: (path) => (path === log.path ? logText(context) : null),
    mtimeSecs: (path) => Math.floor(unixMs(context, changedUs(context, path, path === log.path)) / 1000),
  };
}

function changedUs(context: ReadContext, path: string, isLog: boolean): number {
  const at = isLog ? context.recentLog(1).at(-1)?.at : context.disk.changedUs(path);
  return at ?? context.nowUs;
}

/** As the host's clock showed it, had it not been set since. */
function unixMs(context: ReadContext, atUs: number): number {
  return context.wallClockMs - (context.nowUs - atUs) / 1000;
}

const LETTERS = { DEBUG: 'I', INFO: 'I', WARN: 'W', ERROR: 'E', FATAL: 'F' } as const;

function logText(context: ReadContext): string {
  const text = (line: LogLine): string =>
    glogLine({
      unixMs: unixMs(context, line.at),
      pid: line.pid,
      severity: LETTERS[line.severity],
      source: line.source,
      text: line.text,
    });
  return context
    .recentLog(LOG_LINES)
    .map((line) => `${text(line)}\n`)
    .join('');
}
