/**
 * Messages of the master (and of executors) to a scheduler driver, turned into callbacks.
 * Source: Mesos 1.0.1, src/sched/sched.cpp (registered, resourceOffers, statusUpdate, …).
 */
import type { Context } from '../../kernel/context.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MasterInfo } from '../messages/infos.ts';
import type { MesosMessage, MessageOf } from '../messages/messages.ts';
import { abortDriver, acknowledge } from './driver-calls.ts';
import { type DriverState, registerTimer } from './driver-state.ts';
import type { DriverCallback } from './scheduler-calls.ts';

type Received = { readonly from: Upid; readonly message: MesosMessage };

export function onMasterMessage(driver: DriverState, context: Context, received: Received): readonly DriverCallback[] {
  const { from, message } = received;
  if (driver.status !== 'RUNNING') return [];
  if (message.type === 'mesos.ExecutorToFrameworkMessage') return frameworkMessage(message);
  if (driver.master === null || from !== driver.master.pid) {
    logStranger(driver, context, received);
    return [];
  }
  switch (message.type) {
    case 'mesos.FrameworkRegisteredMessage':
      return onRegistered(driver, context, message);
    case 'mesos.FrameworkReregisteredMessage':
      return onReregistered(driver, context, message);
    case 'mesos.FrameworkErrorMessage':
      return onError(driver, context, message.message);
    default:
      return driver.connected ? onConnectedMessage(driver, context, message) : [];
  }
}

/** Of other messages the original says nothing at this level. */
function logStranger(driver: DriverState, context: Context, { from, message }: Received): void {
  const again = message.type === 'mesos.FrameworkReregisteredMessage';
  if (driver.connected || (!again && message.type !== 'mesos.FrameworkRegisteredMessage')) return;
  const what = again ? 're-registered' : 'registered';
  const leading = driver.master?.pid ?? '@0.0.0.0:0';
  const text = `Ignoring framework ${what} message because it was sent from '${from}' instead of the leading master '${leading}'`;
  context.log('WARN', text, again ? 'sched.cpp:778' : 'sched.cpp:736');
}

function onConnectedMessage(driver: DriverState, context: Context, message: MesosMessage): readonly DriverCallback[] {
  switch (message.type) {
    case 'mesos.ResourceOffersMessage':
      return onOffers(driver, message);
    case 'mesos.RescindResourceOfferMessage': {
      const { offerId } = message;
      driver.savedOffers.delete(offerId);
      return [{ kind: 'offerRescinded', offerId }];
    }
    case 'mesos.StatusUpdateMessage':
      return onStatusUpdate(driver, context, message);
    case 'mesos.LostSlaveMessage': {
      const { slaveId } = message;
      driver.savedAgentPids.delete(slaveId);
      return [{ kind: 'slaveLost', slaveId }];
    }
    case 'mesos.ExitedExecutorMessage': {
      const { executorId, slaveId, status } = message;
      return [{ kind: 'executorLost', executorId, slaveId, status }];
    }
    default:
      return []; // Inverse offers are not for drivers; everything else is not for a scheduler.
  }
}

function onRegistered(
  driver: DriverState,
  context: Context,
  message: MessageOf<'mesos.FrameworkRegisteredMessage'>,
): readonly DriverCallback[] {
  if (driver.connected) return [];
  const { frameworkId } = message;
  context.log('INFO', `Framework registered with ${frameworkId}`, 'sched.cpp:743');
  driver.framework = { ...driver.framework, id: frameworkId };
  return [{ kind: 'registered', frameworkId, masterInfo: nowConnected(driver, context, message.masterInfo) }];
}

function onReregistered(
  driver: DriverState,
  context: Context,
  message: MessageOf<'mesos.FrameworkReregisteredMessage'>,
): readonly DriverCallback[] {
  if (driver.connected) return [];
  context.log('INFO', `Framework re-registered with ${message.frameworkId}`, 'sched.cpp:785');
  return [{ kind: 'reregistered', masterInfo: nowConnected(driver, context, message.masterInfo) }];
}

function nowConnected(driver: DriverState, context: Context, masterInfo: MasterInfo): MasterInfo {
  driver.connected = true;
  driver.failover = false;
  context.clearTimer(registerTimer(driver));
  return masterInfo;
}

export function onError(driver: DriverState, context: Context, message: string): readonly DriverCallback[] {
  context.log('INFO', `Got error '${message}'`, 'sched.cpp:1171');
  abortDriver(driver, context);
  return [{ kind: 'error', message }];
}

function onOffers(driver: DriverState, message: MessageOf<'mesos.ResourceOffersMessage'>): readonly DriverCallback[] {
  message.offers.forEach((offer, index) => {
    const pid = message.pids[index];
    if (pid !== undefined) driver.savedOffers.set(offer.id, Object.freeze({ agentId: offer.slaveId, pid }));
  });
  return [{ kind: 'resourceOffers', offers: message.offers }];
}

/** An update without the agent's pid was made by the master: its uuid, if any, wants no acknowledgement. */
function onStatusUpdate(
  driver: DriverState,
  context: Context,
  message: MessageOf<'mesos.StatusUpdateMessage'>,
): readonly DriverCallback[] {
  const { update, pid } = message;
  const uuid = pid === null || pid === '' ? null : update.uuid;
  const status = { ...update.status, uuid, timestampSecs: update.timestampSecs };
  if (driver.options.implicitAcknowledgements)
    acknowledge(driver, context, { ...status, slaveId: update.slaveId ?? status.slaveId });
  return [{ kind: 'statusUpdate', status }];
}

function frameworkMessage(message: MessageOf<'mesos.ExecutorToFrameworkMessage'>): readonly DriverCallback[] {
  const { executorId, slaveId, data } = message;
  return [{ kind: 'frameworkMessage', executorId, slaveId, data }];
}
