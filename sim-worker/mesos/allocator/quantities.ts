/**
 * Amounts of scalar resources by name, without role, reservation or volume, in integer thousandths.
 * Source: Mesos 1.0.1, src/common/resources.cpp (createStrippedScalarQuantity: revocable parts stay apart).
 */
import type { Resources } from '../resources/resource.ts';

/** Name, or `name{REV}` for revocable parts, to thousandths. */
export type Quantities = Map<string, number>;

export const REVOCABLE_SUFFIX = '{REV}';

/** An offer needs at least so much cpu or memory. Source: src/master/constants.hpp, MIN_CPUS 0.01 and MIN_MEM 32 MB. */
export const MIN_CPUS_MILLI = 10;
export const MIN_MEM_MILLI = 32_000;

export function addQuantities(quantities: Quantities, resources: Resources): void {
  for (const part of resources) {
    if (part.type !== 'SCALAR') continue;
    const key = part.revocable ? `${part.name}${REVOCABLE_SUFFIX}` : part.name;
    quantities.set(key, (quantities.get(key) ?? 0) + part.milli);
  }
}

export function subtractQuantities(quantities: Quantities, resources: Resources): void {
  for (const part of resources) {
    if (part.type !== 'SCALAR') continue;
    const key = part.revocable ? `${part.name}${REVOCABLE_SUFFIX}` : part.name;
    quantities.set(key, Math.max(0, (quantities.get(key) ?? 0) - part.milli));
  }
}

/** a − b, nothing below zero. */
export function minusQuantities(a: Quantities, b: Quantities): Quantities {
  const result: Quantities = new Map();
  for (const [key, milli] of a) {
    const rest = milli - (b.get(key) ?? 0);
    if (rest > 0) result.set(key, rest);
  }
  return result;
}

/** True when `whole` holds the scalars of the candidate. */
export function fitsQuantities(whole: Quantities, candidate: Resources): boolean {
  for (const part of candidate) {
    if (part.type !== 'SCALAR') continue;
    let milli = 0;
    for (const other of candidate) {
      if (other.type === 'SCALAR' && other.name === part.name && other.revocable === part.revocable)
        milli += other.milli;
    }
    const key = part.revocable ? `${part.name}${REVOCABLE_SUFFIX}` : part.name;
    if (milli > (whole.get(key) ?? 0)) return false;
  }
  return true;
}

export function allocatableQuantities(quantities: Quantities): boolean {
  return amountOf(quantities, 'cpus') >= MIN_CPUS_MILLI || amountOf(quantities, 'mem') >= MIN_MEM_MILLI;
}

/** True when the resources are worth an offer: some cpu or some memory. */
export function isAllocatable(resources: Resources): boolean {
  let cpusMilli = 0;
  let memMilli = 0;
  for (const part of resources) {
    if (part.type !== 'SCALAR') continue;
    if (part.name === 'cpus') cpusMilli += part.milli;
    else if (part.name === 'mem') memMilli += part.milli;
  }
  return cpusMilli >= MIN_CPUS_MILLI || memMilli >= MIN_MEM_MILLI;
}

function amountOf(quantities: Quantities, name: string): number {
  return (quantities.get(name) ?? 0) + (quantities.get(`${name}${REVOCABLE_SUFFIX}`) ?? 0);
}
