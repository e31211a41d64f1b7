/**
 * Docker engine of one host: images, containers as child processes, and the CLI's commands over a local connection.
 * Source: Docker 1.12, daemon and CLI (texts and exit codes). Containers end with the engine (no live-restore).
 * Left out: pause, exec, logs, restart policies, build, networks and volumes as objects, layers.
 */
import { unreachable } from '../../kernel/assert.ts';
import type { ChildExit, Context, Flags, Program, ProgramEvent } from '../../kernel/context.ts';
import { inspectText, summarizeContainer, type ContainerRow } from './container-row.ts';
import { DOCKER_PORT, isDockerRequest, type DockerRequest } from './docker-api.ts';
import {
  containerProcessId,
  deleteRow,
  findRow,
  loadImages,
  loadRows,
  newContainerId,
  putRow,
  respond,
  saveImages,
  takeAddress,
  type Caller,
  type DockerdState,
  type PendingRun,
} from './dockerd-state.ts';
import {
  DEFAULT_DOCKERD_FLAGS,
  imageWithTag,
  isPresent,
  isPullable,
  pullDurationMs,
  type DockerdFlags,
} from './images.ts';

export const dockerdProgram: Program<DockerdState> = { kind: 'dockerd', boot, receive };

function boot(context: Context, rawFlags: Flags): DockerdState {
  const flags: DockerdFlags = Object.freeze({ ...DEFAULT_DOCKERD_FLAGS, ...(rawFlags as Partial<DockerdFlags>) });
  const state: DockerdState = {
    flags,
    containers: new Map(),
    pulled: loadImages(context),
    pulls: new Map(),
    waiters: new Map(),
    stops: new Map(),
    outputs: new Map(),
    nextAddress: 2,
  };
  for (const row of loadRows(context)) state.containers.set(row.options.name, row);
  if (context.listen(DOCKER_PORT) !== 'ok') {
    context.exit(1, `Error starting daemon: listen tcp 0.0.0.0:${String(DOCKER_PORT)}: bind: address already in use`);
    return state;
  }
  context.log('INFO', 'API listen on /var/run/docker.sock');
  return state;
}

function receive(state: DockerdState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'message':
      if (isDockerRequest(event.body))
        onRequest(state, context, { connection: event.connection, requestId: event.body.requestId }, event.body);
      return;
    case 'timer':
      return onTimer(state, context, event.key, event.body);
    case 'childExited':
      return onChildExited(state, context, event.body);
    case 'told':
      return onTold(state, context, event.body);
    default:
      return;
  }
}

/** A person's own command at the host: `docker kill NAME` and its like; nobody waits for the answer. */
function onTold(state: DockerdState, context: Context, body: unknown): void {
  const command = body as { readonly docker?: DockerRequest };
  if (command.docker !== undefined)
    onRequest(state, context, { connection: 0 as Caller['connection'], requestId: 0 }, command.docker);
}

function onRequest(state: DockerdState, context: Context, caller: Caller, request: DockerRequest): void {
  switch (request.type) {
    case 'docker.pull':
      return onPull(state, context, caller, request);
    case 'docker.run':
      return onRun(state, context, { caller, options: request.options, output: request.output });
    case 'docker.stop':
      return onStop(state, context, caller, request);
    case 'docker.kill':
      return onKill(state, context, caller, request);
    case 'docker.rm':
      return onRemove(state, context, caller, request);
    case 'docker.ps':
      return onPs(state, context, caller, request);
    case 'docker.inspect': {
      const row = findRow(state, request.name);
      if (row === null)
        return respond(context, caller, {
          status: 1,
          stdout: '[]\n',
          stderr: `Error: No such image or container: ${request.name}\n`,
        });
      return respond(context, caller, { status: 0, stdout: inspectText(row), containers: [summarizeContainer(row)] });
    }
    case 'docker.wait': {
      const row = findRow(state, request.name);
      if (row === null) return noSuchContainer(context, caller, request.name);
      if (row.phase === 'exited') return respond(context, caller, { status: row.exitCode });
      return addWaiter(state, row.options.name, caller);
    }
    case 'docker.version':
      return respond(context, caller, { status: 0, stdout: 'Docker version 1.12.3, build 6b644ec\n' });
    default:
      return unreachable(request);
  }
}

function noSuchContainer(context: Context, caller: Caller, name: string): void {
  respond(context, caller, { status: 1, stderr: `Error response from daemon: No such container: ${name}\n` });
}

function addWaiter(state: DockerdState, name: string, caller: Caller): void {
  state.waiters.set(name, Object.freeze([...(state.waiters.get(name) ?? []), Object.freeze(caller)]));
}

function onPull(
  state: DockerdState,
  context: Context,
  caller: Caller,
  request: Extract<DockerRequest, { type: 'docker.pull' }>,
): void {
  const image = imageWithTag(request.image);
  if (!request.force && isPresent(state.flags, state.pulled, image)) {
    return respond(context, caller, { status: 0, stdout: `Status: Image is up to date for ${image}\n` });
  }
  startPull(state, context, image, { callers: [caller], runs: [] });
}

