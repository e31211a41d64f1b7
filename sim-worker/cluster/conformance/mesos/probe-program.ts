/** A process that says to masters whatever it is told to, under any name at its own address, and notes what it hears. */
import type { Context, Program, ProgramEvent } from '../../../kernel/context.ts';
import {
  initialLibprocess,
  type LibprocessState,
  lpOwnsEvent,
  lpReceive,
  lpSend,
  type Upid,
} from '../../../mesos/libprocess/transport.ts';
import { upid } from '../../../mesos/libprocess/upid.ts';
import type { MesosMessage } from '../../../mesos/messages/messages.ts';
import { OPERATOR_HOST } from '../../topology.ts';

const PORT = 5999;

export type ProbeState = { readonly libprocess: LibprocessState; readonly heard: MesosMessage[] };

/** `hangUp`: closes the connections that others made to it. */
export type ProbeOrder =
  | { readonly order: 'say'; readonly as: string; readonly to: Upid; readonly message: unknown }
  | { readonly order: 'hangUp' };

export const probeProgram: Program<ProbeState> = {
  kind: 'probe',
  boot(context) {
    context.listen(PORT);
    return { libprocess: initialLibprocess({ port: PORT }), heard: [] };
  },
  receive(state, context, event: ProgramEvent) {
    if (event.kind === 'told') return obey(state, context, event.body as ProbeOrder);
    if (!lpOwnsEvent(state.libprocess, event)) return;
    for (const output of lpReceive(state.libprocess, context, event))
      if (output.kind === 'message') state.heard.push(output.message);
  },
};

function obey(state: ProbeState, context: Context, order: ProbeOrder): void {
  if (order.order === 'hangUp') {
    for (const connection of state.libprocess.accepted) context.close(connection);
    state.libprocess.accepted.clear();
    return;
  }
  const message = order.message as MesosMessage;
  lpSend(state.libprocess, context, { from: probePid(order.as), to: order.to, message });
}

export function probePid(name: string): Upid {
  return upid(name, OPERATOR_HOST, PORT);
}
