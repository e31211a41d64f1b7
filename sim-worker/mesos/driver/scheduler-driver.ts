/**
 * The scheduler driver: a library that a framework's process links. It detects the leading master, subscribes to it and
 * turns messages into callbacks.
 * Source: Mesos 1.0.1, src/sched/sched.cpp (MesosSchedulerDriver, SchedulerProcess).
 * Left out: the MESOS_LOCAL modes, overlapping retry chains after quick changes of leader.
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { randomUuid } from '../ids.ts';
import { initialLibprocess, lpLink, lpOwnsEvent, lpReceive, type LpOutput } from '../libprocess/transport.ts';
import { parseUpid, upid } from '../libprocess/upid.ts';
import { type DetectorOutput, detectorOpen, detectorOwnsEvent, detectorReceive } from '../zookeeper-group/detector.ts';
import { groupClose } from '../zookeeper-group/group.ts';
import {
  authenticate,
  type AuthenticationEnd,
  dropAuthentication,
  forgetAuthentication,
  initialAuthenticatee,
  isAuthenticationTimer,
  isForAuthenticatee,
  onAuthenticationMessage,
  onAuthenticationTimer,
} from '../authentication/authenticatee.ts';
import { onError, onMasterMessage } from './driver-messages.ts';
import {
  authenticating,
  authenticationKey,
  type DriverState,
  localTimer,
  REGISTRATION_BACKOFF_FACTOR_MS,
  REGISTRATION_RETRY_FLOOR_MS,
  REGISTRATION_RETRY_INTERVAL_MAX_MS,
  registerTimer,
  sendCall,
} from './driver-state.ts';
import type { DriverCallback, DriverOptions } from './scheduler-calls.ts';

export { driverCall } from './driver-calls.ts';
export type { DriverState } from './driver-state.ts';
export type { DriverCallback, DriverOptions, SchedulerCall } from './scheduler-calls.ts';

/** Detector session time-out. Source: src/master/constants.hpp, MASTER_DETECTOR_ZK_SESSION_TIMEOUT. */
const DETECTOR_SESSION_TIMEOUT_MS = 10_000;
/** First port of the range in which Linux hands out free ports. */
const FIRST_FREE_PORT = 32_768;
const FREE_PORTS = 28_232;
/** Tries to find a free port before giving up. */
const MAX_PORT_TRIES = 100;

/** Starts to look for the leading master; `registered` follows once it accepted us. */
export function driverStart(context: Context, options: DriverOptions): DriverState {
  const port = listenPort(context, options.libprocessPort);
  const pid = upid(`scheduler-${randomUuid(context.randomInt)}`, context.host, port);
  context.log('INFO', 'Version: 1.0.1', 'sched.cpp:226');
  return {
    options,
    detector: detectorOpen(context, {
      key: `${options.key}.detector`,
      servers: options.zk.servers,
      path: options.zk.path,
      sessionTimeoutMs: DETECTOR_SESSION_TIMEOUT_MS,
    }),
    libprocess: initialLibprocess({ port, http: false }),
    authenticatee: initialAuthenticatee(options.credential ?? null),
    pid,
    framework: options.framework,
    status: 'RUNNING',
    connected: false,
    failover: options.framework.id !== null,
    master: null,
    savedOffers: new Map(),
    savedAgentPids: new Map(),
    localUpdates: [],
  };
}

export function driverOwnsEvent(driver: DriverState, event: ProgramEvent): boolean {
  if (event.kind === 'timer' && (event.key === registerTimer(driver) || event.key === localTimer(driver))) return true;
  if (event.kind === 'timer' && isAuthenticationTimer(event.key, authenticationKey(driver))) return true;
  return detectorOwnsEvent(driver.detector, event) || lpOwnsEvent(driver.libprocess, event);
}

export function driverReceive(driver: DriverState, context: Context, event: ProgramEvent): readonly DriverCallback[] {
  if (event.kind === 'timer' && event.key === registerTimer(driver)) {
    register(driver, context, event.body as number);
    return [];
  }
  if (event.kind === 'timer' && event.key === localTimer(driver)) return takeLocalUpdates(driver);
  if (event.kind === 'timer' && isAuthenticationTimer(event.key, authenticationKey(driver))) {
    if (driver.status !== 'RUNNING') return [];
    return onAuthenticationEnd(driver, context, onAuthenticationTimer(authenticating(driver, context), event.key));
  }
  if (detectorOwnsEvent(driver.detector, event)) {
    return detectorReceive(driver.detector, context, event).flatMap((output) => onDetected(driver, context, output));
  }
  return lpReceive(driver.libprocess, context, event).flatMap((output) => onTransport(driver, context, output));
}

