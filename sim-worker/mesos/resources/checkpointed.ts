/**
 * An agent's own resources with what was made of them: dynamic reservations and persistent volumes.
 * Source: Mesos 1.0.1, src/common/resources_utils.cpp (applyCheckpointedResources).
 */
import { formatResource, formatResources } from './format.ts';
import type { Parsed } from './parse.ts';
import {
  ANY_ROLE,
  isDynamicallyReserved,
  isPersistentVolume,
  type Resource,
  type Resources,
  withMarks,
} from './resource.ts';
import { addResources, containsResources, subtractResources } from './resources.ts';

export function applyCheckpointed(own: Resources, checkpointed: Resources): Parsed<Resources> {
  let total = own;
  for (const part of checkpointed) {
    const stripped = strippedOf(part);
    if (!containsResources(total, [stripped])) {
      const error = `Incompatible agent resources: ${formatResources(total)} does not contain ${formatResource(stripped)}`;
      return { ok: false, error };
    }
    total = addResources(subtractResources(total, [stripped]), [part]);
  }
  return { ok: true, value: total };
}

/** What a reservation or volume was made of; a static reservation stays. */
function strippedOf(part: Resource): Resource {
  const free = isDynamicallyReserved(part) ? withMarks(part, { role: ANY_ROLE, reservation: null }) : part;
  if (!isPersistentVolume(part)) return free;
  const source = part.disk?.source ?? null;
  return withMarks(free, { disk: source === null ? null : { persistence: null, volume: null, source } });
}
