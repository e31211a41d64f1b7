/**
 * What an import of a subtree asks of the ensemble: multis, so that each is made as a whole or not at all. Everything that can be
 * known beforehand is judged here, against the tree as it is now; a znode that changes meanwhile fails the multi by its version.
 */
import type { Acl } from '../protocol/acl.ts';
import { parentPath, pathProblem } from '../protocol/paths.ts';
import { type DataTree, getZnode } from '../server/tree/data-tree.ts';
import type { Checked, FileZnode, Subtree } from './subtree-file.ts';

export type ImportPart =
  | { readonly op: 'create'; readonly path: string; readonly data: Uint8Array | null; readonly acl: readonly Acl[] }
  | { readonly op: 'set'; readonly path: string; readonly data: Uint8Array | null; readonly version: number };

export type Import = {
  readonly into: string;
  /** One multi each, in order: as few as requests of this size allow. */
  readonly multis: readonly (readonly ImportPart[])[];
  readonly creates: number;
  readonly sets: number;
  readonly unchanged: number;
  readonly ephemeralsLeftOut: number;
  readonly bytes: number;
};

/** Bytes of one multi: jute.maxbuffer (1048575) with room for what the request has beside its parts. */
const MULTI_BYTES = 1_000_000;
/** What a part takes beside its path, data and ACL. */
const PART_OVERHEAD = 64;

/** `overwrite`: data of znodes that exist is set; without it such a znode refuses the import. */
export function planImport(
  tree: DataTree,
  subtree: Subtree,
  { into, overwrite }: { readonly into: string; readonly overwrite: boolean },
): Checked<Import> {
  const problem = pathProblem(into);
  if (problem !== null) return refused('BAD_PATH', problem);
  if (into === '/zookeeper' || into.startsWith('/zookeeper/'))
    return refused('BADARGUMENTS', '/zookeeper belongs to the servers');
  const counts = { creates: 0, sets: 0, unchanged: 0, ephemeralsLeftOut: 0, bytes: 0 };
  const parts: ImportPart[] = missingParents(tree, into);
  counts.creates = parts.length;
  for (const znode of subtree.znodes) {
    const path = into === '/' ? znode.path || '/' : into + znode.path;
    if (path === '/zookeeper' || path.startsWith('/zookeeper/')) continue;
    if (znode.ephemeral) {
      counts.ephemeralsLeftOut += 1;
      continue;
    }
    const present = getZnode(tree, path);
    if (present === undefined) {
      parts.push({ op: 'create', path, data: znode.data, acl: znode.acl });
      counts.creates += 1;
    } else if (sameBytes(present.data, znode.data)) counts.unchanged += 1;
    else if (!overwrite) return refused('NODEEXISTS', `Node already exists: ${path}`);
    else {
      parts.push({ op: 'set', path, data: znode.data, version: present.version });
      counts.sets += 1;
    }
    counts.bytes += znode.data?.length ?? 0;
  }
  const blocked = parts.find((part) => part.op === 'create' && isEphemeral(tree, parentPath(part.path)));
  if (blocked !== undefined)
    return refused('NOCHILDRENFOREPHEMERALS', `Ephemerals cannot have children: ${blocked.path}`);
  return { ok: true, value: { into, multis: split(parts), ...counts } };
}

function missingParents(tree: DataTree, into: string): ImportPart[] {
  const parts: ImportPart[] = [];
  const names = into.split('/').slice(1, -1);
  names.forEach((_, index) => {
    const path = `/${names.slice(0, index + 1).join('/')}`;
    if (getZnode(tree, path) === undefined) parts.push({ op: 'create', path, data: null, acl: OPEN });
  });
  return parts;
}

const OPEN: readonly Acl[] = Object.freeze([Object.freeze({ perms: 31, scheme: 'world', id: 'anyone' })]);

function isEphemeral(tree: DataTree, path: string): boolean {
  return (getZnode(tree, path)?.ephemeralOwner ?? '0') !== '0';
}

function sameBytes(a: FileZnode['data'], b: FileZnode['data']): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function split(parts: readonly ImportPart[]): ImportPart[][] {
  const multis: ImportPart[][] = [];
  let room = 0;
  for (const part of parts) {
    const size = PART_OVERHEAD + 3 * part.path.length + (part.data?.length ?? 0) + aclSize(part);
    if (multis.length === 0 || size > room) {
      multis.push([]);
      room = MULTI_BYTES;
    }
    multis.at(-1)?.push(part);
    room -= size;
  }
  return multis;
}

function aclSize(part: ImportPart): number {
  return part.op === 'create'
    ? part.acl.reduce((sum, entry) => sum + 12 + entry.scheme.length + 3 * entry.id.length, 0)
    : 0;
}

function refused(
  code: string,
  message: string,
): { readonly ok: false; readonly code: string; readonly message: string } {
  return { ok: false, code, message };
}