/** `failover`: the framework stays registered for another scheduler to take over; else it is torn down. */
export function driverStop(driver: DriverState, context: Context, failover: boolean): void {
  context.log('INFO', 'Asked to stop the driver', 'sched.cpp:1987');
  context.log('INFO', `Stopping framework '${driver.framework.id ?? ''}'`, 'sched.cpp:1187');
  if (driver.status !== 'STOPPED' && driver.connected && !failover) sendCall(driver, context, { call: 'TEARDOWN' });
  driver.status = 'STOPPED';
  driver.connected = false;
  context.clearTimer(registerTimer(driver));
  context.clearTimer(localTimer(driver));
  dropAuthentication(authenticating(driver, context));
  groupClose(driver.detector.group, context);
  for (const outgoing of driver.libprocess.outgoing.values()) context.close(outgoing.connection);
  driver.libprocess.outgoing.clear();
  driver.libprocess.addresses.clear();
}

function listenPort(context: Context, wanted: number): number {
  if (wanted !== 0) {
    context.listen(wanted); // The port belongs to the process: an earlier driver in it may have opened it.
    return wanted;
  }
  let port = FIRST_FREE_PORT + context.randomInt(FREE_PORTS);
  for (let tries = 1; tries < MAX_PORT_TRIES && context.listen(port) !== 'ok'; tries += 1) {
    port = FIRST_FREE_PORT + context.randomInt(FREE_PORTS);
  }
  return port;
}

function onDetected(driver: DriverState, context: Context, output: DetectorOutput): readonly DriverCallback[] {
  switch (output.kind) {
    case 'failed':
      return [{ kind: 'exit', code: 1, lastLine: `Failed to detect a master: ${output.message}` }];
    case 'fatal':
      return [{ kind: 'exit', code: 134, lastLine: output.message }];
    case 'leader':
      return onLeader(driver, context, output);
  }
}

function onLeader(
  driver: DriverState,
  context: Context,
  output: Extract<DetectorOutput, { readonly kind: 'leader' }>,
): readonly DriverCallback[] {
  if (driver.status !== 'RUNNING') return [];
  const callbacks: DriverCallback[] = driver.connected ? [{ kind: 'disconnected' }] : [];
  driver.connected = false;
  context.clearTimer(registerTimer(driver));
  if (output.master === null || output.upid === null) {
    driver.master = null;
    forgetAuthentication(authenticating(driver, context));
    context.log('INFO', 'No master detected', 'sched.cpp:362');
    return callbacks;
  }
  driver.master = { info: output.master, pid: output.upid };
  context.log('INFO', `New master detected at ${output.upid}`, 'sched.cpp:330');
  lpLink(driver.libprocess, context, output.upid);
  if (driver.authenticatee.credential !== null) {
    return [...callbacks, ...onAuthenticationEnd(driver, context, authenticate(authenticating(driver, context)))];
  }
  context.log('INFO', 'No credentials provided. Attempting to register without authentication', 'sched.cpp:341');
  // The first SUBSCRIBE goes out within this event, but after the disconnected callback: by a timer of no delay.
  context.setTimer(registerTimer(driver), 0, REGISTRATION_BACKOFF_FACTOR_MS);
  return callbacks;
}

function onAuthenticationEnd(driver: DriverState, context: Context, end: AuthenticationEnd): readonly DriverCallback[] {
  if (end === 'authenticated') register(driver, context, REGISTRATION_BACKOFF_FACTOR_MS);
  if (end !== 'refused') return [];
  context.log('ERROR', `Master ${driver.master?.pid ?? ''} refused authentication`, 'sched.cpp:496');
  return onError(driver, context, 'Master refused authentication');
}

/** Sends SUBSCRIBE until the master answered; the random wait before the next one has a doubling bound. */
function register(driver: DriverState, context: Context, maxBackoffMs: number): void {
  if (driver.connected || driver.master === null || driver.status !== 'RUNNING') return;
  if (driver.authenticatee.credential !== null && !driver.authenticatee.authenticated) return;
  sendCall(driver, context, {
    call: 'SUBSCRIBE',
    frameworkInfo: driver.framework,
    force: driver.framework.id !== null && driver.failover,
  });
  let boundMs = Math.min(maxBackoffMs, REGISTRATION_RETRY_INTERVAL_MAX_MS);
  const failoverMs = driver.framework.failoverTimeoutSecs * 1000;
  if (failoverMs > 0) boundMs = Math.min(boundMs, failoverMs / 10);
  const delayMs = Math.max(REGISTRATION_RETRY_FLOOR_MS, boundMs * context.random());
  context.setTimer(registerTimer(driver), delayMs, boundMs * 2);
}

function takeLocalUpdates(driver: DriverState): readonly DriverCallback[] {
  const updates = driver.localUpdates;
  driver.localUpdates = [];
  return updates.map((status) => ({ kind: 'statusUpdate', status }));
}

function onTransport(driver: DriverState, context: Context, output: LpOutput): readonly DriverCallback[] {
  if (output.kind === 'message' && isForAuthenticatee(output.to)) {
    if (driver.status !== 'RUNNING') return [];
    return onAuthenticationEnd(driver, context, onAuthenticationMessage(authenticating(driver, context), output));
  }
  if (output.kind !== 'message' || output.to !== parseUpid(driver.pid).name) return [];
  return onMasterMessage(driver, context, { from: output.from, message: output.message });
}
