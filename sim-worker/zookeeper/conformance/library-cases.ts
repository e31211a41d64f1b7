/** Cases S15 to S18: the client libraries. Source: reference/zookeeper.md 12.2, from the sources of 3.4.14 (ClientCnxn.java, zookeeper.c). */
import { processId } from '../../kernel/ids.ts';
import { findProcess } from '../../kernel/process-table.ts';
import type { ZkOperation } from '../client/client.ts';
import { CONNECTION_LOSS, OPERATION_TIMEOUT } from '../protocol/error-codes.ts';
import { utf8Bytes } from '../protocol/text-bytes.ts';
import {
  CLIENT_PORT,
  command,
  libraryClientId,
  nowMs,
  runFor,
  runUntilTrue,
  serverHost,
  serverId,
  serverState,
  spawnClient,
  tell,
} from './ensemble.ts';
import { cutOneWay, hasNode, heal, knowsSession, leads, open, run, serve, until, within } from './ensemble-steps.ts';
import { expectEqual, expectTrue, type Lab } from './lab.ts';
import { LIBRARY_CLIENT, type LibraryClientState, type LibraryCommand } from './library-client.ts';
import { type ConformanceCase, create, ok, set, type Step } from './steps.ts';

type LinkOptions = { readonly flavour: 'java' | 'c'; readonly timeoutMs: number; readonly servers: readonly number[] };

const NAME = 'l';
const NO_ONE = processId('');

/** Starts the library client and waits for its session. */
function link(options: LinkOptions): Step {
  return (lab) => {
    const servers = options.servers.map((myid) => ({ host: serverHost(myid), port: CLIENT_PORT }));
    const flags = { servers, flavour: options.flavour, sessionTimeoutMs: options.timeoutMs, raw: false };
    spawnClient(lab.ensemble, libraryClientId(NAME), LIBRARY_CLIENT, flags);
    runFor(lab.ensemble, 0);
    expectTrue(
      lab,
      'the library connects',
      runUntilTrue(lab.ensemble, () => library(lab).client.connected, 10_000),
    );
  };
}

function library(lab: Lab): LibraryClientState {
  return findProcess(lab.ensemble.simulator.world, libraryClientId(NAME))?.state as LibraryClientState;
}

function request(operation: ZkOperation): Step {
  return (lab) => {
    const order: LibraryCommand = { do: 'request', operation, tag: operation.op };
    tell(lab.ensemble, libraryClientId(NAME), order);
  };
}

/** What the library reported so far: session changes, watch events, replies with their codes. */
function reported(lab: Lab): string[] {
  return library(lab).outputs.map(({ output }) => {
    if (output.kind === 'session') return output.change;
    return output.kind === 'watch' ? `${output.type} ${output.path}` : `${String(output.tag)} ${String(output.error)}`;
  });
}

function reports(...expected: readonly string[]): Step {
  return (lab) => expectEqual(lab, 'the library reports', reported(lab), expected);
}

function cutClients(...servers: readonly number[]): readonly Step[] {
  return servers.flatMap((myid) => [cutOneWay('clients', myid), cutOneWay(myid, 'clients')]);
}

/** Times between the pings of an idle client, as the trace shows them. */
const pingsEveryThird: Step = (lab) => {
  runFor(lab.ensemble, 12_000);
  const { messages, messageTotal, capacity } = lab.ensemble.simulator.trace;
  const times: number[] = [];
  for (let index = Math.max(0, messageTotal - capacity); index < messageTotal; index += 1) {
    const slot = index % capacity;
    const isPing =
      messages.message[slot]?.type === 'zk.ping' && (messages.from[slot] ?? NO_ONE) === libraryClientId(NAME);
    if (isPing) times.push((messages.sentAtUs[slot] ?? 0) / 1000);
  }
  expectTrue(lab, 'an idle client pings', times.length >= 3);
  for (const [index, time] of times.slice(1).entries()) {
    const gapMs = time - (times[index] ?? 0);
    expectTrue(lab, `ping after ${gapMs.toFixed(0)} ms`, Math.abs(gapMs - 3333) < 20);
  }
};

