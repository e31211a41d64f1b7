/**
 * State of a scheduler driver.
 * Source: Mesos 1.0.1, src/sched/sched.cpp (SchedulerProcess), src/sched/constants.hpp.
 */
import type { Context } from '../../kernel/context.ts';
import {
  AUTHENTICATION_BACKOFF_FACTOR_MS,
  type Authenticating,
  type AuthenticateeState,
} from '../authentication/authenticatee.ts';
import type { AgentId, OfferId } from '../ids.ts';
import { lpSend, type LibprocessState, type Upid } from '../libprocess/transport.ts';
import type { FrameworkInfo, MasterInfo } from '../messages/infos.ts';
import type { MesosMessage } from '../messages/messages.ts';
import type { CallBody } from '../messages/scheduler-call.ts';
import type { TaskStatus } from '../messages/tasks.ts';
import type { DetectorState } from '../zookeeper-group/detector.ts';
import type { DriverOptions } from './scheduler-calls.ts';

/** First bound of the random wait before the next SUBSCRIBE. Source: src/sched/constants.hpp, registration_backoff_factor. */
export const REGISTRATION_BACKOFF_FACTOR_MS = 2_000;
/** Source: src/sched/constants.hpp, REGISTRATION_RETRY_INTERVAL_MAX. */
export const REGISTRATION_RETRY_INTERVAL_MAX_MS = 60_000;
/** Shortest wait between two SUBSCRIBE calls: keeps a tiny failover timeout from spinning. Our choice. */
export const REGISTRATION_RETRY_FLOOR_MS = 1;

export type DriverState = {
  readonly options: DriverOptions;
  readonly detector: DetectorState;
  readonly libprocess: LibprocessState;
  readonly authenticatee: AuthenticateeState;
  /** `scheduler-UUID@IP:PORT`: new for every driver. */
  readonly pid: Upid;
  framework: FrameworkInfo;
  status: 'RUNNING' | 'ABORTED' | 'STOPPED';
  connected: boolean;
  /** The id was given by the scheduler and no registration has happened yet: SUBSCRIBE with force. */
  failover: boolean;
  master: { readonly info: MasterInfo; readonly pid: Upid } | null;
  /** Pids of the agents behind the offers that the scheduler holds. */
  readonly savedOffers: Map<OfferId, Readonly<{ agentId: AgentId; pid: Upid }>>;
  /** Agents on which this driver launched something: framework messages go to them directly. */
  readonly savedAgentPids: Map<AgentId, Upid>;
  /** Updates that the driver itself made, called back at the next event. */
  localUpdates: TaskStatus[];
};

export const registerTimer = (driver: DriverState): string => `${driver.options.key}.register`;
export const localTimer = (driver: DriverState): string => `${driver.options.key}.local`;

export function sendToMaster(driver: DriverState, context: Context, message: MesosMessage): void {
  if (driver.master === null) return;
  lpSend(driver.libprocess, context, { from: driver.pid, to: driver.master.pid, message });
}

export function sendCall(driver: DriverState, context: Context, body: CallBody): void {
  sendToMaster(driver, context, { type: 'mesos.scheduler.Call', frameworkId: driver.framework.id, body });
}

export const authenticationKey = (driver: DriverState): string => `${driver.options.key}.`;

export function authenticating(driver: DriverState, context: Context): Authenticating {
  return {
    authenticatee: driver.authenticatee,
    libprocess: driver.libprocess,
    context,
    pid: driver.pid,
    master: driver.master?.pid ?? null,
    key: authenticationKey(driver),
    backoffFactorMs: AUTHENTICATION_BACKOFF_FACTOR_MS,
    failureSeverity: 'INFO',
  };
}
