/**
 * Questions to the authorizer. It is an actor of its own, so that its answer comes later: meanwhile a subscription waits
 * and tasks are pending. Without an authorizer everything goes on at once.
 * Source: Mesos 1.0.1, src/master/master.cpp (authorizeFramework, authorizeTask, authorizeReserveResources, …).
 */
import type { Context } from '../../../kernel/context.ts';
import { type Action, isAuthorized, userOf } from '../../authorizer/local-authorizer.ts';
import type { AgentId, FrameworkId } from '../../ids.ts';
import type { Upid } from '../../libprocess/upid.ts';
import type { FrameworkInfo } from '../../messages/infos.ts';
import type { OfferOperation } from '../../messages/offers.ts';
import { formatResources } from '../../resources/format.ts';
import { isDynamicallyReserved, isPersistentVolume, type Resources } from '../../resources/resource.ts';
import type { Accept } from '../accept-rejections.ts';
import type { MasterFramework, MasterState } from '../master-state.ts';
import type { ReservationOperation } from '../operations.ts';

export const AUTHORIZATION_TIMER = 'authorization:';

export type AuthorizedSubscription = {
  readonly kind: 'subscribe';
  readonly from: Upid;
  readonly info: FrameworkInfo;
  readonly force: boolean;
  readonly isAllowed: boolean;
};

export type AuthorizedAccept = {
  readonly kind: 'accept';
  readonly frameworkId: FrameworkId;
  readonly agentId: AgentId;
  readonly offered: Resources;
  readonly accept: Accept;
  /** By operation: of each of its tasks, or of the operation itself. */
  readonly verdicts: readonly (readonly boolean[])[];
};

export type Authorized = AuthorizedSubscription | AuthorizedAccept;

/** Goes on once the authorizer answered: by its timer, or at once where there is none. */
export function authorizeLater(master: MasterState, context: Context, authorized: Authorized, goOn: () => void): void {
  const { access, flags } = master;
  if (access.acls === null) return goOn();
  access.authorizationNumber += 1;
  context.setTimer(AUTHORIZATION_TIMER + String(access.authorizationNumber), flags.authorizationDelayMs, authorized);
}

export function mayUseRole(master: MasterState, context: Context, info: FrameworkInfo): boolean {
  if (master.access.acls === null) return true;
  context.log(
    'INFO',
    `Authorizing framework principal '${info.principal ?? ''}' to receive offers for role '${info.role}'`,
    'master.cpp:1886',
  );
  return may(master, 'REGISTER_FRAMEWORK_WITH_ROLE', info.principal, info.role);
}

/** Of a LAUNCH: a verdict for each task. */
export function mayCarryOut(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  operation: OfferOperation,
): readonly boolean[] {
  const { principal } = framework.info;
  if (operation.type !== 'LAUNCH') return [mayConvert(master, context, principal, operation)];
  return operation.taskInfos.map((task) => {
    if (master.access.acls === null) return true;
    context.log(
      'INFO',
      `Authorizing framework principal '${principal ?? 'ANY'}' to launch task ${task.taskId}`,
      'master.cpp:2980',
    );
    return may(master, 'RUN_TASK', principal, userOf(framework.info, task));
  });
}

/** RESERVE, UNRESERVE, CREATE, DESTROY of a framework or an operator: each of its objects must be allowed. */
export function mayConvert(
  master: MasterState,
  context: Context,
  principal: string | null,
  operation: ReservationOperation,
): boolean {
  if (master.access.acls === null) return true;
  const { action, objects, text } = questionOf(operation);
  context.log('INFO', `Authorizing principal '${principal ?? 'ANY'}' to ${text}`, 'master.cpp:2980');
  const asked: readonly (string | null)[] = objects.length === 0 ? [null] : objects;
  return asked.every((object) => may(master, action, principal, object));
}

type Question = { readonly action: Action; readonly objects: readonly string[]; readonly text: string };

function questionOf(operation: ReservationOperation): Question {
  switch (operation.type) {
    case 'RESERVE':
      return {
        action: 'RESERVE_RESOURCES_WITH_ROLE',
        objects: rolesOf(operation.resources),
        text: `reserve resources '${formatResources(operation.resources)}'`,
      };
    case 'UNRESERVE':
      return {
        action: 'UNRESERVE_RESOURCES_WITH_PRINCIPAL',
        objects: operation.resources.filter(isDynamicallyReserved).flatMap((part) => part.reservation?.principal ?? []),
        text: `unreserve resources '${formatResources(operation.resources)}'`,
      };
    case 'CREATE':
      return { action: 'CREATE_VOLUME_WITH_ROLE', objects: rolesOf(operation.volumes), text: 'create volumes' };
    case 'DESTROY':
      return {
        action: 'DESTROY_VOLUME_WITH_PRINCIPAL',
        objects: operation.volumes
          .filter(isPersistentVolume)
          .map((volume) => volume.disk?.persistence?.principal ?? ''),
        text: `destroy volumes '${formatResources(operation.volumes)}'`,
      };
  }
}

function rolesOf(resources: Resources): readonly string[] {
  return [...new Set(resources.map((part) => part.role))];
}

function may(master: MasterState, action: Action, principal: string | null, object: string | null): boolean {
  return isAuthorized(master.access.acls, { principal, action, object });
}
