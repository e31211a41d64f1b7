/**
 * Process 1 of a container: a small web application, or the command that was given, as its settings say.
 * Left out: everything inside the container but time, memory need, output, exit code and answers on its ports.
 */
import { must } from '../../kernel/assert.ts';
import type { Context, Flags, Program, ProgramEvent, ReadContext } from '../../kernel/context.ts';
import type { HttpAnswer, HttpRequest } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { initialShell, stepShell, type ShellState } from '../shell/interpreter.ts';
import { containerSettings } from './container-settings.ts';
import type { ContainerFlags, ContainerState } from './container-state.ts';
import {
  changeBehaviour,
  CRASH_TIMER,
  DRAINED_TIMER,
  onAccepted,
  onConnectionClosed,
  onDrained,
  onRequest,
  onSigterm,
  onStopped,
  readPage,
  REPLY_TIMER,
  reply,
  SERVE_TIMER,
  STOPPED_TIMER,
} from './serving.ts';

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
    servingSinceUs: null,
    inUse: new Map(),
    requestsServed: 0,
    stopping: false,
    mayExit: false,
  };
  if (settings.memoryMib * 1_048_576 > flags.options.memoryBytes && flags.options.memoryBytes > 0)
    context.setTimer('outOfMemory', OOM_AFTER_MS);
  if (settings.crashAfterMs !== null) context.setTimer(CRASH_TIMER, settings.crashAfterMs);
  if (state.shell === null) context.setTimer(SERVE_TIMER, settings.startupMs, settings.ports);
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
    case 'accepted':
      return onAccepted(state, event.connection);
    case 'closed':
      return onConnectionClosed(state, context, event.connection);
    case 'sigterm':
      return onSigterm(state, context);
    case 'told':
      return onTold(state, context, event.body);
    default:
      return;
  }
}

/** A person changes how it behaves. */
function onTold(state: ContainerState, context: Context, body: unknown): void {
  const { behaviour } = (body ?? {}) as { readonly behaviour?: Readonly<Record<string, unknown>> };
  if (typeof behaviour === 'object') changeBehaviour(state, context, behaviour);
}

function onTimer(state: ContainerState, context: Context, key: string, body: unknown): void {
  if (key === SERVE_TIMER) return serve(state, context, body as readonly number[]);
  if (key === 'wake') return runShell(state, context, must(state.shell, 'the shell that slept'));
  if (key === 'outOfMemory') return context.exit(OUT_OF_MEMORY);
  if (key === CRASH_TIMER) return context.exit(state.settings.exitCode);
  if (key === DRAINED_TIMER) return onDrained(state, context);
  if (key === STOPPED_TIMER) return onStopped(state, context);
  if (key.startsWith(REPLY_TIMER)) {
    const { connection, request } = body as { readonly connection: ConnectionId; readonly request: HttpRequest };
    reply(state, context, connection, request);
  }
}

function runShell(state: ContainerState, context: Context, shell: ShellState): void {
  for (const effect of stepShell(shell)) {
    if (effect.kind === 'output') print(state, context, effect.stream, effect.text);
    if (effect.kind === 'sleep') context.setTimer('wake', effect.durationMs);
    if (effect.kind === 'serve')
      context.setTimer(SERVE_TIMER, state.settings.startupMs, servedPorts(state, effect.ports));
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
  if (state.mayExit) return;
  for (const port of ports) {
    if (context.listen(port) === 'ok') {
      state.servingSinceUs ??= context.nowUs;
      state.listening.push(port);
      continue;
    }
    print(state, context, 'stderr', `bind: address already in use: 0.0.0.0:${String(port)}\n`);
    return context.exit(1);
  }
}

export function answerWorkload(
  state: ContainerState,
  context: ReadContext,
  port: number,
  request: HttpRequest,
): HttpAnswer | null {
  return state.listening.includes(port) ? { kind: 'reply', reply: readPage(state, context, request) } : null;
}

/** What the inspector shows. */
export function summarizeContainerProcess(state: ContainerState): {
  readonly role: string;
  readonly detail: Readonly<Record<string, unknown>>;
} {
  const { script: _script, ports: _ports, ...settings } = state.settings;
  return {
    role: state.stopping ? 'stopping' : state.listening.length > 0 ? 'serving' : 'running',
    detail: {
      image: state.flags.options.image,
      name: state.flags.options.name,
      ports: state.listening,
      requestsServed: state.requestsServed,
      settings,
    },
  };
}
