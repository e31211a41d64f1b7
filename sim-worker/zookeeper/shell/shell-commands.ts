/**
 * The commands that ask a server, step by step. Source: ZooKeeper 3.4.14, ZooKeeperMain.java (processZKCmd, createQuota,
 * delQuota, listQuota).
 */
import { OPEN_ACL_UNSAFE, parseAcl } from '../protocol/acl.ts';
import { NO_NODE, NODE_EXISTS } from '../protocol/error-codes.ts';
import { utf8Bytes, utf8Text } from '../protocol/text-bytes.ts';
import type { ZkOperation, ZkReplyOutput } from '../client/client.ts';
import { type RecursiveRemoval, startRemoval, stepRemoval } from './recursive-removal.ts';
import { aclLines, childrenLine, statLines } from './shell-text.ts';

/** A command under way: plain data, so that it survives snapshots. */
export type RunningCommand = {
  readonly words: readonly string[];
  readonly path: string;
  stage: number;
  readonly removal: RecursiveRemoval | null;
  /** Operations of quota commands that are still to be made. */
  queue: ZkOperation[];
  /** Lines to print once it is done. */
  notes: readonly string[];
};

export type CommandStep =
  | { readonly kind: 'ask'; readonly operation: ZkOperation; readonly pauseMs: number }
  | { readonly kind: 'done'; readonly lines: readonly string[] }
  | { readonly kind: 'usage' }
  | { readonly kind: 'failed'; readonly error: number; readonly path: string }
  | { readonly kind: 'exception'; readonly text: string };

const OVERRUN = 'java.lang.ArrayIndexOutOfBoundsException: 3';

export function startCommand(words: readonly string[]): RunningCommand {
  const path =
    words[0] === 'setquota'
      ? (words[3] ?? '')
      : words[0] === 'delquota'
        ? (words[words.length - 1] ?? '')
        : createPath(words);
  return {
    words,
    path,
    stage: 0,
    removal: words[0] === 'rmr' ? startRemoval(words[1] ?? '') : null,
    queue: [],
    notes: [],
  };
}

function createPath(words: readonly string[]): string {
  return words[0] === 'create' ? (words[1 + flagCount(words)] ?? '') : (words[1] ?? '');
}

function flagCount(words: readonly string[]): number {
  const first = words[1] === '-e' || words[1] === '-s';
  if (!first) return 0;
  return words[1] !== words[2] && (words[2] === '-e' || words[2] === '-s') ? 2 : 1;
}

export function stepCommand(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { words, path } = command;
  if (words[0] === 'rmr') return stepRmr(command, reply);
  if (words[0] === 'setquota' || words[0] === 'listquota' || words[0] === 'delquota') return stepQuota(command, reply);
  if (reply === null) return firstStep(words);
  if (reply.error !== 0) return { kind: 'failed', error: reply.error, path };
  return { kind: 'done', lines: resultLines(words[0] ?? '', reply) };
}

function ask(operation: ZkOperation): CommandStep {
  return { kind: 'ask', operation, pauseMs: 0 };
}

function firstStep(words: readonly string[]): CommandStep {
  const [name = '', path = '', third] = words;
  const watch = words.length > 2;
  if (name === 'create') return words.length >= 3 ? createStep(words) : { kind: 'done', lines: [] };
  if (words.length < 2) return { kind: 'usage' };
  switch (name) {
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
      return ask({ op: 'addAuth', scheme: path, auth: third ?? '' });
    case 'delete':
      return versioned(third, (version) => ({ op: 'delete', path, version }));
    case 'set':
      if (third === undefined) return { kind: 'usage' };
      return versioned(words[3], (version) => ({ op: 'setData', path, data: utf8Bytes(third), version }));
    case 'setAcl':
      return third === undefined ? { kind: 'usage' } : setAclStep(path, third, words[3]);
    default:
      return { kind: 'usage' };
  }
}

function versioned(text: string | undefined, operation: (version: number) => ZkOperation): CommandStep {
  if (text === undefined) return ask(operation(-1));
  if (!/^[+-]?\d{1,10}$/.test(text))
    return { kind: 'exception', text: `java.lang.NumberFormatException: For input string: "${text}"` };
  return ask(operation(Number(text)));
}

