/**
 * One zkCli session at a terminal: its handle, command numbers, history, printed lines.
 * Source: ZooKeeper 3.4.14, ZooKeeperMain.java (run, executeLine, processZKCmd, MyWatcher).
 */
import { type AppendLog, emptyLog, logAppend, logDropOldest } from '../../kernel/append-log.ts';
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import {
  type ZkClientState,
  zkClose,
  zkAbandon,
  zkOpen,
  type ZkOperation,
  type ZkOutput,
  zkOwnsEvent,
  type ZkReplyOutput,
  zkReceive,
  zkRequest,
} from '../client/client.ts';
import { INVALID_ACL } from '../protocol/error-codes.ts';
import { pathProblem } from '../protocol/paths.ts';
import { COMMAND_NAMES, readConnectString, splitWords, usageLines } from './command-line.ts';
import type { RunningCommand } from './command-step.ts';
import { startCommand, stepCommand } from './shell-commands.ts';
import { deathLines, missingWordLines } from './death-trace.ts';
import { errorLine } from './shell-text.ts';

/** zkCli's default session time-out, milliseconds. */
const SESSION_TIMEOUT_MS = 30_000;
/** Entries that `history` shows. */
const HISTORY_SHOWN = 11;
/** Lines kept for the terminal. */
const LINES_KEPT = 5000;

export type ShellState = {
  /** Unique in its process: names its handles and timers. */
  readonly key: string;
  /** As given after `-server`. */
  server: string;
  client: ZkClientState | null;
  generation: number;
  status: 'running' | 'exited';
  printWatches: boolean;
  /** Every line given, by its number. */
  history: string[];
  /** Given while a command runs. */
  typeAhead: string[];
  running: RunningCommand | null;
  /** Commands that failed so far, those that were no commands included. */
  failures: number;
  /** It runs one command given at its start. */
  once: boolean;
  lines: AppendLog<string>;
};

export type ShellPlace = {
  readonly key: string;
  /** What stands on the terminal already. */
  readonly lines: AppendLog<string>;
  /** Not with a command in its arguments. */
  readonly greets: boolean;
};

export function startShell(
  context: Context,
  server: string,
  place: ShellPlace = { key: 'shell', lines: emptyLog<string>(), greets: true },
): ShellState {
  const shell: ShellState = {
    key: place.key,
    server,
    client: null,
    generation: 0,
    status: 'running',
    printWatches: true,
    history: [],
    typeAhead: [],
    running: null,
    failures: 0,
    once: false,
    lines: place.lines,
  };
  print(shell, [`Connecting to ${server}`]);
  connect(shell, context, server);
  if (place.greets) print(shell, ['Welcome to ZooKeeper!', 'JLine support is enabled']);
  return shell;
}

function connect(shell: ShellState, context: Context, server: string): void {
  if (shell.client !== null) zkClose(shell.client, context);
  const { servers, chroot } = readConnectString(server);
  shell.server = server;
  shell.generation += 1;
  shell.client = zkOpen(context, {
    key: `${shell.key}.${String(shell.generation)}`,
    flavour: 'java',
    servers: servers.map(({ host, port }) => ({ host: host === 'localhost' ? context.host : host, port })),
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    chroot,
  });
}

function pauseTimer(shell: ShellState): string {
  return `${shell.key}/pause`;
}

/** `[zk: host:port(STATE) N] `. */
export function shellPrompt(shell: ShellState): string {
  return `[zk: ${shell.server}(${stateName(shell.client)}) ${String(shell.history.length)}] `;
}

function stateName(client: ZkClientState | null): string {
  switch (client?.phase) {
    case 'connected':
      return 'CONNECTED';
    case undefined:
    case 'dead':
    case 'closing':
    case 'closed':
      return 'CLOSED';
    default:
      return 'CONNECTING';
  }
}

function print(shell: ShellState, lines: readonly string[]): void {
  for (const line of lines) shell.lines = logAppend(shell.lines, line);
  shell.lines = logDropOldest(shell.lines, LINES_KEPT);
}

/** A line typed at the prompt; with a command still running it waits. */
export function typeLine(shell: ShellState, context: Context, line: string): void {
  if (shell.status === 'exited') return;
  if (shell.running !== null) {
    shell.typeAhead.push(line);
    return;
  }
  print(shell, [shellPrompt(shell) + line]);
  if (line === '') return;
  shell.history.push(line);
  execute(shell, context, splitWords(line));
}

