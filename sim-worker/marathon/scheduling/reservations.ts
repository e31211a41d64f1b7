/**
 * Reservations and local volumes of resident apps: how they are marked, found in an offer, made and given back.
 * Source: Marathon 1.1.1, core/launcher/impl/TaskLabels.scala, core/matcher/base/util/OfferOperationFactory.scala,
 * src/main/scala/mesosphere/mesos/PersistentVolumeMatcher.scala, core/launcher/TaskOp.scala (UnreserveAndDestroyVolumes).
 */
import type { OfferOperation } from '../../mesos/messages/offers.ts';
import {
  isPersistentVolume,
  type Label,
  type Reservation,
  type Resource,
  type Resources,
  scalarResource,
  withMarks,
} from '../../mesos/resources/resource.ts';
import { resourcesOf } from '../../mesos/resources/resources.ts';
import { type AppDefinition, persistentVolumes } from '../model/app-definition.ts';
import { safePath } from '../model/path-id.ts';
import { timeUuid, type UuidClock } from './task-id.ts';
import type { Task } from './task.ts';

const FRAMEWORK_LABEL = 'marathon_framework_id';
const TASK_LABEL = 'marathon_task_id';

/** For whom Marathon reserves (--mesos_role, --mesos_authentication_principal). */
export type ReservationOwner = {
  readonly frameworkId: string;
  readonly role: string;
  readonly principal: string | null;
};

export function reservationLabels(frameworkId: string, taskId: string): readonly Label[] {
  return [
    { key: FRAMEWORK_LABEL, value: frameworkId },
    { key: TASK_LABEL, value: taskId },
  ];
}

/** Id of the task that a resource was reserved for by this framework; null when it was not. */
export function reservedForTask(frameworkId: string, resource: Resource): string | null {
  const labels = resource.reservation?.labels ?? [];
  const valueOf = (key: string): string | null => labels.find((label) => label.key === key)?.value ?? null;
  return valueOf(FRAMEWORK_LABEL) === frameworkId ? valueOf(TASK_LABEL) : null;
}

export function hasLabels(resource: Resource, wanted: readonly Label[]): boolean {
  const labels = resource.reservation?.labels ?? [];
  return wanted.every(({ key, value }) => labels.some((label) => label.key === key && label.value === value));
}

/** One volume of a task: `<safePath>#<path in the container>#<uuid>`. */
export type LocalVolume = { readonly id: string; readonly containerPath: string; readonly sizeMib: number };

export function newLocalVolumes(app: AppDefinition, clock: UuidClock, nowMs: number): readonly LocalVolume[] {
  return persistentVolumes(app).map(({ containerPath, sizeMib }) => ({
    id: `${safePath(app.id)}#${containerPath}#${timeUuid(clock, nowMs)}`,
    containerPath,
    sizeMib,
  }));
}

/** Reservations that wait for their resources and volumes to be offered. */
export function waitingReservations(tasks: readonly Task[]): readonly Task[] {
  return tasks.filter((task) => !task.isLaunched && task.reservation !== null);
}

export type VolumeMatch = { readonly task: Task; readonly volumes: Resources };

/** The first waiting task all of whose volumes are offered. */
export function matchVolumes(resources: Resources, waiting: readonly Task[]): VolumeMatch | null {
  const offered = new Map<string, Resource>();
  for (const resource of resources) {
    const id = resource.disk?.persistence?.id;
    if (id !== undefined) offered.set(id, resource);
  }
  for (const task of waiting) {
    const volumes = (task.reservation?.volumeIds ?? []).map((id) => offered.get(id));
    if (volumes.every((volume) => volume !== undefined)) return { task, volumes: resourcesOf(volumes) };
  }
  return null;
}

export function reserveAndCreate(
  owner: ReservationOwner,
  taskId: string,
  resources: Resources,
  volumes: readonly LocalVolume[],
): readonly OfferOperation[] {
  const { role, principal } = owner;
  const reservation: Reservation = { principal, labels: reservationLabels(owner.frameworkId, taskId) };
  const reserved = resourcesOf(resources.map((resource) => withMarks(resource, { role, reservation })));
  const created = volumes.map(({ id, containerPath, sizeMib }) =>
    scalarResource('disk', sizeMib * 1000, {
      role,
      reservation,
      disk: { persistence: { id, principal }, volume: { containerPath, hostPath: null, mode: 'RW' }, source: null },
    }),
  );
  return [
    { type: 'RESERVE', resources: reserved },
    { type: 'CREATE', volumes: resourcesOf(created) },
  ];
}

/** Volumes are destroyed before what they were made of is given back. */
export function destroyAndUnreserve(resources: Resources): readonly OfferOperation[] {
  const volumes = resources.filter(isPersistentVolume);
  const plain = resourcesOf(
    resources.map((part) => (isPersistentVolume(part) ? withMarks(part, { disk: null }) : part)),
  );
  return [
    ...(volumes.length > 0 ? [{ type: 'DESTROY', volumes: resourcesOf(volumes) } as const] : []),
    { type: 'UNRESERVE', resources: plain },
  ];
}
