/** Path and query of a request. */
export type Target = {
  readonly path: string;
  readonly segments: readonly string[];
  readonly query: ReadonlyMap<string, readonly string[]>;
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

export function parseTarget(requestPath: string): Target {
  const mark = requestPath.indexOf('?');
  const path = mark < 0 ? requestPath : requestPath.slice(0, mark);
  const query = new Map<string, string[]>();
  for (const part of mark < 0 ? [] : requestPath.slice(mark + 1).split('&')) {
    if (part === '') continue;
    const [name = '', ...rest] = part.split('=');
    const key = decode(name);
    query.set(key, [...(query.get(key) ?? []), decode(rest.join('='))]);
  }
  return {
    path,
    segments: path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decode),
    query,
  };
}

export function queryText(target: Target, name: string): string | null {
  return target.query.get(name)?.[0] ?? null;
}

/** Only `true` means yes; a name without value is as if it were not there. */
export function queryFlag(target: Target, name: string, fallback = false): boolean {
  const value = queryText(target, name);
  return value === null || value.trim() === '' ? fallback : value.toLowerCase() === 'true';
}

export function queryAll(target: Target, name: string): readonly string[] {
  return [...(target.query.get(name) ?? []), ...(target.query.get(`${name}[]`) ?? [])];
}
