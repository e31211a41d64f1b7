/** How the master speaks: messages by pid, log names of things. */
import type { Context } from '../../kernel/context.ts';
import { lpLink, lpSend, type Upid } from '../libprocess/transport.ts';
import type { MesosMessage } from '../messages/messages.ts';
import type { StatusUpdate } from '../messages/tasks.ts';
import { isStreamPid, sendEvent } from './http/streams.ts';
import type { MasterAgent, MasterFramework, MasterState } from './master-state.ts';

/** Also to one that is not connected: its pid may still listen. Source: src/master/master.hpp, Framework::send. */
export function sendToFramework(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  message: MesosMessage,
): void {
  if (!framework.connected)
    context.log(
      'WARN',
      `Master attempted to send message to disconnected framework ${frameworkText(framework)}`,
      'master.hpp:2113',
    );
  send(master, context, framework.pid, message);
}

export function send(master: MasterState, context: Context, to: Upid, message: MesosMessage): void {
  if (isStreamPid(to)) sendEvent(master, context, to, message);
  else lpSend(master.libprocess, context, { from: master.pid, to, message });
}

/** Watches a scheduler's connection; one without a pid is watched by its stream. */
export function linkTo(master: MasterState, context: Context, to: Upid): void {
  if (!isStreamPid(to)) lpLink(master.libprocess, context, to);
}

/** What agents are told: an empty pid sends messages for the scheduler by way of the master. */
export function pidForAgents(pid: Upid): Upid {
  return isStreamPid(pid) ? ('' as Upid) : pid;
}

export function nowSecs(context: { readonly wallClockMs: number }): number {
  return context.wallClockMs / 1000;
}

/** `ID at PID (HOST)`. */
export function agentText(
  agent: Pick<MasterAgent, 'id' | 'pid'> & { readonly info: { readonly hostname: string } },
): string {
  return `${agent.id} at ${agent.pid} (${agent.info.hostname})`;
}

/** `ID (NAME) at PID`. */
export function frameworkText(framework: Pick<MasterFramework, 'id' | 'info' | 'pid'>): string {
  const at = isStreamPid(framework.pid) ? '' : ` at ${framework.pid}`;
  return `${framework.id} (${framework.info.name})${at}`;
}

/** `TASK_X (UUID: U) for task T of framework F`. */
export function updateText(update: StatusUpdate): string {
  const uuid = update.uuid === null ? '' : ` (UUID: ${update.uuid})`;
  const health =
    update.status.healthy === null ? '' : ` in health state ${update.status.healthy ? 'healthy' : 'unhealthy'}`;
  return `${update.status.state}${uuid} for task ${update.status.taskId}${health} of framework ${update.frameworkId}`;
}
