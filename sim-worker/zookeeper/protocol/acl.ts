/**
 * Access control lists. Source: ZooKeeper 3.4.14, ZooDefs.java (permissions), ZooKeeperMain.java (text form).
 */
export type Acl = { readonly perms: number; readonly scheme: string; readonly id: string };
/** An identity that a connection has proven: its address, a digest user. */
export type AuthId = { readonly scheme: string; readonly id: string };

export const PERM_READ = 1;
export const PERM_WRITE = 2;
export const PERM_CREATE = 4;
export const PERM_DELETE = 8;
export const PERM_ADMIN = 16;
export const PERM_ALL = 31;

export const OPEN_ACL_UNSAFE: readonly Acl[] = Object.freeze([
  Object.freeze({ perms: PERM_ALL, scheme: 'world', id: 'anyone' }),
]);
export const CREATOR_ALL_ACL: readonly Acl[] = Object.freeze([
  Object.freeze({ perms: PERM_ALL, scheme: 'auth', id: '' }),
]);
export const READ_ACL_UNSAFE: readonly Acl[] = Object.freeze([
  Object.freeze({ perms: PERM_READ, scheme: 'world', id: 'anyone' }),
]);

const LETTERS: readonly (readonly [string, number])[] = [
  ['c', PERM_CREATE],
  ['d', PERM_DELETE],
  ['r', PERM_READ],
  ['w', PERM_WRITE],
  ['a', PERM_ADMIN],
];

/** Letters in the order of the original's output: `cdrwa`. */
export function formatPerms(perms: number): string {
  return LETTERS.filter(([, bit]) => (perms & bit) !== 0)
    .map(([letter]) => letter)
    .join('');
}

/** Null when a letter is unknown. */
export function parsePerms(text: string): number | null {
  let perms = 0;
  for (const letter of text) {
    const found = LETTERS.find(([name]) => name === letter);
    if (found === undefined) return null;
    perms |= found[1];
  }
  return perms;
}

/** `scheme:id:perms`, comma separated. */
export function formatAcl(acl: readonly Acl[]): string {
  return acl.map((entry) => `${entry.scheme}:${entry.id}:${formatPerms(entry.perms)}`).join(',');
}

/** Reads `scheme:id:perms[,…]`; the id may hold colons itself. Gives back the first faulty item as `problem`. */
export function parseAcl(text: string): { readonly acl: readonly Acl[] } | { readonly problem: string } {
  const acl: Acl[] = [];
  for (const item of text.split(',')) {
    const first = item.indexOf(':');
    const last = item.lastIndexOf(':');
    const perms = first === -1 || first === last ? null : parsePerms(item.slice(last + 1));
    if (perms === null) return { problem: item };
    acl.push(Object.freeze({ perms, scheme: item.slice(0, first), id: item.slice(first + 1, last) }));
  }
  return { acl: Object.freeze(acl) };
}
