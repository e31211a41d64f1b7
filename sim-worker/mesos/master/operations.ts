/**
 * Reservations and volumes: what an operation turns into what, and why it may be refused.
 * Source: Mesos 1.0.1, src/master/validation.cpp (operation::validate), src/common/resources.cpp (Resources::apply).
 */
import type { OfferOperation } from '../messages/offers.ts';
import { formatResources } from '../resources/format.ts';
import { isDynamicallyReserved, isPersistentVolume, type Resources, withMarks } from '../resources/resource.ts';
import { addResources, containsResources, resourcesOf, subtractResources } from '../resources/resources.ts';
import { uniqueIdsError, usableError, volumesError } from './resource-validation.ts';

export type ReservationOperation = Exclude<OfferOperation, { readonly type: 'LAUNCH' }>;

/** `from` must be free (or offered); afterwards it is `to`. */
export type Conversion = { readonly from: Resources; readonly to: Resources };

export function conversionOf(operation: ReservationOperation): Conversion {
  switch (operation.type) {
    case 'RESERVE':
      return { from: unreserved(operation.resources), to: operation.resources };
    case 'UNRESERVE':
      return { from: operation.resources, to: unreserved(operation.resources) };
    case 'CREATE':
      return { from: withoutVolume(operation.volumes), to: operation.volumes };
    case 'DESTROY':
      return { from: operation.volumes, to: withoutVolume(operation.volumes) };
  }
}

function unreserved(resources: Resources): Resources {
  return resourcesOf(resources.map((part) => withMarks(part, { role: '*', reservation: null })));
}

function withoutVolume(volumes: Resources): Resources {
  return resourcesOf(
    volumes.map((volume) =>
      withMarks(volume, {
        disk: volume.disk?.source == null ? null : { persistence: null, volume: null, source: volume.disk.source },
      }),
    ),
  );
}

/** Why resources do not hold what the operation wants, resource by resource; null: they do. Source: Resources::apply. */
export function applyError(available: Resources, operation: ReservationOperation): string | null {
  const isVolumes = operation.type === 'CREATE' || operation.type === 'DESTROY';
  let left = available;
  for (const part of isVolumes ? operation.volumes : operation.resources) {
    const single: ReservationOperation = isVolumes
      ? { type: operation.type, volumes: [part] }
      : { type: operation.type, resources: [part] };
    const { from, to } = conversionOf(single);
    if (!containsResources(left, from)) return `Invalid ${operation.type} Operation: ${lackText(single, left, from)}`;
    left = addResources(subtractResources(left, from), to);
  }
  return null;
}

function lackText(operation: ReservationOperation, left: Resources, from: Resources): string {
  if (operation.type === 'CREATE') return 'Insufficient disk resources';
  if (operation.type === 'DESTROY') return 'Persistent volume does not exist';
  return `${formatResources(left)} does not contain ${formatResources(from)}`;
}

type Judged = { readonly principal: string | null; readonly checkpointed: Resources };

/** `principal`: of the framework or of the operator; null: anybody. */
export function operationError(operation: ReservationOperation, judged: Judged): string | null {
  if (operation.invalid !== undefined) return operation.invalid;
  const isVolumes = operation.type === 'CREATE' || operation.type === 'DESTROY';
  const unusable = usableError(isVolumes ? operation.volumes : operation.resources);
  if (unusable !== null) return `Invalid resources: ${unusable}`;
  switch (operation.type) {
    case 'RESERVE':
      return reserveError(operation.resources, judged.principal);
    case 'UNRESERVE':
      return unreserveError(operation.resources);
    case 'CREATE':
      return createError(operation.volumes, judged);
    case 'DESTROY':
      return destroyError(operation.volumes, judged);
  }
}

function reserveError(resources: Resources, principal: string | null): string | null {
  for (const part of resources) {
    if (!isDynamicallyReserved(part)) return `Resource ${formatResources([part])} is not dynamically reserved`;
    const own = part.reservation?.principal ?? null;
    const attempt = `A reserve operation was attempted by principal '${principal ?? ''}', but there is a reserved resource in the request with`;
    if (principal !== null && own === null) return `${attempt} no principal set in \`ReservationInfo\``;
    if (principal !== null && own !== principal)
      return `${attempt} principal '${own ?? ''}' set in \`ReservationInfo\``;
    if (isPersistentVolume(part)) return `A persistent volume ${formatResources([part])} must already be reserved`;
  }
  return null;
}

function unreserveError(resources: Resources): string | null {
  for (const part of resources) {
    if (!isDynamicallyReserved(part)) return `Resource ${formatResources([part])} is not dynamically reserved`;
    if (isPersistentVolume(part)) {
      return `A dynamically reserved persistent volume ${formatResources([part])} cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource`;
    }
  }
  return null;
}

function createError(volumes: Resources, judged: Judged): string | null {
  const wrong = volumesError(volumes);
  if (wrong !== null) return `Not a persistent volume: ${wrong}`;
  const twice = uniqueIdsError([...judged.checkpointed, ...volumes]);
  if (twice !== null) return twice;
  const { principal } = judged;
  if (principal === null) return null;
  const attempt = `Create volume operation has been attempted by principal '${principal}', but there is a volume in the operation with`;
  for (const { disk } of volumes) {
    const own = disk?.persistence?.principal ?? null;
    if (own === null) return `${attempt} no principal set in 'DiskInfo.Persistence'`;
    if (own !== principal) return `${attempt} principal '${own}' set in 'DiskInfo.Persistence'`;
  }
  return null;
}

function destroyError(volumes: Resources, judged: Judged): string | null {
  const wrong = volumesError(volumes);
  if (wrong !== null) return `Not a persistent volume: ${wrong}`;
  return containsResources(judged.checkpointed, volumes) ? null : 'Persistent volumes not found';
}
