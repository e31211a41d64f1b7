/**
 * Edits that a person makes on the znode page: each is made by this program's own session, one after the other, and its
 * outcome kept for the page. A handle that is not connected when an edit comes is replaced, as a person would restart a tool.
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import {
  zkAbandon,
  type ZkClientState,
  zkOpen,
  type ZkMultiOperation,
  type ZkOperation,
  type ZkOutput,
  zkOwnsEvent,
  zkReceive,
  type ZkReplyOutput,
  zkRequest,
  type ZkServerAddress,
} from '../client/client.ts';
import type { Acl } from '../protocol/acl.ts';
import { BAD_ARGUMENTS, errorName } from '../protocol/error-codes.ts';
import { type RecursiveRemoval, startRemoval, stepRemoval } from './recursive-removal.ts';

/** What a `tell` command holds: bytes as hexadecimal text, since a journal is JSON. */
export type ZnodeEdit =
  | ZnodePartEdit
  | { readonly op: 'delete'; readonly path: string; readonly version: number }
  | { readonly op: 'setAcl'; readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
  | { readonly op: 'deleteRecursively'; readonly path: string }
  /** All or nothing; `path` says what it is about. */
  | { readonly op: 'multi'; readonly path: string; readonly parts: readonly ZnodePartEdit[] };

export type ZnodePartEdit =
  | {
      readonly op: 'create';
      readonly path: string;
      readonly data: string | null;
      readonly ephemeral: boolean;
      readonly sequential: boolean;
      /** Open to all unless given. */
      readonly acl?: readonly Acl[];
    }
  | { readonly op: 'set'; readonly path: string; readonly data: string | null; readonly version: number };

export type EditOutcome = {
  readonly number: number;
  readonly edit: ZnodeEdit;
  readonly endedAtUs: number;
  /** 0 or the code. */
  readonly error: number;
  readonly errorName: string;
  /** The path made by a create, or the one that failed. */
  readonly path: string;
};

export type EditsState = {
  client: ZkClientState | null;
  generation: number;
  taken: number;
  queue: ZnodeEdit[];
  running: { readonly edit: ZnodeEdit; readonly removal: RecursiveRemoval | null } | null;
  /** Oldest first, at most `OUTCOMES_KEPT`. */
  outcomes: readonly EditOutcome[];
};

const OUTCOMES_KEPT = 256;
const SESSION_TIMEOUT_MS = 30_000;
const PAUSE_TIMER = 'edits/pause';

export function initialEdits(): EditsState {
  return { client: null, generation: 0, taken: 0, queue: [], running: null, outcomes: [] };
}

export function addEdit(
  edits: EditsState,
  context: Context,
  servers: readonly ZkServerAddress[],
  edit: ZnodeEdit,
): void {
  edits.queue.push(edit);
  if (edits.client === null || (!edits.client.connected && edits.running === null)) reopen(edits, context, servers);
  startNext(edits, context);
}

function reopen(edits: EditsState, context: Context, servers: readonly ZkServerAddress[]): void {
  if (edits.client !== null) zkAbandon(edits.client, context);
  edits.generation += 1;
  edits.client = zkOpen(context, {
    key: `edits.${String(edits.generation)}`,
    flavour: 'java',
    servers,
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    chroot: '',
  });
}

function startNext(edits: EditsState, context: Context): void {
  if (edits.running !== null || edits.client === null) return;
  const edit = edits.queue.shift();
  if (edit === undefined) return;
  const removal = edit.op === 'deleteRecursively' ? startRemoval(edit.path) : null;
  edits.running = { edit, removal };
  if (edit.op === 'deleteRecursively') advanceRemoval(edits, context, null);
  else zkRequest(edits.client, context, toOperation(edit), edits.generation);
}

function toOperation(edit: Exclude<ZnodeEdit, { op: 'deleteRecursively' }>): ZkOperation {
  switch (edit.op) {
    case 'create':
    case 'set':
      return toPart(edit);
    case 'multi':
      return { op: 'multi', ops: edit.parts.map(toPart) };
    case 'setAcl':
    case 'delete':
      return edit;
  }
}

function toPart(edit: ZnodePartEdit): Exclude<ZkMultiOperation, { readonly op: 'check' }> {
  const { path } = edit;
  const data = fromHex(edit.data);
  if (edit.op === 'set') return { op: 'setData', path, data, version: edit.version };
  const { ephemeral, sequential, acl } = edit;
  return { op: 'create', path, data, ephemeral, sequential, ...(acl === undefined ? {} : { acl }) };
}

function fromHex(hex: string | null): Uint8Array | null {
  if (hex === null) return null;
  const bytes = new Uint8Array(Math.floor(hex.length / 2));
  for (let index = 0; index < bytes.length; index += 1)
    bytes[index] = Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16);
  return bytes;
}

function advanceRemoval(edits: EditsState, context: Context, reply: ZkReplyOutput | null): void {
  const { running, client } = edits;
  if (running === null || running.removal === null || client === null) return;
  const step = stepRemoval(running.removal, reply);
  switch (step.kind) {
    case 'ask':
      if (step.pauseMs > 0) context.setTimer(PAUSE_TIMER, step.pauseMs, step.operation);
      else zkRequest(client, context, step.operation, edits.generation);
      return;
    case 'done':
      finish(edits, context, 0, running.edit.path);
      return;
    case 'refused':
      finish(edits, context, BAD_ARGUMENTS, running.edit.path);
      return;
    case 'failed':
      finish(edits, context, step.error, step.path);
  }
}

function finish(edits: EditsState, context: Context, error: number, path: string): void {
  if (edits.running === null) return;
  const { edit } = edits.running;
  const outcome: EditOutcome = Object.freeze({
    number: edits.taken,
    edit,
    endedAtUs: context.nowUs,
    error,
    errorName: errorName(error),
    path,
  });
  edits.taken += 1;
  edits.outcomes = Object.freeze([...edits.outcomes.slice(1 - OUTCOMES_KEPT), outcome]);
  edits.running = null;
  context.log(error === 0 ? 'INFO' : 'WARN', `${edit.op} ${path}: ${errorName(error)}`, 'ZooKeeperMain');
  startNext(edits, context);
}

export function editsOwnEvent(edits: EditsState, event: ProgramEvent): boolean {
  if (event.kind === 'timer' && event.key === PAUSE_TIMER) return true;
  return edits.client !== null && zkOwnsEvent(edits.client, event);
}

export function editsReceive(edits: EditsState, context: Context, event: ProgramEvent): void {
  if (edits.client === null) return;
  if (event.kind === 'timer' && event.key === PAUSE_TIMER)
    zkRequest(edits.client, context, event.body as ZkOperation, edits.generation);
  else for (const output of zkReceive(edits.client, context, event)) onOutput(edits, context, output);
}

function onOutput(edits: EditsState, context: Context, output: ZkOutput): void {
  if (output.kind !== 'reply' || output.tag !== edits.generation || edits.running === null) return;
  if (edits.running.removal !== null) advanceRemoval(edits, context, output);
  else finish(edits, context, output.error, output.path ?? failedPath(edits.running.edit, output));
}

/** Of a multi, the part that failed. */
function failedPath(edit: ZnodeEdit, output: ZkReplyOutput): string {
  if (edit.op !== 'multi' || output.error === 0) return edit.path;
  const index = output.results?.findIndex((result) => result.error === output.error) ?? -1;
  return edit.parts[index]?.path ?? edit.path;
}
