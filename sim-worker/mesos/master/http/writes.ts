/**
 * Write endpoints of the master by path and method.
 * Source: Mesos 1.0.1, src/master/http.cpp, src/master/master.cpp (routes).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { emptyAnswer, errorAnswer, parseQuery } from '../../http/request.ts';
import { methodNotAllowed, routeOf } from '../../http/routing.ts';
import { frameworkId } from '../../ids.ts';
import { removeFramework } from '../frameworks.ts';
import type { MasterState } from '../master-state.ts';
import type { ReservationOperation } from '../operations.ts';
import { onMachines, onSchedule } from './maintenance.ts';
import { onOperatorCall } from './operator-api.ts';
import { onRemoveQuota, onSetQuota, onUpdateWeights } from './quota.ts';
import { onReservation } from './reservations.ts';
import { answerMaster, MASTER_ACTORS, redirectToLeader } from './router.ts';
import { onSchedulerRequest } from './scheduler-api.ts';
import type { HttpWrite } from './write-context.ts';

const RESERVATIONS: Readonly<Record<string, ReservationOperation['type']>> = {
  reserve: 'RESERVE',
  unreserve: 'UNRESERVE',
  'create-volumes': 'CREATE',
  'destroy-volumes': 'DESTROY',
};

/** Null: the answer follows once the registrar stored it. */
export function onHttpWrite(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const { request } = write;
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null) return emptyAnswer(request.path.startsWith('/') ? 404 : 400);
  const name = route.path.slice('/master/'.length);
  // Most endpoints do not look at the method.
  if (!route.path.startsWith('/master/') || !mindsMethod(name))
    return answerMaster(master, context, { ...request, method: 'GET' });
  if (!master.elected) return redirectToLeader(master, route);
  if (!master.recovered) return errorAnswer(503, 'Master has not finished recovery');
  return dispatchWrite(master, context, write, { name, path: route.path });
}

const MINDING: readonly string[] = [
  ...['teardown', 'machine/down', 'machine/up', 'api/v1', 'api/v1/scheduler'],
  ...['quota', 'weights', 'maintenance/schedule', 'maintenance/status'],
];

function mindsMethod(name: string): boolean {
  return MINDING.includes(name) || name in RESERVATIONS || name.startsWith('quota/');
}

function dispatchWrite(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  at: { readonly name: string; readonly path: string },
): HttpReply | null {
  const { request } = write;
  const { method } = request;
  const reservation = RESERVATIONS[at.name];
  if (reservation !== undefined) {
    return method === 'POST' ? onReservation(master, context, write, reservation) : methodNotAllowed(['POST'], method);
  }
  if (at.name === 'quota' || at.name.startsWith('quota/')) {
    if (method === 'POST') return onSetQuota(master, context, write);
    if (method === 'DELETE') return onRemoveQuota(master, context, write, at.path);
    return methodNotAllowed(['GET', 'POST', 'DELETE'], method);
  }
  switch (at.name) {
    case 'teardown':
      return teardown(master, context, request);
    case 'weights':
      return method === 'PUT' ? onUpdateWeights(master, context, write) : methodNotAllowed(['GET', 'PUT'], method);
    case 'maintenance/schedule':
      return method === 'POST' ? onSchedule(master, context, write) : methodNotAllowed(['GET', 'POST'], method);
    case 'maintenance/status':
      return methodNotAllowed(['GET'], method);
    case 'machine/down':
      return method === 'POST' ? onMachines(master, context, write, 'down') : methodNotAllowed(['POST'], method);
    case 'machine/up':
      return method === 'POST' ? onMachines(master, context, write, 'up') : methodNotAllowed(['POST'], method);
    case 'api/v1':
      return onOperatorCall(master, context, write);
    case 'api/v1/scheduler':
      return onSchedulerRequest(master, context, write);
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
  context.log(
    'INFO',
    `Processing TEARDOWN call for framework ${framework.id} (${framework.info.name}) at ${framework.pid}`,
    'master.cpp:2810',
  );
  removeFramework(master, context, framework);
  return emptyAnswer(200);
}
