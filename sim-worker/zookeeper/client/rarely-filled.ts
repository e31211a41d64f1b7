/**
 * Lists and sets of a handle that are empty, or unchanged, most of the time. An empty list is one frozen value shared by
 * all, and a set is replaced instead of changed: so a snapshot of a thousand idle programs copies none of them.
 */

/** Never pushed to: `appended` starts a list of its own. */
export const EMPTY_LIST = Object.freeze([]) as unknown as never[];
export const EMPTY_SET: ReadonlySet<never> = Object.freeze(new Set<never>());

export function appended<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}

export function withoutFirst<T>(list: T[]): T[] {
  if (list.length <= 1) return EMPTY_LIST;
  list.shift();
  return list;
}

export function withMember(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  return set.has(member) ? set : Object.freeze(new Set([...set, member]));
}

export function withoutMember(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  if (!set.has(member)) return set;
  return set.size === 1 ? EMPTY_SET : Object.freeze(new Set([...set].filter((other) => other !== member)));
}
