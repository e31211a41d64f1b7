/**
 * Write endpoints of the master.
 * Source: Mesos 1.0.1, src/master/http.cpp (teardown and others).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { emptyAnswer, errorAnswer, parseQuery } from '../../http/request.ts';
import { methodNotAllowed, routeOf } from '../../http/routing.ts';
import { frameworkId } from '../../ids.ts';
import { removeFramework } from '../frameworks.ts';
import type { MasterState } from '../master-state.ts';
import { MASTER_ACTORS, redirectToLeader } from './router.ts';

export type HttpWrite = { readonly connection: ConnectionId; readonly request: HttpRequest };

/** Null: the answer follows once the registrar stored it. */
export function onHttpWrite(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const { request } = write;
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null) return emptyAnswer(404);
  const name = route.path.replace(/^\/master\//, '');
  if (!master.elected) return redirectToLeader(master, route);
  switch (name) {
    case 'teardown':
      return teardown(master, context, request);
    default:
      return emptyAnswer(404);
  }
}

function teardown(master: MasterState, context: Context, request: HttpRequest): HttpReply {
  if (request.method !== 'POST') return methodNotAllowed(['POST'], request.method);
  const id = parseQuery(request.body ?? '').get('frameworkId');
  if (id === undefined) return errorAnswer(400, "Missing 'frameworkId' query parameter");
  const framework = master.frameworks.get(frameworkId(id));
  if (framework === undefined) return errorAnswer(400, 'No framework found with specified ID');
  removeFramework(master, context, framework);
  return emptyAnswer(200);
}
