/**
 * Remembers what was computed from a frozen value. Frozen values never change and are shared by snapshots, so the
 * memory is only a speed-up: with or without it the same result comes out.
 */
export function memoByIdentity<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = compute(key);
    if (Object.isFrozen(key)) known.set(key, { value });
    return value;
  };
}

/** The same for a value computed from two frozen values; only the latest second value of each first is remembered. */
export function memoByPair<A extends object, B, V>(compute: (first: A, second: B) => V): (first: A, second: B) => V {
  const known = new WeakMap<A, { readonly second: B; readonly value: V }>();
  return (first, second) => {
    const found = known.get(first);
    if (found !== undefined && found.second === second) return found.value;
    const value = compute(first, second);
    if (Object.isFrozen(first) && (typeof second !== 'object' || second === null || Object.isFrozen(second))) {
      known.set(first, { second, value });
    }
    return value;
  };
}