/** Each attempt at an unreachable server takes T/n, then comes a pause of up to 1 s before the next (and 1 s more after a round). */
const attemptsTakeTheirShare: Step = (lab) => {
  const { client } = library(lab);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const connecting = (): boolean => library(lab).client.phase === 'connecting';
    runUntilTrue(lab.ensemble, connecting, 5000);
    const from = nowMs(lab.ensemble);
    runUntilTrue(lab.ensemble, () => !connecting(), 10_000);
    const tookMs = nowMs(lab.ensemble) - from;
    expectTrue(
      lab,
      `attempt given up after ${tookMs.toFixed(0)} ms`,
      Math.abs(tookMs - client.negotiatedTimeoutMs / 3) < 20,
    );
    const paused = nowMs(lab.ensemble);
    runUntilTrue(lab.ensemble, connecting, 5000);
    const pauseMs = nowMs(lab.ensemble) - paused;
    expectTrue(lab, `pause of ${pauseMs.toFixed(0)} ms`, pauseMs <= 2000);
  }
};

export const LIBRARY_CASES: readonly ConformanceCase[] = [
  {
    id: 'S15',
    given: 'client idle, timeout 10 s, C client',
    operation: 'nothing ; then silence of the network',
    expected: 'ping every 3.33 s; disconnect after 6.67 s silence; completions get OperationTimeout',
    steps: [
      serve,
      link({ flavour: 'c', timeoutMs: 10_000, servers: [1] }),
      pingsEveryThird,
      ...cutClients(1, 2, 3),
      request({ op: 'getData', path: '/', watch: false }),
      // The last word from the server was the answer to a ping, up to 3.33 s ago.
      within('disconnected', 3300, 6700, (lab) => reported(lab).includes('disconnected')),
      reports('connected', 'disconnected', `getData ${String(OPERATION_TIMEOUT)}`),
    ],
  },
  {
    id: 'S16',
    given: 'Java client, timeout T, n hosts',
    operation: 'server black hole at connect',
    expected: 'gives up after T/n, then next host after 0..1 s pause',
    steps: [
      serve,
      link({ flavour: 'java', timeoutMs: 9000, servers: [1, 2, 3] }),
      ...cutClients(1, 2, 3),
      until('disconnected', (lab) => reported(lab).includes('disconnected')),
      attemptsTakeTheirShare,
    ],
  },
  {
    id: 'S17',
    given: 'client disconnected, session expired at server, client comes back',
    operation: 'reconnect',
    expected: 'events Disconnected, Expired; no watch fires afterwards',
    steps: [
      serve,
      open('a', { server: 2 }),
      ok('a', create('/w')),
      link({ flavour: 'java', timeoutMs: 4000, servers: [1] }),
      request({ op: 'getData', path: '/w', watch: true }),
      run(100),
      (lab) => command(lab.ensemble, { kind: 'pauseProcess', process: libraryClientId(NAME) }),
      (lab) => {
        const { sessionId } = library(lab).client;
        lab.sessions.set(NAME, { server: 1, sessionId, password: '', grantedMs: 4000, nextXid: 1, seen: 0 });
      },
      until('the session expires', (lab) => !knowsSession(lab, 1, NAME)),
      (lab) => command(lab.ensemble, { kind: 'resumeProcess', process: libraryClientId(NAME) }),
      run(5000),
      ok('a', set('/w', '1')),
      run(1000),
      reports('connected', 'getData 0', 'disconnected', 'expired'),
    ],
  },
  {
    id: 'S18',
    given: 'request outstanding',
    operation: 'TCP lost',
    expected: 'ConnectionLoss; txn may have been applied',
    steps: [
      serve,
      leads(3),
      link({ flavour: 'java', timeoutMs: 10_000, servers: [1] }),
      request({ op: 'create', path: '/maybe', data: utf8Bytes('x'), ephemeral: false, sequential: false }),
      until('the leader proposes', (lab) => (serverState(lab.ensemble, 3)?.leading?.outstanding.size ?? 0) > 0),
      (lab) => command(lab.ensemble, { kind: 'killProcess', process: serverId(1) }),
      run(1000),
      reports('connected', `create ${String(CONNECTION_LOSS)}`, 'disconnected'),
      (lab) => expectTrue(lab, 'here the transaction was applied', hasNode(lab, 3, '/maybe')),
      heal,
    ],
  },
];
