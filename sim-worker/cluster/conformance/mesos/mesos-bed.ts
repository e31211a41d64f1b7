/**
 * A cluster for tests of Mesos: the default one without Marathon, with a test framework on the operator's host, and a
 * small vocabulary to act on it and to look at it.
 */
import { logGet, logSize } from '../../../kernel/append-log.ts';
import type { OperatorRequest, OperatorState } from '../../../host/operator.ts';
import { applyCommand, type Command } from '../../../kernel/command.ts';
import { initialFile } from '../../../kernel/disk.ts';
import { readHttp } from '../../../kernel/http-read.ts';
import { hostId, type ProcessId, processId } from '../../../kernel/ids.ts';
import { spawnProcess } from '../../../kernel/process-life.ts';
import { createSimulator, runUntil, type Simulator } from '../../../kernel/simulator.ts';
import { ownHost } from '../../../kernel/world.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { probeProgram } from './probe-program.ts';
import {
  type TestFrameworkFlags,
  type TestFrameworkOrder,
  testFrameworkProgram,
  type TestFrameworkState,
} from './test-framework.ts';
import { taskId } from '../../../mesos/ids.ts';
import type { FrameworkInfo } from '../../../mesos/messages/infos.ts';
import type { MasterState } from '../../../mesos/master/master-state.ts';
import { masterRole } from '../../../mesos/master/view.ts';
import { resources } from '../../../mesos/resources/parse.ts';
import { assembleCluster } from '../../assemble.ts';
import { operatorId } from '../../process-names.ts';
import { programRegistry } from '../../registry.ts';
import { DEFAULT_TOPOLOGY } from '../../topology.ts';

export const OPERATOR = '192.168.1.10';
export const MASTERS = DEFAULT_TOPOLOGY.masters;
export const AGENTS = DEFAULT_TOPOLOGY.agents.map((agent) => agent.host);
/** What `settle` calls the time at which the cluster is complete; how long and how often `until` looks. */
const SETTLED_SECONDS = 20;
const WAIT_LIMIT_SECONDS = 60;
const WAIT_STEP_SECONDS = 0.5;

export const WORK_DIR = '/var/lib/mesos/master';

export const TEST_FRAMEWORK: FrameworkInfo = {
  user: 'root',
  name: 'test',
  id: null,
  failoverTimeoutSecs: 604_800,
  checkpoint: true,
  role: '*',
  hostname: OPERATOR,
  principal: null,
  webuiUrl: '',
  capabilities: [],
  labels: [],
};

export type BedOptions = {
  readonly seed?: number;
  readonly refuseSeconds?: number | null;
  readonly framework?: Partial<FrameworkInfo> | null;
  readonly masterFlags?: Readonly<Record<string, unknown>>;
  readonly agentFlags?: Readonly<Record<string, unknown>>;
  /** On the hosts of masters and agents before they start. */
  readonly files?: Readonly<Record<string, string>>;
  /** With which the test framework authenticates. */
  readonly credential?: TestFrameworkFlags['credential'];
};

export type Bed = {
  readonly simulator: Simulator;
  readonly run: (untilSeconds: number) => void;
  readonly runFor: (seconds: number) => void;
  /**
   * Runs to second 20, and on until so many agents (default: all) and frameworks are registered, which their random back-off
   * may put off. From then on the bed's seconds are counted as if it had been second 20.
   */
  readonly settle: (complete?: { readonly agents?: number; readonly frameworks?: number }) => void;
  /** Runs on until that holds; throws when it does not within a minute. */
  readonly until: (what: string, holds: () => boolean) => void;
  /** Throws when the command is refused: a case is wrong then. */
  readonly command: (command: Command) => void;
  readonly partition: (from: readonly string[], to: readonly string[]) => void;
  readonly heal: (from: readonly string[], to: readonly string[]) => void;
  readonly master: (host: string) => MasterState;
  readonly isRunning: (id: ProcessId) => boolean;
  /** Hosts of masters in that role. */
  readonly inRole: (role: ReturnType<typeof masterRole>) => readonly string[];
  readonly leader: () => { readonly host: string; readonly state: MasterState };
  readonly leaderProcess: () => ProcessId;
  readonly writeOnMasters: (path: string, text: string) => void;
  readonly framework: (name?: string) => TestFrameworkState;
  readonly tell: (order: TestFrameworkOrder, name?: string) => void;
  readonly launch: (ids: readonly string[], text?: string) => void;
  readonly logOf: (id: ProcessId) => readonly string[];
  /** Sends a request from the operator's host to the leading master; the answer is there after `run`. */
  readonly post: (method: string, path: string, body: string, headers?: Readonly<Record<string, string>>) => number;
  /** Status and body of the answer to a `post`; null while there is none. */
  readonly answerTo: (requestId: number) => { readonly status: number; readonly body: string } | null;
  readonly get: (
    host: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    port?: number,
  ) => { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> };
};

