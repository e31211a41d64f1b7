/**
 * A small world for the case table and the tests: one agent host with a Docker engine, and one host with a
 * stand-in for the master that answers registrations, pings, acknowledges updates, and sends what it is told to.
 */
import { containerProgram } from '../../../host/docker/container.ts';
import { dockerdProgram } from '../../../host/docker/dockerd.ts';
import { must } from '../../../kernel/assert.ts';
import { applyCommand, type Command } from '../../../kernel/command.ts';
import type { Context, Program, ProgramEvent, Registry } from '../../../kernel/context.ts';
import { hostId, processId } from '../../../kernel/ids.ts';
import { spawnProcess } from '../../../kernel/process-life.ts';
import { createSimulator, runUntil, type Simulator } from '../../../kernel/simulator.ts';
import { addHost, initialWorld } from '../../../kernel/world.ts';
import { logGet, logSize } from '../../../kernel/append-log.ts';
import { allProcesses, findProcess } from '../../../kernel/process-table.ts';
import { commandExecutorProgram } from '../../executors/command-executor.ts';
import { dockerExecutorProgram } from '../../executors/docker-executor.ts';
import { taskProcessProgram } from '../../executors/task-process.ts';
import { agentId, frameworkId, taskId, type FrameworkId } from '../../ids.ts';
import { initialLibprocess, lpOwnsEvent, lpReceive, lpSend, type LibprocessState } from '../../libprocess/transport.ts';
import type { ContainerInfo, FrameworkInfo } from '../../messages/infos.ts';
import type { MesosMessage, ReconcileTasks } from '../../messages/messages.ts';
import type { TaskInfo, TaskState, TaskStatus } from '../../messages/tasks.ts';
import { resources } from '../../resources/parse.ts';
import type { AgentFlags } from '../agent-flags.ts';
import type { AgentState } from '../agent-state.ts';
import { mesosAgentProgram } from '../program.ts';

export const AGENT_HOST = hostId('10.0.0.2');
export const MASTER_HOST = hostId('10.0.0.1');
export const AGENT = processId('mesos-agent@10.0.0.2');
export const DOCKERD = processId('dockerd@10.0.0.2');
export const MASTER = processId('stand-in@10.0.0.1');
export const AGENT_ID = agentId('b7e0e58f-7d9a-4a5e-9f5c-0d1a4d3f0001-S0');
export const FRAMEWORK_ID = frameworkId('b7e0e58f-7d9a-4a5e-9f5c-0d1a4d3f0001-0000');
const MASTER_PID = 'master@10.0.0.1:5050';
const AGENT_PID = 'slave(1)@10.0.0.2:5051';

type StandInState = {
  readonly libprocess: LibprocessState;
  readonly received: MesosMessage[];
  readonly receivedAtMs: number[];
  /** Answers registrations and pings every 15 s. */
  registers: boolean;
  acknowledges: boolean;
  /** A task that it believes on the agent. */
  reconciles: string | null;
};

export type Told =
  | { readonly send: MesosMessage }
  | { readonly registers: boolean }
  | { readonly acknowledges: boolean }
  | { readonly reconciles: string };

const standIn: Program<StandInState> = {
  kind: 'stand-in',
  boot(context) {
    context.listen(5050);
    return {
      libprocess: initialLibprocess({ port: 5050 }),
      received: [],
      receivedAtMs: [],
      registers: true,
      acknowledges: true,
      reconciles: null,
    };
  },
  receive: receiveStandIn,
};

function receiveStandIn(state: StandInState, context: Context, event: ProgramEvent): void {
  if (event.kind === 'told') {
    const told = event.body as Told;
    if ('send' in told) send(state, context, told.send);
    if ('registers' in told) state.registers = told.registers;
    if ('acknowledges' in told) state.acknowledges = told.acknowledges;
    if ('reconciles' in told) state.reconciles = told.reconciles;
    return;
  }
  if (event.kind === 'timer') {
    send(state, context, { type: 'mesos.PingSlaveMessage', connected: true });
    context.setTimer('ping', 15_000);
    return;
  }
  if (!lpOwnsEvent(state.libprocess, event)) return;
  for (const output of lpReceive(state.libprocess, context, event))
    if (output.kind === 'message') onMessage(state, context, output.message);
}

