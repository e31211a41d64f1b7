/**
 * Whether resources may be used in an operation or a task at all, before anybody looks whether they exist.
 * Source: Mesos 1.0.1, src/master/validation.cpp (resource::validate, validatePersistentVolume). That each resource is
 * whole and well-formed is judged where it is read (`http/resource-input.ts`).
 */
import { formatResource } from '../resources/format.ts';
import { isDynamicallyReserved, isUnreserved, type Resource, type Resources } from '../resources/resource.ts';
import { scalarMilli } from '../resources/resources.ts';

/** In the order of the original's checks; null: nothing wrong. */
export function usableError(resources: Resources): string | null {
  if (scalarMilli(resources, 'gpus') % 1000 !== 0)
    return "Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer";
  for (const part of resources) {
    const error = diskInfoError(part);
    if (error !== null) return `Invalid DiskInfo: ${error}`;
  }
  const revocable = resources.find((part) => isDynamicallyReserved(part) && part.revocable);
  if (revocable === undefined) return null;
  const text = formatResource(revocable);
  return `Invalid ReservationInfo: Dynamically reserved resource ${text} cannot be created from revocable resources`;
}

function diskInfoError(part: Resource): string | null {
  const { disk } = part;
  if (disk === null) return null;
  const { persistence, volume } = disk;
  if (persistence === null) {
    if (volume !== null) return 'Non-persistent volume not supported';
    return disk.source === null ? 'DiskInfo is set but empty' : null;
  }
  if (part.revocable) return 'Persistent volumes cannot be created from revocable resources';
  if (isUnreserved(part)) return 'Persistent volumes cannot be created from unreserved resources';
  if (volume === null) return "Expecting 'volume' to be set for persistent volume";
  if (volume.mode === 'RO') return 'Read-only persistent volume not supported';
  if (volume.hostPath !== null) return "Expecting 'host_path' to be unset for persistent volume";
  return hasInvalidCharacter(persistence.id) ? `Persistence ID '${persistence.id}' contains invalid characters` : null;
}

/** Control characters and both slashes: what ids that become folders must not have. */
export function hasInvalidCharacter(id: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f/\\]/.test(id);
}

export function volumesError(volumes: Resources): string | null {
  for (const volume of volumes) {
    if (volume.disk === null) return `Resource ${formatResource(volume)} does not have DiskInfo`;
    if (volume.disk.persistence === null) return "'persistence' is not set in DiskInfo";
  }
  return null;
}

/** Ids are unique for each role on an agent. */
export function uniqueIdsError(resources: Resources): string | null {
  const seen = new Set<string>();
  for (const { role, disk } of resources) {
    const id = disk?.persistence?.id;
    if (id === undefined) continue;
    if (seen.has(`${role}/${id}`)) return `Persistence ID '${id}' is not unique`;
    seen.add(`${role}/${id}`);
  }
  return null;
}
