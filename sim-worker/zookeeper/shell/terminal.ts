/**
 * One terminal on the operator's machine: a prompt from which zkCli.sh is started and four-letter words are sent, what was
 * printed, and what was typed. Everything travels over the simulated network. Line editing belongs to the page.
 * Source of the words: ZooKeeper 3.4.14, server/NIOServerCnxn.java; of Ctrl-C: zkCli has no handler, the process ends.
 */
import { type AppendLog, emptyLog, logAppend, logDropOldest } from '../../kernel/append-log.ts';
import type { ConnectFailure, Context, ProgramEvent } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { ZkServerAddress } from '../client/client.ts';
import type { ServerToClient } from '../protocol/messages.ts';
import {
  abandonShell,
  runWords,
  shellOwnsEvent,
  shellPrompt,
  shellReceive,
  type ShellState,
  startShell,
  typeLine,
} from './shell-session.ts';
import { readTerminalLine, type TerminalRequest } from './terminal-line.ts';

export type TerminalInput =
  | { readonly kind: 'line'; readonly text: string }
  /** Ctrl-C. */
  | { readonly kind: 'interrupt' }
  /** Ctrl-D at an empty line. */
  | { readonly kind: 'endOfFile' }
  /** The tab was closed. */
  | { readonly kind: 'close' };

export type TerminalState = {
  readonly id: string;
  /** Shells started in it. */
  generation: number;
  shell: ShellState | null;
  netcat: Netcat | null;
  /** While zkCli runs its own lines continue these. */
  lines: AppendLog<string>;
  /** Index of the first line that `clear` left. */
  clearedBelow: number;
  /** Inputs received so far: the page tells from it which of its lines are still on their way. */
  taken: number;
  history: readonly string[];
  /** Typed while something ran. */
  typeAhead: readonly string[];
};

/** `connection` null: the word is not typed yet. */
type Netcat = { readonly host: string; readonly port: number; readonly connection: ConnectionId | null };

/** Terminals that one machine keeps. */
export const TERMINAL_LIMIT = 16;
const LINES_KEPT = 5000;
const HISTORY_KEPT = 200;
const TYPE_AHEAD_LIMIT = 100;

export function openTerminal(id: string): TerminalState {
  return {
    id,
    generation: 0,
    shell: null,
    netcat: null,
    lines: emptyLog<string>(),
    clearedBelow: 0,
    taken: 0,
    history: [],
    typeAhead: [],
  };
}

/** Everything printed, wherever it was printed. */
export function terminalLines(terminal: TerminalState): AppendLog<string> {
  return terminal.shell?.lines ?? terminal.lines;
}

/** What stands before the line being typed; empty while something runs that reads no line. */
export function terminalPrompt(terminal: TerminalState, host: string): string {
  if (terminal.shell !== null) return terminal.shell.running === null ? shellPrompt(terminal.shell) : '';
  return terminal.netcat === null ? `operator@${host}:~$ ` : '';
}

export function takeInput(
  terminal: TerminalState,
  context: Context,
  servers: readonly ZkServerAddress[],
  input: TerminalInput,
): void {
  terminal.taken += 1;
  switch (input.kind) {
    case 'line':
      takeLine(terminal, context, servers, input.text);
      return;
    case 'interrupt':
      interrupt(terminal, context, '^C');
      return;
    case 'endOfFile':
      if (terminal.shell !== null || terminal.netcat !== null) interrupt(terminal, context, '');
      return;
    case 'close':
      interrupt(terminal, context, '');
  }
}

function takeLine(terminal: TerminalState, context: Context, servers: readonly ZkServerAddress[], text: string): void {
  if (terminal.shell !== null) {
    typeLine(terminal.shell, context, text);
    finishShell(terminal, context, servers);
    return;
  }
  if (terminal.netcat !== null) {
    takeLineOfNetcat(terminal, context, terminal.netcat, text);
    return;
  }
  print(terminal, [terminalPrompt(terminal, context.host) + text]);
  if (text.trim() !== '') terminal.history = [...terminal.history, text].slice(-HISTORY_KEPT);
  const request = readTerminalLine(text, terminal.history);
  if (request !== null) perform(terminal, context, servers, request);
}

function takeLineOfNetcat(terminal: TerminalState, context: Context, netcat: Netcat, text: string): void {
  if (netcat.connection !== null) {
    if (terminal.typeAhead.length < TYPE_AHEAD_LIMIT) terminal.typeAhead = [...terminal.typeAhead, text];
    return;
  }
  print(terminal, [text]);
  dial(terminal, context, { host: netcat.host, port: netcat.port, word: text });
}

function perform(
  terminal: TerminalState,
  context: Context,
  servers: readonly ZkServerAddress[],
  request: TerminalRequest,
): void {
  switch (request.kind) {
    case 'print':
      print(terminal, request.lines);
      return;
    case 'clear':
      terminal.clearedBelow = terminal.lines.size;
      return;
    case 'zkCli':
      startZkCli(terminal, context, servers, request);
      return;
    case 'netcat':
      startNetcat(terminal, context, servers, request);
  }
}

