/**
 * Rules for znode paths. Source: ZooKeeper 3.4.14, common/PathUtils.java.
 * Lookups treat the empty path as the root, as the server's node table does.
 */

/** Null when the path is valid; else the message of Java's IllegalArgumentException. */
export function pathProblem(path: string): string | null {
  if (path.length === 0) return 'Path length must be > 0';
  if (path[0] !== '/') return 'Path must start with / character';
  if (path.length === 1) return null;
  if (path.endsWith('/')) return 'Path must not end with / character';
  const reason = elementProblem(path);
  return reason === null ? null : `Invalid path string "${path}" caused by ${reason}`;
}

/** Sequential creates check the path with a digit behind it, so that a name may be empty. */
export function createPathProblem(path: string, sequential: boolean): string | null {
  return pathProblem(sequential ? `${path}1` : path);
}

function elementProblem(path: string): string | null {
  for (let index = 1; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code === 0) return `null character not allowed @${String(index)}`;
    if (code === 0x2f && path[index - 1] === '/') return `empty node name specified @${String(index)}`;
    if (code === 0x2e && isRelative(path, index)) return `relative paths not allowed @${String(index)}`;
    if (isForbidden(code)) return `invalid character @${String(index)}`;
  }
  return null;
}

/** True when the dot at `index` ends an element that is `.` or `..`. */
function isRelative(path: string, index: number): boolean {
  const ends = index + 1 === path.length || path[index + 1] === '/';
  if (!ends) return false;
  return path[index - 1] === '/' || (path[index - 1] === '.' && path[index - 2] === '/');
}

/** Bounds are exclusive in the original, so U+0000, U+001F, U+007F, U+009F and the like pass here. */
function isForbidden(code: number): boolean {
  return (
    (code > 0x00 && code < 0x1f) ||
    (code > 0x7f && code < 0x9f) ||
    (code > 0xd800 && code < 0xf8ff) ||
    (code > 0xfff0 && code < 0xffff)
  );
}

/** The key of a path in the node table. */
export function nodeKey(path: string): string {
  return path === '' ? '/' : path;
}

/** Parent as text before the last slash; `/` for children of the root. The path holds a slash. */
export function parentPath(path: string): string {
  return nodeKey(path.slice(0, path.lastIndexOf('/')));
}

/** Name behind the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function childPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** Java's `%010d`: negative numbers keep their sign within the ten places. */
export function sequenceSuffix(counter: number): string {
  return counter < 0 ? `-${String(-counter).padStart(9, '0')}` : String(counter).padStart(10, '0');
}