export const masterProcess = (host: string): ProcessId => processId(`mesos-master@${host}`);
export const agentProcess = (host: string): ProcessId => processId(`mesos-agent@${host}`);

export function startBed(options: BedOptions = {}): Bed {
  const base = assembleCluster({ topology: { ...DEFAULT_TOPOLOGY, marathons: [] }, seed: options.seed ?? 1 });
  const simulator = createSimulator({
    registry: new Map([
      ...programRegistry,
      [testFrameworkProgram.kind, testFrameworkProgram as never],
      [probeProgram.kind, probeProgram as never],
    ]),
    world: base.world,
  });
  const bed = bedOf(simulator);
  for (const [path, text] of Object.entries(options.files ?? {}))
    writeOn(simulator, [...MASTERS, ...AGENTS], path, text);
  if (options.masterFlags !== undefined) reconfigure(bed, MASTERS.map(masterProcess), options.masterFlags);
  if (options.agentFlags !== undefined) reconfigure(bed, AGENTS.map(agentProcess), options.agentFlags);
  if (options.framework !== null)
    addFramework(simulator, 'test', {
      info: { ...TEST_FRAMEWORK, ...options.framework },
      refuseSeconds: options.refuseSeconds === undefined ? 5 : options.refuseSeconds,
      ...(options.credential === undefined ? {} : { credential: options.credential }),
    });
  return bed;
}

/** Before ZooKeeper is up, so nothing is lost by it. */
function reconfigure(bed: Bed, processes: readonly ProcessId[], given: Readonly<Record<string, unknown>>): void {
  bed.run(1);
  for (const id of processes) {
    const flags = { ...findProcess(bed.simulator.world, id)?.spec.flags, ...given };
    if (bed.isRunning(id)) bed.command({ kind: 'stopProcess', process: id });
    bed.command({ kind: 'configureProcess', process: id, flags });
    bed.command({ kind: 'startProcess', process: id });
  }
}

export function addFramework(
  simulator: Simulator,
  name: string,
  added: Pick<TestFrameworkFlags, 'refuseSeconds' | 'credential'> & { readonly info: FrameworkInfo },
): void {
  const servers = DEFAULT_TOPOLOGY.zookeepers.map((host) => ({ host, port: 2181 }));
  const flags: TestFrameworkFlags = {
    framework: added.info,
    zk: { servers, path: '/mesos' },
    libprocessPort: 0,
    refuseSeconds: added.refuseSeconds,
    ...(added.credential === undefined ? {} : { credential: added.credential }),
  };
  spawnProcess(simulator, {
    id: processId(`${name}@${OPERATOR}`),
    host: hostId(OPERATOR),
    program: testFrameworkProgram.kind,
    flags,
    diesWith: null,
    parent: null,
    restart: null,
  });
}

