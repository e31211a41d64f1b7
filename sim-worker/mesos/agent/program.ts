/**
 * The Mesos agent (`mesos-slave`): a program that receives messages, timers and detections and hands them to its parts.
 * Source: Mesos 1.0.1, src/slave/main.cpp, src/slave/slave.cpp (initialize and the handlers it installs).
 * Left out: QoS controller and resource estimator (noop by default), modules, hooks.
 */
import { type FlagProgram, flagsFromCommandLine } from '../flags/command-line.ts';
import { AGENT_FLAG_ALIASES, AGENT_FLAG_DEFINITIONS } from '../flags/definitions.ts';
import { isDockerResponse } from '../../host/docker/docker-api.ts';

import type { Context, Flags, Program, ProgramEvent, ReadContext } from '../../kernel/context.ts';
import { httpResponse, type HttpAnswer, type HttpRequest } from '../../kernel/http.ts';
import {
  initialLibprocess,
  isEnvelope,
  lpOwnsEvent,
  lpReceive,
  type LpOutput,
  type Upid,
} from '../libprocess/transport.ts';
import { initialAuthenticatee, isAuthenticationTimer, isForAuthenticatee } from '../authentication/authenticatee.ts';
import { zkReceiveIdle } from '../../zookeeper/client/client.ts';
import type { MesosMessage } from '../messages/messages.ts';
import { formatAttributes } from '../resources/attributes.ts';
import { formatResources } from '../resources/format.ts';
import type { Parsed } from '../resources/parse.ts';
import { NO_RESOURCES } from '../resources/resource.ts';
import { detectorOwnsEvent, detectorReceive, type DetectorState } from '../zookeeper-group/detector.ts';
import { agentFlags, agentFlagsError, parseMaster, type AgentFlags } from './agent-flags.ts';
import { identityOf, logIdentity, NO_IDENTITY } from './access-flags.ts';
import type { AgentIdentity } from './agent-access.ts';
import { VERBOSITY_TIMER } from '../http/process-endpoints.ts';
import { onExecutorRequest } from './http/executor-api.ts';
import { changeVerbosity } from './http/verbosity.ts';
import { answerAdmitted } from './http/admission.ts';
import { ESTIMATE_TIMER, onEstimateTimer, onQosTimer, QOS_TIMER } from './oversubscription.ts';
import { NO_OVERSUBSCRIPTION, oversubscriptionOf } from './oversubscription-flags.ts';
import { printedFlags } from './printed-flags.ts';
import { buildSlaveInfo } from './agent-info.ts';
import { DEFAULT_MASTER_PING_TIMEOUT_MS, type AgentState } from './agent-state.ts';
import { fixedMaster, openDetector } from './master-address.ts';
import { checkpointFramework, checkpointResources, removeVolumes } from './checkpoint.ts';
import { onContainerTimer, onEngineAnswer, onExecutorProcessExited } from './containerizer.ts';
import { loseEngine, takeAnswer, type EngineAnswer } from './engine-calls.ts';
import { onRegisterExecutor, onReregisterExecutor } from './executor-registration.ts';
import {
  onShutdownTimeout,
  shutDownAgent,
  onShutdownExecutor,
  shutDownFramework,
  type executorIds,
} from './executor-shutdown.ts';
import { onExecutorUpdate } from './executor-updates.ts';
import { onExecutorMessage, onFrameworkMessage } from './executor-messages.ts';
import { DISK_TIMER, isGcTimer, onDiskTimer, onGcTimer, onIdleDiskTimer } from './garbage-collector.ts';
import { onAcknowledgement, onKillTask } from './kill-task.ts';
import {
  beginRecovery,
  onEngineList,
  onRecoveredTimer,
  onRecoverTimer,
  RECOVER_TIMER,
  RECOVERED_TIMER,
} from './recovery.ts';
import {
  AUTHENTICATION_KEY,
  onAttempt,
  onAuthentication,
  onIdlePing,
  onLinkExited,
  onPing,
  onPingTimer,
  onRegistered,
  onUpdateFramework,
  rememberDetected,
} from './registration.ts';
import { onRegistrationTimeout, onRunTask } from './run-task.ts';
import { isStreamTimer, onStreamTimer } from './status-streams.ts';