function startZkCli(
  terminal: TerminalState,
  context: Context,
  servers: readonly ZkServerAddress[],
  request: Extract<TerminalRequest, { readonly kind: 'zkCli' }>,
): void {
  const first = servers[0] ?? { host: 'localhost', port: 2181 };
  terminal.generation += 1;
  terminal.shell = startShell(context, request.server ?? `${first.host}:${String(first.port)}`, {
    key: `terminal.${terminal.id}.${String(terminal.generation)}`,
    lines: terminal.lines,
    greets: request.command.length === 0,
  });
  if (request.command.length === 0) return;
  runWords(terminal.shell, context, request.command);
  finishShell(terminal, context, servers);
}

function startNetcat(
  terminal: TerminalState,
  context: Context,
  servers: readonly ZkServerAddress[],
  request: Extract<TerminalRequest, { readonly kind: 'netcat' }>,
): void {
  const { host, port, word } = request;
  if (!servers.some((server) => server.port === port)) {
    const ports = [...new Set(servers.map((server) => String(server.port)))].join(', ');
    print(terminal, [`nc: this terminal speaks to ZooKeeper's client port only (${ports})`]);
  } else if (word === null) terminal.netcat = { host, port, connection: null };
  else dial(terminal, context, { host, port, word });
}

function dial(
  terminal: TerminalState,
  context: Context,
  { host, port, word }: { readonly host: string; readonly port: number; readonly word: string },
): void {
  const connection = context.connect(host === 'localhost' ? context.host : host, port, 'zookeeper');
  context.send(connection, Object.freeze({ type: 'zk.word', word: word.slice(0, 4) }));
  terminal.netcat = { host, port, connection };
}

/** Ends what runs in the foreground: zkCli's session lingers at the servers until it expires. */
function interrupt(terminal: TerminalState, context: Context, mark: string): void {
  const prompt = terminalPrompt(terminal, context.host);
  if (terminal.shell !== null) {
    abandonShell(terminal.shell, context);
    terminal.lines = terminal.shell.lines;
    terminal.shell = null;
  }
  if (terminal.netcat !== null && terminal.netcat.connection !== null) context.close(terminal.netcat.connection);
  terminal.netcat = null;
  terminal.typeAhead = [];
  if (mark !== '') print(terminal, [prompt + mark]);
}

function print(terminal: TerminalState, lines: readonly string[]): void {
  let log = terminal.lines;
  for (const line of lines) log = logAppend(log, line);
  terminal.lines = logDropOldest(log, LINES_KEPT);
}

export function terminalOwnsEvent(terminal: TerminalState, event: ProgramEvent): boolean {
  const { netcat, shell } = terminal;
  if (shell !== null && shellOwnsEvent(shell, event)) return true;
  return 'connection' in event && netcat !== null && event.connection === netcat.connection;
}

export function terminalReceive(
  terminal: TerminalState,
  context: Context,
  servers: readonly ZkServerAddress[],
  event: ProgramEvent,
): void {
  if (terminal.shell !== null && shellOwnsEvent(terminal.shell, event)) {
    shellReceive(terminal.shell, context, event);
    finishShell(terminal, context, servers);
  } else if (terminal.netcat !== null) netcatReceive(terminal, context, servers, terminal.netcat, event);
}

/** zkCli ended by itself (`quit`, an exception it does not catch): back to the prompt. */
function finishShell(terminal: TerminalState, context: Context, servers: readonly ZkServerAddress[]): void {
  const { shell } = terminal;
  if (shell === null || shell.status !== 'exited') return;
  terminal.lines = shell.lines;
  terminal.shell = null;
  runTypeAhead(terminal, context, servers);
}

function netcatReceive(
  terminal: TerminalState,
  context: Context,
  servers: readonly ZkServerAddress[],
  netcat: Netcat,
  event: ProgramEvent,
): void {
  if (event.kind === 'message') {
    const message = event.body as ServerToClient;
    if (message.type === 'zk.text') print(terminal, message.text.replace(/\n$/, '').split('\n'));
    return;
  }
  if (event.kind === 'connectFailed')
    print(terminal, [`(UNKNOWN) [${netcat.host}] ${String(netcat.port)} (?) : ${failureText(event.body)}`]);
  else if (event.kind !== 'closed') return;
  terminal.netcat = null;
  runTypeAhead(terminal, context, servers);
}

function failureText(failure: ConnectFailure): string {
  switch (failure) {
    case 'refused':
      return 'Connection refused';
    case 'timeout':
      return 'Connection timed out';
    case 'unreachable':
      return 'No route to host';
  }
}

function runTypeAhead(terminal: TerminalState, context: Context, servers: readonly ZkServerAddress[]): void {
  while (terminal.typeAhead.length > 0 && terminal.netcat?.connection == null) {
    const [next = '', ...rest] = terminal.typeAhead;
    terminal.typeAhead = rest;
    takeLine(terminal, context, servers, next);
  }
}