function execute(shell: ShellState, context: Context, words: readonly string[]): void {
  const [name = ''] = words;
  if (!COMMAND_NAMES.includes(name)) {
    shell.failures += 1;
    print(shell, usageLines());
    return;
  }
  switch (name) {
    case 'quit':
      print(shell, ['Quitting...']);
      end(shell, context);
      return;
    case 'redo':
      if (words[1] !== undefined) {
        redo(shell, context, words[1]);
        return;
      }
      break;
    case 'history':
      showHistory(shell);
      break;
    case 'printwatches':
      if (words.length === 1) print(shell, [`printwatches is ${shell.printWatches ? 'on' : 'off'}`]);
      else shell.printWatches = words[1] === 'on';
      break;
    case 'connect':
      connect(shell, context, words[1] ?? shell.server);
      break;
    default:
  }
  executeConnected(shell, context, name, words);
}

/** Commands that are done by now; like the others they tell of a handle that is closed. */
const LOCAL_COMMANDS: ReadonlySet<string> = new Set(['redo', 'history', 'printwatches', 'connect']);

function executeConnected(shell: ShellState, context: Context, name: string, words: readonly string[]): void {
  if (shell.client === null || stateName(shell.client) === 'CLOSED') {
    shell.failures += 1;
    print(shell, ['Not connected']);
    return;
  }
  if (name === 'close') {
    zkClose(shell.client, context);
    shell.client = null;
    return;
  }
  if (LOCAL_COMMANDS.has(name)) return;
  if (name === 'setquota' && words.length >= 4) {
    print(shell, [`Comment: the parts are option ${words[1] ?? ''} val ${words[2] ?? ''} path ${words[3] ?? ''}`]);
  }
  shell.running = startCommand(words);
  advance(shell, context, null);
}

function redo(shell: ShellState, context: Context, number: string): void {
  const index = decodeInteger(number);
  if (index === null) {
    print(shell, [`Command failed: java.lang.NumberFormatException: For input string: "${number}"`]);
    return;
  }
  const line = index < shell.history.length - 1 ? shell.history[index] : undefined;
  const words = line === undefined ? [] : splitWords(line);
  if (line === undefined) print(shell, ['Command index out of range']);
  else if (words[0] === 'redo') print(shell, ['No redoing redos']);
  else {
    shell.history[shell.history.length - 1] = line;
    execute(shell, context, words);
  }
}

