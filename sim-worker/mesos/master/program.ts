/**
 * The master process: start, and what each event of the kernel sets going.
 * Source: Mesos 1.0.1, src/master/main.cpp, src/master/master.cpp (initialize).
 */
import type { Context, Program, ProgramEvent, ReadContext } from '../../kernel/context.ts';
import { type HttpAnswer, type HttpRequest, httpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { loggingChange, setVerbosity, VERBOSITY_TIMER } from '../http/process-endpoints.ts';
import { routeOf } from '../http/routing.ts';
import { type FlagProgram, flagsFromCommandLine } from '../flags/command-line.ts';
import { MASTER_FLAG_ALIASES, MASTER_FLAG_DEFINITIONS } from '../flags/definitions.ts';
import { initialAllocator } from '../allocator/allocator-state.ts';
import type { AgentId, FrameworkId, OfferId } from '../ids.ts';
import { randomUuid } from '../ids.ts';
import { initialLibprocess, lpOwnsEvent, lpReceive, lpRelink, lpSend, type LpOutput } from '../libprocess/transport.ts';
import type { MasterInfo } from '../messages/infos.ts';
import { initialRegistrar, registrarLogOutputs, registrarOwnsEvent, registrarReceive } from '../registrar/registrar.ts';
import { type LogOutput, logMessage, logOpen, logOwnsEvent, logReceive, takeLogPosts } from '../replicated-log/log.ts';
import { isReplicaMessage } from '../replicated-log/log-messages.ts';
import { logReplicaPid, type LogOptions } from '../replicated-log/log-state.ts';
import { parseZkUrl, type ZkUrl } from '../zookeeper-group/zk-url.ts';
import { contend, contenderOpen, contenderOwnsEvent, contenderReceive } from '../zookeeper-group/contender.ts';
import { detectorOpen, detectorOwnsEvent, detectorReceive } from '../zookeeper-group/detector.ts';
import type { AccessState } from './access/access-state.ts';
import { accessOfFlags, noAccess } from './access/access-flags.ts';
import { AUTHORIZATION_TIMER, type Authorized } from './access/authorize.ts';
import { AUTHENTICATION_TIMER, onAuthenticationTimeout } from './access/authenticator.ts';
import { logAccess } from './access/start-log.ts';
import { LIMITER_TIMER } from './access/throttle.ts';
import { stepObserver } from './agent-health.ts';
import { allocator, BATCH_TIMER } from './allocation.ts';
import { onAuthorized, onConnectionClosed, onExited, onLimiterTimer, onMessage } from './dispatch.ts';
import { type MasterFlags, masterFlags, masterFlagsError, printedMasterFlags } from './flags.ts';
import { onFailoverTimeout } from './frameworks.ts';
import { admit } from './http/admission.ts';
import { answerMaster, answerStateInPieces, MASTER_ACTORS, masterEndpoint, redirectLogged } from './http/router.ts';
import { beat, HEARTBEAT_TIMER } from './http/streams.ts';
import { viewOf } from './http/viewer.ts';
import { onHttpWrite } from './http/writes.ts';
import {
  ABORT,
  ALLOCATOR_RECOVERY_TIMER,
  onContender,
  onDetected,
  onDetector,
  readWhitelist,
  REREGISTER_TIMER,
  WHITELIST_TIMER,
} from './leadership.ts';
import { receiveIdle } from './idle.ts';
import { onInverseOfferTimeout } from './inverse-offers.ts';
import type { MasterState } from './master-state.ts';
import { PING_TIMER } from './observer-table.ts';
import { onOfferTimeout } from './offers.ts';
import { takeUpResults } from './registrar-results.ts';
import { onReregisterTimeout, REMOVAL_TIMER, servePermits } from './removal-permits.ts';
import { nowSecs } from './wire.ts';

/** Contender and detector ask for ten seconds whatever the flags say. Source: src/master/constants.hpp. */
const ZK_SESSION_TIMEOUT_MS = 10_000;
export const MESOS_VERSION = '1.0.1';

export const mesosMasterProgram: Program<MasterState> = {
  kind: 'mesos-master',
  boot,
  receiveIdle,
  receive(master, context, event) {
    handle(master, context, event);
    takeUpResults(master, context);
    sendLogPosts(master, context);
  },
  answer(master, context: ReadContext, _port, request): HttpAnswer | null {
    const admitted = admit(master, request);
    if (!admitted.ok) return { kind: 'reply', reply: admitted.reply };
    const view = viewOf(master, admitted.principal);
    const pieces = answerStateInPieces(view, request);
    if (pieces !== null) return pieces;
    const reply = answerMaster(view, context, request);
    return reply === null ? null : { kind: 'reply', reply };
  },
};

const COMMAND: FlagProgram = {
  name: 'mesos-master',
  definitions: MASTER_FLAG_DEFINITIONS,
  aliases: MASTER_FLAG_ALIASES,
  folder: '/etc/mesos-master',
  zkFlag: 'zk',
};

function boot(context: Context, given: Context['flags']): MasterState {
  const command = flagsFromCommandLine(context, given, COMMAND);
  const flags = masterFlags(command.ok ? { ...given, ...command.values } : given);
  const access = accessOfFlags(context.disk, flags);
  const error = command.ok ? (masterFlagsError(flags) ?? (access.ok ? null : access.error)) : command.lastLine;
  if (error !== null) context.exit(command.ok ? 1 : command.code, error);
  listenOn(context, flags.port);
  const info = masterInfo(context, flags);
  if (error === null && access.ok) logStart(context, flags, info, access.value);
  const url = flags.zk === null || error !== null ? null : parseZkUrl(flags.zk);
  const zk = url === null ? null : { ...url, sessionTimeoutMs: ZK_SESSION_TIMEOUT_MS };
  const master: MasterState = {
    flags,
    info,
    pid: info.pid,
    startedAtSecs: nowSecs(context),
    electedAtSecs: null,
    contender: zk === null ? null : contenderOpen(context, { ...zk, key: 'contender', name: groupName(info, 3) }),
    detector: zk === null ? null : detectorOpen(context, { ...zk, key: 'detector', name: groupName(info, 4) }),
    libprocess: initialLibprocess({ port: flags.port }),
    log: logOpen(context, logOptions(error === null ? flags : { ...flags, workDir: null }, info, url)),
    registrar: initialRegistrar(),
    registrarOutputs: [],
    leader: null,
    elected: false,
    recovered: false,
    nextAgentNumber: 0,
    nextFrameworkNumber: 0,
    nextOfferNumber: 0,
    nextObserverNumber: 0,
    agents: new Map(),
    agentIdsByPid: new Map(),
    observers: new Map(),
    observerAgents: new Map(),
    pongCells: new Map(),
    idleBatches: context.newCell(0),
    recoveredAgents: new Map(),
    agentsInRecoveredRegistry: 0,
    registering: new Set(),
    reregistering: new Set(),
    removing: new Set(),
    removedAgents: new Set(),
    removalQueue: [],
    nextRemovalPermitAtUs: 0,
    machines: [],
    access: access.ok ? access.value : noAccess(),
    viewer: null,
    frameworks: new Map(),
    recoveredFrameworks: new Map(),
    completedFrameworks: [],
    tasks: new Map(),
    offers: new Map(),
    streams: new Map(),
    offerTimes: new Map(),
    endedOffers: [],
    inverseOffers: new Map(),
    allocator: initialAllocator({
      allocationIntervalMs: flags.allocationIntervalMs,
      fairSharingExcludedResourceNames: flags.fairSharingExcludedResourceNames?.split(',') ?? [],
    }),
    counters: new Map(),
    verbosity: 0,
  };
  if (error !== null) return master;
  if (master.contender !== null) contend(master.contender, context, info);
  else onDetected(master, context, { info, pid: info.pid });
  takeUpResults(master, context);
  sendLogPosts(master, context);
  return master;
}

function listenOn(context: Context, port: number): void {
  if (context.listen(port) === 'ok') return;
  const address = `${context.host}:${String(port)}`;
  context.exit(1, `Failed to initialize: Failed to bind on ${address}: Address already in use`);
}

/** The log's two groups are numbers 1 and 2. */
function groupName(info: MasterInfo, number: number): string {
  return `group(${String(number)})@${info.address.ip}:${String(info.port)}`;
}

/** Without a work_dir no file is opened: so also where the flags are refused. */
function logOptions(flags: MasterFlags, info: MasterInfo, url: ZkUrl | null): LogOptions {
  const inMemory = flags.workDir === null || flags.registry === 'in_memory';
  return Object.freeze({
    folder: inMemory ? null : `${flags.workDir}/replicated_log`,
    quorum: inMemory ? 1 : (flags.quorum ?? 1),
    autoInitialize: flags.logAutoInitialize || inMemory,
    pid: logReplicaPid(info.address.ip, info.port),
    zk: url === null || inMemory ? null : { ...url, sessionTimeoutMs: flags.zkSessionTimeoutMs },
  });
}

function onLog(master: MasterState, context: Context, outputs: readonly LogOutput[]): void {
  for (const output of outputs) {
    if (output.kind !== 'fatal') continue;
    context.log('FATAL', output.message, 'log.cpp:380');
    context.exit(ABORT, output.message);
  }
  master.registrarOutputs.push(...registrarLogOutputs(master.registrar, context, master.log, outputs, master.flags));
}

/** Messages of the log's coordinator and replica go out through the one transport of the process. */
function sendLogPosts(master: MasterState, context: Context): void {
  for (const post of takeLogPosts(master.log)) {
    if (post.kind === 'link') lpRelink(master.libprocess, context, post.to);
    else lpSend(master.libprocess, context, post);
  }
}

function masterInfo(context: Context, flags: MasterFlags): MasterInfo {
  const ip = flags.ip ?? context.host;
  const hostname = flags.hostname ?? ip;
  const pid = `master@${ip}:${String(flags.port)}`;
  const address = { hostname, ip, port: flags.port };
  return Object.freeze({
    id: randomUuid(context.randomInt),
    ip: littleEndianIp(ip),
    port: flags.port,
    pid,
    hostname,
    version: MESOS_VERSION,
    address: Object.freeze(address),
  });
}

/** 192.168.1.232 → 192 + 168·2^8 + 1·2^16 + 232·2^24. */
export function littleEndianIp(ip: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
  return a + b * 256 + c * 65_536 + d * 16_777_216;
}

function logStart(context: Context, flags: MasterFlags, info: MasterInfo, access: AccessState): void {
  const log = (text: string, source: string): void => context.log('INFO', text, source);
  log('Build: 2016-08-26 23:06:27 by centos', 'main.cpp:263');
  log('Version: 1.0.1', 'main.cpp:264');
  log('Git tag: 1.0.1', 'main.cpp:267');
  log('Git SHA: 3611eb0b7eea8d144e9b2e840e0ba16f2f659ee3', 'main.cpp:271');
  log(`Using '${flags.allocator}' allocator`, 'main.cpp:370');
  if (access.acls !== null) log("Creating default 'local' authorizer", 'main.cpp:484');
  log('Starting Mesos master', 'main.cpp:541');
  log(`Master ${info.id} (${info.hostname}) started on ${info.address.ip}:${String(info.port)}`, 'master.cpp:380');
  const printed = printedMasterFlags(flags).map(([name, value]) => `--${name}="${value}"`);
  log(`Flags at startup: ${printed.join(' ')}`, 'master.cpp:382');
  logAccess(context, flags, access);
}

function handle(master: MasterState, context: Context, event: ProgramEvent): void {
  if (event.kind === 'closed') onConnectionClosed(master, context, event.connection);
  if (master.contender !== null && contenderOwnsEvent(master.contender, event)) {
    for (const output of contenderReceive(master.contender, context, event)) onContender(master, context, output);
  } else if (master.detector !== null && detectorOwnsEvent(master.detector, event)) {
    for (const output of detectorReceive(master.detector, context, event)) onDetector(master, context, output);
  } else if (logOwnsEvent(master.log, event)) {
    onLog(master, context, logReceive(master.log, context, event));
  } else if (registrarOwnsEvent(event)) {
    master.registrarOutputs.push(...registrarReceive(master.registrar, context, event, master.flags));
  } else if (event.kind === 'timer') {
    onTimer(master, context, event);
  } else if (lpOwnsEvent(master.libprocess, event)) {
    for (const output of lpReceive(master.libprocess, context, event)) onTransport(master, context, output);
  }
}

function onTimer(
  master: MasterState,
  context: Context,
  event: Extract<ProgramEvent, { readonly kind: 'timer' }>,
): void {
  const { key, body } = event;
  if (key.startsWith(PING_TIMER)) return stepObserver(master, context, body as AgentId, { kind: 'pingTimerFired' });
  if (key.startsWith(HEARTBEAT_TIMER)) return beat(master, context, body as string);
  if (key === VERBOSITY_TIMER) return void (master.verbosity = 0);
  if (key.startsWith('inverseOffer:')) return onInverseOfferTimeout(master, context, body as OfferId);
  if (key.startsWith('offer:')) return onOfferTimeout(master, context, body as OfferId);
  if (key.startsWith(AUTHORIZATION_TIMER)) return onAuthorized(master, context, body as Authorized);
  if (key.startsWith(AUTHENTICATION_TIMER)) return onAuthenticationTimeout(master, context, body as string);
  if (key.startsWith(LIMITER_TIMER)) return onLimiterTimer(master, context, key);
  if (key.startsWith('failover:')) return onFailoverTimeout(master, context, body as FrameworkId);
  switch (key) {
    case BATCH_TIMER:
      allocator(master, context, { kind: 'batch' });
      return context.setTimer(BATCH_TIMER, master.flags.allocationIntervalMs);
    case REREGISTER_TIMER:
      return onReregisterTimeout(master, context);
    case REMOVAL_TIMER:
      return servePermits(master, context);
    case ALLOCATOR_RECOVERY_TIMER:
      return allocator(master, context, { kind: 'recoveryTimeout' });
    case WHITELIST_TIMER:
      if (master.flags.whitelist !== null) readWhitelist(master, context, master.flags.whitelist);
      return;
  }
}

function onTransport(master: MasterState, context: Context, output: LpOutput): void {
  switch (output.kind) {
    case 'message': {
      const { from, to, message } = output;
      if (!isReplicaMessage(message)) return onMessage(master, context, output);
      return onLog(master, context, logMessage(master.log, context, { from, to, message }));
    }
    case 'exited':
      return onExited(master, context, output.pid);
    case 'http': {
      const { connection, request } = output;
      logRequest(context, connection, request);
      toggleLogging(master, context, request);
      const admitted = admit(master, request);
      const reply = admitted.ok
        ? (answerMaster(viewOf(master, admitted.principal), context, request) ??
          onHttpWrite(master, context, { connection, request, principal: admitted.principal }))
        : admitted.reply;
      const redirect = reply === null || !admitted.ok ? null : redirectLogged(master, request, reply);
      if (redirect !== null) context.log(redirect.severity, redirect.text, redirect.source);
      if (reply !== null) context.send(connection, httpResponse(request.requestId, reply));
      return;
    }
  }
}

function toggleLogging(master: MasterState, context: Context, request: HttpRequest): void {
  const route = routeOf(request, MASTER_ACTORS);
  const change = route?.actor === 'logging' ? loggingChange(route.query) : null;
  if (change !== null) setVerbosity(master, context, change);
}

/** Handlers that know principals say so first; health and redirect do not, nor do other actors. Source: Master::Http::log. */
function logRequest(context: Context, connection: ConnectionId, request: HttpRequest): void {
  const route = routeOf(request, MASTER_ACTORS);
  const name = route === null ? null : masterEndpoint(route);
  if (route === null || name === null || name === 'health' || name === 'redirect') return;
  const { host, port } = context.remoteAddress(connection);
  const userAgent = request.headers['user-agent'];
  const forwardedFor = request.headers['x-forwarded-for'];
  const by = userAgent === undefined ? '' : ` with User-Agent='${userAgent}'`;
  const proxied = forwardedFor === undefined ? '' : ` with X-Forwarded-For='${forwardedFor}'`;
  context.log(
    'INFO',
    `HTTP ${request.method} for ${route.path} from ${host}:${String(port)}${by}${proxied}`,
    'http.cpp:381',
  );
}
