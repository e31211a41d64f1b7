/**
 * A person's ZooKeeper tools on some host: zkCli at a terminal, and the session by which the znode page makes its edits.
 * Source: ZooKeeper 3.4.14, ZooKeeperMain.java.
 */
import type { Context, Program } from '../../kernel/context.ts';
import type { ZkServerAddress } from '../client/client.ts';
import { shellOwnsEvent, shellReceive, type ShellState, startShell, typeLine } from './shell-session.ts';
import {
  openTerminal,
  takeInput,
  TERMINAL_LIMIT,
  type TerminalInput,
  terminalOwnsEvent,
  terminalReceive,
  type TerminalState,
} from './terminal.ts';
import { addEdit, editsOwnEvent, editsReceive, type EditsState, initialEdits, type ZnodeEdit } from './znode-edits.ts';

export type ZkCliFlags = { readonly servers: readonly ZkServerAddress[] };

/** What a `tell` command holds. */
export type ZkCliTold =
  /** An edit by the page's own session. */
  | { readonly kind: 'znode'; readonly operation: ZnodeEdit }
  /** Starts zkCli, `-server` host:port; the first of the flags unless given. */
  | { readonly kind: 'start'; readonly server: string | null }
  | { readonly kind: 'line'; readonly text: string }
  /** Something typed in one of the machine's terminals. */
  | { readonly kind: 'terminal'; readonly terminal: string; readonly input: TerminalInput };

export type ZkCliState = {
  readonly edits: EditsState;
  shell: ShellState | null;
  readonly terminals: Map<string, TerminalState>;
};

export const zkCliProgram: Program<ZkCliState> = {
  kind: 'zkcli',
  boot: () => ({ edits: initialEdits(), shell: null, terminals: new Map() }),

  receive(state, context, event) {
    const { servers } = context.flags as unknown as ZkCliFlags;
    if (event.kind === 'told') onTold(state, context, servers, event.body as ZkCliTold);
    else if (state.shell !== null && shellOwnsEvent(state.shell, event)) shellReceive(state.shell, context, event);
    else if (editsOwnEvent(state.edits, event)) editsReceive(state.edits, context, event);
    else {
      for (const terminal of state.terminals.values()) {
        if (terminalOwnsEvent(terminal, event)) terminalReceive(terminal, context, servers, event);
      }
    }
  },
};

function onTold(state: ZkCliState, context: Context, servers: readonly ZkServerAddress[], told: ZkCliTold): void {
  const first = servers[0] ?? { host: 'localhost', port: 2181 };
  const server = `${first.host}:${String(first.port)}`;
  switch (told.kind) {
    case 'znode':
      addEdit(state.edits, context, servers, told.operation);
      return;
    case 'start':
      state.shell = startShell(context, told.server ?? server);
      return;
    case 'line':
      state.shell ??= startShell(context, server);
      typeLine(state.shell, context, told.text);
      return;
    case 'terminal':
      onTerminal(state, context, servers, told.terminal, told.input);
  }
}

function onTerminal(
  state: ZkCliState,
  context: Context,
  servers: readonly ZkServerAddress[],
  id: string,
  input: TerminalInput,
): void {
  const terminal = state.terminals.get(id) ?? (state.terminals.size < TERMINAL_LIMIT ? openTerminal(id) : null);
  if (terminal === null) return;
  state.terminals.set(id, terminal);
  takeInput(terminal, context, servers, input);
  if (input.kind === 'close') state.terminals.delete(id);
}
