/**
 * zkCli's quota commands, request by request. Source: ZooKeeper 3.4.14, ZooKeeperMain.java (createQuota, checkIfParentQuota,
 * delQuota, trimProcQuotas, listquota). A quota that is set already refuses a second one on the same path, as there: the check
 * of the parents includes the path itself.
 */
import { NO_NODE, NODE_EXISTS, OK } from '../protocol/error-codes.ts';
import { utf8Bytes, utf8Text } from '../protocol/text-bytes.ts';
import type { ZkOperation, ZkReplyOutput } from '../client/client.ts';
import type { CommandStep, QuotaStage, RunningCommand } from './command-step.ts';

const QUOTA = '/zookeeper/quota';
const LIMITS = 'zookeeper_limits';
const STATS = 'zookeeper_stats';

export function stepQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  switch (command.words[0]) {
    case 'setquota':
      return stepSetQuota(command, reply);
    case 'listquota':
      return stepListQuota(command, reply);
    default:
      return stepDelQuota(command, reply);
  }
}

function ask(command: RunningCommand, stage: QuotaStage, operation: ZkOperation): CommandStep {
  command.quota = stage;
  return { kind: 'ask', operation, pauseMs: 0 };
}

function illegal(text: string): CommandStep {
  return { kind: 'exception', text: `java.lang.IllegalArgumentException: ${text}` };
}

function done(...lines: readonly string[]): CommandStep {
  return { kind: 'done', lines };
}

function textOf(reply: ZkReplyOutput): string {
  return reply.data === null || reply.data === undefined ? 'count=-1,bytes=-1' : utf8Text(reply.data);
}

function exists(path: string): ZkOperation {
  return { op: 'exists', path, watch: false };
}

function children(path: string): ZkOperation {
  return { op: 'getChildren', path, watch: false };
}

function create(path: string, data: string | null): ZkOperation {
  const bytes = data === null ? null : utf8Bytes(data);
  return { op: 'create', path, data: bytes, ephemeral: false, sequential: false };
}

function stepSetQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { words, path, quota } = command;
  const [, option, value = ''] = words;
  if (reply === null) {
    if (option !== '-n' && option !== '-b') return { kind: 'usage' };
    const isNumber = /^[+-]?\d+$/.test(value) && (option === '-b' || Math.abs(Number(value)) <= 2_147_483_647);
    if (!isNumber) return { kind: 'exception', text: `java.lang.NumberFormatException: For input string: "${value}"` };
    return ask(command, { at: 'exists' }, exists(path));
  }
  const isMissing = reply.error === NO_NODE;
  switch (quota.at) {
    case 'exists':
      if (isMissing) return illegal(`${path} does not exist.`);
      return failure(reply) ?? ask(command, { at: 'children' }, children(QUOTA + path));
    case 'children': {
      const other = isMissing ? undefined : reply.children?.find((name) => !name.startsWith('zookeeper_'));
      if (other !== undefined) return illegal(`${path} has child ${other} which has a quota`);
      return (isMissing ? null : failure(reply)) ?? askParent(command, 0);
    }
    case 'parent':
      return onParent(command, reply, quota.index);
    case 'root':
      return askCreate(command, folders(path));
    case 'create': {
      if (reply.error === OK) return askCreate(command, quota.rest);
      const isFolder = 'path' in quota.under && !quota.under.path.endsWith(LIMITS) && !quota.under.path.endsWith(STATS);
      if (reply.error === NODE_EXISTS && isFolder) return askCreate(command, quota.rest);
      if (reply.error !== NODE_EXISTS) return failure(reply) ?? done();
      return ask(command, { at: 'oldLimits' }, { op: 'getData', path: limitsOf(path), watch: false });
    }
    case 'oldLimits':
      return failure(reply) ?? ask(command, { at: 'last' }, setLimit(path, textOf(reply), option ?? '', value));
    default:
      return failure(reply) ?? done();
  }
}

