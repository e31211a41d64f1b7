/**
 * Write endpoints of the master by path and method.
 * Source: Mesos 1.0.1, src/master/http.cpp, src/master/master.cpp (routes).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { isAuthorized } from '../../authorizer/local-authorizer.ts';
import { FORBIDDEN } from '../../http/http-access.ts';
import { decodeForm, emptyAnswer, errorAnswer } from '../../http/request.ts';
import { routeOf } from '../../http/routing.ts';
import { frameworkId } from '../../ids.ts';
import { removeFramework } from '../frameworks.ts';
import type { MasterState } from '../master-state.ts';
import type { ReservationOperation } from '../operations.ts';
import { onMachines, onSchedule } from './maintenance.ts';
import { onOperatorCall } from './operator-api.ts';
import { onRemoveQuota, onSetQuota } from './quota.ts';
import { onReservation } from './reservations.ts';
import { MASTER_ACTORS, masterEndpoint } from './router.ts';
import { onSchedulerRequest } from './scheduler-api.ts';
import { onUpdateWeights } from './weights.ts';
import type { HttpWrite } from './write-context.ts';

const RESERVATIONS: Readonly<Record<string, ReservationOperation['type']>> = {
  reserve: 'RESERVE',
  unreserve: 'UNRESERVE',
  'create-volumes': 'CREATE',
  'destroy-volumes': 'DESTROY',
};

/** A request that `answerMaster` left over. Null: the answer follows once the registrar stored it. */
export function onHttpWrite(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const route = routeOf(write.request, MASTER_ACTORS);
  const name = route === null ? null : masterEndpoint(route);
  if (route === null || name === null) return emptyAnswer(404);
  if (!master.recovered) return errorAnswer(503, 'Master has not finished recovery');
  return dispatchWrite(master, context, write, { name, path: route.path });
}

function dispatchWrite(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  at: { readonly name: string; readonly path: string },
): HttpReply | null {
  const reservation = RESERVATIONS[at.name];
  if (reservation !== undefined) return onReservation(master, context, write, reservation);
  switch (at.name) {
    case 'quota':
      if (write.request.method === 'POST') return onSetQuota(master, context, write);
      return onRemoveQuota(master, context, write, at.path);
    case 'teardown':
      return teardown(master, context, write);
    case 'weights':
      return onUpdateWeights(master, context, write);
    case 'maintenance/schedule':
      return onSchedule(master, context, write);
    case 'machine/down':
      return onMachines(master, context, write, 'down');
    case 'machine/up':
      return onMachines(master, context, write, 'up');
    case 'api/v1':
      return onOperatorCall(master, context, write);
    case 'api/v1/scheduler':
      return onSchedulerRequest(master, context, write);
    default:
      return emptyAnswer(404);
  }
}

function teardown(master: MasterState, context: Context, { request, principal }: HttpWrite): HttpReply {
  const values = decodeForm(request.body ?? '');
  if (!values.ok) return errorAnswer(400, `Unable to decode query string: ${values.error}`);
  const id = values.value.get('frameworkId');
  if (id === undefined) return errorAnswer(400, "Missing 'frameworkId' query parameter");
  const framework = master.frameworks.get(frameworkId(id));
  if (framework === undefined) return errorAnswer(400, 'No framework found with specified ID');
  const object = framework.info.principal;
  if (!isAuthorized(master.access.acls, { principal, action: 'TEARDOWN_FRAMEWORK_WITH_PRINCIPAL', object }))
    return FORBIDDEN;
  context.log(
    'INFO',
    `Processing TEARDOWN call for framework ${framework.id} (${framework.info.name}) at ${framework.pid}`,
    'master.cpp:2810',
  );
  removeFramework(master, context, framework);
  return emptyAnswer(200);
}