function onMessage(state: StandInState, context: Context, message: MesosMessage): void {
  state.received.push(message);
  state.receivedAtMs.push(context.nowUs / 1000);
  const connection = { totalPingTimeoutSeconds: 75 };
  if (message.type === 'mesos.RegisterSlaveMessage' && state.registers) {
    send(state, context, { type: 'mesos.SlaveRegisteredMessage', slaveId: AGENT_ID, connection });
    context.setTimer('ping', 0);
  }
  if (message.type === 'mesos.ReregisterSlaveMessage' && state.registers) {
    send(state, context, {
      type: 'mesos.SlaveReregisteredMessage',
      slaveId: must(message.slave.id, 'id'),
      reconciliations: reconciliations(state),
      connection,
    });
    context.setTimer('ping', 0);
  }
  if (message.type === 'mesos.StatusUpdateMessage' && state.acknowledges && message.update.uuid !== null) {
    const { frameworkId: id, status, uuid } = message.update;
    send(state, context, {
      type: 'mesos.StatusUpdateAcknowledgementMessage',
      slaveId: AGENT_ID,
      frameworkId: id,
      taskId: status.taskId,
      uuid,
    });
  }
}

function reconciliations(state: StandInState): readonly ReconcileTasks[] {
  if (state.reconciles === null) return [];
  const status: TaskStatus = {
    taskId: taskId(state.reconciles),
    state: 'TASK_STAGING',
    message: null,
    source: null,
    reason: null,
    data: null,
    slaveId: AGENT_ID,
    executorId: null,
    timestampSecs: 0,
    uuid: null,
    healthy: null,
    labels: [],
    containerStatus: null,
  };
  return [{ frameworkId: FRAMEWORK_ID, statuses: [status] }];
}

function send(state: StandInState, context: Context, message: MesosMessage): void {
  lpSend(state.libprocess, context, { from: MASTER_PID, to: AGENT_PID, message });
}

const PROGRAMS: readonly Program[] = [
  standIn,
  mesosAgentProgram,
  dockerdProgram,
  containerProgram,
  dockerExecutorProgram,
  commandExecutorProgram,
  taskProcessProgram,
];

export type AgentWorld = { readonly simulator: Simulator };

export function agentWorld(
  flags: Partial<AgentFlags> = {},
  dockerFlags: Readonly<Record<string, unknown>> = {},
  seed = 1,
  more: readonly Program[] = [],
): AgentWorld {
  const world = initialWorld(seed);
  const registry: Registry = new Map([...PROGRAMS, ...more].map((program) => [program.kind, program]));
  const simulator = createSimulator({ registry, world, landmarkKinds: [] });
  addHost(world, MASTER_HOST);
  addHost(world, AGENT_HOST);
  const base = { diesWith: null, parent: null };
  const restart = { initialDelayMs: 1_000, maxDelayMs: 60_000, resetAfterMs: 10_000 };
  spawnProcess(simulator, { ...base, id: MASTER, host: MASTER_HOST, program: 'stand-in', flags: {}, restart: null });
  spawnProcess(simulator, {
    ...base,
    id: DOCKERD,
    host: AGENT_HOST,
    program: 'dockerd',
    flags: { presentImages: ['nginx'], ...dockerFlags },
    restart,
  });
  spawnProcess(simulator, {
    ...base,
    id: AGENT,
    host: AGENT_HOST,
    program: 'mesos-agent',
    flags: { master: '10.0.0.1:5050', workDir: '/data/mesos', containerizers: 'docker,mesos', ...flags },
    restart,
  });
  runUntil(simulator, 1_000);
  return { simulator };
}

/** Stops the agent, gives it more flags, and starts it again. */
export function restartAgentWith(world: AgentWorld, flags: Partial<AgentFlags>): void {
  const old = must(findProcess(world.simulator.world, AGENT), 'agent').spec.flags;
  command(world, { kind: 'stopProcess', process: AGENT });
  runFor(world, 1);
  command(world, { kind: 'configureProcess', process: AGENT, flags: { ...old, ...flags } });
  command(world, { kind: 'startProcess', process: AGENT });
}

export function nowMs(world: AgentWorld): number {
  return world.simulator.world.nowUs / 1000;
}

export function runFor(world: AgentWorld, ms: number): void {
  runUntil(world.simulator, world.simulator.world.nowUs + ms * 1000);
}

/** Runs until the condition holds, looking every 10 ms of virtual time; fails after the limit. */
export function runUntilTrue(world: AgentWorld, what: string, condition: () => boolean, limitMs = 120_000): void {
  const end = nowMs(world) + limitMs;
  while (!condition()) {
    if (nowMs(world) >= end)
      throw new Error(`not within ${String(limitMs)} ms: ${what}\n${agentLog(world).slice(-25).join('\n')}`);
    runFor(world, 10);
  }
}

export function command(world: AgentWorld, what: Command): void {
  const result = applyCommand(world.simulator, what);
  if (!result.ok) throw new Error(result.error.message);
}

export function tell(world: AgentWorld, body: Told): void {
  command(world, { kind: 'tell', process: MASTER, body });
}

