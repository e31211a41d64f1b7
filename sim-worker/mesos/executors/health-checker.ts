/**
 * COMMAND health check of a task: runs the command every interval and counts failures in a row.
 * Source: Mesos 1.0.1, src/health-check/main.cpp, health_checker.hpp (HealthCheckerProcess).
 * The command is run by the shell interpreter of the hosts; what it cannot know (`curl`, …) succeeds (docs/fidelity.md).
 * Left out: HTTP checks, which 1.0.1 refuses, and the checker being a process of its own.
 */
import { initialShell, stepShell, type ShellState } from '../../host/shell/interpreter.ts';
import { compileScript, type Script } from '../../host/shell/script.ts';
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import type { HealthCheck } from '../messages/infos.ts';

export type HealthCheckerState = {
  /** Prefix of the timer keys. */
  readonly key: string;
  readonly check: HealthCheck;
  readonly script: Script;
  readonly startedAtUs: number;
  /** The command in progress. */
  shell: ShellState | null;
  consecutiveFailures: number;
  /** No result was reported yet. */
  initializing: boolean;
};

/** What the executor passes on as TASK_RUNNING with the health, and whether the task has to go. */
export type HealthVerdict = { readonly healthy: boolean; readonly killTask: boolean };

/** Null when the task has no check that 1.0.1 can run. */
export function healthStart(
  context: Context,
  options: { readonly key: string; readonly check: HealthCheck | null; readonly environment: readonly string[] },
): HealthCheckerState | null {
  const { check, key } = options;
  if (check === null || check.command === null) return null;
  const variables = new Map(options.environment.map((entry): [string, string] => splitEntry(entry)));
  const { shell, value, arguments: words } = check.command;
  const text = shell ? (value ?? '') : [value ?? '', ...words].join(' ');
  context.setTimer(`${key}.check`, check.delaySeconds * 1000);
  return {
    key,
    check: Object.freeze(check),
    script: compileScript(text, variables),
    startedAtUs: context.nowUs,
    shell: null,
    consecutiveFailures: 0,
    initializing: true,
  };
}

function splitEntry(entry: string): [string, string] {
  const equals = entry.indexOf('=');
  return [entry.slice(0, equals), entry.slice(equals + 1)];
}

export function healthOwnsEvent(checker: HealthCheckerState, event: ProgramEvent): boolean {
  return event.kind === 'timer' && event.key.startsWith(`${checker.key}.`);
}

/** A verdict to report; null while there is nothing new. */
export function healthReceive(
  checker: HealthCheckerState,
  context: Context,
  event: ProgramEvent,
): HealthVerdict | null {
  if (event.kind !== 'timer') return null;
  switch (event.key.slice(checker.key.length + 1)) {
    case 'check':
      checker.shell = initialShell(checker.script);
      context.setTimer(`${checker.key}.timeout`, checker.check.timeoutSeconds * 1000);
      return run(checker, context, checker.shell);
    case 'wake':
      return checker.shell === null ? null : run(checker, context, checker.shell);
    case 'timeout':
      return checker.shell === null ? null : finish(checker, context, false);
    default:
      return null;
  }
}

export function healthStop(checker: HealthCheckerState, context: Context): void {
  checker.shell = null;
  for (const timer of ['check', 'wake', 'timeout']) context.clearTimer(`${checker.key}.${timer}`);
}

function run(checker: HealthCheckerState, context: Context, shell: ShellState): HealthVerdict | null {
  for (const effect of stepShell(shell)) {
    if (effect.kind === 'sleep') context.setTimer(`${checker.key}.wake`, effect.durationMs);
    if (effect.kind === 'exited') return finish(checker, context, effect.code === 0);
  }
  return null;
}

function finish(checker: HealthCheckerState, context: Context, passed: boolean): HealthVerdict | null {
  healthStop(checker, context);
  context.setTimer(`${checker.key}.check`, checker.check.intervalSeconds * 1000);
  return passed ? onPassed(checker) : onFailed(checker, context);
}

/** Told once at first, and once after failures. */
function onPassed(checker: HealthCheckerState): HealthVerdict | null {
  const isNews = checker.initializing || checker.consecutiveFailures > 0;
  checker.initializing = false;
  checker.consecutiveFailures = 0;
  return isNews ? { healthy: true, killTask: false } : null;
}

/** Failures soon after the start do not count. */
function onFailed(checker: HealthCheckerState, context: Context): HealthVerdict | null {
  if (context.nowUs - checker.startedAtUs <= checker.check.gracePeriodSeconds * 1_000_000) return null;
  checker.consecutiveFailures += 1;
  return { healthy: false, killTask: checker.consecutiveFailures >= checker.check.consecutiveFailures };
}
