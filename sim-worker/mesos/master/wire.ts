/** How the master speaks: messages by pid, log names of things. */
import type { Context } from '../../kernel/context.ts';
import { lpSend, type Upid } from '../libprocess/transport.ts';
import type { MesosMessage } from '../messages/messages.ts';
import type { StatusUpdate } from '../messages/tasks.ts';
import type { MasterAgent, MasterFramework, MasterState } from './master-state.ts';

export function send(master: MasterState, context: Context, to: Upid, message: MesosMessage): void {
  lpSend(master.libprocess, context, { from: master.pid, to, message });
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
  return `${framework.id} (${framework.info.name}) at ${framework.pid}`;
}

/** `TASK_X (UUID: U) for task T of framework F`. */
export function updateText(update: StatusUpdate): string {
  const uuid = update.uuid === null ? '' : ` (UUID: ${update.uuid})`;
  const health =
    update.status.healthy === null ? '' : ` in health state ${update.status.healthy ? 'healthy' : 'unhealthy'}`;
  return `${update.status.state}${uuid} for task ${update.status.taskId}${health} of framework ${update.frameworkId}`;
}
