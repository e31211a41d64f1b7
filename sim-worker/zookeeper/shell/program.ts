/**
 * A person's ZooKeeper tools on some host: zkCli at a terminal, and the session by which the znode page makes its edits.
 * Source: ZooKeeper 3.4.14, ZooKeeperMain.java.
 */
import type { Program } from '../../kernel/context.ts';
import type { ZkServerAddress } from '../client/client.ts';
import { shellOwnsEvent, shellReceive, type ShellState, startShell, typeLine } from './shell-session.ts';
import { addEdit, editsOwnEvent, editsReceive, type EditsState, initialEdits, type ZnodeEdit } from './znode-edits.ts';

export type ZkCliFlags = { readonly servers: readonly ZkServerAddress[] };

/** What a `tell` command holds. */
export type ZkCliTold =
  /** An edit by the page's own session. */
  | { readonly kind: 'znode'; readonly operation: ZnodeEdit }
  /** Starts zkCli, `-server` host:port; the first of the flags unless given. */
  | { readonly kind: 'start'; readonly server: string | null }
  | { readonly kind: 'line'; readonly text: string };

export type ZkCliState = { readonly edits: EditsState; shell: ShellState | null };

export const zkCliProgram: Program<ZkCliState> = {
  kind: 'zkcli',
  boot: () => ({ edits: initialEdits(), shell: null }),

  receive(state, context, event) {
    if (event.kind === 'told') {
      const { servers } = context.flags as unknown as ZkCliFlags;
      const told = event.body as ZkCliTold;
      const first = servers[0] ?? { host: 'localhost', port: 2181 };
      const server = `${first.host}:${String(first.port)}`;
      if (told.kind === 'znode') addEdit(state.edits, context, servers, told.operation);
      else if (told.kind === 'start') state.shell = startShell(context, told.server ?? server);
      else {
        state.shell ??= startShell(context, server);
        typeLine(state.shell, context, told.text);
      }
    } else if (state.shell !== null && shellOwnsEvent(state.shell, event)) shellReceive(state.shell, context, event);
    else if (editsOwnEvent(state.edits, event)) editsReceive(state.edits, context, event);
  },
};