export const mesosAgentProgram: Program<AgentState> = {
  kind: 'mesos-agent',
  handlesSigterm: true,
  boot,
  receive,
  receiveIdle,
  answer(state: AgentState, context: ReadContext, port: number, request: HttpRequest): HttpAnswer | null {
    const reply = port === state.flags.port ? answerAdmitted(state, context, request) : null;
    return reply === null ? null : { kind: 'reply', reply };
  },
};

function boot(context: Context, rawFlags: Flags): AgentState {
  const command = flagsFromCommandLine(context, rawFlags, COMMAND);
  const flags = agentFlags(command.ok ? { ...rawFlags, ...command.values } : rawFlags);
  const identity = identityOf(context.disk, flags);
  const oversubscription = oversubscriptionOf(context.disk, flags);
  const state = initialState(context, flags, {
    ...(identity.ok ? identity.value : NO_IDENTITY),
    oversubscription: oversubscription.ok ? oversubscription.value : NO_OVERSUBSCRIPTION,
  });
  const error = command.ok
    ? (agentFlagsError(flags) ?? errorOf(identity) ?? errorOf(oversubscription))
    : command.lastLine;
  const built = buildSlaveInfo(flags, context.host);
  if (error !== null) context.exit(command.ok ? 1 : command.code, error);
  else if (built.kind === 'error') context.exit(built.code, built.message);
  else if (context.listen(flags.port) !== 'ok')
    context.exit(
      1,
      `Failed to initialize: Failed to bind on ${context.host}:${String(flags.port)}: Address already in use`,
    );
  else start(state, context);
  return state;
}

function errorOf(parsed: Parsed<unknown>): string | null {
  return parsed.ok ? null : parsed.error;
}

const COMMAND: FlagProgram = {
  name: 'mesos-agent',
  definitions: AGENT_FLAG_DEFINITIONS,
  aliases: AGENT_FLAG_ALIASES,
  folder: '/etc/mesos-slave',
  zkFlag: 'master',
};

/** What flags say in files and JSON. */
type ReadFlags = AgentIdentity & Pick<AgentState, 'oversubscription'>;

function initialState(context: Context, flags: AgentFlags, read: ReadFlags): AgentState {
  const built = buildSlaveInfo(flags, context.host);
  const address = flags.master === null ? null : parseMaster(flags.master);
  return {
    flags,
    startedAtMs: context.wallClockMs,
    pid: `slave(1)@${flags.ip ?? context.host}:${String(flags.port)}`,
    phase: 'RECOVERING',
    info:
      built.kind === 'ok'
        ? built.info
        : {
            hostname: context.host,
            port: flags.port,
            resources: NO_RESOURCES,
            attributes: [],
            id: null,
            checkpoint: true,
          },
    libprocess: initialLibprocess({ port: flags.port }),
    authenticatee: initialAuthenticatee(read.credential),
    access: read.access,
    hidesFlags: false,
    detector: openDetector(context, flags, address),
    detected: address?.kind === 'fixed' ? fixedMaster(address) : null,
    detectionFailure: null,
    master: null,
    masterInfo: null,
    registered: false,
    nextAttempt: 0,
    masterPingTimeoutMs: DEFAULT_MASTER_PING_TIMEOUT_MS,
    detectionNumber: 0,
    pingDetection: 0,
    checkpointedResources: NO_RESOURCES,
    oversubscription: read.oversubscription,
    oversubscribed: null,
    frameworks: new Map(),
    completedFrameworks: [],
    streams: new Map(),
    executorStreams: new Map(),
    verbosity: 0,
    updatesPaused: false,
    containers: new Map(),
    engine: null,
    engineCalls: new Map(),
    nextRequestId: 1,
    gc: [],
    metrics: {
      tasksFinished: 0,
      tasksFailed: 0,
      tasksKilled: 0,
      tasksLost: 0,
      executorsTerminated: 0,
      executorsPreempted: 0,
      validStatusUpdates: 0,
      invalidStatusUpdates: 0,
      validFrameworkMessages: 0,
      invalidFrameworkMessages: 0,
      containerLaunchErrors: 0,
      recoveryErrors: 0,
    },
  };
}

