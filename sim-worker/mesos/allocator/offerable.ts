/**
 * What a run asks again and again about a list of free resources, computed once for each list: agents that are alike often
 * hold the very same one.
 */
import { isUnreserved, NO_RESOURCES, type Resource, type Resources } from '../resources/resource.ts';
import { nonRevocableResources } from '../resources/resources.ts';
import { MIN_CPUS_MILLI, MIN_MEM_MILLI } from './quantities.ts';

export type Offerable = {
  readonly resources: Resources;
  /** Nothing of it is reserved. */
  readonly unreserved: boolean;
  /** The part that is not revocable; the list itself when all is. */
  readonly plain: Resources;
  /** Sums over all marks, in thousandths. */
  readonly cpusMilli: number;
  readonly memMilli: number;
  /** Worth an offer: some cpu or some memory. */
  readonly allocatable: boolean;
};

export function offerable(resources: Resources): Offerable {
  let cpusMilli = 0;
  let memMilli = 0;
  let unreserved = true;
  let plain = true;
  for (let index = 0; index < resources.length; index += 1) {
    const part = resources[index] as Resource;
    if (!isUnreserved(part)) unreserved = false;
    if (part.revocable) plain = false;
    if (part.name === 'cpus') cpusMilli += milliOf(part);
    else if (part.name === 'mem') memMilli += milliOf(part);
  }
  return {
    resources,
    unreserved,
    plain: plain ? resources : nonRevocableResources(resources),
    cpusMilli,
    memMilli,
    allocatable: cpusMilli >= MIN_CPUS_MILLI || memMilli >= MIN_MEM_MILLI,
  };
}

function milliOf(part: Resource): number {
  return part.type === 'SCALAR' ? part.milli : 0;
}

export const NOTHING_OFFERABLE: Offerable = Object.freeze(offerable(NO_RESOURCES));
