/** What the write handlers share: the request with its connection, and answers that wait for the registrar. */
import type { Context } from '../../../kernel/context.ts';
import type { HttpRequest } from '../../../kernel/http.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import type { RegistryOperation } from '../../registrar/registry.ts';
import type { HttpContinuation, MasterState } from '../master-state.ts';
import { applyToRegistry } from '../registry-operations.ts';

export type HttpWrite = {
  readonly connection: ConnectionId;
  readonly request: HttpRequest;
  /** Who asks, where the endpoint's realm wants to know it. */
  readonly principal: string | null;
};

/** Stores the operation; the request is answered after it, with 200 and no body. */
export function storeThenAnswer(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  stored: { readonly operation: RegistryOperation; readonly then: HttpContinuation },
): null {
  const { connection, request } = write;
  applyToRegistry(master, context, stored.operation, {
    kind: 'http',
    connection,
    requestId: request.requestId,
    then: stored.then,
  });
  return null;
}
