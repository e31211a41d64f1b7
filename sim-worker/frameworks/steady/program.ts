/**
 * A framework that keeps so many copies of one command running: on every offer it launches as many as it may, in one ACCEPT,
 * and it suppresses offers once it has all. It fills clusters that are larger than Marathon fills in reasonable time (at most
 * 100 launches are under way there, marathon.md); Mesos brings such programs as src/examples/no_executor_framework.cpp.
 * Left out: it keeps nothing on disk; when it ends, so does the framework (failover time-out 0).
 */
import type { Context, Flags, Program, ProgramEvent } from '../../kernel/context.ts';
import {
  driverCall,
  type DriverCallback,
  driverOwnsEvent,
  driverReceive,
  driverStart,
  type DriverState,
} from '../../mesos/driver/scheduler-driver.ts';
import { type AgentId, taskId, type TaskId } from '../../mesos/ids.ts';
import type { FrameworkInfo } from '../../mesos/messages/infos.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import { isTerminalState, type TaskInfo, type TaskStatus } from '../../mesos/messages/tasks.ts';
import { resources } from '../../mesos/resources/parse.ts';
import type { Resources } from '../../mesos/resources/resource.ts';
import { containsResources, subtractResources } from '../../mesos/resources/resources.ts';

export type SteadyFlags = {
  readonly zk: { readonly servers: readonly { readonly host: string; readonly port: number }[]; readonly path: string };
  readonly name: string;
  readonly role: string;
  /** Copies to keep running, and how many of them an agent may get. */
  readonly tasks: number;
  readonly tasksPerAgent: number;
  /** Of one copy, as `--resources` takes them. */
  readonly resources: string;
  readonly command: string;
};

export type SteadyState = {
  readonly driver: DriverState;
  readonly each: Resources;
  readonly launched: Map<TaskId, AgentId>;
  readonly byAgent: Map<AgentId, number>;
  /** Ids given so far. */
  count: number;
  suppressed: boolean;
};

/** Long enough that a full agent is not offered again and again. */
const FULL_AGENT_REFUSE_SECONDS = 120;

export const steadyFrameworkProgram: Program<SteadyState> = {
  kind: 'steady-framework',
  boot(context, raw) {
    const flags = steadyFlags(raw);
    return {
      driver: driverStart(context, {
        key: 'driver',
        framework: frameworkOf(flags, context.host),
        zk: flags.zk,
        libprocessPort: 0,
        implicitAcknowledgements: true,
      }),
      each: resources(flags.resources),
      launched: new Map(),
      byAgent: new Map(),
      count: 0,
      suppressed: false,
    };
  },
  receive(state, context, event: ProgramEvent) {
    if (!driverOwnsEvent(state.driver, event)) return;
    for (const callback of driverReceive(state.driver, context, event)) onCallback(state, context, callback);
  },
};

function steadyFlags(raw: Flags): SteadyFlags {
  return raw as unknown as SteadyFlags;
}

function frameworkOf(flags: SteadyFlags, host: string): FrameworkInfo {
  return {
    user: 'root',
    name: flags.name,
    id: null,
    failoverTimeoutSecs: 0,
    checkpoint: true,
    role: flags.role,
    hostname: host,
    principal: null,
    webuiUrl: '',
    capabilities: [],
    labels: [],
  };
}

function onCallback(state: SteadyState, context: Context, callback: DriverCallback): void {
  switch (callback.kind) {
    case 'registered':
    case 'reregistered':
      return onRegistered(state, context);
    case 'resourceOffers':
      for (const offer of callback.offers) onOffer(state, context, offer);
      return suppressWhenComplete(state, context);
    case 'statusUpdate':
      return onStatus(state, context, callback.status);
    case 'error':
      return context.exit(1, callback.message);
    case 'exit':
      return context.exit(callback.code, callback.lastLine);
    default:
      return;
  }
}

/** A new master knows neither suppression nor what was lost meanwhile. */
function onRegistered(state: SteadyState, context: Context): void {
  state.suppressed = false;
  const statuses = [...state.launched].map(([id, slaveId]) => ({ taskId: id, slaveId }));
  if (statuses.length > 0) driverCall(state.driver, context, { call: 'reconcileTasks', statuses });
  suppressWhenComplete(state, context);
}

function suppressWhenComplete(state: SteadyState, context: Context): void {
  if (state.suppressed || state.launched.size < steadyFlags(context.flags).tasks) return;
  state.suppressed = true;
  driverCall(state.driver, context, { call: 'suppressOffers' });
}

function onOffer(state: SteadyState, context: Context, offer: Offer): void {
  const flags = steadyFlags(context.flags);
  const held = state.byAgent.get(offer.slaveId) ?? 0;
  const wanted = Math.min(flags.tasksPerAgent - held, flags.tasks - state.launched.size);
  const taskInfos: TaskInfo[] = [];
  let left = offer.resources;
  while (taskInfos.length < wanted && containsResources(left, state.each)) {
    left = subtractResources(left, state.each);
    taskInfos.push(nextTask(state, flags, offer.slaveId));
  }
  const filters = { refuseSeconds: FULL_AGENT_REFUSE_SECONDS };
  if (taskInfos.length === 0)
    return driverCall(state.driver, context, { call: 'declineOffer', offerId: offer.id, filters });
  for (const task of taskInfos) state.launched.set(task.taskId, offer.slaveId);
  state.byAgent.set(offer.slaveId, held + taskInfos.length);
  driverCall(state.driver, context, { call: 'launchTasks', offerIds: [offer.id], taskInfos, filters });
}

function nextTask(state: SteadyState, flags: SteadyFlags, slaveId: AgentId): TaskInfo {
  state.count += 1;
  const id = taskId(`${flags.name}.${String(state.count)}`);
  return Object.freeze({
    name: flags.name,
    taskId: id,
    slaveId,
    resources: state.each,
    executor: null,
    container: null,
    data: null,
    healthCheck: null,
    killPolicy: null,
    labels: [],
    discovery: null,
    command: { shell: true, value: flags.command, arguments: [], environment: [], uris: [], user: null },
  });
}

/** What ended is launched anew, wherever there is room. */
function onStatus(state: SteadyState, context: Context, status: TaskStatus): void {
  const slaveId = state.launched.get(status.taskId);
  if (slaveId === undefined || !isTerminalState(status.state)) return;
  state.launched.delete(status.taskId);
  const held = state.byAgent.get(slaveId) ?? 1;
  if (held === 1) state.byAgent.delete(slaveId);
  else state.byAgent.set(slaveId, held - 1);
  if (!state.suppressed) return;
  state.suppressed = false;
  driverCall(state.driver, context, { call: 'reviveOffers' });
}
