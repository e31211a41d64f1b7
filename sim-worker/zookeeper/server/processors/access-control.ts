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
  return entry.scheme === id.scheme && entry.id === id.id;
}

/** The list as it is stored: `auth` replaced by the connection's ids, duplicates gone; null when it is not valid. */
export function fixAcl(
  config: ServerConfig,
  acl: readonly Acl[] | null,
  ids: readonly AuthId[],
): readonly Acl[] | null {
  if (acl === null || acl.length === 0) return config.skipAcl ? [] : null;
  if (config.skipAcl) return acl;
  const fixed: Acl[] = [];
  for (const entry of acl) {
    const resolved = resolveEntry(entry, ids);
    if (resolved === null) return null;
    for (const candidate of resolved) if (!fixed.some((known) => sameAcl(known, candidate))) fixed.push(candidate);
  }
  return Object.freeze(fixed);
}

function sameAcl(a: Acl, b: Acl): boolean {
  return a.perms === b.perms && a.scheme === b.scheme && a.id === b.id;
}

function resolveEntry(entry: Acl, ids: readonly AuthId[]): readonly Acl[] | null {
  switch (entry.scheme) {
    case 'world':
      return entry.id === 'anyone' ? [Object.freeze({ ...entry })] : null;
    case 'auth': {
      // The address of the connection is no proof of who the client is.
      const proven = ids.filter((id) => id.scheme === 'digest' || id.scheme === 'super');
      if (proven.length === 0) return null;
      return proven.map((id) => Object.freeze({ perms: entry.perms, scheme: id.scheme, id: id.id }));
    }
    case 'digest':
      return entry.id.split(':').length === 2 ? [Object.freeze({ ...entry })] : null;
    case 'ip':
      return isAddress(entry.id) ? [Object.freeze({ ...entry })] : null;
    default:
      return null;
  }
}

/** Dotted IPv4. 3.4.14 refuses ids with a prefix length, `addr/bits`. */
function isAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** The ids that an auth packet proves; null when its scheme is unknown. Digest accepts anything. */
export function authenticate(config: ServerConfig, scheme: string, auth: string): readonly AuthId[] | null {
  if (scheme === 'ip') return [];
  if (scheme !== 'digest') return null;
  const id = digestId(auth);
  const own = Object.freeze({ scheme: 'digest', id });
  return id === config.superDigest ? [own, Object.freeze({ scheme: 'super', id: '' })] : [own];
}
