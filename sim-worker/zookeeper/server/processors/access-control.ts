/**
 * Who may do what. Source: ZooKeeper 3.4.14, server/PrepRequestProcessor.java (checkACL, fixupACL), server/auth/
 * DigestAuthenticationProvider.java, IPAuthenticationProvider.java.
 */
import type { Acl, AuthId } from '../../protocol/acl.ts';
import { digestId } from '../../protocol/digest.ts';
import type { ServerConfig } from '../config.ts';

/** True when one of the ids is granted one of the permissions. An empty list grants everything. */
export function isPermitted(config: ServerConfig, acl: readonly Acl[], perms: number, ids: readonly AuthId[]): boolean {
  if (config.skipAcl || acl.length === 0) return true;
  if (ids.some((id) => id.scheme === 'super')) return true;
  return acl.some((entry) => (entry.perms & perms) !== 0 && ids.concat(ANYONE).some((id) => matches(entry, id)));
}

const ANYONE: readonly AuthId[] = Object.freeze([Object.freeze({ scheme: 'world', id: 'anyone' })]);

function matches(entry: Acl, id: AuthId): boolean {
  if (entry.scheme !== id.scheme) return false;
  return entry.id === id.id || (entry.scheme === 'ip' && addressText(entry.id) === addressText(id.id));
}

/**
 * The list as it is stored: duplicates gone, `auth` entries taken out and, behind the others, replaced by the connection's proven
 * ids (these once for each such entry); null when it is not valid.
 */
export function fixAcl(config: ServerConfig, acl: readonly Acl[], ids: readonly AuthId[]): readonly Acl[] | null {
  const distinct = acl.filter((entry, index) => acl.findIndex((other) => sameAcl(other, entry)) === index);
  if (config.skipAcl) return Object.freeze(distinct);
  const kept: Acl[] = [];
  const granted: Acl[] = [];
  for (const entry of distinct) {
    if (entry.scheme !== 'auth') {
      if (!isValid(entry)) return null;
      kept.push(Object.freeze({ ...entry }));
      continue;
    }
    // Neither the address of the connection nor `super` is an id that `auth` stands for.
    const proven = ids.filter((id) => id.scheme === 'digest');
    if (proven.length === 0) return null;
    for (const { scheme, id } of proven) granted.push(Object.freeze({ perms: entry.perms, scheme, id }));
  }
  return kept.length + granted.length === 0 ? null : Object.freeze([...kept, ...granted]);
}

function sameAcl(a: Acl, b: Acl): boolean {
  return a.perms === b.perms && a.scheme === b.scheme && a.id === b.id;
}

function isValid(entry: Acl): boolean {
  switch (entry.scheme) {
    case 'world':
      return entry.id === 'anyone';
    case 'digest':
      return javaSplit(entry.id).length === 2;
    case 'ip':
      return isAddress(entry.id);
    default:
      return false;
  }
}

/** Java's String.split(":"): empty parts at the end do not count. */
function javaSplit(text: string): string[] {
  const parts = text.split(':');
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}

/** Dotted IPv4. 3.4.14 refuses ids with a prefix length, `addr/bits`. */
function isAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\+?\d+$/.test(part) && Number(part) <= 255);
}

/** Addresses are compared as numbers: leading zeros and signs do not count. */
function addressText(text: string): string {
  return text.split('.').map(Number).join('.');
}

/** The ids that an auth packet proves; null when its scheme is unknown. Digest accepts anything but an absent text. */
export function authenticate(config: ServerConfig, scheme: string, auth: string | null): readonly AuthId[] | null {
  if (scheme === 'ip') return [];
  if (scheme !== 'digest' || auth === null) return null;
  const id = digestId(auth);
  const own = Object.freeze({ scheme: 'digest', id });
  return id === config.superDigest ? [Object.freeze({ scheme: 'super', id: '' }), own] : [own];
}
