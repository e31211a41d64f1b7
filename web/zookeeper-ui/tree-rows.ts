/** The opened part of the znode tree as a flat list of rows. Pure. */
import type { ZnodeListView, ZnodeRow } from '../../sim-worker/api.ts';

export type TreeRow =
  | {
      readonly kind: 'znode';
      readonly znode: ZnodeRow;
      readonly depth: number;
      readonly open: boolean;
      readonly sequential: string | null;
    }
  /** More children than were fetched. */
  | { readonly kind: 'more'; readonly path: string; readonly depth: number; readonly hidden: number };

/** ZooKeeper appends ten digits to the name of a sequential znode. */
const SEQUENCE = /\d{10}$/;

export function sequenceOf(name: string): string | null {
  return SEQUENCE.exec(name)?.[0] ?? null;
}

export function treeRows(lists: ReadonlyMap<string, ZnodeListView>, expanded: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  addChildren(rows, { lists, expanded, path: '/', depth: 0 });
  return rows;
}

type Walk = {
  readonly lists: ReadonlyMap<string, ZnodeListView>;
  readonly expanded: ReadonlySet<string>;
  readonly path: string;
  readonly depth: number;
};

function addChildren(rows: TreeRow[], { lists, expanded, path, depth }: Walk): void {
  const list = lists.get(path);
  if (list === undefined) return;
  for (const znode of list.children) {
    const open = expanded.has(znode.path);
    rows.push({ kind: 'znode', znode, depth, open, sequential: sequenceOf(znode.name) });
    if (open) addChildren(rows, { lists, expanded, path: znode.path, depth: depth + 1 });
  }
  if (list.total > list.children.length) {
    rows.push({ kind: 'more', path, depth, hidden: list.total - list.children.length });
  }
}

/** All paths above a path, itself left out: what must be open for it to show. */
export function ancestors(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return ['/', ...parts.slice(0, -1).map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

/** Bytes as rows of hexadecimal with their characters, as `hexdump -C` shows them. */
export function hexLines(data: Uint8Array): string[] {
  const lines: string[] = [];
  for (let offset = 0; offset < data.length; offset += 16) {
    const bytes = [...data.subarray(offset, offset + 16)];
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = bytes.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  |${text}|`);
  }
  return lines;
}
