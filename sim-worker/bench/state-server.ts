/**
 * A server with the state of a very large cluster, for measuring the page alone: rows are made, not launched, but written
 * by the master's own JSON, and answered like any master's. Named `state-AGENTS-TASKS`; not among the offered scenarios.
 */
import { operatorProgram } from '../host/operator.ts';
import type { Program, ReadContext } from '../kernel/context.ts';
import { type HttpAnswer, httpResponse, jsonReply, textReply } from '../kernel/http.ts';
import { hostId, processId } from '../kernel/ids.ts';
import { spawnProcess } from '../kernel/process-life.ts';
import { type Simulator, createSimulator } from '../kernel/simulator.ts';
import { addHost, initialWorld } from '../kernel/world.ts';
import { agentId, frameworkId, taskId } from '../mesos/ids.ts';
import { agentJson, taskJson } from '../mesos/master/http/model-json.ts';
import { rowsInPieces } from '../mesos/master/http/state-json.ts';
import type { MasterAgent } from '../mesos/master/master-state.ts';
import type { Task, TaskState } from '../mesos/messages/tasks.ts';
import { NO_RESOURCES, type Resources } from '../mesos/resources/resource.ts';
import { resources } from '../mesos/resources/parse.ts';

type State = { readonly agents: number; readonly tasks: number };

const MASTER = '97238888-a67b-45f6-9ae7-3d8bd97db41c';
const HOST = '10.0.0.1';
const PORT = 5050;
const FRAMEWORK = frameworkId(`${MASTER}-0000`);
const APPS = 1000;
const START_SECS = 1_481_600_000;

/** The same rows for the same counts: made once, as a master keeps its own. */
const made = new Map<string, { readonly agents: readonly MasterAgent[]; readonly tasks: Task[] }>();

function rowsOf({ agents, tasks }: State) {
  const name = `${String(agents)} ${String(tasks)}`;
  let rows = made.get(name);
  if (rows === undefined) {
    const perAgent = resources(`cpus:${String((tasks / agents) * 0.1)};mem:${String((tasks / agents) * 64)}`);
    rows = {
      agents: Array.from({ length: agents }, (_, index) => agentRow(index, perAgent)),
      tasks: Array.from({ length: tasks }, (_, index) => taskRow(index, agents, 0)),
    };
    made.set(name, rows);
  }
  return rows;
}

function agentRow(index: number, used: Resources): MasterAgent {
  const hostname = `10.${String(1 + (index >> 16))}.${String((index >> 8) & 255)}.${String(index & 255)}`;
  const total = resources('cpus:32;mem:127795;disk:804211;ports:[31000-32000]');
  return Object.freeze({
    id: agentId(`${MASTER}-S${String(index)}`),
    info: { hostname, port: 5051, resources: total, attributes: [], id: null, checkpoint: true },
    pid: `slave(1)@${hostname}:5051` as MasterAgent['pid'],
    machine: { hostname, ip: hostname },
    version: '1.0.1',
    registeredAtSecs: START_SECS + index / 100,
    reregisteredAtSecs: null,
    connected: true,
    active: true,
    total,
    checkpointed: NO_RESOURCES,
    offered: NO_RESOURCES,
    usedBy: [{ frameworkId: FRAMEWORK, resources: used }],
    tasks: [],
    executors: [],
    offerIds: [],
    killed: [],
  });
}

