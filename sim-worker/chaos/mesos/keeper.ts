/**
 * A framework that keeps a number of tasks running whatever happens: it replaces what ended, reconciles what it is not sure
 * of, kills what is too much, and begins again under its old id when its driver gives up, or under a new one when the master
 * removed it. What it must know again after it was killed stands on its disk. It notes what it must not see.
 */
import type { Context, Program, ProgramEvent, ReadonlyDisk } from '../../kernel/context.ts';
import {
  driverCall,
  type DriverCallback,
  driverOwnsEvent,
  driverReceive,
  driverStart,
  driverStop,
  type DriverState,
} from '../../mesos/driver/scheduler-driver.ts';
import { type AgentId, type FrameworkId, randomUuid, type TaskId, taskId } from '../../mesos/ids.ts';
import type { FrameworkInfo } from '../../mesos/messages/infos.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import { isTerminalState, type TaskInfo, type TaskState, type TaskStatus } from '../../mesos/messages/tasks.ts';
import { resources } from '../../mesos/resources/parse.ts';
import type { Resources } from '../../mesos/resources/resource.ts';
import { containsResources, subtractResources } from '../../mesos/resources/resources.ts';

export const KEEPER = 'keeper';

export type KeeperFlags = {
  readonly framework: FrameworkInfo;
  readonly zk: { readonly servers: readonly { readonly host: string; readonly port: number }[]; readonly path: string };
  readonly count: number;
  /** Resources of each task. */
  readonly task: string;
  /** When it has done what it came for and unregisters, after its first start; null: never. */
  readonly leaveAfterMs: number | null;
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

/** On its disk. */
type KeptFile = {
  readonly frameworkId: FrameworkId | null;
  readonly tasks: readonly (readonly [TaskId, AgentId])[];
  readonly over: readonly (readonly [TaskId, TaskState])[];
  readonly givenUp: readonly TaskId[];
  readonly contradictions: readonly string[];
  readonly hasLeft: boolean;
};

const LOOK_MS = 10_000;
/** A task that says nothing for so long is asked after. */
const UNSURE_US = 20_000_000;
/** A task that is staged for so long is killed and replaced, as Marathon's task_launch_confirm_timeout and task_launch_timeout do. */
const STAGED_US = 120_000_000;
const REFUSE_SECONDS = 2;
/** Until its last message is on its way. */
const LEAVING_MS = 1000;
const FILE = '/var/lib/keeper/state.json';
const NOTHING_KEPT: KeptFile = {
  frameworkId: null,
  tasks: [],
  over: [],
  givenUp: [],
  contradictions: [],
  hasLeft: false,
};
/** Source: Mesos 1.0.1 src/master/master.cpp, subscribe of a completed framework. */
const REMOVED = 'Framework has been removed';

export const keeperProgram: Program<KeeperState> = {
  kind: KEEPER,
  boot(context, given) {
    const { framework, zk, leaveAfterMs } = given as unknown as KeeperFlags;
    const kept = keptOn(context.disk);
    context.setTimer('look', LOOK_MS);
    if (leaveAfterMs !== null) context.setTimer('leave', Math.max(1, leaveAfterMs - context.nowUs / 1000));
    const driver = driverStart(context, {
      key: 'driver',
      framework: { ...framework, id: kept.frameworkId },
      zk,
      libprocessPort: 0,
      implicitAcknowledgements: true,
    });
    if (kept.hasLeft) context.exit(0, 'has left');
    const unsure = { state: 'TASK_STAGING', sinceUs: context.nowUs } as const;
    const tasks = new Map(kept.tasks.map(([id, agentId]): [TaskId, KeptTask] => [id, { ...unsure, agentId }]));
    return {
      driver,
      tasks,
      over: new Map(kept.over),
      givenUp: new Set(kept.givenUp),
      contradictions: [...kept.contradictions],
    };
  },
  receive(state, context, event: ProgramEvent) {
    if (event.kind === 'timer' && event.key === 'look') return look(state, context);
    if (event.kind === 'timer' && event.key === 'leave') return leave(state, context);
    if (event.kind === 'timer' && event.key === 'end') return context.exit(0, 'has left');
    if (!driverOwnsEvent(state.driver, event)) return;
    for (const callback of driverReceive(state.driver, context, event)) onCallback(state, context, callback);
  },
};

function keptOn(disk: ReadonlyDisk): KeptFile {
  const file = disk.read(FILE);
  return file?.kind === 'text' ? (JSON.parse(file.text) as KeptFile) : NOTHING_KEPT;
}

function keep(state: KeeperState, context: Context, hasLeft: boolean = false): void {
  const kept: KeptFile = {
    frameworkId: state.driver.framework.id,
    tasks: [...state.tasks].map(([id, { agentId }]) => [id, agentId]),
    over: [...state.over],
    givenUp: [...state.givenUp],
    contradictions: state.contradictions,
    hasLeft,
  };
  context.disk.write(FILE, { kind: 'text', text: JSON.stringify(kept) });
}

/** The master removed it: it begins anew, and only what it must not see is kept; one that leaves anyway has left. */
function beginAnew(state: KeeperState, context: Context): void {
  const { leaveAfterMs } = context.flags as unknown as KeeperFlags;
  const kept: KeptFile = { ...NOTHING_KEPT, contradictions: state.contradictions, hasLeft: leaveAfterMs !== null };
  context.disk.write(FILE, { kind: 'text', text: JSON.stringify(kept) });
}

/** Whether it has unregistered, as its host's disk says. */
export function hasLeft(disk: ReadonlyDisk): boolean {
  return keptOn(disk).hasLeft;
}

/** Only while it is connected: else the master would hear nothing of it and wait for the failover timeout. */
function leave(state: KeeperState, context: Context): void {
  if (!state.driver.connected) return context.setTimer('leave', LOOK_MS);
  driverStop(state.driver, context, false);
  state.tasks.clear();
  state.givenUp.clear();
  keep(state, context, true);
  context.setTimer('end', LEAVING_MS);
}

function onCallback(state: KeeperState, context: Context, callback: DriverCallback): void {
  switch (callback.kind) {
    case 'registered':
      keep(state, context);
      return driverCall(state.driver, context, { call: 'reconcileTasks', statuses: [] });
    case 'resourceOffers':
      for (const offer of callback.offers) useOffer(state, context, offer);
      return;
    case 'statusUpdate':
      return onStatus(state, context, callback.status);
    case 'error':
      if (callback.message === REMOVED) beginAnew(state, context);
      return context.exit(1, callback.message);
    case 'exit':
      return context.exit(callback.code, callback.lastLine);
    default:
      return;
  }
}

function useOffer(state: KeeperState, context: Context, offer: Offer): void {
  const { count, task: text } = context.flags as unknown as KeeperFlags;
  const needed = resources(text);
  const tasks: TaskInfo[] = [];
  let left = offer.resources;
  while (state.tasks.size < count && containsResources(left, needed)) {
    left = subtractResources(left, needed);
    const task = sleepTask(context, offer.slaveId, needed);
    state.tasks.set(task.taskId, { state: 'TASK_STAGING', agentId: offer.slaveId, sinceUs: context.nowUs });
    tasks.push(task);
  }
  const filters = { refuseSeconds: REFUSE_SECONDS };
  if (tasks.length > 0) keep(state, context);
  if (tasks.length === 0) driverCall(state.driver, context, { call: 'declineOffer', offerId: offer.id, filters });
  else driverCall(state.driver, context, { call: 'launchTasks', offerIds: [offer.id], taskInfos: tasks, filters });
}

function onStatus(state: KeeperState, context: Context, status: TaskStatus): void {
  const { taskId: id, slaveId: agentId } = status;
  const ended = state.over.get(id);
  if (isTerminalState(status.state)) {
    state.tasks.delete(id);
    state.givenUp.delete(id);
    // What a master says of an agent that it lost may be contradicted by the agent when another master leads.
    if (status.source !== 'SOURCE_MASTER') state.over.set(id, status.state);
    return keep(state, context);
  }
  if (ended !== undefined) {
    state.contradictions = [...state.contradictions, `${id} was ${ended} and is ${status.state} now`];
    return keep(state, context);
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

/** Asks after tasks that it is not sure of or gave up, and after all of them now and then; kills the newest of too many. */
function look(state: KeeperState, context: Context): void {
  context.setTimer('look', LOOK_MS);
  if (!state.driver.connected) return;
  const { count } = context.flags as unknown as KeeperFlags;
  const unsure = [...state.tasks].filter(([, task]) => context.nowUs - task.sinceUs > UNSURE_US);
  const statuses = [
    ...unsure.map(([id, task]) => ({ taskId: id, slaveId: task.agentId })),
    ...[...state.givenUp].map((id) => ({ taskId: id, slaveId: null })),
  ];
  if (statuses.length > 0) driverCall(state.driver, context, { call: 'reconcileTasks', statuses });
  driverCall(state.driver, context, { call: 'reconcileTasks', statuses: [] });
  for (const [id, task] of [...state.tasks].slice(count)) kill(state, context, id, task.agentId);
  for (const [id, task] of state.tasks) {
    if (task.state !== 'TASK_STAGING' || context.nowUs - task.sinceUs < STAGED_US) continue;
    state.tasks.delete(id);
    state.givenUp.add(id);
    keep(state, context);
    kill(state, context, id, task.agentId);
  }
}

function kill(state: KeeperState, context: Context, id: TaskId, agentId: AgentId | null): void {
  driverCall(state.driver, context, { call: 'killTask', taskId: id, agentId });
}

function sleepTask(context: Context, slaveId: AgentId, needed: Resources): TaskInfo {
  const id = taskId(`task.${randomUuid(context.randomInt)}`);
  return {
    name: 'sleep',
    taskId: id,
    slaveId,
    resources: needed,
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