function start(state: AgentState, context: Context): void {
  const { flags, info } = state;
  context.log('INFO', `Agent started on ${state.pid.slice(6)}`, 'slave.cpp:198');
  context.log(
    'INFO',
    `Flags at startup: ${printedFlags(flags)
      .map(([name, value]) => `--${name}="${value}"`)
      .join(' ')}`,
    'slave.cpp:199',
  );
  logIdentity(state, context);
  context.log('INFO', `Agent resources: ${formatResources(info.resources)}`, 'slave.cpp:519');
  context.log('INFO', `Agent attributes: ${formatAttributes(info.attributes)}`, 'slave.cpp:527');
  context.log('INFO', `Agent hostname: ${info.hostname}`, 'slave.cpp:532');
  context.trace('role', { role: 'RECOVERING' });
  beginRecovery(context);
}

function receive(state: AgentState, context: Context, event: ProgramEvent): void {
  if (state.detector !== null && detectorOwnsEvent(state.detector, event))
    return onDetectorEvent(state, context, state.detector, event);
  if (event.kind === 'timer') return onTimer(state, context, event.key, event.body);
  if (event.kind === 'childExited') return onExecutorProcessExited(state, context, event.body);
  if (event.kind === 'told') return onTold(state, context, event.body);
  if (event.kind === 'sigterm') return onSigterm(context);
  if ('connection' in event && event.connection === state.engine) return onEngineEvent(state, context, event);
  if (!lpOwnsEvent(state.libprocess, event)) return;
  for (const output of lpReceive(state.libprocess, context, event)) onLibprocess(state, context, output);
}

function onDetectorEvent(state: AgentState, context: Context, detector: DetectorState, event: ProgramEvent): void {
  for (const output of detectorReceive(detector, context, event)) {
    switch (output.kind) {
      case 'leader':
        rememberDetected(state, context, output.master);
        break;
      case 'failed':
        // During recovery nobody asks yet; the failure is met once somebody does.
        if (state.phase === 'RECOVERING') state.detectionFailure = output.message;
        else context.exit(1, `Failed to detect a master: ${output.message}`);
        break;
      case 'fatal':
        context.exit(134, output.message);
    }
  }
}

/** Pings of its session at ZooKeeper and of the master: nine of ten events of an agent, which change nothing in it. */
function receiveIdle(state: AgentState, context: Context, event: ProgramEvent): boolean {
  if (state.detector !== null && zkReceiveIdle(state.detector.group.client, context, event)) return true;
  if (event.kind === 'timer') return event.key === DISK_TIMER && onIdleDiskTimer(state, context);
  if (event.kind !== 'message' || event.connection === state.engine || !isEnvelope(event.body)) return false;
  const { message, from } = event.body;
  return message.type === 'mesos.PingSlaveMessage' && onIdlePing(state, context, from, message);
}

function onTimer(state: AgentState, context: Context, key: string, body: unknown): void {
  if (key === RECOVER_TIMER) return onRecoverTimer(state, context);
  if (key === RECOVERED_TIMER) return onRecoveredTimer(state, context);
  if (key === VERBOSITY_TIMER) return void (state.verbosity = 0);
  if (key.startsWith('attempt:')) return onAttempt(state, context, body as number);
  if (key === 'ping') return onPingTimer(state, context);
  if (isAuthenticationTimer(key, AUTHENTICATION_KEY)) return onAuthentication(state, context, { timer: key });
  if (isStreamTimer(key)) return onStreamTimer(state, context, body as string);
  if (isGcTimer(key)) return onGcTimer(state, context);
  if (key === DISK_TIMER) return onDiskTimer(state, context);
  if (key === ESTIMATE_TIMER) return onEstimateTimer(state, context);
  if (key === QOS_TIMER) return onQosTimer(state, context);
  if (key.startsWith('register:')) return onRegistrationTimeout(state, context, body as ReturnType<typeof executorIds>);
  if (key.startsWith('shutdown:')) return onShutdownTimeout(state, context, body as ReturnType<typeof executorIds>);
  onContainerTimer(state, context, key, body);
}

/** The default handler ends the process with everything left as it is; only a line is written before. */
function onSigterm(context: Context): void {
  context.log('WARN', 'Received signal SIGTERM from process 1 of user root; exiting', 'logging.cpp:91');
  context.exit(143);
}

