/**
 * The digest scheme's ids. Source: ZooKeeper 3.4.14, server/auth/DigestAuthenticationProvider.java (generateDigest).
 */
import { sha1 } from '../../host/sha1.ts';
import { base64, utf8Bytes } from './text-bytes.ts';

/** `user:base64(sha1(user:password))` for the text `user:password`. */
export function digestId(userAndPassword: string): string {
  const user = userAndPassword.split(':', 1)[0] ?? '';
  return `${user}:${base64(sha1(utf8Bytes(userAndPassword)))}`;
}
