/**
 * Copies plain data. Frozen objects are values that never change, nor does anything below them: they are shared, not
 * copied. That is what makes snapshots of large worlds cheap.
 */
export function clonePlain<T>(value: T): T {
  return cloneAny(value) as T;
}

function cloneAny(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(cloneAny);
  if (value instanceof Map) return cloneMap(value);
  if (value instanceof Set) return new Set(value);
  if (ArrayBuffer.isView(value)) return cloneView(value);
  return cloneRecord(value as Record<string, unknown>);
}

function cloneRecord(record: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...record };
  for (const key of Object.keys(copy)) {
    const below = copy[key];
    if (typeof below === 'object' && below !== null) copy[key] = cloneAny(below);
  }
  return copy;
}

function cloneMap(map: Map<unknown, unknown>): Map<unknown, unknown> {
  const copy = new Map<unknown, unknown>(map);
  for (const [key, below] of map) {
    if (typeof below === 'object' && below !== null && !Object.isFrozen(below)) copy.set(key, cloneAny(below));
  }
  return copy;
}

/** Bytes are immutable values by convention of the programs (znode data, files); numeric tables are copied. */
function cloneView(view: ArrayBufferView): ArrayBufferView {
  if (view instanceof Uint8Array) return view;
  if (view instanceof Float64Array) return view.slice();
  if (view instanceof Int32Array) return view.slice();
  if (view instanceof Uint32Array) return view.slice();
  throw new Error('assertion failed: state holds Uint8Array, Int32Array, Uint32Array or Float64Array only');
}
