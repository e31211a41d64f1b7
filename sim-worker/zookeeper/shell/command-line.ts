/**
 * zkCli's command line: splitting into words, the command table, the usage text.
 * Source: ZooKeeper 3.4.14, ZooKeeperMain.java (MyCommandOptions.parseCommand, commandMap, usage).
 */

/** Commands with their arguments, in the order of the usage text (that of the original's hash map). */
const COMMANDS: readonly (readonly [string, string])[] = [
  ['stat', 'path [watch]'],
  ['set', 'path data [version]'],
  ['ls', 'path [watch]'],
  ['delquota', '[-n|-b] path'],
  ['ls2', 'path [watch]'],
  ['setAcl', 'path acl'],
  ['setquota', '-n|-b val path'],
  ['history', ''],
  ['redo', 'cmdno'],
  ['printwatches', 'on|off'],
  ['delete', 'path [version]'],
  ['sync', 'path'],
  ['listquota', 'path'],
  ['rmr', 'path'],
  ['get', 'path [watch]'],
  ['create', '[-s] [-e] path data acl'],
  ['addauth', 'scheme auth'],
  ['quit', ''],
  ['getAcl', 'path'],
  ['close', ''],
  ['connect', 'host:port'],
];

export const COMMAND_NAMES: readonly string[] = COMMANDS.map(([name]) => name);

export function usageLines(): string[] {
  return ['ZooKeeper -server host:port cmd args', ...COMMANDS.map(([name, args]) => `\t${name} ${args}`)];
}

/**
 * Words at white space; one in double or single quotes may hold spaces and loses its quotes, an opening quote without its end is
 * dropped (ARGS_PATTERN of the original).
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [, word = ''] of line.matchAll(/\s*([^"']\S*|"[^"]*"|'[^']*')\s*/g))
    words.push(/^(["']).*\1$/.test(word) && word.length > 1 ? word.slice(1, -1) : word);
  return words;
}

const DEFAULT_PORT = 2181;

/** `host:port,host:port/chroot`, as ConnectStringParser reads it. */
export function readConnectString(text: string): {
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly chroot: string;
} {
  const slash = text.indexOf('/');
  const hosts = slash === -1 ? text : text.slice(0, slash);
  const chroot = slash === -1 || slash === text.length - 1 ? '' : text.slice(slash);
  const servers = hosts.split(',').map((item) => {
    const colon = item.lastIndexOf(':');
    const port = colon === -1 ? DEFAULT_PORT : Number(item.slice(colon + 1));
    return { host: colon === -1 ? item : item.slice(0, colon), port: Number.isInteger(port) ? port : DEFAULT_PORT };
  });
  return { servers, chroot };
}

/**
 * What a person may mean by the last word of a line, as JLineZNodeCompletor has it: a word that begins with a slash is a path,
 * any other one, in any place, a command. Candidates replace the whole word.
 */
export function completions(line: string, children: (path: string) => readonly string[] | null): readonly string[] {
  const last = line.slice(line.lastIndexOf(' ') + 1);
  if (!last.startsWith('/')) return COMMAND_NAMES.filter((name) => name.startsWith(last)).sort();
  const slash = last.lastIndexOf('/');
  const parent = slash === 0 ? '/' : last.slice(0, slash);
  const prefix = last.slice(slash + 1);
  const found = (children(parent) ?? []).filter((name) => name.startsWith(prefix));
  return found.map((name) => `${parent === '/' ? '' : parent}/${name}`).sort();
}
