/**
 * Reservations and volumes: what an operation turns into what, and why it may be refused.
 * Source: Mesos 1.0.1, src/master/validation.cpp (operation::validate), src/common/resources.cpp (Resources::apply).
 */
import type { OfferOperation } from '../messages/offers.ts';
import { formatResources } from '../resources/format.ts';
import {
  isDynamicallyReserved,
  isPersistentVolume,
  isUnreserved,
  type Resources,
  withMarks,
} from '../resources/resource.ts';
import { resourcesOf } from '../resources/resources.ts';

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

type Judged = { readonly role: string | null; readonly principal: string | null; readonly checkpointed: Resources };

/** `role` and `principal` of the framework, or of an operator (role null: any). */
export function operationError(operation: ReservationOperation, judged: Judged): string | null {
  switch (operation.type) {
    case 'RESERVE':
      return reserveError(operation.resources, judged);
    case 'UNRESERVE':
      return unreserveError(operation.resources);
    case 'CREATE':
      return createError(operation.volumes, judged);
    case 'DESTROY':
      return destroyError(operation.volumes, judged);
  }
}

function reserveError(resources: Resources, judged: Judged): string | null {
  for (const part of resources) {
    if (!isDynamicallyReserved(part)) return `Resource ${formatResources([part])} is not dynamically reserved`;
    if (part.role === '*') return 'Cannot reserve resources for role *';
    if (judged.role !== null && part.role !== judged.role) {
      return `The reserved resource's role '${part.role}' does not match the framework's role '${judged.role}'`;
    }
    if (judged.principal !== null && part.reservation?.principal !== judged.principal) {
      return `The reserved resource's principal '${part.reservation?.principal ?? ''}' does not match the principal '${judged.principal}'`;
    }
    if (judged.role !== null && judged.principal === null && part.reservation?.principal !== null) {
      return `Framework without principal cannot reserve resources for principal '${part.reservation?.principal ?? ''}'`;
    }
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
  for (const volume of volumes) {
    if (!isPersistentVolume(volume)) return 'Not a persistent volume: Resource does not have DiskInfo with persistence';
    if (isUnreserved(volume))
      return 'Not a persistent volume: Persistent volumes cannot be created from unreserved resources';
    if (volume.disk?.volume == null)
      return "Not a persistent volume: Expecting 'volume' to be set for persistent volume";
    if (volume.disk.volume.mode === 'RO') return 'Not a persistent volume: Read-only persistent volume not supported';
    if (volume.disk.volume.hostPath !== null)
      return "Not a persistent volume: Expecting 'host_path' to be unset for persistent volume";
    const id = volume.disk.persistence?.id;
    const taken = [...judged.checkpointed, ...volumes.filter((other) => other !== volume)];
    if (taken.some((other) => other.role === volume.role && other.disk?.persistence?.id === id))
      return `Persistence ID '${id ?? ''}' is not unique`;
  }
  return null;
}

function destroyError(volumes: Resources, judged: Judged): string | null {
  for (const volume of volumes) {
    if (!isPersistentVolume(volume)) return 'Not a persistent volume: Resource does not have DiskInfo with persistence';
    if (!judged.checkpointed.some((other) => other.key === volume.key)) return 'Persistent volumes not found';
  }
  return null;
}