/** SIGUSR1 of an operator: `{ signal: 'SIGUSR1' }`. */
function onTold(state: AgentState, context: Context, body: unknown): void {
  const told = body as { readonly signal?: string };
  if (told.signal === 'SIGUSR1') shutDownAgent(state, context, null, 'Received SIGUSR1 signal from user root');
}

function onEngineEvent(state: AgentState, context: Context, event: ProgramEvent): void {
  if (event.kind === 'closed' || event.kind === 'connectFailed') {
    for (const answer of loseEngine(state)) onAnswer(state, context, answer);
    return;
  }
  if (event.kind !== 'message' || !isDockerResponse(event.body)) return;
  const answer = takeAnswer(state, event.body);
  if (answer !== null) onAnswer(state, context, answer);
}

function onAnswer(state: AgentState, context: Context, answer: EngineAnswer): void {
  if (answer.call.purpose === 'ps') onEngineList(state, context, answer);
  else onEngineAnswer(state, context, answer);
}

function onLibprocess(state: AgentState, context: Context, output: LpOutput): void {
  switch (output.kind) {
    case 'message':
      if (isForAuthenticatee(output.to)) return onAuthentication(state, context, output);
      return onMessage(state, context, output.from, output.message);
    case 'exited':
      if (!output.pid.startsWith('executor')) onLinkExited(state, context, output.pid);
      return;
    case 'http': {
      const { connection, request } = output;
      const reply =
        answerAdmitted(state, context, request) ?? onExecutorRequest(state, context, { connection, request });
      if (reply?.status === 200) changeVerbosity(state, context, request);
      if (reply !== null) context.send(connection, httpResponse(request.requestId, reply));
    }
  }
}

function onMessage(state: AgentState, context: Context, from: Upid, message: MesosMessage): void {
  switch (message.type) {
    case 'mesos.SlaveRegisteredMessage':
    case 'mesos.SlaveReregisteredMessage':
      return onRegistered(state, context, from, message);
    case 'mesos.PingSlaveMessage':
      return onPing(state, context, from, message);
    case 'mesos.RunTaskMessage':
      return onRunTask(state, context, from, message);
    case 'mesos.KillTaskMessage':
      return onKillTask(state, context, from, message);
    case 'mesos.StatusUpdateAcknowledgementMessage':
      return onAcknowledgement(state, context, from, message);
    case 'mesos.ShutdownFrameworkMessage':
      return shutDownFramework(state, context, message.frameworkId, from);
    case 'mesos.ShutdownMessage':
      return shutDownAgent(state, context, from, message.message);
    case 'mesos.UpdateFrameworkMessage':
      return onUpdateFramework(state, context, message, (framework) => checkpointFramework(state, context, framework));
    case 'mesos.RegisterExecutorMessage':
      return onRegisterExecutor(state, context, from, message);
    case 'mesos.ReregisterExecutorMessage':
      return onReregisterExecutor(state, context, from, message);
    case 'mesos.StatusUpdateMessage':
      return onExecutorUpdate(state, context, message.update, message.pid ?? from);
    default:
      return onRareMessage(state, context, from, message);
  }
}

function onRareMessage(state: AgentState, context: Context, from: Upid, message: MesosMessage): void {
  switch (message.type) {
    case 'mesos.CheckpointResourcesMessage': {
      removeVolumes(state, context, message.resources);
      const before = formatResources(state.checkpointedResources);
      context.log(
        'INFO',
        `Updated checkpointed resources from ${before} to ${formatResources(message.resources)}`,
        'slave.cpp:2526',
      );
      state.checkpointedResources = message.resources;
      return checkpointResources(state, context, message.resources);
    }
    case 'mesos.ShutdownExecutorMessage': {
      const { frameworkId, executorId } = message;
      if (frameworkId !== null && executorId !== null)
        onShutdownExecutor(state, context, from, { frameworkId, executorId });
      return;
    }
    case 'mesos.FrameworkToExecutorMessage':
      return onFrameworkMessage(state, context, message);
    case 'mesos.ExecutorToFrameworkMessage':
      return onExecutorMessage(state, context, message);
    default:
      return;
  }
}