export function sendToAgent(world: AgentWorld, message: MesosMessage): void {
  tell(world, { send: message });
}

export function agentState(world: AgentWorld): AgentState {
  return must(findProcess(world.simulator.world, AGENT), 'agent').state as AgentState;
}

export function masterState(world: AgentWorld): StandInState {
  return must(findProcess(world.simulator.world, MASTER), 'master').state as StandInState;
}

export function agentLog(world: AgentWorld): readonly string[] {
  const { log } = must(findProcess(world.simulator.world, AGENT), 'agent');
  return Array.from({ length: logSize(log) }, (_, index) => must(logGet(log, index), 'line').text);
}

export function received<Type extends MesosMessage['type']>(
  world: AgentWorld,
  type: Type,
): readonly Extract<MesosMessage, { type: Type }>[] {
  return masterState(world).received.filter(
    (message): message is Extract<MesosMessage, { type: Type }> => message.type === type,
  );
}

/** States of a task as the master was told, repeats of the same update left out. */
export function statesOf(world: AgentWorld, id: string): readonly TaskState[] {
  const seen = new Set<string>();
  const states: TaskState[] = [];
  for (const { update } of received(world, 'mesos.StatusUpdateMessage')) {
    if (update.status.taskId !== id || seen.has(update.uuid ?? '')) continue;
    seen.add(update.uuid ?? '');
    states.push(update.status.state);
  }
  return states;
}

export function lastStatus(world: AgentWorld, id: string) {
  const updates = received(world, 'mesos.StatusUpdateMessage').filter(({ update }) => update.status.taskId === id);
  return must(updates[updates.length - 1], `an update of ${id}`).update.status;
}

export function processIds(world: AgentWorld, prefix: string): readonly string[] {
  const running = [...allProcesses(world.simulator.world)].filter((process) => process.status === 'running');
  return running.map((process) => process.spec.id).filter((id) => id.startsWith(prefix));
}

export const FRAMEWORK: FrameworkInfo = {
  user: 'root',
  name: 'marathon',
  id: FRAMEWORK_ID,
  failoverTimeoutSecs: 604_800,
  checkpoint: true,
  role: '*',
  hostname: '10.0.0.1',
  principal: null,
  webuiUrl: '',
  capabilities: [],
  labels: [],
};

export type TaskOptions = {
  readonly image?: string;
  readonly command?: string;
  readonly labels?: readonly string[];
  readonly hostPort?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly resources?: string;
  readonly change?: Partial<TaskInfo>;
};

/** With `image` a docker task, else a command task. */
export function taskInfo(id: string, options: TaskOptions): TaskInfo {
  const environment = Object.entries(options.environment ?? {}).map(([name, value]) => ({ name, value }));
  const shell = options.command !== undefined;
  return {
    name: id.split('.')[0] ?? id,
    taskId: taskId(id),
    slaveId: AGENT_ID,
    resources: resources(options.resources ?? 'cpus:0.1;mem:64;ports:[31000-31000]'),
    executor: null,
    command: { shell, value: options.command ?? null, arguments: [], environment, uris: [], user: null },
    container: options.image === undefined ? null : dockerContainer(options.image, options),
    data: null,
    healthCheck: null,
    killPolicy: null,
    labels: [],
    discovery: null,
    ...options.change,
  };
}

function dockerContainer(image: string, options: TaskOptions): ContainerInfo {
  const { hostPort } = options;
  return {
    type: 'DOCKER',
    volumes: [],
    hostname: null,
    docker: {
      image,
      network: hostPort === undefined ? 'HOST' : 'BRIDGE',
      portMappings: hostPort === undefined ? [] : [{ hostPort, containerPort: 80, protocol: 'tcp' }],
      privileged: false,
      parameters: (options.labels ?? []).map((value) => ({ key: 'label', value })),
      forcePullImage: null,
    },
  };
}

export function runTask(world: AgentWorld, task: TaskInfo, framework: FrameworkInfo = FRAMEWORK): void {
  sendToAgent(world, { type: 'mesos.RunTaskMessage', framework, pid: 'scheduler-1@10.0.0.1:40000', task });
}

export function killTask(world: AgentWorld, id: string, framework: FrameworkId = FRAMEWORK_ID): void {
  sendToAgent(world, { type: 'mesos.KillTaskMessage', frameworkId: framework, taskId: taskId(id), killPolicy: null });
}

export function registered(
  options: { flags?: Partial<AgentFlags>; docker?: Readonly<Record<string, unknown>>; seed?: number } = {},
): AgentWorld {
  const world = agentWorld(options.flags, options.docker, options.seed);
  runUntilTrue(world, 'registration', () => agentState(world)?.phase === 'RUNNING');
  return world;
}
