/**
 * A subtree of znodes as a JSON file: `{"format":"mesoscope-znodes/1","path":"/a","znodes":[{"path":"","data":"aGk=",
 * "acl":["world:anyone:cdrwa"]},{"path":"/b","data":null,"acl":[…],"ephemeral":true}]}`. Paths are below the top, parents come
 * before children, data is base64 or null. A file is untrusted: all of it is checked before anything is made of it.
 */
import { type Acl, formatAcl, parseAcl } from '../protocol/acl.ts';
import { childPath, parentPath, pathProblem } from '../protocol/paths.ts';
import { NO_SESSION } from '../protocol/session-id.ts';
import { base64, fromBase64 } from '../protocol/text-bytes.ts';
import { childNames, type DataTree, getZnode } from '../server/tree/data-tree.ts';

export const SUBTREE_FORMAT = 'mesoscope-znodes/1';
export const ZNODE_LIMIT = 20_000;
/** Below jute.maxbuffer, so that each znode fits into a request. */
export const DATA_LIMIT = 1_000_000;
const TEXT_LIMIT = 32 * 1024 * 1024;

export type FileZnode = {
  /** Below the top, e.g. `/b/c`; empty for the top itself. */
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: readonly Acl[];
  readonly ephemeral: boolean;
};

export type Subtree = { readonly path: string; readonly znodes: readonly FileZnode[] };

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string; readonly message: string };

/** Null when there is no such znode. Children in name order. */
export function writeSubtree(tree: DataTree, top: string): Checked<string> {
  const znodes: unknown[] = [];
  const stack: { readonly at: string; readonly below: string }[] = [{ at: top, below: '' }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const node = getZnode(tree, next.at);
    if (node === undefined) continue;
    if (znodes.length === ZNODE_LIMIT)
      return { ok: false, code: 'TOO_LARGE', message: `more than ${String(ZNODE_LIMIT)} znodes below ${top}` };
    znodes.push({
      path: next.below,
      data: node.data === null ? null : base64(node.data),
      acl: node.acl.map((entry) => formatAcl([entry])),
      ...(node.ephemeralOwner === NO_SESSION ? {} : { ephemeral: true }),
    });
    const { at, below } = next;
    const names = childNames(node).sort().reverse();
    for (const name of names) stack.push({ at: childPath(at, name), below: `${below}/${name}` });
  }
  if (znodes.length === 0) return { ok: false, code: 'NONODE', message: `Node does not exist: ${top}` };
  return { ok: true, value: JSON.stringify({ format: SUBTREE_FORMAT, path: top, znodes }, null, 1) };
}

/** The file's content, or what is wrong with it and where. */
export function readSubtree(text: string): Checked<Subtree> {
  if (text.length > TEXT_LIMIT) return bad(`the file is larger than ${String(TEXT_LIMIT)} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('the file is not JSON');
  }
  const file = fieldsOf(value);
  if (file === null) return bad('the file holds no JSON object');
  if (file['format'] !== SUBTREE_FORMAT) return bad(`format: ${SUBTREE_FORMAT} is needed`);
  const path = file['path'];
  if (typeof path !== 'string') return bad('path: text is needed');
  const problem = pathProblem(path);
  if (problem !== null) return bad(`path: ${problem}`);
  const list = file['znodes'];
  if (!Array.isArray(list) || list.length === 0) return bad('znodes: a list with at least the top is needed');
  if (list.length > ZNODE_LIMIT) return bad(`znodes: more than ${String(ZNODE_LIMIT)}`);
  return readZnodes(path, list);
}

function readZnodes(path: string, list: readonly unknown[]): Checked<Subtree> {
  const znodes: FileZnode[] = [];
  const known = new Map<string, FileZnode>();
  for (const [index, item] of list.entries()) {
    const place = `znodes[${String(index)}]`;
    const read = readOne(item);
    if (typeof read === 'string') return bad(`${place}.${read}`);
    if (index === 0 && read.path !== '') return bad(`${place}.path: the first is the top, whose path is empty`);
    if (known.has(read.path)) return bad(`${place}.path: ${read.path === '' ? 'the top' : read.path} comes twice`);
    const parent = read.path === '' ? undefined : known.get(topPath(parentPath(read.path)));
    if (read.path !== '' && parent === undefined) return bad(`${place}.path: the parent of ${read.path} is missing`);
    if (parent?.ephemeral === true) return bad(`${place}.path: an ephemeral znode has no children`);
    known.set(read.path, read);
    znodes.push(read);
  }
  return { ok: true, value: { path, znodes } };
}

function topPath(path: string): string {
  return path === '/' ? '' : path;
}

/** A text says which field is wrong. */
function readOne(item: unknown): FileZnode | string {
  const fields = fieldsOf(item);
  if (fields === null) return 'path: an object is needed';
  const { path, data, acl, ephemeral } = fields;
  if (typeof path !== 'string') return 'path: text is needed';
  const problem = path === '' ? null : pathProblem(path);
  if (problem !== null || path === '/') return `path: ${problem ?? 'the top has an empty path'}`;
  const bytes = typeof data === 'string' ? fromBase64(data) : null;
  if (data !== null && bytes === null) return 'data: base64 text or null is needed';
  if (bytes !== null && bytes.length > DATA_LIMIT) return `data: more than ${String(DATA_LIMIT)} bytes`;
  if (!Array.isArray(acl) || acl.length === 0 || !acl.every((entry) => typeof entry === 'string'))
    return 'acl: a list of texts scheme:id:perms is needed';
  const parsed = parseAcl((acl as string[]).join(','));
  if ('problem' in parsed) return `acl: ${parsed.problem} does not have the form scheme:id:perms`;
  if (ephemeral !== undefined && typeof ephemeral !== 'boolean') return 'ephemeral: true or false is needed';
  return { path, data: bytes, acl: parsed.acl, ephemeral: ephemeral === true };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : null;
}

function bad(message: string): { readonly ok: false; readonly code: string; readonly message: string } {
  return { ok: false, code: 'BAD_FILE', message };
}
