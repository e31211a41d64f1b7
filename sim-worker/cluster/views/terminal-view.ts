/** A terminal on the operator's machine as the page draws it, and what Tab completes there: reads that leave no mark. */
import { logSlice } from '../../kernel/append-log.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import type { Process } from '../../kernel/world.ts';
import { allProcesses } from '../../kernel/process-table.ts';
import { readChildNames } from '../../zookeeper/server/view.ts';
import { completions } from '../../zookeeper/shell/command-line.ts';
import type { ZkCliFlags, ZkCliState } from '../../zookeeper/shell/program.ts';
import { FOUR_LETTER_WORDS, TERMINAL_COMMANDS } from '../../zookeeper/shell/terminal-line.ts';
import { terminalLines, terminalPrompt, type TerminalState } from '../../zookeeper/shell/terminal.ts';
import { servingServers } from './ensemble.ts';

export type TerminalView = {
  /** `operator@host:~$ ` or zkCli's; empty while something runs that reads no line. */
  readonly prompt: string;
  /** Number of the first of `lines`, counted from all that was ever printed; more than asked for when `clear` or age took the rest. */
  readonly from: number;
  readonly lines: readonly string[];
  readonly total: number;
  /** Inputs received since it was opened. */
  readonly taken: number;
  readonly program: 'shell' | 'zkCli' | 'nc';
  /** Lines typed at the present prompt, oldest first: for the arrow keys. */
  readonly history: readonly string[];
  /** Addresses of the ensemble's client ports. */
  readonly servers: readonly string[];
};

/** Lines of one answer: the rest comes with the next question. */
const LINES_AT_ONCE = 2000;

/** Null when the cluster has no operator's tools, or while they do not run. */
export function terminalView(simulator: Simulator, id: string, from: number): TerminalView | null {
  const tools = toolsOf(simulator);
  if (tools === null) return null;
  const servers = serverNames(tools);
  const terminal = (tools.state as ZkCliState).terminals.get(id);
  const fresh = { prompt: promptOf(tools, undefined), from: 0, lines: [], total: 0, taken: 0, history: [], servers };
  if (terminal === undefined) return { ...fresh, program: 'shell' };
  const log = terminalLines(terminal);
  const first = Math.min(log.size, Math.max(from, log.first, terminal.clearedBelow));
  return {
    prompt: promptOf(tools, terminal),
    from: first,
    lines: logSlice(log, first, first + LINES_AT_ONCE),
    total: log.size,
    taken: terminal.taken,
    program: terminal.shell !== null ? 'zkCli' : terminal.netcat === null ? 'shell' : 'nc',
    history: terminal.shell === null ? terminal.history : terminal.shell.history,
    servers,
  };
}

function toolsOf(simulator: Simulator): Process | null {
  for (const process of allProcesses(simulator.world))
    if (process.spec.program === 'zkcli' && process.status !== 'ended' && process.state !== null) return process;
  return null;
}

function promptOf(tools: Process, terminal: TerminalState | undefined): string {
  return terminal === undefined ? `operator@${tools.spec.host}:~$ ` : terminalPrompt(terminal, tools.spec.host);
}

function serverNames(tools: Process): string[] {
  const { servers } = tools.spec.flags as unknown as ZkCliFlags;
  return servers.map((server) => `${server.host}:${String(server.port)}`);
}

/** What may stand in place of the last word of a line. */
export function completeTerminal(simulator: Simulator, id: string, line: string): readonly string[] {
  const tools = toolsOf(simulator);
  if (tools === null) return [];
  const shell = (tools.state as ZkCliState).terminals.get(id)?.shell ?? null;
  if (shell !== null) return completions(line, (path) => childrenSeenBy(simulator, shell.server, path));
  return completeAtPrompt(line, serverNames(tools));
}

function completeAtPrompt(line: string, servers: readonly string[]): string[] {
  const words = line.split(/\s+/);
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  const candidates = words.length === 1 ? TERMINAL_COMMANDS : candidatesAfter(before, words, servers);
  return candidates.filter((candidate) => candidate.startsWith(last)).sort();
}

function candidatesAfter(before: string, words: readonly string[], servers: readonly string[]): readonly string[] {
  const parts = servers.map((server) => server.split(':'));
  if (before === '-server') return servers;
  if (before === 'zkCli.sh') return ['-server'];
  if (before === 'echo') return FOUR_LETTER_WORDS;
  if (before === '|') return ['nc'];
  if (before === 'nc') return parts.map(([host = '']) => host);
  const port = parts.find(([host]) => host === before)?.[1];
  return words.at(-3) === 'nc' && port !== undefined ? [port] : [];
}

/** Children as the server that zkCli is connected to has them; null when it does not serve or has no such znode. */
function childrenSeenBy(simulator: Simulator, server: string, path: string): readonly string[] | null {
  const [host = ''] = server.split(':');
  const serving = servingServers(simulator);
  const found = host === 'localhost' ? serving[0] : serving.find(({ process }) => process.spec.host === host);
  return found === undefined ? null : readChildNames(found.state, path);
}
