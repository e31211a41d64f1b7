/**
 * Process 1 of a container: a small web application, or the command that was given, as its settings say.
 * Left out: everything inside the container but time, memory need, output, exit code and answers on its ports.
 */
import { must } from '../../kernel/assert.ts';
import type { Context, Flags, Program, ProgramEvent, ReadContext } from '../../kernel/context.ts';
import { httpResponse, textReply, type HttpAnswer, type HttpReply, type HttpRequest } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { initialShell, stepShell, type ShellState } from '../shell/interpreter.ts';
import { containerSettings, type ContainerSettings } from './container-settings.ts';
import type { AttachedOutput, DockerRunOptions } from './docker-api.ts';

export type ContainerFlags = { readonly options: DockerRunOptions; readonly output: AttachedOutput | null };

export type ContainerState = {
  readonly flags: ContainerFlags;
  readonly settings: ContainerSettings;
  readonly shell: ShellState | null;
  readonly startedAtUs: number;
  readonly listening: number[];
  requestsServed: number;
  stopping: boolean;
};

/** Exit code of a process that the kernel killed for want of memory. */
const OUT_OF_MEMORY = 137;

/** From reaching the limit to the end. */
const OOM_AFTER_MS = 500;

export const containerProgram: Program<ContainerState> = {
  kind: 'container',
  handlesSigterm: true,
  boot: (context: Context, flags: Flags) => bootWorkload(context, flags as unknown as ContainerFlags, true),
  receive: receiveWorkload,
  answer: answerWorkload,
};

/** The same software outside a container is a task's process (`init` false). */
export function bootWorkload(context: Context, flags: ContainerFlags, init: boolean): ContainerState {
  const settings = containerSettings(flags.options, init);
  const state: ContainerState = {
    flags,
    settings,
    shell: settings.script === null ? null : initialShell(settings.script),
    startedAtUs: context.nowUs,
    listening: [],
    requestsServed: 0,
    stopping: false,
  };
  if (settings.memoryMib * 1_048_576 > flags.options.memoryBytes && flags.options.memoryBytes > 0)
    context.setTimer('outOfMemory', OOM_AFTER_MS);
  if (settings.crashAfterMs !== null) context.setTimer('crash', settings.crashAfterMs);
  if (state.shell === null) context.setTimer('serve', settings.startupMs, settings.ports);
  else runShell(state, context, state.shell);
  return state;
}

export function receiveWorkload(state: ContainerState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'timer':
      return onTimer(state, context, event.key, event.body);
    case 'message':
      if (event.body.type === 'http.request') onRequest(state, context, event.connection, event.body as HttpRequest);
      return;
    case 'sigterm':
      return onSigterm(state, context);
    default:
      return;
  }
}

function onTimer(state: ContainerState, context: Context, key: string, body: unknown): void {
  if (key === 'serve') return serve(state, context, body as readonly number[]);
  if (key === 'wake') return runShell(state, context, must(state.shell, 'the shell that slept'));
  if (key === 'outOfMemory') return context.exit(OUT_OF_MEMORY);
  if (key === 'crash') return context.exit(state.settings.exitCode);
  if (key === 'stopped') return context.exit(body as number);
  if (key.startsWith('reply:')) {
    const { connection, request } = body as { readonly connection: ConnectionId; readonly request: HttpRequest };
    reply(state, context, connection, request);
  }
}

function runShell(state: ContainerState, context: Context, shell: ShellState): void {
  for (const effect of stepShell(shell)) {
    if (effect.kind === 'output') print(state, context, effect.stream, effect.text);
    if (effect.kind === 'sleep') context.setTimer('wake', effect.durationMs);
    if (effect.kind === 'serve') context.setTimer('serve', state.settings.startupMs, servedPorts(state, effect.ports));
    if (effect.kind === 'exited') context.exit(effect.code);
  }
}

/** Behind a bridge every server is reached by the mapped ports; else by those that its command names. */
function servedPorts(state: ContainerState, named: readonly number[]): readonly number[] {
  return state.flags.options.network === 'bridge' ? state.settings.ports : named;
}

/** What the client of an attached `docker run` prints goes to its own output files. */
function print(state: ContainerState, context: Context, stream: 'stdout' | 'stderr', text: string): void {
  const { output } = state.flags;
  if (output === null) return;
  context.disk.appendText(stream === 'stdout' ? output.stdoutPath : output.stderrPath, text);
}

function serve(state: ContainerState, context: Context, ports: readonly number[]): void {
  for (const port of ports) {
    if (context.listen(port) === 'ok') {
      state.listening.push(port);
      continue;
    }
    print(state, context, 'stderr', `bind: address already in use: 0.0.0.0:${String(port)}\n`);
    return context.exit(1);
  }
}

function onSigterm(state: ContainerState, context: Context): void {
  const code = state.settings.sigtermExitCode;
  if (code === null || state.stopping) return;
  state.stopping = true;
  context.setTimer('stopped', state.settings.stopMs, code);
}

function onRequest(state: ContainerState, context: Context, connection: ConnectionId, request: HttpRequest): void {
  state.requestsServed += 1;
  if (state.settings.responseMs === 0) return reply(state, context, connection, request);
  context.setTimer(`reply:${String(connection)}:${String(request.requestId)}`, state.settings.responseMs, {
    connection,
    request,
  });
}

function reply(state: ContainerState, context: Context, connection: ConnectionId, request: HttpRequest): void {
  if (!context.isOpen(connection)) return;
  const { failurePercent } = state.settings;
  const failed = failurePercent > 0 && context.random() * 100 < failurePercent;
  context.send(
    connection,
    httpResponse(request.requestId, failed ? textReply(500, 'Internal Server Error\n') : page(state, context)),
  );
}

export function answerWorkload(
  state: ContainerState,
  context: ReadContext,
  port: number,
  _request: HttpRequest,
): HttpAnswer | null {
  if (!state.listening.includes(port)) return null;
  if (state.settings.failurePercent >= 100) return { kind: 'reply', reply: textReply(500, 'Internal Server Error\n') };
  return { kind: 'reply', reply: page(state, context) };
}

function page(state: ContainerState, context: ReadContext): HttpReply {
  const { unhealthyAfterMs } = state.settings;
  const livedMs = (context.nowUs - state.startedAtUs) / 1000;
  if (unhealthyAfterMs !== null && livedMs >= unhealthyAfterMs) return textReply(503, 'Service Unavailable\n');
  const { image, name } = state.flags.options;
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>${image}</title><h1>${image}</h1><p>${name} on ${context.host}</p>\n`,
  };
}

/** What the inspector shows. */
export function summarizeContainerProcess(state: ContainerState): {
  readonly role: string;
  readonly detail: Readonly<Record<string, unknown>>;
} {
  const { startupMs, failurePercent, responseMs, crashAfterMs, unhealthyAfterMs, sigtermExitCode } = state.settings;
  return {
    role: state.stopping ? 'stopping' : state.listening.length > 0 ? 'serving' : 'running',
    detail: {
      image: state.flags.options.image,
      name: state.flags.options.name,
      ports: state.listening,
      requestsServed: state.requestsServed,
      settings: { startupMs, failurePercent, responseMs, crashAfterMs, unhealthyAfterMs, sigtermExitCode },
    },
  };
}
