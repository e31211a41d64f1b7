/**
 * The Marathon process: boot order and the way of every event to the part that it concerns.
 * Source: Marathon 1.1.1, Main.scala.
 */
import { assert } from '../kernel/assert.ts';
import type { Context, Flags, Message, Program, ProgramEvent, ReadContext } from '../kernel/context.ts';
import type { HttpAnswer, HttpRequest } from '../kernel/http.ts';
import { connectionId } from '../kernel/ids.ts';
import { driverOwnsEvent, driverReceive } from '../mesos/driver/scheduler-driver.ts';
import {
  onProxyEvent,
  onClientGone,
  onLeaderKnown,
  onProxyTimer,
  ownsProxied,
  proxyAnswer,
  PROXY_TIMER,
} from './api/proxy.ts';
import { readReply } from './api/read.ts';
import { messageReply, withLeaderHeaders } from './api/replies.ts';
import { unauthorized } from './api/credentials.ts';
import { serveLocally, serveRequest } from './api/server.ts';
import {
  DEPLOYMENT_TIMER,
  FORCED_TIMER,
  onDeploymentStored,
  onDeploymentTimer,
  READINESS_TIMER,
} from './deployment/manager.ts';
import { readCommandLine } from './command-line.ts';
import { electionOwnsEvent, electionReceive } from './election/client.ts';
import { type ElectionOutput, initialElection } from './election/election.ts';
import { initialHandle, openHandle } from './election/handle.ts';
import { closeStream, HEARTBEAT_TIMER, onHeartbeat } from './events/bus.ts';
import { commandLine, marathonFlags, parseZkUrl } from './flags.ts';
import { HEALTH_TIMER } from './health/checks.ts';
import {
  onHealthTimer,
  onProbeEvent,
  onProbeTimer,
  onReadinessTimer,
  ownsProbe,
  PROBE_TIMER,
} from './health/probing.ts';
import { commitSuicide, onDriverCallback, SUICIDE_TIMER } from './leadership/driver-callbacks.ts';
import { onLeaderTimer } from './leadership/leader-timers.ts';
import {
  abdicate,
  INITIAL_OFFER_BACKOFF_MS,
  LEADER_TIMERS,
  OFFER_TIMER,
  offerLeadership,
  onCancelled,
  onConnectionChange,
  onDefeated,
  onElected,
  onOfferTimer,
  onTakeOverOutcome,
} from './leadership/service.ts';
import { onTakeOverResult } from './leadership/take-over.ts';
import type { PathId } from './model/path-id.ts';
import { onForcedTimer, onRootWritten } from './root-updates/root-updates.ts';
import { onReplyTimer, REPLY_TIMER } from './root-updates/update-replies.ts';
import { LAUNCHER_TIMER, onLauncherTimer } from './scheduling/launch-queue.ts';
import { onOperationTimer, onTaskStored, OPERATION_TIMER } from './scheduling/offer-processor.ts';
import { onStatusStored } from './scheduling/status-updates.ts';
import { newUuidClock } from './scheduling/task-id.ts';
import { MARATHON_VERSION, type MarathonState, type StoreTag } from './state.ts';
import { initialStore, storeOwnsEvent, storeReceive, type StoreResult } from './storage/store.ts';

const MAIN_LOG = 'mesosphere.marathon.Main$';
const BOOT_TIMER = 'boot';
/** Main.scala: how long one attempt to reach ZooKeeper is awaited. */
const BOOT_RETRY_MS = 10_000;

function boot(context: Context, raw: Flags): MarathonState {
  const command = readCommandLine(context.disk, raw);
  const flags = marathonFlags(command.ok ? { ...raw, ...command.values } : raw);
  const zk = parseZkUrl(flags.zk);
  assert(zk !== null, '--zk is a ZooKeeper URL');
  const hostPort = `${flags.hostname === '' ? context.host : flags.hostname}:${String(flags.httpPort)}`;
  const handleOptions = { servers: zk.servers, sessionTimeoutMs: flags.zkSessionTimeout };
  const electionPath = flags.electionImpl === 'curator' ? 'leader-curator' : 'leader';
  const state: MarathonState = {
    flags,
    hostPort,
    uuidClock: newUuidClock(context.randomInt),
    election: initialElection({
      impl: flags.electionImpl,
      path: `${zk.path}/${electionPath}`,
      hostPort,
      handle: initialHandle({ ...handleOptions, key: 'zk-election' }),
    }),
    store: initialStore({
      handle: initialHandle({ ...handleOptions, key: 'zk-store' }),
      path: `${zk.path}/state`,
      compression: { enabled: flags.zkCompression, thresholdBytes: flags.zkCompressionThreshold },
    }),
    service: {
      phase: 'connecting',
      isLeader: false,
      offer: null,
      offerBackoffMs: INITIAL_OFFER_BACKOFF_MS,
      isListening: false,
    },
    http: { proxied: new Map(), nextId: 1 },
    events: { streams: new Map(), callbacks: [], recent: [] },
    driver: null,
    driverGeneration: 0,
    takeOver: null,
    terms: 0,
    leading: null,
    acknowledged: [],
  };
  if (command.ok) start(state, context);
  else context.exit(1, command.lastLine);
  return state;
}