/** Time in which a registry says that it does not know an image. */
const REGISTRY_REFUSAL_MS = 800;

function startPull(
  state: DockerdState,
  context: Context,
  image: string,
  waiting: { readonly callers: readonly Caller[]; readonly runs: readonly PendingRun[] },
): void {
  const pull = state.pulls.get(image);
  const callers = Object.freeze([...(pull?.callers ?? []), ...waiting.callers]);
  const runs = Object.freeze([...(pull?.runs ?? []), ...waiting.runs]);
  state.pulls.set(image, Object.freeze({ image, callers, runs }));
  if (pull !== undefined) return;
  context.setTimer(
    `pull:${image}`,
    isPullable(image) ? pullDurationMs(state.flags, image) : REGISTRY_REFUSAL_MS,
    image,
  );
}

function onPulled(state: DockerdState, context: Context, image: string): void {
  const pull = state.pulls.get(image);
  if (pull === undefined) return;
  state.pulls.delete(image);
  const good = isPullable(image);
  if (good && !state.pulled.includes(image)) {
    state.pulled = Object.freeze([...state.pulled, image]);
    saveImages(state, context);
  }
  const stderr = `Error: image ${image.slice(0, image.lastIndexOf(':'))} not found\n`;
  for (const caller of pull.callers) {
    respond(
      context,
      caller,
      good ? { status: 0, stdout: `Status: Downloaded newer image for ${image}\n` } : { status: 1, stderr },
    );
  }
  for (const run of pull.runs) {
    if (good) onRun(state, context, run);
    else
      respond(context, run.caller, {
        status: 125,
        stderr: `Unable to find image '${image}' locally\ndocker: ${stderr}`,
      });
  }
}

function onRun(state: DockerdState, context: Context, run: PendingRun): void {
  const { options } = run;
  if (!isPresent(state.flags, state.pulled, options.image)) {
    return startPull(state, context, imageWithTag(options.image), { callers: [], runs: [Object.freeze(run)] });
  }
  const other = state.containers.get(options.name);
  if (other !== undefined) {
    const text = `The name "/${options.name}" is already in use by container ${other.id}. You have to remove (or rename) that container to be able to reuse that name.`;
    return respond(context, run.caller, {
      status: 125,
      stderr: `docker: Error response from daemon: Conflict. ${text}.\n`,
    });
  }
  const row: ContainerRow = {
    id: newContainerId(context),
    options,
    phase: 'created',
    createdAtMs: context.wallClockMs,
    startedAtMs: null,
    finishedAtMs: null,
    exitCode: 0,
    oomKilled: false,
    error: '',
    ipAddress: '',
    pid: 0,
  };
  putRow(state, context, row);
  addWaiter(state, options.name, run.caller);
  if (run.output !== null) state.outputs.set(options.name, run.output);
  const { startDelayMinMs, startDelayMaxMs } = state.flags;
  context.setTimer(
    `start:${options.name}`,
    startDelayMinMs + context.random() * (startDelayMaxMs - startDelayMinMs),
    options.name,
  );
}

function onStart(state: DockerdState, context: Context, name: string): void {
  const row = state.containers.get(name);
  if (row?.phase !== 'created') return;
  const port = takenPort(state, row);
  if (port !== null) {
    const text = `driver failed programming external connectivity on endpoint ${name}: Bind for 0.0.0.0:${String(port)} failed: port is already allocated.`;
    putRow(state, context, { ...row, error: text, exitCode: 128 });
    return tellWaiters(state, context, name, { status: 125, stderr: `docker: Error response from daemon: ${text}\n` });
  }
  const started: ContainerRow = {
    ...row,
    phase: 'running',
    startedAtMs: context.wallClockMs,
    ipAddress: row.options.network === 'bridge' ? takeAddress(state) : '',
    pid: 2_000 + context.randomInt(30_000),
  };
  putRow(state, context, started);
  context.spawn({
    id: containerProcessId(context, row),
    host: context.host,
    program: 'container',
    flags: { options: row.options, output: state.outputs.get(name) ?? null },
    diesWith: context.self,
    parent: context.self,
    restart: null,
  });
  state.outputs.delete(name);
}

/** A host port of the container that another running one has mapped; null when all are free. */
function takenPort(state: DockerdState, row: ContainerRow): number | null {
  if (row.options.network !== 'bridge') return null;
  const wanted = new Set(row.options.ports.map((port) => port.hostPort));
  for (const other of state.containers.values()) {
    if (other.phase !== 'running' || other.options.network !== 'bridge') continue;
    for (const port of other.options.ports) if (wanted.has(port.hostPort)) return port.hostPort;
  }
  return null;
}

