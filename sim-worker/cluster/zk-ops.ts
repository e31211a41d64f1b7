/**
 * `sim zk --ops FILE`: ZooKeeper driven from outside, line by line, against a fresh ensemble of three servers, so that
 * recorded runs of real servers can be replayed and compared. Each client is a process with the client library, whose own
 * path checks are off. After every operation virtual time goes on until the ensemble is quiet.
 */
import {
  command,
  buildEnsemble,
  type Ensemble,
  allServing,
  CLIENT_PORT,
  libraryClientId,
  runFor,
  runUntilTrue,
  serverHost,
  serverNumbers,
  serverState,
  spawnClient,
  tell,
} from '../zookeeper/conformance/ensemble.ts';
import {
  LIBRARY_CLIENT,
  type LibraryClientFlags,
  type LibraryClientState,
  type LibraryCommand,
} from '../zookeeper/conformance/library-client.ts';
import type { ZkOperation, ZkReplyOutput } from '../zookeeper/client/client.ts';
import { CONNECTION_LOSS, MARSHALLING_ERROR, SESSION_EXPIRED } from '../zookeeper/protocol/error-codes.ts';
import { makeZxid, type Zxid, zxidKey } from '../zookeeper/protocol/zxid.ts';
import { assert, must } from '../kernel/assert.ts';
import { findProcess } from '../kernel/process-table.ts';
import { type OpsRequest, readLine } from './zk-ops/read-line.ts';
import { answerReply, formatAnswer, type OpsAnswer, opsError, type OpsWatchEvent } from './zk-ops/write-answer.ts';

export type ZkOps = {
  /** The answer to one line; null for a blank one. */
  readonly apply: (line: string) => string | null;
};

/** Longer than any election or session of an unharmed ensemble takes, virtual milliseconds. */
const PATIENCE_MS = 120_000;
/** Messages travel for about 2 ms; after this long without one the last has arrived. */
const QUIET_MS = 25;

/** Where recorded clients sit: their `ip` id is that of an ensemble on one machine. */
const CLIENTS_ADDRESS = '127.0.0.1';
/** ZooKeeper's own tests run with this superuser; its password is `test`. */
const SUPER_DIGEST = 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=';

type Driven = {
  readonly ensemble: Ensemble;
  /** Names in the order of their first connect, with how many outputs were reported. */
  readonly clients: Map<string, { reported: number }>;
  nextTag: number;
  /** Zxid of the first create; null before it. */
  base: Zxid | null;
};

export function createZkOps(options: { readonly seed?: number } = {}): ZkOps {
  const flags = { superDigest: SUPER_DIGEST };
  const ensemble = buildEnsemble({ seed: options.seed ?? 1, size: 3, clientHost: CLIENTS_ADDRESS, flags });
  const ready = runUntilTrue(ensemble, () => allServing(ensemble), PATIENCE_MS);
  assert(ready, 'three fresh servers form an ensemble');
  const driven: Driven = { ensemble, clients: new Map(), nextTag: 1, base: null };
  return { apply: (line) => (line.trim() === '' ? null : formatAnswer(applyLine(driven, line))) };
}

function applyLine(driven: Driven, line: string): OpsAnswer {
  const read = readLine(line);
  if (!read.ok) return refusal(read.id, read.problem);
  const answer = perform(driven, read.id, read.request);
  settle(driven);
  return { ...answer, watchEvents: takeWatchEvents(driven) };
}

function refusal(id: unknown, message: string): OpsAnswer {
  return { id, ok: false, error: { ...opsError(MARSHALLING_ERROR), message }, watchEvents: [] };
}

function failure(id: unknown, code: number): OpsAnswer {
  return { id, ok: false, error: opsError(code), watchEvents: [] };
}

function perform(driven: Driven, id: unknown, request: OpsRequest): OpsAnswer {
  const { client } = request;
  const isOpen = isAlive(driven, client);
  if (request.kind === 'connect') {
    return isOpen
      ? refusal(id, `client: ${client} is connected already`)
      : connect(driven, id, client, request.timeoutMs);
  }
  if (!driven.clients.has(client)) return refusal(id, `client: ${client} has not connected`);
  if (request.kind === 'close') return isOpen ? close(driven, id, client) : { id, ok: true, watchEvents: [] };
  return isRunning(driven, client) ? ask(driven, id, client, request.operation) : failure(id, SESSION_EXPIRED);
}

function clientState(driven: Driven, name: string): LibraryClientState | null {
  return (findProcess(driven.ensemble.simulator.world, libraryClientId(name, CLIENTS_ADDRESS))?.state ??
    null) as LibraryClientState | null;
}

function isRunning(driven: Driven, name: string): boolean {
  return findProcess(driven.ensemble.simulator.world, libraryClientId(name, CLIENTS_ADDRESS))?.status === 'running';
}

