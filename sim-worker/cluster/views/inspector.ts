/** All that is known of one process or host, for the inspector. */
import type { HostId, ProcessId } from '../../kernel/ids.ts';
import { recentLines } from '../../kernel/process-log.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import type { Host, Process, StoredFile } from '../../kernel/world.ts';
import { findProcess } from '../../kernel/process-table.ts';
import { findSocket, sentCount } from '../../kernel/socket-table.ts';
import { timersOf } from '../../kernel/timer-table.ts';
import { formatLogLine } from './log-format.ts';
import { pictureOf, statusOf, tileOf, titleOf } from './process-tile.ts';
import { stateTree } from './state-tree.ts';
import { storeOf } from './stores.ts';
import type {
  ConnectionView,
  HostInspector,
  InspectorTarget,
  InspectorView,
  LogLineView,
  ProcessAction,
  ProcessInspector,
  ProcessTile,
} from './views.ts';

const LOG_LINES = 50;
const CONNECTION_LIMIT = 200;
const TIMER_LIMIT = 200;
const FILE_LIMIT = 500;
const CONFIG_FILE_LIMIT = 100;
const CONFIG_TEXT_LIMIT = 16_384;

/** Ports of the web pages. */
const WEB_PORTS: ReadonlyMap<string, number> = new Map([
  ['mesos-master', 5050],
  ['mesos-agent', 5051],
  ['marathon', 8080],
  ['chronos', 4400],
]);

export function inspect(simulator: Simulator, target: InspectorTarget): InspectorView | null {
  const { world } = simulator;
  if (target.kind === 'host') {
    const host = world.hosts.get(target.id as HostId);
    return host === undefined ? null : inspectHost(simulator, host);
  }
  const process = findProcess(world, target.id as ProcessId);
  return process === undefined ? null : inspectProcess(simulator, process);
}

function inspectProcess(simulator: Simulator, process: Process): ProcessInspector {
  const picture = pictureOf(simulator, process);
  return {
    kind: 'process',
    tile: tileOf(simulator, process) ?? plainTile(process),
    flags: Object.entries(process.spec.flags).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    startedAtUs: process.startedAtUs,
    timers: pendingTimers(simulator, process),
    connections: connectionsOf(simulator, process),
    log: logOf(simulator, process, LOG_LINES),
    state: stateTree(process.state),
    facts: picture.facts(),
    configFiles: configFilesOf(simulator, process),
    store: storeOf(process),
    actions: actionsOf(simulator, process),
    url: urlOf(process),
  };
}

function configFilesOf(simulator: Simulator, process: Process): ProcessInspector['configFiles'] {
  const files: { path: string; text: string }[] = [];
  for (const [path, file] of simulator.world.hosts.get(process.spec.host)?.files ?? []) {
    if (!path.startsWith('/etc/') || file.kind !== 'value' || file.content.kind !== 'text') continue;
    files.push({ path, text: file.content.text.slice(0, CONFIG_TEXT_LIMIT) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, CONFIG_FILE_LIMIT);
}

/** For programs that the topology does not draw. */
function plainTile(process: Process): ProcessTile {
  return {
    id: process.spec.id,
    host: process.spec.host,
    program: process.spec.program,
    title: titleOf(process),
    status: statusOf(process),
    role: '',
    leading: false,
    detail: '',
    pid: process.pid,
    incarnation: process.incarnation,
    exitCode: process.exitCode,
    restartAtUs: process.restartAtUs,
    vote: null,
    resources: null,
    tasks: [],
    taskCount: 0,
  };
}

function pendingTimers(simulator: Simulator, process: Process): ProcessInspector['timers'] {
  return timersOf(simulator.world, process)
    .sort((a, b) => a.dueAtUs - b.dueAtUs || (a.key < b.key ? -1 : 1))
    .slice(0, TIMER_LIMIT);
}

function connectionsOf(simulator: Simulator, process: Process): ConnectionView[] {
  const views: ConnectionView[] = [];
  for (const id of process.sockets) {
    const socket = findSocket(simulator.world, id);
    if (socket === undefined) continue;
    const { protocol, localPort, remoteHost, remotePort, remoteProcess, phase, dialer } = socket;
    views.push({
      protocol,
      localPort,
      remote: `${remoteHost}:${remotePort}`,
      process: remoteProcess,
      phase,
      dialer,
      sent: sentCount(simulator.world, id),
    });
    if (views.length >= CONNECTION_LIMIT) break;
  }
  return views;
}

export function logOf(simulator: Simulator, process: Process, count: number): LogLineView[] {
  const skewMs = simulator.world.hosts.get(process.spec.host)?.clockSkewMs ?? 0;
  const startEpochMs = simulator.world.settings.startEpochMs + skewMs;
  return recentLines(process, count).map((line) => formatLogLine(process, line, startEpochMs));
}

/** What a person may do to it now. */
export function actionsOf(simulator: Simulator, process: Process): ProcessAction[] {
  const powered = simulator.world.hosts.get(process.spec.host)?.power === 'on';
  if (process.spec.program === 'operator') return [];
  if (process.status === 'paused') return ['resume', 'stop', 'kill'];
  if (process.status === 'running') return ['pause', 'stop', 'kill', 'restart'];
  const actions: ProcessAction[] = powered ? ['start'] : [];
  if (process.restartAtUs !== null) actions.push('stop');
  if (storeOf(process) !== null) actions.push('wipe');
  return actions;
}

function urlOf(process: Process): string | null {
  if (process.spec.program === 'haproxy' || process.spec.program === 'marathon-lb')
    return `http://${process.spec.host}:9090/haproxy?stats`;
  const port = WEB_PORTS.get(process.spec.program);
  return port === undefined ? null : `http://${process.spec.host}:${port}/`;
}

function inspectHost(simulator: Simulator, host: Host): HostInspector {
  const processes = [...host.processes].flatMap((id) => {
    const process = findProcess(simulator.world, id);
    return process === undefined ? [] : [{ id, title: titleOf(process), status: statusOf(process) }];
  });
  const files = [...host.files].map(([path, file]) => ({ path, sizeBytes: sizeOf(file) }));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    kind: 'host',
    id: host.id,
    power: host.power,
    clockSkewMs: host.clockSkewMs,
    processes,
    files: files.slice(0, FILE_LIMIT),
  };
}

export function sizeOf(file: StoredFile): number {
  if (file.kind !== 'value') return file.sizeBytes;
  const { content } = file;
  if (content.kind === 'text') return content.text.length;
  return content.kind === 'bytes' ? content.bytes.byteLength : content.sizeBytes;
}