function failure(reply: ZkReplyOutput): CommandStep | null {
  return reply.error === OK ? null : { kind: 'failed', error: reply.error };
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function folderOf(path: string, index: number): string {
  return `${QUOTA}/${namesOf(path)
    .slice(0, index + 1)
    .join('/')}`;
}

function limitsOf(path: string): string {
  return `${QUOTA}${path}/${LIMITS}`;
}

function askParent(command: RunningCommand, index: number): CommandStep {
  if (index >= namesOf(command.path).length) return ask(command, { at: 'root' }, exists(QUOTA));
  return ask(command, { at: 'parent', index }, children(folderOf(command.path, index)));
}

function onParent(command: RunningCommand, reply: ZkReplyOutput, index: number): CommandStep {
  if (reply.error === NO_NODE || reply.children?.length === 0) return ask(command, { at: 'root' }, exists(QUOTA));
  const failed = failure(reply);
  if (failed !== null) return failed;
  if (reply.children?.includes(LIMITS) === true)
    return illegal(`${command.path} has a parent ${folderOf(command.path, index)} which has a quota`);
  return askParent(command, index + 1);
}

function folders(path: string): readonly ZkOperation[] {
  return namesOf(path).map((_, index) => create(folderOf(path, index), null));
}

function askCreate(command: RunningCommand, rest: readonly ZkOperation[]): CommandStep {
  const { path, words, quota } = command;
  const [next, ...later] = rest;
  if (next !== undefined) return ask(command, { at: 'create', rest: later, under: next }, next);
  const last = quota.at === 'create' && 'path' in quota.under ? quota.under.path : '';
  if (last.endsWith(`/${STATS}`)) return done();
  const [, option, value = ''] = words;
  const limits = option === '-n' ? `count=${value},bytes=-1` : `count=-1,bytes=${value}`;
  const made = last.endsWith(`/${LIMITS}`)
    ? create(`${QUOTA}${path}/${STATS}`, 'count=0,bytes=0')
    : create(limitsOf(path), limits);
  return ask(command, { at: 'create', rest: [], under: made }, made);
}

function setLimit(path: string, old: string, option: string, value: string): ZkOperation {
  const text =
    option === '-n' ? old.replace(/count=-?\d+/, `count=${value}`) : old.replace(/bytes=-?\d+/, `bytes=${value}`);
  return { op: 'setData', path: limitsOf(path), data: utf8Bytes(text), version: -1 };
}

function stepListQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { path, quota } = command;
  const limits = limitsOf(path);
  const header = `absolute path is ${limits}`;
  if (reply === null) {
    command.notes = [header];
    return ask(command, { at: 'limits' }, { op: 'getData', path: limits, watch: false });
  }
  if (reply.error === NO_NODE) return done(...command.notes, `quota for ${path} does not exist.`);
  const failed = failure(reply);
  if (failed !== null) return failed;
  if (quota.at !== 'limits') return done(...command.notes, `Output stat for ${path} ${textOf(reply)}`);
  command.notes = [header, `Output quota for ${path} ${textOf(reply)}`];
  return ask(command, { at: 'stats' }, { op: 'getData', path: `${QUOTA}${path}/${STATS}`, watch: false });
}

function stepDelQuota(command: RunningCommand, reply: ZkReplyOutput | null): CommandStep {
  const { words, path, quota } = command;
  const option = words.length === 3 ? words[1] : undefined;
  if (reply === null) {
    if (option !== undefined && option !== '-n' && option !== '-b') return done();
    return ask(command, { at: 'exists' }, exists(limitsOf(path)));
  }
  if (quota.at === 'exists' && reply.error === NO_NODE) return done(`Quota does not exist for ${path}`);
  if (quota.at === 'limits' && reply.error === NO_NODE) return done(`quota does not exist for ${path}`);
  const failed = failure(reply);
  if (failed !== null) return failed;
  switch (quota.at) {
    case 'exists':
      return ask(command, { at: 'limits' }, { op: 'getData', path: limitsOf(path), watch: false });
    case 'limits':
      return option === undefined
        ? ask(command, { at: 'list' }, children(QUOTA + path))
        : ask(command, { at: 'last' }, setLimit(path, textOf(reply), option, '-1'));
    case 'list':
      return askDelete(
        command,
        (reply.children ?? []).map((name) => `${QUOTA}${path}/${name}`),
      );
    case 'delete':
      return askDelete(command, quota.rest);
    case 'trim':
      if ((reply.children ?? []).length > 0) return done();
      return ask(
        command,
        { at: 'trimDelete', folder: quota.folder },
        { op: 'delete', path: quota.folder, version: -1 },
      );
    case 'trimDelete':
      return askTrim(command, quota.folder.slice(0, quota.folder.lastIndexOf('/')));
    default:
      return done();
  }
}

function askDelete(command: RunningCommand, paths: readonly string[]): CommandStep {
  const [next, ...rest] = paths;
  if (next === undefined) return askTrim(command, QUOTA + command.path);
  return ask(command, { at: 'delete', rest }, { op: 'delete', path: next, version: -1 });
}

function askTrim(command: RunningCommand, folder: string): CommandStep {
  return folder === QUOTA ? done() : ask(command, { at: 'trim', folder }, children(folder));
}