function onStop(
  state: DockerdState,
  context: Context,
  caller: Caller,
  request: Extract<DockerRequest, { type: 'docker.stop' }>,
): void {
  const row = findRow(state, request.name);
  if (row === null) return noSuchContainer(context, caller, request.name);
  const { name } = row.options;
  if (row.phase !== 'running') {
    cancelStart(state, context, row);
    if (request.remove) remove(state, context, name);
    return respond(context, caller, { status: 0, stdout: `${name}\n` });
  }
  const stop = state.stops.get(name);
  const callers = Object.freeze([...(stop?.callers ?? []), Object.freeze(caller)]);
  state.stops.set(name, Object.freeze({ callers, remove: request.remove || stop?.remove === true }));
  context.kill(containerProcessId(context, row), 'SIGTERM');
  context.setTimer(`stop:${name}`, request.graceMs, name);
}

/** A container that was created and not yet started: its client learns that it was killed. */
function cancelStart(state: DockerdState, context: Context, row: ContainerRow): void {
  if (row.phase !== 'created') return;
  context.clearTimer(`start:${row.options.name}`);
  putRow(state, context, { ...row, phase: 'exited', exitCode: 137, finishedAtMs: context.wallClockMs });
  tellWaiters(state, context, row.options.name, { status: 137 });
}

function onKill(
  state: DockerdState,
  context: Context,
  caller: Caller,
  request: Extract<DockerRequest, { type: 'docker.kill' }>,
): void {
  const row = findRow(state, request.name);
  if (row === null) return noSuchContainer(context, caller, request.name);
  if (row.phase !== 'running') {
    const text = `Cannot kill container ${request.name}: Container ${row.id} is not running`;
    return respond(context, caller, { status: 1, stderr: `Error response from daemon: ${text}\n` });
  }
  context.kill(containerProcessId(context, row), request.signal);
  respond(context, caller, { status: 0, stdout: `${request.name}\n` });
}

function onRemove(
  state: DockerdState,
  context: Context,
  caller: Caller,
  request: Extract<DockerRequest, { type: 'docker.rm' }>,
): void {
  const row = findRow(state, request.name);
  if (row === null) return noSuchContainer(context, caller, request.name);
  const { name } = row.options;
  if (row.phase === 'running' && !request.force) {
    const text = `You cannot remove a running container ${row.id}. Stop the container before attempting removal or use -f`;
    return respond(context, caller, { status: 1, stderr: `Error response from daemon: ${text}\n` });
  }
  if (row.phase === 'running') {
    state.stops.set(name, Object.freeze({ callers: [Object.freeze(caller)], remove: true }));
    context.kill(containerProcessId(context, row), 'SIGKILL');
    return;
  }
  cancelStart(state, context, row);
  remove(state, context, name);
  respond(context, caller, { status: 0, stdout: `${request.name}\n` });
}

function remove(state: DockerdState, context: Context, name: string): void {
  const row = state.containers.get(name);
  if (row !== undefined) deleteRow(state, context, row);
}

function onPs(
  state: DockerdState,
  context: Context,
  caller: Caller,
  request: Extract<DockerRequest, { type: 'docker.ps' }>,
): void {
  const rows = [...state.containers.values()].filter(
    (row) => (request.all || row.phase === 'running') && row.options.name.startsWith(request.namePrefix ?? ''),
  );
  respond(context, caller, { status: 0, containers: rows.map(summarizeContainer) });
}

function onTimer(state: DockerdState, context: Context, key: string, body: unknown): void {
  const name = body as string;
  if (key.startsWith('pull:')) return onPulled(state, context, name);
  if (key.startsWith('start:')) return onStart(state, context, name);
  if (!key.startsWith('stop:') || !state.stops.has(name)) return;
  const row = state.containers.get(name);
  if (row !== undefined) context.kill(containerProcessId(context, row), 'SIGKILL');
}

function onChildExited(state: DockerdState, context: Context, exit: ChildExit): void {
  const row = [...state.containers.values()].find(
    (candidate) => candidate.phase === 'running' && containerProcessId(context, candidate) === exit.processId,
  );
  if (row === undefined) return;
  const { name, memoryBytes } = row.options;
  const needsBytes = Number(row.options.labels['mesoscope.memoryMib'] ?? '0') * 1_048_576;
  const oomKilled = exit.code === 137 && memoryBytes > 0 && needsBytes > memoryBytes;
  putRow(state, context, {
    ...row,
    phase: 'exited',
    exitCode: exit.code,
    oomKilled,
    finishedAtMs: context.wallClockMs,
    ipAddress: '',
  });
  context.clearTimer(`stop:${name}`);
  tellWaiters(state, context, name, { status: exit.code });
  const stop = state.stops.get(name);
  if (stop === undefined) return;
  state.stops.delete(name);
  if (stop.remove) remove(state, context, name);
  for (const caller of stop.callers) respond(context, caller, { status: 0, stdout: `${name}\n` });
}

function tellWaiters(
  state: DockerdState,
  context: Context,
  name: string,
  result: { readonly status: number; readonly stderr?: string },
): void {
  const callers = state.waiters.get(name) ?? [];
  state.waiters.delete(name);
  state.outputs.delete(name);
  for (const caller of callers) respond(context, caller, result);
}