function createStep(words: readonly string[]): CommandStep {
  const flags = flagCount(words);
  const flagWords = words.slice(1, 1 + flags);
  const path = words[1 + flags];
  const data = words[2 + flags];
  if (path === undefined || data === undefined) return { kind: 'exception', text: OVERRUN };
  const text = words.length === flags + 4 ? words[flags + 3] : undefined;
  const acl = text === undefined ? { acl: OPEN_ACL_UNSAFE } : parseAcl(text);
  if ('problem' in acl) return { kind: 'done', lines: [`${acl.problem} does not have the form scheme:id:perm`] };
  const ephemeral = flagWords.includes('-e');
  const sequential = flagWords.includes('-s');
  return ask({ op: 'create', path, data: utf8Bytes(data), acl: acl.acl, ephemeral, sequential });
}

function setAclStep(path: string, text: string, version: string | undefined): CommandStep {
  const acl = parseAcl(text);
  if ('problem' in acl) return { kind: 'done', lines: [`${acl.problem} does not have the form scheme:id:perm`] };
  return versioned(version, (number) => ({ op: 'setAcl', path, acl: acl.acl, version: number }));
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
  if (removal === null || command.words.length < 2) return { kind: 'usage' };
  const step = stepRemoval(removal, reply);
  if (step.kind === 'refused')
    return { kind: 'exception', text: `java.lang.IllegalArgumentException: ${step.problem}` };
  return step.kind === 'done' ? { kind: 'done', lines: [] } : step;
}

function illegal(text: string): CommandStep {
  return { kind: 'exception', text: `java.lang.IllegalArgumentException: ${text}` };
}

function stepQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  switch (command.words[0]) {
    case 'setquota':
      return stepSetQuota(command, reply);
    case 'listquota':
      return stepListQuota(command, reply);
    default:
      return stepDelQuota(command, reply);
  }
}

function quotaZnode(path: string, name: string): string {
  return `/zookeeper/quota${path}/${name}`;
}

/** Stages: 0 does the path exist, 1 is there a limit above, 2 create what is missing, 3 and 4 change limits that exist. */
function stepSetQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { words, path } = command;
  const [, option = '', value = ''] = words;
  if (words.length < 4) return { kind: 'usage' };
  if (!/^-?\d+$/.test(value))
    return { kind: 'exception', text: `java.lang.NumberFormatException: For input string: "${value}"` };
  if (reply === null) return ask({ op: 'exists', path, watch: false });
  const limits = option === '-n' ? `count=${value},bytes=-1` : `count=-1,bytes=${value}`;
  if (command.stage === 0) {
    if (reply.error === NO_NODE) return illegal(`${path} does not exist.`);
    if (reply.error !== 0) return { kind: 'failed', error: reply.error, path };
    command.queue = quotaCreates(path, limits);
    command.stage = 1;
    return askParentQuotas(command, 0);
  }
  if (command.stage >= 100) return onParentQuota(command, reply);
  if (command.stage === 3) return onOldLimits(command, reply, { option, value });
  if (command.stage === 4) return { kind: 'done', lines: [] };
  if (reply.error === NODE_EXISTS && command.queue.length === 1) {
    command.stage = 3;
    return ask({ op: 'getData', path: quotaZnode(path, 'zookeeper_limits'), watch: false });
  }
  if (reply.error !== 0 && reply.error !== NODE_EXISTS) return { kind: 'failed', error: reply.error, path };
  const next = command.queue.shift();
  return next === undefined ? { kind: 'done', lines: [] } : ask(next);
}

function quotaCreates(path: string, limits: string): ZkOperation[] {
  const create = (at: string, data: string | null): ZkOperation => ({
    op: 'create',
    path: at,
    data: data === null ? null : utf8Bytes(data),
    ephemeral: false,
    sequential: false,
  });
  const names = path.split('/').slice(1);
  const folders = names.map((_, index) => create(`/zookeeper/quota/${names.slice(0, index + 1).join('/')}`, null));
  return [
    ...folders,
    create(quotaZnode(path, 'zookeeper_limits'), limits),
    create(quotaZnode(path, 'zookeeper_stats'), 'count=0,bytes=0'),
  ];
}

