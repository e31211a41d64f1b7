/**
 * A framework for tests: subscribes through the driver, records every callback, launches the tasks it was told to launch
 * on the first offer that fits, declines (or keeps) the rest.
 */
import type { Context, Program, ProgramEvent } from '../../../kernel/context.ts';
import type { AgentId, FrameworkId, OfferId, TaskId } from '../../../mesos/ids.ts';
import type { FrameworkInfo } from '../../../mesos/messages/infos.ts';
import type { Offer } from '../../../mesos/messages/offers.ts';
import type { TaskInfo, TaskStatus } from '../../../mesos/messages/tasks.ts';
import { type Resources, withMarks } from '../../../mesos/resources/resource.ts';
import { containsResources, resourcesOf, subtractResources } from '../../../mesos/resources/resources.ts';
import {
  driverCall,
  type DriverCallback,
  driverOwnsEvent,
  driverReceive,
  driverStart,
  type DriverState,
  driverStop,
  type SchedulerCall,
} from '../../../mesos/driver/scheduler-driver.ts';

export type TestFrameworkFlags = {
  readonly framework: FrameworkInfo;
  readonly zk: { readonly servers: readonly { readonly host: string; readonly port: number }[]; readonly path: string };
  readonly libprocessPort: number;
  /** Seconds of the decline; null keeps offers. */
  readonly refuseSeconds: number | null;
  readonly credential?: { readonly principal: string; readonly secret: string | null };
};

export type TestFrameworkState = {
  driver: DriverState;
  frameworkId: FrameworkId | null;
  readonly callbacks: DriverCallback[];
  readonly offers: Map<string, Offer>;
  wanted: {
    readonly taskId: TaskId;
    readonly resources: Resources;
    readonly command: string;
    readonly user?: string;
  }[];
  readonly statuses: TaskStatus[];
};

export type TestFrameworkOrder =
  | { readonly order: 'launch'; readonly tasks: TestFrameworkState['wanted'] }
  | { readonly order: 'call'; readonly call: SchedulerCall }
  /** Launches on exactly these offers, valid or not. */
  | {
      readonly order: 'accept';
      readonly offerIds: readonly OfferId[];
      readonly tasks: TestFrameworkState['wanted'];
      readonly agentId: AgentId;
    }
  | {
      readonly order: 'reserveAndLaunch';
      readonly offerId: OfferId;
      readonly reserved: Resources;
      readonly principal: string;
      readonly task: TestFrameworkState['wanted'][number];
      readonly agentId: AgentId;
    }
  | { readonly order: 'stop'; readonly failover: boolean };

export const testFrameworkProgram: Program<TestFrameworkState> = {
  kind: 'test-framework',
  boot(context, given) {
    const flags = given as unknown as TestFrameworkFlags;
    const { framework, zk, libprocessPort, credential = null } = flags;
    const driver = driverStart(context, {
      key: 'driver',
      framework,
      zk,
      libprocessPort,
      implicitAcknowledgements: true,
      credential,
    });
    return { driver, frameworkId: framework.id, callbacks: [], offers: new Map(), wanted: [], statuses: [] };
  },
  receive(state, context, event: ProgramEvent) {
    if (event.kind === 'told') return obey(state, context, event.body as TestFrameworkOrder);
    if (!driverOwnsEvent(state.driver, event)) return;
    for (const callback of driverReceive(state.driver, context, event)) onCallback(state, context, callback);
  },
};

function obey(state: TestFrameworkState, context: Context, order: TestFrameworkOrder): void {
  switch (order.order) {
    case 'launch':
      state.wanted.push(...order.tasks);
      for (const offer of [...state.offers.values()]) useOffer(state, context, offer);
      return;
    case 'call':
      return driverCall(state.driver, context, order.call);
    case 'accept': {
      for (const id of order.offerIds) state.offers.delete(id);
      const taskInfos = order.tasks.map((wish) => commandTask(wish, order.agentId));
      return driverCall(state.driver, context, { call: 'launchTasks', offerIds: order.offerIds, taskInfos });
    }
    case 'reserveAndLaunch': {
      const { offerId, reserved, principal, task, agentId } = order;
      const marked = resourcesOf(reserved.map((part) => withMarks(part, { reservation: { principal, labels: [] } })));
      state.offers.delete(offerId);
      const launch = { type: 'LAUNCH', taskInfos: [commandTask({ ...task, resources: marked }, agentId)] } as const;
      return driverCall(state.driver, context, {
        call: 'acceptOffers',
        offerIds: [offerId],
        operations: [{ type: 'RESERVE', resources: marked }, launch],
      });
    }
    case 'stop':
      return driverStop(state.driver, context, order.failover);
  }
}

function onCallback(state: TestFrameworkState, context: Context, callback: DriverCallback): void {
  state.callbacks.push(callback);
  switch (callback.kind) {
    case 'registered':
      state.frameworkId = callback.frameworkId;
      return;
    case 'disconnected':
      return state.offers.clear();
    case 'resourceOffers':
      for (const offer of callback.offers) useOffer(state, context, offer);
      return;
    case 'offerRescinded':
      state.offers.delete(callback.offerId);
      return;
    case 'statusUpdate':
      state.statuses.push(callback.status);
      return;
    case 'exit':
      return context.exit(callback.code, callback.lastLine);
    default:
      return;
  }
}

function useOffer(state: TestFrameworkState, context: Context, offer: Offer): void {
  const { refuseSeconds } = context.flags as unknown as TestFrameworkFlags;
  let left = offer.resources;
  const tasks: TaskInfo[] = [];
  for (const wish of [...state.wanted]) {
    if (!containsResources(left, wish.resources)) continue;
    left = subtractResources(left, wish.resources);
    state.wanted = state.wanted.filter((other) => other !== wish);
    tasks.push(commandTask(wish, offer.slaveId));
  }
  const filters = { refuseSeconds };
  state.offers.delete(offer.id);
  if (tasks.length > 0)
    driverCall(state.driver, context, { call: 'launchTasks', offerIds: [offer.id], taskInfos: tasks, filters });
  else if (refuseSeconds === null) state.offers.set(offer.id, offer);
  else driverCall(state.driver, context, { call: 'declineOffer', offerId: offer.id, filters });
}

function commandTask(wish: TestFrameworkState['wanted'][number], slaveId: AgentId): TaskInfo {
  const { taskId, resources, command, user = null } = wish;
  return {
    name: taskId,
    taskId,
    slaveId,
    resources,
    executor: null,
    container: null,
    data: null,
    healthCheck: null,
    killPolicy: null,
    labels: [],
    discovery: null,
    command: { shell: true, value: command, arguments: [], environment: [], uris: [], user },
  };
}
