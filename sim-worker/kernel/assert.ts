/** Invariants of our own code. A failed one is our bug: it throws, the world stops and says where it stood. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** Returns the value, which the caller knows to exist; `what` names it when it does not. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`assertion failed: ${what} must exist`);
  return value;
}

/** Ends a switch over a union: a new member does not compile before it is handled. */
export function unreachable(value: never): never {
  throw new Error(`assertion failed: unreachable value ${JSON.stringify(value)}`);
}
