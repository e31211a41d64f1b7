/**
 * Compiles the command line of a task or container into instructions: a small part of `sh`, enough for the commands
 * that people give to a cluster. Source: POSIX shell command language; what is understood is in docs/fidelity.md.
 * Left out: pipes run as their first command, substitutions other than variables, functions, `if`, `case`.
 */

export type Instruction =
  | { readonly op: 'sleep'; readonly durationMs: number }
  | { readonly op: 'echo'; readonly text: string; readonly stream: 'stdout' | 'stderr' }
  | { readonly op: 'status'; readonly code: number }
  | { readonly op: 'exit'; readonly code: number | null }
  /** A program of unknown kind that runs for ever; listens when a port is given. */
  | { readonly op: 'serve'; readonly ports: readonly number[] }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'jumpIfFailed'; readonly to: number }
  | { readonly op: 'jumpIfOk'; readonly to: number };

export type Script = readonly Instruction[];

export type Variables = ReadonlyMap<string, string>;

/** Programs that do something short and succeed. */
const QUICK = new Set([
  'true',
  ':',
  'cd',
  'export',
  'set',
  'unset',
  'umask',
  'ulimit',
  'date',
  'env',
  'pwd',
  'whoami',
  'hostname',
  'id',
  'uname',
  'ls',
  'cat',
  'touch',
  'mkdir',
  'rm',
  'cp',
  'mv',
  'chmod',
  'chown',
  'ln',
  'wget',
  'curl',
  'tar',
  'unzip',
  'gzip',
  'grep',
  'sed',
  'awk',
  'head',
  'wc',
  'sort',
  'test',
  '[',
  'printf',
  'read',
  'trap',
  'wait',
  'sync',
  'df',
  'du',
  'free',
  'ps',
]);

/** Words that show that a command serves a port. */
const SERVERS =
  /\bport|PORT\d*\b|http|nginx|httpd|apache|server|uwsgi|gunicorn|haproxy|tomcat|jetty|node\b|rails|flask/i;

export function compileScript(text: string, variables: Variables): Script {
  const code: Instruction[] = [];
  compileList(tokenize(text), variables, code);
  code.push({ op: 'exit', code: null });
  return Object.freeze(code.map((instruction) => Object.freeze(instruction)));
}

/** A word, or an operator of its own; quotes are taken off words, and single quotes forbid substitution. */
type Token = { readonly text: string; readonly operator: boolean; readonly literal: boolean };

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(&&|\|\||;|\n|\||&|[<>]+&?\d?|'([^']*)'|"((?:[^"\\]|\\.)*)"|(?:[^\s;&|<>'"\\]|\\.)+)/y;
  const trimmed = text.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const match = pattern.exec(trimmed);
    if (match === null) break;
    tokens.push(tokenOf(match));
  }
  return tokens;
}

function tokenOf(match: RegExpExecArray): Token {
  const raw = match[1] ?? '';
  if (match[2] !== undefined) return { text: match[2], operator: false, literal: true };
  if (match[3] !== undefined) return { text: match[3].replace(/\\(.)/g, '$1'), operator: false, literal: false };
  if (/^(&&|\|\||;|\n|\||&)$/.test(raw)) return { text: raw === '\n' ? ';' : raw, operator: true, literal: false };
  return { text: raw.replace(/\\(.)/g, '$1'), operator: false, literal: false };
}

/** Commands joined by `;`, `&&`, `||`; a failed `a && b` skips b, a good `a || b` skips b. */
function compileList(tokens: readonly Token[], variables: Variables, code: Instruction[]): void {
  let index = 0;
  let skipFrom: number | null = null;
  while (index < tokens.length) {
    const command = takeCommand(tokens, index);
    compileCommand(command.tokens, variables, code);
    if (skipFrom !== null) patchJump(code, skipFrom);
    skipFrom = null;
    const connector = tokens[command.end]?.text;
    if (connector === '&&' || connector === '||') {
      skipFrom = code.length;
      code.push(connector === '&&' ? { op: 'jumpIfFailed', to: 0 } : { op: 'jumpIfOk', to: 0 });
    }
    index = command.end + 1;
  }
}

function patchJump(code: Instruction[], at: number): void {
  const jump = code[at];
  if (jump?.op === 'jumpIfFailed') code[at] = { op: 'jumpIfFailed', to: code.length };
  if (jump?.op === 'jumpIfOk') code[at] = { op: 'jumpIfOk', to: code.length };
}

/** One command up to its connector; a loop reaches to its `done`. What follows a pipe or a lone `&` is passed over. */
function takeCommand(
  tokens: readonly Token[],
  start: number,
): { readonly tokens: readonly Token[]; readonly end: number } {
  let depth = 0;
  let stop: number | null = null;
  let end = start;
  for (; end < tokens.length; end += 1) {
    const token = tokens[end];
    if (token === undefined) break;
    if (!token.operator && !token.literal && (token.text === 'while' || token.text === 'for')) depth += 1;
    if (!token.operator && !token.literal && token.text === 'done') depth -= 1;
    if (depth > 0 || !token.operator) continue;
    if (token.text === '|' || token.text === '&') {
      stop ??= end;
      if (token.text === '&') break;
      continue;
    }
    break;
  }
  return { tokens: tokens.slice(start, stop ?? end), end };
}

