/**
 * A program that links the client library and does what it is told with it: one handle, one operation at a time or many,
 * and a list of all that the library reported. Replays of operation files and the cases about client libraries use it.
 */
import type { Context, Program } from '../../kernel/context.ts';
import {
  zkClose,
  type ZkClientState,
  type ZkOperation,
  type ZkOutput,
  zkOpen,
  zkOwnsEvent,
  zkReceive,
  zkRequest,
} from '../client/client.ts';
import type { ZkServerAddress } from '../client/client-types.ts';

export const LIBRARY_CLIENT = 'zk-library-client';

export type LibraryClientFlags = {
  readonly servers: readonly ZkServerAddress[];
  readonly flavour: 'java' | 'c';
  readonly sessionTimeoutMs: number;
  /** Sends paths unchecked: the server judges them. */
  readonly raw: boolean;
};

export type LibraryCommand =
  | { readonly do: 'request'; readonly operation: ZkOperation; readonly tag: number | string }
  /** Closes the session, then the process ends. */
  | { readonly do: 'close' };

export type LibraryOutput = { readonly atUs: number; readonly output: ZkOutput };

export type LibraryClientState = {
  readonly client: ZkClientState;
  readonly outputs: LibraryOutput[];
};

const KEY = 'zk';

export const libraryClientProgram: Program<LibraryClientState> = {
  kind: LIBRARY_CLIENT,
  boot(context, given) {
    const flags = given as unknown as LibraryClientFlags;
    const { servers, flavour, sessionTimeoutMs, raw } = flags;
    return { client: zkOpen(context, { key: KEY, flavour, servers, sessionTimeoutMs, chroot: '', raw }), outputs: [] };
  },
  receive(state, context, event) {
    if (event.kind === 'told') obey(state, context, event.body as LibraryCommand);
    else if (zkOwnsEvent(state.client, event)) {
      for (const output of zkReceive(state.client, context, event)) state.outputs.push({ atUs: context.nowUs, output });
    }
    if (state.client.phase === 'closed') context.exit(0);
  },
};

function obey(state: LibraryClientState, context: Context, command: LibraryCommand): void {
  if (command.do === 'close') zkClose(state.client, context);
  else zkRequest(state.client, context, command.operation, command.tag);
}