function start(state: MarathonState, context: Context): void {
  context.log('INFO', `Starting Marathon ${MARATHON_VERSION} with ${commandLine(state.flags)}`, MAIN_LOG);
  context.log('INFO', 'Connecting to ZooKeeper...', MAIN_LOG);
  openHandle(state.election.handle, context);
  openHandle(state.store.handle, context);
  context.setTimer(BOOT_TIMER, BOOT_RETRY_MS);
  context.trace('role', { role: 'starting' });
}

/** ZooKeeper has been reached: the services start. */
function startServices(state: MarathonState, context: Context): void {
  const { flags, service } = state;
  context.clearTimer(BOOT_TIMER);
  if (context.listen(flags.httpPort) === 'in use') {
    context.exit(1, `java.net.BindException: Address already in use (port ${String(flags.httpPort)})`);
    return;
  }
  service.isListening = true;
  context.log('INFO', `Registering in ZooKeeper with hostPort:${state.hostPort}`, 'mesosphere.marathon.MarathonModule');
  context.log('INFO', 'Starting up', 'mesosphere.marathon.MarathonSchedulerService');
  context.log('INFO', 'Beginning run', 'mesosphere.marathon.MarathonSchedulerService');
  context.trace('role', { role: 'standby' });
  offerLeadership(state, context);
}

/** Carries out what the election says; handling one output may bring others. */
function onElectionOutputs(state: MarathonState, context: Context, outputs: readonly ElectionOutput[]): void {
  const queue = [...outputs];
  for (let output = queue.shift(); output !== undefined; output = queue.shift()) {
    queue.push(...onElectionOutput(state, context, output));
  }
}

function onElectionOutput(state: MarathonState, context: Context, output: ElectionOutput): readonly ElectionOutput[] {
  switch (output.kind) {
    case 'elected':
      onElected(state, context, output.offer);
      return [];
    case 'defeated':
      return onDefeated(state, context);
    case 'cancelled':
      onCancelled(state, context, output.offer);
      return [];
    case 'connection':
      if (output.change === 'connected' && state.service.phase === 'connecting') startServices(state, context);
      return onConnectionChange(state, context, output.change);
    case 'leaderData': {
      const { proxy } = output.tag as { readonly proxy: number };
      let wantsAbdication = false;
      onLeaderKnown(state, context, proxy, output.leader, ({ connection, request }) => {
        wantsAbdication = serveLocally(state, context, connection, request).abdicate;
      });
      return wantsAbdication ? abdicate(state, context) : [];
    }
    case 'exit':
      context.exit(output.code, output.lastLine);
      return [];
  }
}

function onStoreResult(state: MarathonState, context: Context, result: StoreResult): readonly ElectionOutput[] {
  const tag = result.tag as StoreTag;
  if (tag.for === 'takeOver') {
    return state.takeOver?.term === tag.term
      ? onTakeOverOutcome(state, context, onTakeOverResult(state, context, tag.key, result))
      : [];
  }
  if (tag.for === 'suicide') commitSuicide(context);
  if (state.leading?.term !== tag.term) return [];
  if (tag.for === 'rootUpdate') onRootWritten(state, context, tag, result);
  if (tag.for === 'launch') onTaskStored(state, context, tag, result);
  if (tag.for === 'status') onStatusStored(state, context, tag, result);
  if (tag.for === 'deployment') onDeploymentStored(state, context, tag.id, result.ok);
  return [];
}

