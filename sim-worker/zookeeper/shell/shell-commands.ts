/**
 * The commands that ask a server, step by step. Source: ZooKeeper 3.4.14, ZooKeeperMain.java (processZKCmd, parseACLs,
 * getPermFromString).
 */
import { type Acl, OPEN_ACL_UNSAFE, parsePerms } from '../protocol/acl.ts';
import { utf8Bytes, utf8Text } from '../protocol/text-bytes.ts';
import type { ZkOperation, ZkReplyOutput } from '../client/client.ts';
import type { CommandStep, RunningCommand } from './command-step.ts';
import { stepQuota } from './quota-commands.ts';
import { startRemoval, stepRemoval } from './recursive-removal.ts';
import { aclLines, childrenLine, statLines } from './shell-text.ts';

export function startCommand(words: readonly string[]): RunningCommand {
  const [name] = words;
  const path = name === 'setquota' ? words[3] : name === 'delquota' && words.length === 3 ? words[2] : words[1];
  return {
    words,
    path: path ?? '',
    removal: name === 'rmr' ? startRemoval(path ?? '') : null,
    asked: '',
    quota: { at: 'start' },
    notes: [],
  };
}

/** How many words a command needs beside its name; with fewer it does nothing and says nothing. */
const LEAST_WORDS: ReadonlyMap<string, number> = new Map([
  ['create', 3],
  ['set', 3],
  ['setAcl', 3],
  ['setquota', 4],
]);

export function stepCommand(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { words } = command;
  const name = words[0] ?? '';
  if (words.length < (LEAST_WORDS.get(name) ?? 2)) return { kind: 'done', lines: [] };
  const step = nextStep(command, name, reply);
  if (step.kind === 'ask') command.asked = 'path' in step.operation ? step.operation.path : '';
  return step;
}

function nextStep(command: RunningCommand, name: string, reply: ZkReplyOutput | null): CommandStep {
  if (name === 'rmr') return stepRmr(command, reply);
  if (name === 'setquota' || name === 'listquota' || name === 'delquota') return stepQuota(command, reply);
  if (reply === null) return firstStep(command);
  if (reply.error !== 0) return { kind: 'failed', error: reply.error };
  return { kind: 'done', lines: [...command.notes, ...resultLines(name, reply)] };
}

function ask(operation: ZkOperation): CommandStep {
  return { kind: 'ask', operation, pauseMs: 0 };
}

function firstStep(command: RunningCommand): CommandStep {
  const { words } = command;
  const [name = '', path = '', third] = words;
  const watch = words.length > 2;
  switch (name) {
    case 'create':
      return createStep(command);
    case 'ls':
    case 'ls2':
      return ask({ op: 'getChildren', path, watch });
    case 'get':
      return ask({ op: 'getData', path, watch });
    case 'stat':
      return ask({ op: 'exists', path, watch });
    case 'getAcl':
      return ask({ op: 'getAcl', path });
    case 'sync':
      return ask({ op: 'sync', path });
    case 'addauth':
      return { kind: 'send', operation: { op: 'addAuth', scheme: path, auth: third ?? null } };
    case 'delete':
      return versioned(third, (version) => ({ op: 'delete', path, version }));
    case 'set':
      return versioned(words[3], (version) => ({ op: 'setData', path, data: utf8Bytes(third ?? ''), version }));
    case 'setAcl': {
      // The original reads the version only where a word follows it.
      const acl = readAcl(command, third ?? '');
      return versioned(words.length > 4 ? words[3] : undefined, (version) => ({ op: 'setAcl', path, acl, version }));
    }
    default:
      return { kind: 'done', lines: [] };
  }
}

function versioned(text: string | undefined, operation: (version: number) => ZkOperation): CommandStep {
  if (text === undefined) return ask(operation(-1));
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= -2_147_483_648 && value <= 2_147_483_647))
    return { kind: 'exception', text: `java.lang.NumberFormatException: For input string: "${text}"` };
  return ask(operation(value));
}

function createStep(command: RunningCommand): CommandStep {
  const { words } = command;
  const flags = flagCount(words);
  const flagWords = words.slice(1, 1 + flags);
  const path = words[1 + flags];
  const data = words[2 + flags];
  const text = words.length === flags + 4 ? words[flags + 3] : undefined;
  const acl = text === undefined ? OPEN_ACL_UNSAFE : readAcl(command, text);
  if (path === undefined || data === undefined)
    return { kind: 'exception', text: `java.lang.ArrayIndexOutOfBoundsException: ${String(words.length)}` };
  const ephemeral = flagWords.includes('-e');
  const sequential = flagWords.includes('-s');
  return ask({ op: 'create', path, data: utf8Bytes(data), acl, ephemeral, sequential });
}

function flagCount(words: readonly string[]): number {
  const first = words[1] === '-e' || words[1] === '-s';
  if (!first) return 0;
  return words[1] !== words[2] && (words[2] === '-e' || words[2] === '-s') ? 2 : 1;
}

/** What has not the form of an entry is told and left out, unknown letters too; the server judges what is left. */
function readAcl(command: RunningCommand, text: string): readonly Acl[] {
  const notes: string[] = [];
  const acl: Acl[] = [];
  for (const item of javaSplit(text)) {
    const first = item.indexOf(':');
    const last = item.lastIndexOf(':');
    if (first === last) {
      notes.push(`${item} does not have the form scheme:id:perm`);
      continue;
    }
    let perms = 0;
    for (const letter of item.slice(last + 1)) {
      const found = parsePerms(letter);
      if (found === null) notes.push(`Unknown perm type: ${letter}`);
      else perms |= found;
    }
    acl.push({ perms, scheme: item.slice(0, first), id: item.slice(first + 1, last) });
  }
  command.notes = notes;
  return acl;
}

/** Java's String.split(","): empty parts at the end do not count, but of an empty text. */
function javaSplit(text: string): string[] {
  const parts = text.split(',');
  while (text !== '' && parts.at(-1) === '') parts.pop();
  return parts;
}

function resultLines(name: string, reply: ZkReplyOutput): string[] {
  const stat = reply.stat === undefined ? [] : statLines(reply.stat);
  switch (name) {
    case 'ls':
      return [childrenLine(reply.children ?? [])];
    case 'ls2':
      return [childrenLine(reply.children ?? []), ...stat];
    case 'get':
      return [reply.data === null || reply.data === undefined ? 'null' : utf8Text(reply.data), ...stat];
    case 'create':
      return [`Created ${reply.path ?? ''}`];
    case 'getAcl':
      return aclLines(reply.acl ?? []);
    case 'stat':
    case 'set':
    case 'setAcl':
      return stat;
    case 'sync':
      return ['Sync returned 0'];
    default:
      return [];
  }
}

function stepRmr(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { removal } = command;
  if (removal === null) return { kind: 'done', lines: [] };
  const step = stepRemoval(removal, reply);
  if (step.kind === 'refused')
    return { kind: 'exception', text: `java.lang.IllegalArgumentException: ${step.problem}` };
  if (step.kind === 'failed') return { kind: 'failed', error: step.error };
  return step.kind === 'done' ? { kind: 'done', lines: [] } : step;
}