/** The handle still has, or tries to get back, its session. */
function isAlive(driven: Driven, name: string): boolean {
  const phase = clientState(driven, name)?.client.phase;
  return isRunning(driven, name) && phase !== 'dead' && phase !== 'closed';
}

function connect(driven: Driven, id: unknown, name: string, timeoutMs: number): OpsAnswer {
  const { ensemble } = driven;
  if (isRunning(driven, name))
    command(ensemble, { kind: 'killProcess', process: libraryClientId(name, CLIENTS_ADDRESS) });
  const servers = serverNumbers(ensemble).map((myid) => ({ host: serverHost(myid), port: CLIENT_PORT }));
  const flags: LibraryClientFlags = { servers, flavour: 'java', sessionTimeoutMs: timeoutMs, raw: true };
  spawnClient(ensemble, libraryClientId(name, CLIENTS_ADDRESS), LIBRARY_CLIENT, Object.freeze({ ...flags }));
  driven.clients.set(name, { reported: 0 });
  const connected = runUntilTrue(ensemble, () => clientState(driven, name)?.client.connected === true, PATIENCE_MS);
  return connected ? { id, ok: true, watchEvents: [] } : failure(id, CONNECTION_LOSS);
}

function close(driven: Driven, id: unknown, name: string): OpsAnswer {
  const order: LibraryCommand = { do: 'close' };
  tell(driven.ensemble, libraryClientId(name, CLIENTS_ADDRESS), order);
  runUntilTrue(driven.ensemble, () => !isRunning(driven, name), PATIENCE_MS);
  return { id, ok: true, watchEvents: [] };
}

function ask(driven: Driven, id: unknown, name: string, operation: ZkOperation): OpsAnswer {
  const tag = driven.nextTag;
  driven.nextTag += 1;
  const order: LibraryCommand = { do: 'request', operation, tag };
  tell(driven.ensemble, libraryClientId(name, CLIENTS_ADDRESS), order);
  const state = must(clientState(driven, name), 'state of a client that runs');
  const isAnswered = (): boolean => findReply(state, tag) !== undefined;
  runUntilTrue(driven.ensemble, isAnswered, PATIENCE_MS);
  const reply = findReply(state, tag);
  if (reply === undefined) return failure(id, CONNECTION_LOSS);
  if (driven.base === null && reply.error !== CONNECTION_LOSS && creates(operation))
    driven.base = state.client.lastZxid;
  return answerReply(id, reply, driven.base ?? nextZxid(state.client.lastZxid));
}

function findReply(state: LibraryClientState, tag: number): ZkReplyOutput | undefined {
  // The answer to the newest request lies at the end.
  for (let index = state.outputs.length - 1; index >= 0; index -= 1) {
    const output = state.outputs[index]?.output;
    if (output?.kind !== 'reply') continue;
    return output.tag === tag ? output : undefined;
  }
  return undefined;
}

function creates(operation: ZkOperation): boolean {
  return operation.op === 'create' || (operation.op === 'multi' && operation.ops.some((part) => part.op === 'create'));
}

/** Before the first create: as if it came next. */
function nextZxid(last: Zxid): Zxid {
  return makeZxid(last.epoch, last.counter + 1);
}

/** Every server has applied the same, every living client is connected, and nothing is under way any more. */
function settle(driven: Driven): void {
  const { ensemble } = driven;
  runUntilTrue(ensemble, () => isSettled(driven), PATIENCE_MS);
  runFor(ensemble, QUIET_MS);
}

function isSettled(driven: Driven): boolean {
  const applied = new Set<number>();
  for (const myid of serverNumbers(driven.ensemble)) {
    const server = serverState(driven.ensemble, myid);
    if (server === null || server.log.syncing) return false;
    // A follower that has applied nothing yet still has the zxid of before the election.
    applied.add(
      server.database.tree.lastProcessedZxid.counter === 0 ? 0 : zxidKey(server.database.tree.lastProcessedZxid),
    );
  }
  if (applied.size > 1) return false;
  return [...driven.clients.keys()].every(
    (name) => !isAlive(driven, name) || clientState(driven, name)?.client.connected === true,
  );
}

/** By client, in the order of their first connect; those of one client as they arrived. */
function takeWatchEvents(driven: Driven): OpsWatchEvent[] {
  const events: OpsWatchEvent[] = [];
  for (const [client, row] of driven.clients) {
    const outputs = clientState(driven, client)?.outputs ?? [];
    for (const { output } of outputs.slice(row.reported)) {
      if (output.kind === 'watch') events.push({ client, type: output.type, path: output.path });
    }
    row.reported = outputs.length;
  }
  return events;
}
