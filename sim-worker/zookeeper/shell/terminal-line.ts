/**
 * What a line typed at the operator's own prompt asks for: zkCli.sh, a four-letter word through nc, and little else. The usual
 * messages of bash and of Debian's netcat (netcat-traditional 1.10) for what cannot be done. Pure.
 */
import { splitWords } from './command-line.ts';

export type TerminalRequest =
  | { readonly kind: 'print'; readonly lines: readonly string[] }
  | { readonly kind: 'clear' }
  /** `server` null: the first of the ensemble; `command`: words to run, then end. */
  | { readonly kind: 'zkCli'; readonly server: string | null; readonly command: readonly string[] }
  /** `word` null: it is typed as the next line. */
  | { readonly kind: 'netcat'; readonly host: string; readonly port: number; readonly word: string | null };

/** Commands of the prompt, for completion and `help`. */
export const TERMINAL_COMMANDS: readonly string[] = ['clear', 'echo', 'help', 'history', 'nc', 'zkCli.sh'];

export const FOUR_LETTER_WORDS: readonly string[] = [
  'conf',
  'cons',
  'crst',
  'dump',
  'envi',
  'isro',
  'mntr',
  'ruok',
  'srst',
  'srvr',
  'stat',
  'wchc',
  'wchp',
  'wchs',
];

const HELP: readonly string[] = [
  'zkCli.sh [-server HOST:PORT] [COMMAND …]   the ZooKeeper client; "quit" or Ctrl-C ends it',
  'echo WORD | nc HOST PORT                   a four-letter word, such as ruok, stat, srvr, mntr, cons, dump, wchs',
  'nc HOST PORT                               the same; the word is the next line',
  'history, clear, help',
];

/** Null: an empty line or a comment. `history`: lines typed at this prompt. */
export function readTerminalLine(line: string, history: readonly string[]): TerminalRequest | null {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return null;
  const parts = splitPipe(text);
  if (parts.length > 2) return print(`bash: more than one pipe is not known to this terminal`);
  const [first = '', second] = parts;
  const words = splitWords(first);
  if (second !== undefined) return readPipe(words, splitWords(second));
  return readCommand(words, history);
}

/** Parts between pipes that stand outside of quotes. */
function splitPipe(text: string): string[] {
  const parts: string[] = [''];
  let quote = '';
  for (const character of text) {
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    if (character === '|' && quote === '') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function print(...lines: readonly string[]): TerminalRequest {
  return { kind: 'print', lines };
}

function notFound(name: string): TerminalRequest {
  return print(`bash: ${name}: command not found`);
}

function readCommand(words: readonly string[], history: readonly string[]): TerminalRequest {
  const [name = '', ...rest] = words;
  switch (name) {
    case 'zkCli.sh':
    case './zkCli.sh':
    case 'bin/zkCli.sh':
    case 'zkCli':
      return readZkCli(rest);
    case 'nc':
    case 'netcat':
      return readNetcat(rest, null);
    case 'echo':
      return print(echoed(rest));
    case 'clear':
      return { kind: 'clear' };
    case 'help':
      return print(...HELP);
    case 'history':
      return print(...history.map((line, index) => `${String(index + 1).padStart(5)}  ${line}`));
    default:
      return notFound(name);
  }
}

function echoed(words: readonly string[]): string {
  return (words[0] === '-n' || words[0] === '-e' ? words.slice(1) : words).join(' ');
}

function readPipe(left: readonly string[], right: readonly string[]): TerminalRequest {
  const [source = '', ...said] = left;
  const [tool = '', ...rest] = right;
  if (source === '' || tool === '') return print("bash: syntax error near unexpected token `|'");
  if (source !== 'echo' && source !== 'printf') return notFound(source);
  if (tool !== 'nc' && tool !== 'netcat') return notFound(tool);
  return readNetcat(rest, echoed(said));
}

/** Options of nc change nothing here: a word is sent, the answer read until the server closes. */
function readNetcat(words: readonly string[], word: string | null): TerminalRequest {
  const places = words.filter((given, index) => !given.startsWith('-') && !takesValue(words[index - 1]));
  const [host, port] = places;
  if (host === undefined) return print('Cmd line: no destination', 'usage: nc HOST PORT');
  if (port === undefined) return print('no port[s] to connect to');
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) return print(`invalid port ${port}`);
  return { kind: 'netcat', host, port: number, word };
}

function takesValue(option: string | undefined): boolean {
  return option === '-w' || option === '-q' || option === '-s' || option === '-p';
}

/** `-server host:port`, `-timeout ms` and `-r` come before the command. Source: ZooKeeperMain.MyCommandOptions.parseOptions. */
function readZkCli(words: readonly string[]): TerminalRequest {
  let server: string | null = null;
  let index = 0;
  for (; index < words.length && (words[index] ?? '').startsWith('-'); index += 1) {
    const option = words[index];
    if (option !== '-server' && option !== '-timeout') continue;
    index += 1;
    const value = words[index];
    if (value === undefined) return print(`Error: no argument found for option ${option}`);
    if (option === '-server') server = value;
  }
  return { kind: 'zkCli', server, command: words.slice(index) };
}
