/** `sim zkcli` and `sim 4lw`: an operator's ZooKeeper tools, used on the operator's machine of a running scenario. */
import { type AppendLog, logSize, logSlice } from '../kernel/append-log.ts';
import { must } from '../kernel/assert.ts';
import type { Process } from '../kernel/world.ts';
import { allProcesses } from '../kernel/process-table.ts';
import type { ZkCliFlags, ZkCliState } from '../zookeeper/shell/program.ts';
import { FOUR_LETTER_WORDS } from '../zookeeper/shell/terminal-line.ts';
import { terminalLines } from '../zookeeper/shell/terminal.ts';
import { act, type Headless, nowUs, runTo, startHeadless } from './headless.ts';
import { type Arguments, readArguments, scenarioOption, secondsOf, seedOption, toUs } from './options.ts';
import { usageError } from './usage.ts';

const OPTIONS = {
  server: { type: 'string' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const DEFAULT_AT_SECONDS = 60;
/** Virtual time that one command may take: zkCli itself waits for ever. */
const PATIENCE_US = 120_000_000;
const STEP_US = 10_000;
/** After a command, for the watches that it fired. */
const QUIET_US = 50_000;
const TERMINAL = 'sim';

/** Exit code 0 when every command succeeded. */
export function zkCliCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (positionals.length === 0) throw usageError('sim zkcli wants at least one COMMAND, e.g. "ls /"');
  const { run, server } = startAt(values);
  tell(run, { kind: 'start', server: server.text });
  const shell = () => must(stateOf(run)?.shell, 'zkCli');
  if (!waitFor(run, () => stateOf(run)?.shell?.client?.connected === true)) return noAnswer(server.text);
  runTo(run, nowUs(run) + QUIET_US);
  const commands = [];
  for (const command of positionals) {
    const from = logSize(shell().lines);
    const { failures } = shell();
    tell(run, { kind: 'line', text: command });
    if (!waitFor(run, () => shell().running === null)) return noAnswer(server.text);
    runTo(run, nowUs(run) + QUIET_US);
    // The first of them is the prompt with the command.
    const output = linesFrom(shell().lines, from + 1);
    const failed = shell().failures > failures;
    commands.push({ command, output, failed });
    if (values['json'] !== true) process.stdout.write(output.map((line) => `${line}\n`).join(''));
    if (shell().status === 'exited') break;
  }
  if (values['json'] === true) process.stdout.write(`${JSON.stringify({ server: server.text, commands })}\n`);
  return commands.length < positionals.length || commands.some((one) => one.failed) ? 1 : 0;
}

/** Exit code 0 when the server answered. */
export function wordCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [word, ...rest] = positionals;
  if (word === undefined || rest.length > 0) throw usageError('sim 4lw wants one WORD');
  if (!FOUR_LETTER_WORDS.includes(word))
    throw usageError(`unknown word ${word}; there are ${FOUR_LETTER_WORDS.join(', ')}`);
  const { run, server } = startAt(values);
  const text = `echo ${word} | nc ${server.host} ${String(server.port)}`;
  tell(run, { kind: 'terminal', terminal: TERMINAL, input: { kind: 'line', text } });
  const terminal = () => stateOf(run)?.terminals.get(TERMINAL);
  if (!waitFor(run, () => terminal() !== undefined && terminal()?.netcat === null)) return noAnswer(server.text);
  const lines = linesFrom(terminalLines(must(terminal(), 'terminal')), 1);
  const answered = lines.length > 0 && !(lines[0] ?? '').startsWith('(UNKNOWN)');
  if (values['json'] === true) process.stdout.write(`${JSON.stringify({ server: server.text, word, lines })}\n`);
  else process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return answered ? 0 : 1;
}

type Server = { readonly host: string; readonly port: number; readonly text: string };

function startAt(values: Arguments['values']): { readonly run: Headless; readonly server: Server } {
  const run = startHeadless({ scenario: scenarioOption(values), seed: seedOption(values) });
  const atUs = toUs(secondsOf(values['at'] ?? DEFAULT_AT_SECONDS, '--at'));
  const asked = typeof values['server'] === 'string' ? serverOf(values['server']) : null;
  // The tools start with the hosts, in the first tenths of a second.
  runTo(run, Math.max(atUs, toUs(1)));
  const { servers } = toolsOf(run).spec.flags as unknown as ZkCliFlags;
  const first = must(servers[0], 'a ZooKeeper server');
  const server = asked ?? { ...first, text: `${first.host}:${String(first.port)}` };
  if (!servers.some((known) => known.host === server.host && known.port === server.port)) {
    const names = servers.map((known) => `${known.host}:${String(known.port)}`);
    throw usageError(`no ZooKeeper server ${server.text}; there are ${names.join(', ')}`);
  }
  return { run, server };
}

function serverOf(text: string): Server {
  const match = /^([^:\s]+)(?::(\d{1,5}))?$/.exec(text);
  if (match === null) throw usageError(`--server is HOST:PORT, not ${text}`);
  const port = Number(match[2] ?? 2181);
  return { host: match[1] ?? '', port, text: `${match[1] ?? ''}:${String(port)}` };
}

function toolsOf(run: Headless): Process {
  const processes = [...allProcesses(run.history.simulator.world)];
  const found = processes.find((process) => process.spec.program === 'zkcli');
  if (found === undefined) throw usageError('this scenario has no ZooKeeper tools');
  return found;
}

function stateOf(run: Headless): ZkCliState | null {
  return toolsOf(run).state as ZkCliState | null;
}

function tell(run: Headless, body: unknown): void {
  const result = act(run, { kind: 'tell', process: toolsOf(run).spec.id, body });
  if (!result.ok) throw new Error(result.error.message);
}

function waitFor(run: Headless, condition: () => boolean): boolean {
  const untilUs = nowUs(run) + PATIENCE_US;
  while (!condition()) {
    if (nowUs(run) >= untilUs) return false;
    runTo(run, nowUs(run) + STEP_US);
  }
  return true;
}

function linesFrom(log: AppendLog<string>, from: number): readonly string[] {
  return logSlice(log, from, logSize(log));
}

function noAnswer(server: string): number {
  process.stderr.write(`sim: no answer from ${server} within ${String(PATIENCE_US / 1e6)} virtual seconds\n`);
  return 1;
}
