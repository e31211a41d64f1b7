/**
 * How the command executor speaks with its agent: by the driver's messages, or over HTTP (`--http_command_executor`).
 * Source: Mesos 1.0.1, src/launcher/executor.cpp (initialize).
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import {
  executorDriverOwnsEvent,
  executorDriverReceive,
  executorDriverSendStatus,
  executorDriverStart,
  type ExecutorCallback,
  type ExecutorDriverState,
  type ExecutorStatus,
} from './executor-driver.ts';
import type { ExecutorFlags } from './executor-flags.ts';
import {
  type HttpExecutorDriver,
  httpDriverOwnsEvent,
  httpDriverReceive,
  httpDriverSendStatus,
  httpDriverStart,
} from './executor-http-driver.ts';

export type CommandDriver =
  | { readonly kind: 'messages'; readonly driver: ExecutorDriverState }
  | { readonly kind: 'http'; readonly driver: HttpExecutorDriver };

export function commandDriverStart(context: Context, flags: ExecutorFlags): CommandDriver {
  const options = { key: 'driver', ...flags };
  return flags.http
    ? { kind: 'http', driver: httpDriverStart(context, options) }
    : { kind: 'messages', driver: executorDriverStart(context, options) };
}

export function commandDriverOwnsEvent(driver: CommandDriver, event: ProgramEvent): boolean {
  return driver.kind === 'http'
    ? httpDriverOwnsEvent(driver.driver, event)
    : executorDriverOwnsEvent(driver.driver, event);
}

export function commandDriverReceive(
  driver: CommandDriver,
  context: Context,
  event: ProgramEvent,
): readonly ExecutorCallback[] {
  return driver.kind === 'http'
    ? httpDriverReceive(driver.driver, context, event)
    : executorDriverReceive(driver.driver, context, event);
}

export function commandDriverSendStatus(driver: CommandDriver, context: Context, status: ExecutorStatus): void {
  if (driver.kind === 'http') httpDriverSendStatus(driver.driver, context, status);
  else executorDriverSendStatus(driver.driver, context, status);
}