function taskRow(index: number, agents: number, changes: number): Task {
  const name = `app-${String(index % APPS)}`;
  const unique = (Math.imul(index + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  const id = taskId(`${name}.${unique}-c10b-11e6-bb1e-0242ac110002`);
  const slaveId = agentId(`${MASTER}-S${String(index % agents)}`);
  const state: TaskState = changes === 0 ? 'TASK_RUNNING' : 'TASK_KILLING';
  const hostPort = 31_000 + (index % 1000);
  const network = {
    ipAddresses: [{ ipAddress: `172.17.0.${String(index % 250)}` }],
    name: null,
    groups: [],
    labels: [],
  };
  return Object.freeze({
    name,
    taskId: id,
    frameworkId: FRAMEWORK,
    executorId: null,
    slaveId,
    state,
    resources: resources(`cpus:0.1;mem:64;ports:[${String(hostPort)}-${String(hostPort)}]`),
    statuses: [
      {
        taskId: id,
        state: 'TASK_RUNNING' as const,
        message: null,
        source: null,
        reason: null,
        data: null,
        slaveId,
        executorId: null,
        timestampSecs: START_SECS + index * 0.731,
        uuid: null,
        healthy: null,
        labels: [],
        containerStatus: { networkInfos: [network], executorPid: null },
      },
    ],
    statusUpdateState: null,
    statusUpdateUuid: null,
    labels: [],
    discovery: null,
    container: {
      type: 'DOCKER' as const,
      volumes: [],
      hostname: null,
      docker: {
        image: 'nginx:1.11',
        network: 'BRIDGE' as const,
        portMappings: [{ hostPort, containerPort: 80, protocol: 'tcp' as const }],
        privileged: false,
        parameters: [],
        forcePullImage: false,
      },
    },
    user: 'root',
  });
}

/** Ten tasks change with every second, so that two polls differ as on a busy cluster. */
function* pieces(state: State, context: ReadContext): Iterable<string> {
  const { agents, tasks } = rowsOf(state);
  const changed = Math.min(tasks.length, Math.floor(context.nowUs / 100_000));
  for (let index = 0; index < changed; index += 1)
    if (tasks[index]?.state === 'TASK_RUNNING') tasks[index] = taskRow(index, state.agents, 1);
  const head = {
    version: '1.0.1',
    id: MASTER,
    pid: `master@${HOST}:5050`,
    leader: `master@${HOST}:5050`,
    cluster: 'large',
  };
  yield `${JSON.stringify({ ...head, start_time: START_SECS, activated_slaves: state.agents }).slice(0, -1)},"slaves":[`;
  yield* rowsInPieces(agents, agentJson);
  const used = { cpus: tasks.length * 0.1, gpus: 0, mem: tasks.length * 64, disk: 0 };
  const framework = { id: FRAMEWORK, name: 'marathon', hostname: HOST, active: true, role: '*', resources: used };
  yield `],"frameworks":[${JSON.stringify(framework).slice(0, -1)},"tasks":[`;
  yield* rowsInPieces(tasks, taskJson);
  yield '],"completed_tasks":[],"offers":[]}],"completed_frameworks":[],"orphan_tasks":[]}';
}

const stateServer: Program<State> = {
  kind: 'state-server',
  boot(context) {
    context.listen(PORT);
    const state = { agents: Number(context.flags['agents']), tasks: Number(context.flags['tasks']) };
    rowsOf(state);
    return state;
  },
  receive(_state, context, event) {
    if (event.kind === 'message') context.send(event.connection, httpResponse(0, textReply(404, '')));
  },
  answer: (state, context, _port, request): HttpAnswer => {
    const path = request.path.split('?')[0];
    if (path === '/master/state')
      return {
        kind: 'pieces',
        status: 200,
        headers: { 'content-type': 'application/json' },
        pieces: pieces(state, context),
      };
    if (path === '/metrics/snapshot')
      return { kind: 'reply', reply: jsonReply(200, { 'master/tasks_running': state.tasks }) };
    const html = '<!DOCTYPE html><html><head><title>Mesos</title></head><body></body></html>';
    return {
      kind: 'reply',
      reply: { status: path === '/' ? 200 : 404, headers: { 'content-type': 'text/html' }, body: html },
    };
  },
};

const registry = new Map<string, Program>([
  ['operator', operatorProgram as Program],
  ['state-server', stateServer as Program],
]);

/** Null for any other name. */
export function buildStateServer(name: string, seed: number): Simulator | null {
  const counts = /^state-(\d{1,6})-(\d{1,7})$/.exec(name);
  if (counts === null) return null;
  const world = initialWorld(seed);
  const simulator = createSimulator({ registry, world, landmarkKinds: [] });
  const operatorHost = hostId('10.0.0.9');
  for (const host of [hostId(HOST), operatorHost]) addHost(world, host);
  const base = { diesWith: null, parent: null, restart: null };
  spawnProcess(simulator, {
    ...base,
    id: processId('operator@10.0.0.9'),
    host: operatorHost,
    program: 'operator',
    flags: {},
  });
  const flags = { agents: counts[1] ?? '', tasks: counts[2] ?? '' };
  spawnProcess(simulator, {
    ...base,
    id: processId('state-server@10.0.0.1'),
    host: hostId(HOST),
    program: 'state-server',
    flags,
  });
  return simulator;
}