function bedOf(simulator: Simulator): Bed {
  const stateOf = (id: ProcessId): unknown => findProcess(simulator.world, id)?.state;
  let requests = 0;
  const master = (host: string): MasterState => stateOf(masterProcess(host)) as MasterState;
  const isRunning = (id: ProcessId): boolean => findProcess(simulator.world, id)?.status === 'running';
  const inRole: Bed['inRole'] = (role) =>
    MASTERS.filter((host) => isRunning(masterProcess(host)) && masterRole(master(host)) === role);
  const command: Bed['command'] = (order) => {
    const result = applyCommand(simulator, order);
    if (!result.ok) throw new Error(`${order.kind} refused: ${result.error.message}`);
  };
  const tell: Bed['tell'] = (order, name = 'test') => {
    command({ kind: 'tell', process: processId(`${name}@${OPERATOR}`), body: order });
  };
  return {
    simulator,
    ...clockOf(simulator, { inRole, master }),
    command,
    partition: (from, to) => command({ kind: 'partition', from: from.map(hostId), to: to.map(hostId), oneWay: false }),
    heal: (from, to) => command({ kind: 'heal', from: from.map(hostId), to: to.map(hostId) }),
    master,
    isRunning,
    inRole,
    leader: () => {
      const host = inRole('leading')[0];
      if (host === undefined) throw new Error('no leading master');
      return { host, state: master(host) };
    },
    leaderProcess: () => {
      const host = inRole('leading')[0];
      if (host === undefined) throw new Error('no leading master');
      return masterProcess(host);
    },
    writeOnMasters: (path, text) => writeOn(simulator, MASTERS, path, text),
    framework: (name = 'test') => stateOf(processId(`${name}@${OPERATOR}`)) as TestFrameworkState,
    tell,
    launch: (ids, text = 'cpus:0.5;mem:64') =>
      tell({
        order: 'launch',
        tasks: ids.map((id) => ({ taskId: taskId(id), resources: resources(text), command: 'sleep 100000' })),
      }),
    logOf: (id) => logTexts(simulator, id),
    post: (method, path, body, headers = {}) => {
      const host = inRole('leading')[0] ?? '';
      const requestId = (requests += 1);
      const request: OperatorRequest = { kind: 'http', requestId, host, port: 5050, method, path, headers, body };
      command({ kind: 'tell', process: operatorId(OPERATOR), body: request });
      return requestId;
    },
    answerTo: (requestId) => {
      const { outcomes } = stateOf(operatorId(OPERATOR)) as OperatorState;
      const result = outcomes.find((outcome) => outcome.requestId === requestId)?.result;
      return result?.kind === 'response' ? { status: result.status, body: result.body } : null;
    },
    get: (host, path, headers = {}, port = 5050) => {
      const answer = readHttp(simulator, hostId(OPERATOR), host, port, {
        type: 'http.request',
        requestId: 1,
        method: 'GET',
        path,
        headers,
        body: null,
      });
      if (answer.kind !== 'reply') throw new Error(`GET ${path} of ${host}: ${answer.kind}`);
      return answer.reply;
    },
  };
}

/** Virtual time as the rows count it. */
function clockOf(
  simulator: Simulator,
  { inRole, master }: Pick<Bed, 'inRole' | 'master'>,
): Pick<Bed, 'run' | 'runFor' | 'settle' | 'until'> {
  let lateUs = 0;
  const now = (): number => (simulator.world.nowUs - lateUs) / 1_000_000;
  const run: Bed['run'] = (untilSeconds) => runUntil(simulator, untilSeconds * 1_000_000 + lateUs);
  const runFor: Bed['runFor'] = (seconds) => run(now() + seconds);
  const until: Bed['until'] = (what, holds) => {
    const limit = now() + WAIT_LIMIT_SECONDS;
    while (!holds()) {
      if (now() >= limit) throw new Error(`not so within a minute: ${what}`);
      runFor(WAIT_STEP_SECONDS);
    }
  };
  const settle: Bed['settle'] = ({ agents = AGENTS.length, frameworks } = {}) => {
    run(SETTLED_SECONDS);
    const clients = frameworks ?? (findProcess(simulator.world, processId(`test@${OPERATOR}`)) === undefined ? 0 : 1);
    const complete = (): boolean => {
      const leading = inRole('leading')[0];
      if (leading === undefined) return false;
      return master(leading).agents.size >= agents && master(leading).frameworks.size >= clients;
    };
    if (complete()) return;
    until('the cluster is complete', complete);
    runFor(1); // Offers of the last agent arrive.
    lateUs = simulator.world.nowUs - SETTLED_SECONDS * 1_000_000;
  };
  return { run, runFor, until, settle };
}

function logTexts(simulator: Simulator, id: ProcessId): readonly string[] {
  const log = findProcess(simulator.world, id)?.log;
  if (log === undefined) return [];
  return Array.from({ length: logSize(log) }, (_, index) => logGet(log, index)?.text ?? '');
}

function writeOn(simulator: Simulator, hosts: readonly string[], path: string, text: string): void {
  for (const host of hosts) {
    ownHost(simulator.world, hostId(host)).files.set(path, initialFile({ kind: 'text', text }));
  }
}
