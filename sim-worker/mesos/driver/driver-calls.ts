/**
 * Calls of the scheduler to its driver. Nothing is ever retried: what is called while disconnected vanishes, except that
 * launched tasks come back as TASK_LOST made by the driver itself.
 * Source: Mesos 1.0.1, src/sched/sched.cpp (acceptOffers, declineOffer, killTask, …).
 */
import { unreachable } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import { lpSend } from '../libprocess/transport.ts';
import type { OfferOperation } from '../messages/offers.ts';
import type { TaskInfo, TaskStatus } from '../messages/tasks.ts';
import { type DriverState, localTimer, sendCall, sendToMaster } from './driver-state.ts';
import type { SchedulerCall } from './scheduler-calls.ts';

type CallOf<Name extends SchedulerCall['call']> = Extract<SchedulerCall, { readonly call: Name }>;

export function driverCall(driver: DriverState, context: Context, call: SchedulerCall): void {
  if (driver.status !== 'RUNNING') return;
  switch (call.call) {
    case 'acceptOffers':
      return acceptOffers(driver, context, call);
    case 'launchTasks': {
      const launch: OfferOperation = { type: 'LAUNCH', taskInfos: call.taskInfos };
      return acceptOffers(driver, context, { ...call, call: 'acceptOffers', operations: [launch] });
    }
    case 'abort':
      return abortDriver(driver, context);
    case 'declineOffer':
      driver.savedOffers.delete(call.offerId);
      break;
    default:
      break;
  }
  if (driver.connected) sendConnected(driver, context, call);
}

/** Deactivates the framework at the master; the driver answers nothing more. */
export function abortDriver(driver: DriverState, context: Context): void {
  context.log('INFO', 'Asked to abort the driver', 'sched.cpp:2021');
  if (driver.status !== 'RUNNING') return;
  driver.status = 'ABORTED';
  if (!driver.connected || driver.framework.id === null) return;
  sendToMaster(driver, context, { type: 'mesos.DeactivateFrameworkMessage', frameworkId: driver.framework.id });
}

function sendConnected(
  driver: DriverState,
  context: Context,
  call: Exclude<SchedulerCall, CallOf<'acceptOffers' | 'launchTasks' | 'abort'>>,
): void {
  switch (call.call) {
    case 'declineOffer':
      return sendCall(driver, context, { call: 'DECLINE', offerIds: [call.offerId], filters: call.filters ?? null });
    case 'reviveOffers':
      return sendCall(driver, context, { call: 'REVIVE' });
    case 'suppressOffers':
      return sendCall(driver, context, { call: 'SUPPRESS' });
    case 'requestResources':
      return sendCall(driver, context, { call: 'REQUEST' });
    case 'killTask': {
      const { taskId, agentId = null, killPolicy = null } = call;
      return sendCall(driver, context, { call: 'KILL', taskId, agentId, killPolicy });
    }
    case 'reconcileTasks': {
      const tasks = call.statuses.map((status) => ({ taskId: status.taskId, agentId: status.slaveId }));
      return sendCall(driver, context, { call: 'RECONCILE', tasks });
    }
    case 'acknowledgeStatusUpdate':
      return acknowledge(driver, context, call.status);
    case 'sendFrameworkMessage':
      return sendFrameworkMessage(driver, context, call);
    default:
      return unreachable(call);
  }
}

/** Updates that the driver or the master made carry no uuid and want no acknowledgement. */
export function acknowledge(driver: DriverState, context: Context, status: TaskStatus): void {
  if (status.uuid === null || status.slaveId === null) return;
  sendCall(driver, context, { call: 'ACKNOWLEDGE', agentId: status.slaveId, taskId: status.taskId, uuid: status.uuid });
}

function sendFrameworkMessage(driver: DriverState, context: Context, call: CallOf<'sendFrameworkMessage'>): void {
  const { executorId, slaveId, data } = call;
  const pid = driver.savedAgentPids.get(slaveId);
  const frameworkId = driver.framework.id;
  if (pid === undefined || frameworkId === null) {
    return sendCall(driver, context, { call: 'MESSAGE', agentId: slaveId, executorId, data });
  }
  const message = { type: 'mesos.FrameworkToExecutorMessage', slaveId, frameworkId, executorId, data } as const;
  lpSend(driver.libprocess, context, { from: driver.pid, to: pid, message });
}

function acceptOffers(driver: DriverState, context: Context, call: CallOf<'acceptOffers'>): void {
  const operations = call.operations.map((operation) => withFrameworkId(driver, operation));
  if (!driver.connected) return loseTasks(driver, context, operations);
  const agents = new Set(operations.flatMap(tasksOf).map((task) => task.slaveId));
  for (const offerId of call.offerIds) {
    const saved = driver.savedOffers.get(offerId);
    if (saved === undefined) context.log('WARN', `Attempting to accept an unknown offer ${offerId}`, 'sched.cpp:1348');
    else if (agents.has(saved.agentId)) driver.savedAgentPids.set(saved.agentId, saved.pid);
    driver.savedOffers.delete(offerId);
  }
  sendCall(driver, context, { call: 'ACCEPT', offerIds: call.offerIds, operations, filters: call.filters ?? null });
}

function tasksOf(operation: OfferOperation): readonly TaskInfo[] {
  return operation.type === 'LAUNCH' ? operation.taskInfos : [];
}

function withFrameworkId(driver: DriverState, operation: OfferOperation): OfferOperation {
  if (operation.type !== 'LAUNCH') return operation;
  const taskInfos = operation.taskInfos.map((task) => {
    if (task.executor === null || task.executor.frameworkId !== null) return task;
    return { ...task, executor: { ...task.executor, frameworkId: driver.framework.id } };
  });
  return { type: 'LAUNCH', taskInfos };
}

function loseTasks(driver: DriverState, context: Context, operations: readonly OfferOperation[]): void {
  const tasks = operations.flatMap(tasksOf);
  if (tasks.length === 0) return;
  const timestampSecs = context.wallClockMs / 1000;
  for (const task of tasks) {
    driver.localUpdates.push({
      taskId: task.taskId,
      state: 'TASK_LOST',
      message: 'Master disconnected',
      source: 'SOURCE_MASTER',
      reason: 'REASON_MASTER_DISCONNECTED',
      data: null,
      slaveId: task.slaveId,
      executorId: task.executor?.executorId ?? null,
      timestampSecs,
      uuid: null,
      healthy: null,
      labels: [],
      containerStatus: null,
    });
  }
  context.setTimer(localTimer(driver), 0);
}
