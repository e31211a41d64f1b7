/**
 * Copies plain data. Frozen objects are values that never change, nor does anything below them: they are shared, not
 * copied. That is what makes snapshots of large worlds cheap.
 */
export function clonePlain<T>(value: T): T {
  return cloneAny(value) as T;
}

/** Most collections of a state are empty most of the time: those are made anew, which is cheaper than copying them. */
function cloneAny(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) return value.size === 0 ? new Map() : cloneMap(value);
  if (Array.isArray(value)) return value.length === 0 ? [] : cloneArray(value);
  if (value instanceof Set) return value.size === 0 ? new Set() : new Set(value);
  if (ArrayBuffer.isView(value)) return cloneView(value);
  return cloneRecord(value as Record<string, unknown>);
}

function cloneArray(list: readonly unknown[]): unknown[] {
  const copy = list.slice();
  for (let index = 0; index < copy.length; index += 1) {
    const below = copy[index];
    if (typeof below === 'object' && below !== null) copy[index] = cloneAny(below);
  }
  return copy;
}

function cloneRecord(record: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...record };
  for (const key of Object.keys(record)) {
    const below = record[key];
    if (typeof below !== 'object' || below === null) continue;
    const cloned = cloneAny(below);
    if (cloned !== below) copy[key] = cloned;
  }
  return copy;
}

function cloneMap(map: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
  const copy = new Map<unknown, unknown>(map);
  for (const [key, below] of map) {
    if (typeof below === 'object' && below !== null && !Object.isFrozen(below)) copy.set(key, cloneAny(below));
  }
  return copy;
}

/** Bytes are immutable values by convention of the programs; numeric tables are copied. */
function cloneView(view: ArrayBufferView): ArrayBufferView {
  if (view instanceof Uint8Array) return view;
  if (view instanceof Float64Array) return view.slice();
  if (view instanceof Int32Array) return view.slice();
  if (view instanceof Uint32Array) return view.slice();
  throw new Error('assertion failed: state holds Uint8Array, Int32Array, Uint32Array or Float64Array only');
}
