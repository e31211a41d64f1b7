/** Two versions of an application, field by field. */

export type FieldChange = 'same' | 'changed' | 'added' | 'removed';

export type FieldRow = {
  /** `container.docker.image`, `healthChecks[0].path`. */
  readonly path: string;
  /** As JSON; null: the version has no such field. */
  readonly before: string | null;
  readonly after: string | null;
  readonly change: FieldChange;
};

/** When a version was made, not what it says. */
const STAMPS: ReadonlySet<string> = new Set(['version', 'versionInfo']);

/** Fields in the order of the newer version; those that only the older one has follow where their object ends. */
export function diffVersions(before: unknown, after: unknown): readonly FieldRow[] {
  const rows: FieldRow[] = [];
  compare(before, after, '', rows);
  return rows;
}

function compare(before: unknown, after: unknown, path: string, rows: FieldRow[]): void {
  if (isBranch(before) || isBranch(after)) {
    const left = entriesOf(before);
    const right = entriesOf(after);
    const names = [...right.keys(), ...[...left.keys()].filter((name) => !right.has(name))];
    const isList = Array.isArray(before) || Array.isArray(after);
    // Beside a value that is no object or list, the inner fields stand for the whole.
    if (isScalar(before)) rows.push(rowOf(path, before, undefined));
    if (isScalar(after)) rows.push(rowOf(path, undefined, after));
    for (const name of names) {
      if (path === '' && STAMPS.has(name)) continue;
      const inner = isList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
      compare(left.get(name), right.get(name), inner, rows);
    }
    return;
  }
  rows.push(rowOf(path, before, after));
}

/** Objects and lists with something in them; empty ones are values. */
function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Neither absent nor an empty object, which says as little beside one that holds something. */
function isScalar(value: unknown): boolean {
  return value !== undefined && typeof value !== 'object';
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isBranch(value) ? Object.entries(value) : []);
}

function rowOf(path: string, before: unknown, after: unknown): FieldRow {
  const left = textOf(before);
  const right = textOf(after);
  const change = left === right ? 'same' : left === null ? 'added' : right === null ? 'removed' : 'changed';
  return { path, before: left, after: right, change };
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
