/**
 * Rule violations and the error body made of them.
 * Source: Marathon 1.1.1, api/v2/Validation.scala (failureWrites).
 */
export type Violation = { readonly path: string; readonly error: string };

export function violation(path: string, error: string): Violation {
  return { path: path === '' ? '/' : path, error };
}

/** The violations of a nested value, below the path of its place. */
export function below(prefix: string, violations: readonly Violation[]): readonly Violation[] {
  return violations.map(({ path, error }) => violation(prefix + (path === '/' ? '' : path), error));
}

/** Violations of each element, `(index)` after the path. */
export function each<T>(
  prefix: string,
  items: readonly T[],
  rule: (item: T, index: number) => readonly Violation[],
): readonly Violation[] {
  return items.flatMap((item, index) => below(`${prefix}(${String(index)})`, rule(item, index)));
}

export function violationBody(violations: readonly Violation[]): {
  message: string;
  details: { path: string; errors: string[] }[];
} {
  const byPath = new Map<string, string[]>();
  for (const { path, error } of violations) {
    const errors = byPath.get(path) ?? [];
    if (!errors.includes(error)) errors.push(error);
    byPath.set(path, errors);
  }
  return { message: 'Object is not valid', details: [...byPath].map(([path, errors]) => ({ path, errors })) };
}
