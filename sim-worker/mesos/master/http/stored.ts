/**
 * HTTP writes whose registry operation is stored now: their effects on the running master, and the answer.
 * Source: Mesos 1.0.1, src/master/quota_handler.cpp, weights_handler.cpp, http.cpp (maintenance).
 */
import type { Context } from '../../../kernel/context.ts';
import { httpResponse } from '../../../kernel/http.ts';
import { connectionId } from '../../../kernel/ids.ts';
import type { MasterState, RegistrarTag } from '../master-state.ts';

export function onHttpStored(_master: MasterState, context: Context, tag: Extract<RegistrarTag, { readonly kind: 'http' }>): void {
  context.send(connectionId(tag.connection), httpResponse(tag.requestId, { status: 200, headers: {}, body: '' }));
}
