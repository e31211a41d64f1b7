/**
 * Amounts of scalar resources in integer thousandths, without reservation or volume. Parts of different roles, and
 * revocable ones, stay apart: what is reserved for one role does not make up for what a quota lacks in unreserved parts.
 * Source: Mesos 1.0.1, src/common/resources.cpp (createStrippedScalarQuantity).
 */
import { ANY_ROLE, type Resource, type Resources, type ScalarResource } from '../resources/resource.ts';

/** `name` for unreserved parts, `name(role)` for reserved ones, with `{REV}` behind for revocable ones, to thousandths. */
export type Quantities = Map<string, number>;

/** An offer needs at least so much cpu or memory. Source: src/master/constants.hpp, MIN_CPUS 0.01 and MIN_MEM 32 MB. */
export const MIN_CPUS_MILLI = 10;
export const MIN_MEM_MILLI = 32_000;

export function addQuantities(quantities: Quantities, resources: Resources): void {
  for (let index = 0; index < resources.length; index += 1) {
    const part = resources[index] as Resource;
    if (part.type !== 'SCALAR') continue;
    const key = quantityKey(part);
    quantities.set(key, (quantities.get(key) ?? 0) + part.milli);
  }
}

export function subtractQuantities(quantities: Quantities, resources: Resources): void {
  for (let index = 0; index < resources.length; index += 1) {
    const part = resources[index] as Resource;
    if (part.type !== 'SCALAR') continue;
    const key = quantityKey(part);
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
  for (let index = 0; index < candidate.length; index += 1) {
    const part = candidate[index] as Resource;
    if (part.type !== 'SCALAR') continue;
    // Volumes of one kind are parts of their own and count together.
    let milli = part.milli;
    for (let other = 0; other < index; other += 1) milli += milliOfKind(candidate[other] as Resource, part);
    if (milli > (whole.get(quantityKey(part)) ?? 0)) return false;
  }
  return true;
}

/** True when the resources are worth an offer: some cpu or some memory. */
export function isAllocatable(resources: Resources): boolean {
  let cpusMilli = 0;
  let memMilli = 0;
  for (let index = 0; index < resources.length; index += 1) {
    const part = resources[index] as Resource;
    if (part.type !== 'SCALAR') continue;
    if (part.name === 'cpus') cpusMilli += part.milli;
    else if (part.name === 'mem') memMilli += part.milli;
  }
  return cpusMilli >= MIN_CPUS_MILLI || memMilli >= MIN_MEM_MILLI;
}

/** Of all roles, revocable parts included, in thousandths. */
export function amountOf(quantities: Quantities, name: string): number {
  let milli = 0;
  for (const [key, amount] of quantities) {
    const next = key[name.length];
    if (key.startsWith(name) && (next === undefined || next === '(' || next === '{')) milli += amount;
  }
  return milli;
}

function quantityKey(part: ScalarResource): string {
  const name = part.role === ANY_ROLE ? part.name : `${part.name}(${part.role})`;
  return part.revocable ? `${name}{REV}` : name;
}

function milliOfKind(other: Resource, part: ScalarResource): number {
  if (other.name !== part.name || other.type !== 'SCALAR') return 0;
  return other.role === part.role && other.revocable === part.revocable ? other.milli : 0;
}