/** A path above with a quota of its own forbids one here. Stages from 100 on count the paths asked about. */
function askParentQuotas(command: RunningCommand, index: number): CommandStep {
  const parents = parentPaths(command.path);
  const parent = parents[index];
  if (parent === undefined) {
    command.stage = 2;
    const next = command.queue.shift();
    return next === undefined ? { kind: 'done', lines: [] } : ask(next);
  }
  command.stage = 100 + index;
  return ask({ op: 'exists', path: quotaZnode(parent, 'zookeeper_limits'), watch: false });
}

function onParentQuota(command: RunningCommand, reply: ZkReplyOutput): CommandStep {
  const index = command.stage - 100;
  if (reply.error === 0)
    return illegal(`${command.path} has a parent ${parentPaths(command.path)[index] ?? ''} which has a quota`);
  return askParentQuotas(command, index + 1);
}

function parentPaths(path: string): string[] {
  const names = path.split('/').slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
}

function onOldLimits(
  command: RunningCommand,
  reply: ZkReplyOutput,
  change: { readonly option: string; readonly value: string },
): CommandStep {
  const old = reply.data === null || reply.data === undefined ? 'count=-1,bytes=-1' : utf8Text(reply.data);
  const text =
    change.option === '-n'
      ? old.replace(/count=-?\d+/, `count=${change.value}`)
      : old.replace(/bytes=-?\d+/, `bytes=${change.value}`);
  command.stage = 4;
  return ask({ op: 'setData', path: quotaZnode(command.path, 'zookeeper_limits'), data: utf8Bytes(text), version: -1 });
}

function stepListQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { path } = command;
  if (command.words.length < 2) return { kind: 'usage' };
  const limitsPath = quotaZnode(path, 'zookeeper_limits');
  if (reply === null) return ask({ op: 'getData', path: limitsPath, watch: false });
  const header = `absolute path is ${limitsPath}`;
  if (command.stage === 0 && reply.error === NO_NODE)
    return { kind: 'done', lines: [header, `quota for ${path} does not exist.`] };
  if (reply.error !== 0) return { kind: 'failed', error: reply.error, path };
  const text = reply.data === null || reply.data === undefined ? '' : utf8Text(reply.data);
  if (command.stage === 0) {
    command.stage = 1;
    command.notes = [header, `Output quota for ${path} ${text}`];
    return ask({ op: 'getData', path: quotaZnode(path, 'zookeeper_stats'), watch: false });
  }
  return { kind: 'done', lines: [...command.notes, `Output stat for ${path} ${text}`] };
}

/** Stages: 0 are there limits, 1 list the quota's znode, 2 delete what is in it and then itself, 3 one limit set back. */
function stepDelQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { words, path } = command;
  const option = words.length === 3 ? words[1] : undefined;
  if (words.length < 2 || words.length > 3) return { kind: 'usage' };
  if (reply === null) return ask({ op: 'getData', path: quotaZnode(path, 'zookeeper_limits'), watch: false });
  if (command.stage === 0 && reply.error === NO_NODE)
    return { kind: 'done', lines: [`Quota does not exist for ${path}`] };
  if (command.stage !== 2 && reply.error !== 0) return { kind: 'failed', error: reply.error, path };
  if (command.stage === 0 && option !== undefined) {
    command.stage = 3;
    const old = reply.data === null || reply.data === undefined ? '' : utf8Text(reply.data);
    const text = option === '-n' ? old.replace(/count=-?\d+/, 'count=-1') : old.replace(/bytes=-?\d+/, 'bytes=-1');
    return ask({ op: 'setData', path: quotaZnode(path, 'zookeeper_limits'), data: utf8Bytes(text), version: -1 });
  }
  if (command.stage === 0) {
    command.stage = 1;
    return ask({ op: 'getChildren', path: `/zookeeper/quota${path}`, watch: false });
  }
  if (command.stage === 1) {
    command.stage = 2;
    const below = (reply.children ?? []).map((name) => quotaZnode(path, name));
    const folders = [...parentPaths(`${path}/x`)].reverse().map((parent) => `/zookeeper/quota${parent}`);
    command.queue = [...below, ...folders].map((at) => ({ op: 'delete', path: at, version: -1 }));
  }
  // A folder that still holds other quotas ends the trimming.
  const next = command.stage === 2 && reply.error === 0 ? command.queue.shift() : undefined;
  return next === undefined ? { kind: 'done', lines: [] } : ask(next);
}
