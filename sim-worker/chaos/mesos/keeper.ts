/**
 * A framework that keeps a number of tasks running whatever happens: it replaces what ended, reconciles what it is not sure
 * of, kills what is too much, and begins again under its old id when its driver gives up. It notes what it must not see.
 */
import type { Context, Program, ProgramEvent } from '../../kernel/context.ts';
import {
  driverCall,
  type DriverCallback,
  driverOwnsEvent,
  driverReceive,
  driverStart,
  type DriverState,
} from '../../mesos/driver/scheduler-driver.ts';
import { type AgentId, frameworkId, randomUuid, type TaskId, taskId } from '../../mesos/ids.ts';
import type { FrameworkInfo } from '../../mesos/messages/infos.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import { isTerminalState, type TaskInfo, type TaskState, type TaskStatus } from '../../mesos/messages/tasks.ts';
import { resources } from '../../mesos/resources/parse.ts';
import { containsResources, subtractResources } from '../../mesos/resources/resources.ts';

export const KEEPER = 'keeper';

export type KeeperFlags = {
  readonly framework: FrameworkInfo;
  readonly zk: { readonly servers: readonly { readonly host: string; readonly port: number }[]; readonly path: string };
  readonly count: number;
};

export type KeptTask = { readonly state: TaskState; readonly agentId: AgentId; readonly sinceUs: number };

export type KeeperState = {
  driver: DriverState;
  readonly tasks: Map<TaskId, KeptTask>;
  /** Tasks of which an agent or executor said that they are over. */
  readonly over: Map<TaskId, TaskState>;
  /**
   * Tasks that were launched and never answered. Mesos 1.0.1 can stage one for ever: an agent whose registration was confirmed while
   * it looked for its master drops what comes before the next confirmation, and nothing tells the master (src/slave/slave.cpp, runTask).
   */
  readonly givenUp: Set<TaskId>;
  /** A task that was over came to life again. */
  contradictions: string[];
};

const TASK = resources('cpus:0.5;mem:64');
const LOOK_MS = 10_000;
/** A task that says nothing for so long is asked after. */
const UNSURE_US = 20_000_000;
/** A task that is staged for so long is killed and replaced, as Marathon's task_launch_confirm_timeout and task_launch_timeout do. */
const STAGED_US = 120_000_000;
const REFUSE_SECONDS = 2;
const ID_FILE = '/var/lib/keeper/framework-id';

export const keeperProgram: Program<KeeperState> = {
  kind: KEEPER,
  boot(context, given) {
    const { framework, zk } = given as unknown as KeeperFlags;
    const kept = context.disk.read(ID_FILE);
    const id = kept?.kind === 'text' ? frameworkId(kept.text) : null;
    context.setTimer('look', LOOK_MS);
    const driver = driverStart(context, {
      key: 'driver',
      framework: { ...framework, id },
      zk,
      libprocessPort: 0,
      implicitAcknowledgements: true,
    });
    return { driver, tasks: new Map(), over: new Map(), givenUp: new Set(), contradictions: [] };
  },
  receive(state, context, event: ProgramEvent) {
    if (event.kind === 'timer' && event.key === 'look') return look(state, context);
    if (!driverOwnsEvent(state.driver, event)) return;
    for (const callback of driverReceive(state.driver, context, event)) onCallback(state, context, callback);
  },
};

function onCallback(state: KeeperState, context: Context, callback: DriverCallback): void {
  switch (callback.kind) {
    case 'registered':
      context.disk.write(ID_FILE, { kind: 'text', text: callback.frameworkId });
      return driverCall(state.driver, context, { call: 'reconcileTasks', statuses: [] });
    case 'resourceOffers':
      for (const offer of callback.offers) useOffer(state, context, offer);
      return;
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

function useOffer(state: KeeperState, context: Context, offer: Offer): void {
  const { count } = context.flags as unknown as KeeperFlags;
  const tasks: TaskInfo[] = [];
  let left = offer.resources;
  while (state.tasks.size < count && containsResources(left, TASK)) {
    left = subtractResources(left, TASK);
    const task = sleepTask(context, offer.slaveId);
    state.tasks.set(task.taskId, { state: 'TASK_STAGING', agentId: offer.slaveId, sinceUs: context.nowUs });
    tasks.push(task);
  }
  const filters = { refuseSeconds: REFUSE_SECONDS };
  if (tasks.length === 0) driverCall(state.driver, context, { call: 'declineOffer', offerId: offer.id, filters });
  else driverCall(state.driver, context, { call: 'launchTasks', offerIds: [offer.id], taskInfos: tasks, filters });
}

function onStatus(state: KeeperState, context: Context, status: TaskStatus): void {
  const { taskId: id, slaveId: agentId } = status;
  const ended = state.over.get(id);
  if (isTerminalState(status.state)) {
    state.tasks.delete(id);
    // What a master says of an agent that it lost may be contradicted by the agent when another master leads.
    if (status.source !== 'SOURCE_MASTER') state.over.set(id, status.state);
    return;
  }
  if (ended !== undefined) {
    state.contradictions = [...state.contradictions, `${id} was ${ended} and is ${status.state} now`];
    return;
  }
  if (state.givenUp.has(id)) return kill(state, context, id, agentId);
  const known = state.tasks.get(id);
  const sure = status.state === 'TASK_RUNNING';
  state.tasks.set(id, {
    state: status.state,
    agentId: agentId ?? known?.agentId ?? ('' as AgentId),
    sinceUs: sure ? context.nowUs : (known?.sinceUs ?? context.nowUs),
  });
}

/** Asks after tasks that it is not sure of, and after all of them now and then; kills the newest of too many. */
function look(state: KeeperState, context: Context): void {
  context.setTimer('look', LOOK_MS);
  if (!state.driver.connected) return;
  const { count } = context.flags as unknown as KeeperFlags;
  const unsure = [...state.tasks].filter(([, task]) => context.nowUs - task.sinceUs > UNSURE_US);
  const statuses = unsure.map(([id, task]) => ({ taskId: id, slaveId: task.agentId }));
  if (statuses.length > 0) driverCall(state.driver, context, { call: 'reconcileTasks', statuses });
  driverCall(state.driver, context, { call: 'reconcileTasks', statuses: [] });
  for (const [id, task] of [...state.tasks].slice(count)) kill(state, context, id, task.agentId);
  for (const [id, task] of state.tasks) {
    if (task.state !== 'TASK_STAGING' || context.nowUs - task.sinceUs < STAGED_US) continue;
    state.tasks.delete(id);
    state.givenUp.add(id);
    kill(state, context, id, task.agentId);
  }
}

function kill(state: KeeperState, context: Context, id: TaskId, agentId: AgentId | null): void {
  driverCall(state.driver, context, { call: 'killTask', taskId: id, agentId });
}

function sleepTask(context: Context, slaveId: AgentId): TaskInfo {
  const id = taskId(`task.${randomUuid(context.randomInt)}`);
  return {
    name: 'sleep',
    taskId: id,
    slaveId,
    resources: TASK,
    executor: null,
    container: null,
    data: null,
    healthCheck: null,
    killPolicy: null,
    labels: [],
    discovery: null,
    command: { shell: true, value: 'sleep 1000000', arguments: [], environment: [], uris: [], user: null },
  };
}
