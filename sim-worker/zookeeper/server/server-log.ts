/**
 * Log lines and clocks of a server. Source: ZooKeeper 3.4.14, conf/log4j.properties: `[thread:Class] - message`; the thread
 * and class go into the line's source.
 */
import type { Context, ReadContext, Severity } from '../../kernel/context.ts';
import type { ServerConfig } from './config.ts';

/** Monotonic clock of the host when the run starts, milliseconds: session ids and buckets start from it. */
export const HOST_UPTIME_MS = 86_400_000;

export function elapsedMs(context: ReadContext): number {
  return context.nowUs / 1000 + HOST_UPTIME_MS;
}

export function logPeer(
  context: Context,
  config: ServerConfig,
  severity: Severity,
  className: string,
  text: string,
): void {
  context.log(
    severity,
    text,
    `QuorumPeer[myid=${String(config.myid)}]/0:0:0:0:0:0:0:0:${String(config.clientPort)}:${className}`,
  );
}

export function logClientPort(
  context: Context,
  config: ServerConfig,
  severity: Severity,
  className: string,
  text: string,
): void {
  context.log(severity, text, `NIOServerCxn.Factory:0.0.0.0/0.0.0.0:${String(config.clientPort)}:${className}`);
}

export function logThread(context: Context, severity: Severity, thread: string, className: string, text: string): void {
  context.log(severity, text, `${thread}:${className}`);
}