function receive(state: MarathonState, context: Context, event: ProgramEvent): void {
  if (electionOwnsEvent(state.election, event))
    return onElectionOutputs(state, context, electionReceive(state.election, context, event));
  if (storeOwnsEvent(state.store, event)) {
    for (const result of storeReceive(state.store, context, event))
      onElectionOutputs(state, context, onStoreResult(state, context, result));
    return;
  }
  if (state.driver !== null && driverOwnsEvent(state.driver, event)) {
    for (const callback of driverReceive(state.driver, context, event))
      onElectionOutputs(state, context, onDriverCallback(state, context, callback));
    return;
  }
  if (event.kind === 'timer') return onTimer(state, context, event.key);
  if (event.kind === 'sigterm') return onSigterm(state, context);
  return onConnectionEvent(state, context, event);
}

function onConnectionEvent(state: MarathonState, context: Context, event: ProgramEvent): void {
  if (!('connection' in event)) return;
  if (ownsProbe(state, event.connection)) return onProbeEvent(state, context, event);
  if (ownsProxied(state, event.connection)) return onProxyEvent(state, context, event);
  if (event.kind === 'message' && (event.body as Message).type === 'http.request') {
    const { abdicate: wanted } = serveRequest(state, context, event.connection, event.body as HttpRequest);
    if (wanted) onElectionOutputs(state, context, abdicate(state, context));
  }
  // The answer to an event callback: nothing more is wanted of that connection.
  if (event.kind === 'message' && (event.body as Message).type === 'http.response') context.close(event.connection);
  if (event.kind === 'closed') {
    closeStream(state, context, event.connection);
    onClientGone(state, context, event.connection);
  }
}

/** Timers with a name after the colon, by their prefix. */
const NAMED_TIMERS: readonly (readonly [string, (state: MarathonState, context: Context, name: string) => void])[] = [
  [LAUNCHER_TIMER, (state, context, name) => onLauncherTimer(state, context, name as PathId)],
  [OPERATION_TIMER, onOperationTimer],
  [DEPLOYMENT_TIMER, onDeploymentTimer],
  [READINESS_TIMER, onReadinessTimer],
  [HEALTH_TIMER, onHealthTimer],
  [PROBE_TIMER, (state, context, name) => onProbeTimer(state, context, connectionId(Number(name)))],
  [REPLY_TIMER, (state, context, name) => onReplyTimer(state, context, Number(name))],
];

function onTimer(state: MarathonState, context: Context, key: string): void {
  if (key === BOOT_TIMER) {
    context.log('ERROR', 'Unable to connect to ZooKeeper, retrying...', MAIN_LOG);
    context.setTimer(BOOT_TIMER, BOOT_RETRY_MS);
    return;
  }
  if (key === OFFER_TIMER) return onElectionOutputs(state, context, onOfferTimer(state, context));
  if (key.startsWith(PROXY_TIMER)) return onProxyTimer(state, context, Number(key.slice(PROXY_TIMER.length)));
  if (key === SUICIDE_TIMER) return commitSuicide(context);
  if (state.leading === null) return;
  if (key === FORCED_TIMER) return onForcedTimer(state, context);
  if (key === HEARTBEAT_TIMER) return onHeartbeat(state, context);
  if ((LEADER_TIMERS as readonly string[]).includes(key)) return onLeaderTimer(state, context, key);
  const named = NAMED_TIMERS.find(([prefix]) => key.startsWith(prefix));
  named?.[1](state, context, key.slice(named[0].length));
}

/** An orderly shutdown does not close the ZooKeeper sessions: the member stays until its session expires. */
function onSigterm(state: MarathonState, context: Context): void {
  const source = 'mesosphere.marathon.MarathonSchedulerService';
  context.log('INFO', 'Shutdown triggered', source);
  context.log('INFO', 'Stopping driver', source);
  context.log('INFO', 'Cancelling timer', source);
  context.log('INFO', 'Removing the blocking of run()', source);
  context.log('INFO', 'Completed run', source);
  state.service.isLeader = false;
  context.exit(143, 'Shutdown triggered');
}

function answer(state: MarathonState, read: ReadContext, port: number, request: HttpRequest): HttpAnswer | null {
  if (port !== state.flags.httpPort) return null;
  const refused = unauthorized(state, request);
  if (refused !== null) return { kind: 'reply', reply: refused };
  if (!state.service.isLeader || state.leading === null) return proxyAnswer(state, read, request);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { kind: 'reply', reply: messageReply(405, 'Method Not Allowed') };
  return { kind: 'reply', reply: withLeaderHeaders(readReply(state, read, request), state.hostPort) };
}

export const marathonProgram: Program<MarathonState> = {
  kind: 'marathon',
  boot,
  receive,
  answer,
  handlesSigterm: true,
};