function compileCommand(tokens: readonly Token[], variables: Variables, code: Instruction[]): void {
  const first = tokens[0];
  if (first === undefined) return;
  if (!first.literal && first.text === 'while') return compileWhile(tokens, variables, code);
  if (!first.literal && first.text === 'for') return compileFor(tokens, variables, code);
  const words = tokens
    .filter((token) => !token.operator)
    .map((token) => (token.literal ? token.text : expand(token.text, variables)));
  compileSimple(stripPrefix(words), words.join(' '), variables, code);
}

/** `exec`, `nohup` and assignments before a command change nothing here. */
function stripPrefix(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !/^(exec|nohup|time|sudo|command)$|^[A-Za-z_]\w*=/.test(word));
  return start < 0 ? [] : words.slice(start);
}

function compileSimple(words: readonly string[], line: string, variables: Variables, code: Instruction[]): void {
  const [name, ...rest] = words;
  if (name === undefined) return void code.push({ op: 'status', code: 0 });
  const program = name.slice(name.lastIndexOf('/') + 1);
  if (program === 'sh' || program === 'bash' || program === 'dash') return compileNested(rest, line, variables, code);
  if (program === 'sleep') return void code.push({ op: 'sleep', durationMs: sleepMs(rest) }, { op: 'status', code: 0 });
  if (program === 'exit') return void code.push({ op: 'exit', code: rest[0] === undefined ? null : exitCode(rest[0]) });
  if (program === 'false') return void code.push({ op: 'status', code: 1 });
  if (program === 'echo') return void code.push(echo(rest), { op: 'status', code: 0 });
  if (QUICK.has(program)) return void code.push({ op: 'status', code: 0 });
  if (/^no-such|^nonexistent/.test(program)) {
    return void code.push(
      { op: 'echo', text: `sh: ${name}: command not found\n`, stream: 'stderr' },
      { op: 'status', code: 127 },
    );
  }
  code.push({ op: 'serve', ports: servedPorts(line, variables) }, { op: 'status', code: 0 });
}

/** `sh -c 'text'`; without `-c` a script file of unknown content, which runs for ever. */
function compileNested(words: readonly string[], line: string, variables: Variables, code: Instruction[]): void {
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const text = flag < 0 ? undefined : words[flag + 1];
  if (text === undefined)
    return void code.push({ op: 'serve', ports: servedPorts(line, variables) }, { op: 'status', code: 0 });
  compileList(tokenize(text), variables, code);
}

function compileWhile(tokens: readonly Token[], variables: Variables, code: Instruction[]): void {
  const start = code.length;
  const body = loopBody(tokens);
  const condition = tokens
    .slice(
      1,
      tokens.findIndex((token) => token.text === 'do'),
    )
    .filter((token) => !token.operator);
  compileCommand(condition, variables, code);
  const leave = code.length;
  code.push({ op: 'jumpIfFailed', to: 0 });
  compileList(body, variables, code);
  code.push({ op: 'jump', to: start });
  patchJump(code, leave);
  code.push({ op: 'status', code: 0 });
}

/** `for x in 1 2 3; do …; done` is written out, at most this many rounds. */
const MAX_ROUNDS = 100;

function compileFor(tokens: readonly Token[], variables: Variables, code: Instruction[]): void {
  const name = tokens[1]?.text ?? '';
  const end = tokens.findIndex((token) => token.text === 'do');
  const items = tokens
    .slice(3, end)
    .filter((token) => !token.operator)
    .slice(0, MAX_ROUNDS);
  for (const item of items) {
    const value = item.literal ? item.text : expand(item.text, variables);
    compileList(loopBody(tokens), new Map([...variables, [name, value]]), code);
  }
}

function loopBody(tokens: readonly Token[]): readonly Token[] {
  const start = tokens.findIndex((token) => token.text === 'do');
  const end = tokens.map((token) => token.text).lastIndexOf('done');
  return tokens.slice(start + 1, end < 0 ? tokens.length : end);
}

function expand(text: string, variables: Variables): string {
  return text.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (_, name: string) => variables.get(name) ?? '');
}

/** `sleep 1.5`, `sleep 2m 3s`, `sleep infinity`: no upper bound but a hundred years. */
function sleepMs(words: readonly string[]): number {
  const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let total = 0;
  for (const word of words) {
    const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(word);
    if (match === null) return 100 * 365 * 86_400_000;
    total += Number(match[1]) * (units[match[2] === '' ? 's' : (match[2] ?? 's')] ?? 1000);
  }
  return Math.min(Math.round(total), 100 * 365 * 86_400_000);
}

function exitCode(word: string): number {
  const code = Number(word);
  return Number.isInteger(code) ? ((code % 256) + 256) % 256 : 2;
}

function echo(words: readonly string[]): Instruction {
  const toStderr = words.some((word) => /^1?>&2$/.test(word));
  const kept = words.filter((word) => !/^\d?[<>]/.test(word) && word !== '-e' && word !== '-n');
  return { op: 'echo', text: `${kept.join(' ')}\n`, stream: toStderr ? 'stderr' : 'stdout' };
}

/** The port of `-p 8080`, `--port=8080`, `http.server 8080`, `:8080`; else $PORT0 when the words speak of a server. */
function servedPorts(line: string, variables: Variables): readonly number[] {
  const named = [...line.matchAll(/(?:port[= ]|-p ?|:|http\.server |SimpleHTTPServer )(\d{2,5})\b/gi)].map((match) =>
    Number(match[1]),
  );
  const good = named.filter((port) => port > 0 && port < 65_536);
  if (good.length > 0) return [...new Set(good)];
  const own = Number(variables.get('PORT0') ?? variables.get('PORT') ?? '');
  return SERVERS.test(line) && Number.isInteger(own) && own > 0 ? [own] : [];
}