/** Integer.decode: decimal, 0x and # for hexadecimal, 0 for octal. */
function decodeInteger(text: string): number | null {
  const match = /^([+-]?)(?:(0[xX]|#)([0-9a-fA-F]+)|(0)([0-7]+)|(\d+))$/.exec(text);
  if (match === null) return null;
  const [, sign, , hexadecimal, , octal, decimal] = match;
  const value =
    hexadecimal !== undefined
      ? Number.parseInt(hexadecimal, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : Number(decimal);
  return sign === '-' ? -value : value;
}

function showHistory(shell: ShellState): void {
  const first = Math.max(0, shell.history.length - HISTORY_SHOWN);
  print(
    shell,
    shell.history.slice(first).map((line, index) => `${String(first + index)} - ${line}`),
  );
}

/** `zkCli.sh -server host:port COMMAND`: no prompt, and the process ends with the command. */
export function runWords(shell: ShellState, context: Context, words: readonly string[]): void {
  shell.once = true;
  execute(shell, context, words);
  if (shell.running === null) leave(shell, context);
}

/** The process is ended from outside (Ctrl-C): its session lives on at the servers until it expires there. */
export function abandonShell(shell: ShellState, context: Context): void {
  if (shell.running !== null) context.clearTimer(pauseTimer(shell));
  leave(shell, context);
}

function leave(shell: ShellState, context: Context): void {
  if (shell.client !== null) zkAbandon(shell.client, context);
  shell.client = null;
  shell.status = 'exited';
  shell.running = null;
  shell.typeAhead = [];
}

function end(shell: ShellState, context: Context): void {
  if (shell.client !== null) zkClose(shell.client, context);
  shell.status = 'exited';
  shell.typeAhead = [];
  shell.running = null;
}

/** The next step of the command under way, after a reply or at its start. */
function advance(shell: ShellState, context: Context, reply: ZkReplyOutput | null): void {
  const { running, client } = shell;
  if (running === null || client === null) return;
  const step = stepCommand(running, reply);
  switch (step.kind) {
    case 'ask': {
      const problem = 'path' in step.operation ? pathProblemOf(step.operation) : null;
      if (problem !== null) onException(shell, context, `java.lang.IllegalArgumentException: ${problem}`);
      else if (hasEmptyAcl(step.operation))
        onFailure(shell, context, {
          error: INVALID_ACL,
          path: step.operation.op === 'create' ? 'null' : running.asked,
        });
      else if (step.pauseMs > 0) context.setTimer(pauseTimer(shell), step.pauseMs, step.operation);
      else zkRequest(client, context, step.operation, shell.generation);
      return;
    }
    case 'send':
      zkRequest(client, context, step.operation, null);
      finish(shell, context, []);
      return;
    case 'done':
      finish(shell, context, step.lines);
      return;
    case 'usage':
      shell.failures += 1;
      finish(shell, context, usageLines());
      return;
    case 'exception':
      onException(shell, context, step.text);
      return;
    case 'failed':
      onFailure(shell, context, { error: step.error, path: running.asked });
  }
}

/** The library itself refuses an empty list; its exception names the path for setACL only. */
function hasEmptyAcl(operation: ZkOperation): boolean {
  return 'acl' in operation && operation.acl?.length === 0;
}

function onFailure(
  shell: ShellState,
  context: Context,
  { error, path }: { readonly error: number; readonly path: string },
): void {
  const { notes = [], words = [] } = shell.running ?? {};
  shell.failures += 1;
  const line = errorLine(error, path);
  if (line !== null) finish(shell, context, [...notes, line]);
  else die(shell, context, deathLines(error, path, { words, once: shell.once }));
}

function pathProblemOf(operation: {
  readonly op: string;
  readonly path: string;
  readonly sequential?: boolean;
}): string | null {
  return pathProblem(operation.sequential === true ? `${operation.path}1` : operation.path);
}

/** NumberFormatException is an IllegalArgumentException too: zkCli survives these. */
const CAUGHT = /^java\.lang\.(IllegalArgumentException|NumberFormatException)/;

function onException(shell: ShellState, context: Context, text: string): void {
  shell.failures += 1;
  if (CAUGHT.test(text)) finish(shell, context, [...(shell.running?.notes ?? []), `Command failed: ${text}`]);
  else die(shell, context, missingWordLines(text, { words: shell.running?.words ?? [], once: shell.once }));
}

function finish(shell: ShellState, context: Context, lines: readonly string[]): void {
  print(shell, lines);
  shell.running = null;
  if (shell.once) {
    leave(shell, context);
    return;
  }
  const next = shell.typeAhead.shift();
  if (next !== undefined) typeLine(shell, context, next);
}

/** zkCli does not catch this: the process ends, its session lingers. */
function die(shell: ShellState, context: Context, lines: readonly string[]): void {
  print(shell, lines);
  leave(shell, context);
}

export function shellOwnsEvent(shell: ShellState, event: ProgramEvent): boolean {
  if (event.kind === 'timer' && event.key === pauseTimer(shell)) return true;
  return shell.client !== null && zkOwnsEvent(shell.client, event);
}

export function shellReceive(shell: ShellState, context: Context, event: ProgramEvent): void {
  if (shell.client === null) return;
  if (event.kind === 'timer' && event.key === pauseTimer(shell)) {
    zkRequest(shell.client, context, event.body as Parameters<typeof zkRequest>[2], shell.generation);
    return;
  }
  for (const output of zkReceive(shell.client, context, event)) onOutput(shell, context, output);
}

function onOutput(shell: ShellState, context: Context, output: ZkOutput): void {
  switch (output.kind) {
    case 'session':
      if (output.change !== 'authFailed') printEvent(shell, SESSION_STATES[output.change], 'None', 'null');
      else printEvent(shell, 'AuthFailed', 'None', 'null');
      return;
    case 'watch':
      printEvent(shell, 'SyncConnected', output.type, output.path);
      return;
    case 'reply':
      if (output.tag === shell.generation) advance(shell, context, output);
  }
}

const SESSION_STATES = {
  connected: 'SyncConnected',
  reconnected: 'SyncConnected',
  disconnected: 'Disconnected',
  expired: 'Expired',
} as const;

function printEvent(shell: ShellState, state: string, type: string, path: string): void {
  if (!shell.printWatches) return;
  print(shell, ['', 'WATCHER::', '', `WatchedEvent state:${state} type:${type} path:${path}`]);
}
