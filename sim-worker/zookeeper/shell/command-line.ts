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

/** Words at spaces; a word in double or single quotes may hold spaces and loses its quotes. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)) words.push(match[1] ?? match[2] ?? match[3] ?? '');
  return words;
}

/** What a person may mean by the beginning of a line: commands, or children of the path typed so far. */
export function completions(line: string, children: (path: string) => readonly string[] | null): readonly string[] {
  const words = line.split(' ');
  const last = words[words.length - 1] ?? '';
  if (words.length === 1) return COMMAND_NAMES.filter((name) => name.startsWith(last)).sort();
  if (!last.startsWith('/')) return [];
  const slash = last.lastIndexOf('/');
  const parent = slash === 0 ? '/' : last.slice(0, slash);
  const prefix = last.slice(slash + 1);
  const found = (children(parent) ?? []).filter((name) => name.startsWith(prefix));
  return found.map((name) => `${parent === '/' ? '' : parent}/${name}`).sort();
}
