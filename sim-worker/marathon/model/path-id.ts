/**
 * Ids of apps and groups: absolute paths of segments.
 * Source: Marathon 1.1.1, state/PathId.scala.
 */
export type PathId = string & { readonly brand: 'PathId' };

export const ROOT_PATH = '/' as PathId;

/** One segment, as printed in the error text. */
export const SEGMENT_PATTERN =
  '^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$';
const SEGMENT = /^(?:(?:(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])|\.|\.\.)$/;

export function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

/** The path made absolute against `base`, with `.` and `..` resolved; a trailing slash is ignored. */
export function canonicalPath(text: string, base: PathId = ROOT_PATH): PathId {
  const all = isAbsolute(text) ? segmentsOf(text) : [...segmentsOf(base), ...segmentsOf(text)];
  const out: string[] = [];
  for (const segment of all) {
    if (segment === '.') continue;
    if (segment === '..') out.pop();
    else out.push(segment);
  }
  return `/${out.join('/')}` as PathId;
}

/** Whether each segment is spelled as allowed. */
export function isValidPath(path: string): boolean {
  return segmentsOf(path).every((segment) => SEGMENT.test(segment));
}

export function parentPath(path: PathId): PathId {
  const segments = segmentsOf(path);
  return `/${segments.slice(0, -1).join('/')}` as PathId;
}

/** The order of paths: segment by segment. */
export function comparePaths(a: PathId, b: PathId): number {
  const left = segmentsOf(a);
  const right = segmentsOf(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [one = '', other = ''] = [left[index], right[index]];
    if (one !== other) return one < other ? -1 : 1;
  }
  return left.length - right.length;
}

export function lastSegment(path: PathId): string {
  return segmentsOf(path).at(-1) ?? '';
}

/** True when `path` lies anywhere below `ancestor` or is it. */
export function isInside(path: PathId, ancestor: PathId): boolean {
  return ancestor === ROOT_PATH || path === ancestor || path.startsWith(`${ancestor}/`);
}

/** `/prod/db` → `prod_db`: names of znodes and tasks. `_` is illegal in ids, so nothing is lost. */
export function safePath(path: PathId): string {
  return segmentsOf(path).join('_');
}

export function pathOfSafe(safe: string): PathId {
  return `/${safe.replaceAll('_', '/')}` as PathId;
}

/** `/prod/db` → `db.prod`: the task's name in Mesos. */
export function taskNameOf(path: PathId): string {
  return [...segmentsOf(path)].reverse().join('.');
}

/** App of a task id `<safePath>.<uuid>`. */
export function appIdOfTask(taskId: string): PathId {
  const dot = taskId.lastIndexOf('.');
  const end = dot >= 0 ? dot : taskId.lastIndexOf('_');
  return pathOfSafe(end >= 0 ? taskId.slice(0, end) : taskId);
}
