/**
 * The CRAM-MD5 mechanism of SASL: a challenge, and the digest that proves that one knows the secret.
 * Source: RFC 2195; Cyrus SASL's plugin has the same forms.
 */
import { encodeUtf8 } from '../zookeeper-group/utf8.ts';
import { hmacMd5 } from './md5.ts';

export const CRAM_MD5 = 'CRAM-MD5';

/** `<RANDOM.SECONDS@HOST>`. */
export function challengeOf(random: number, unixSecs: number, host: string): string {
  return `<${String(random)}.${String(Math.floor(unixSecs))}@${host}>`;
}

/** `PRINCIPAL DIGEST`. */
export function responseTo(challenge: string, principal: string, secret: string): string {
  return `${principal} ${hmacMd5(encodeUtf8(secret), encodeUtf8(challenge))}`;
}

export type Verdict =
  | { readonly kind: 'ok'; readonly principal: string }
  /** In the words of SASL. */
  | { readonly kind: 'refused'; readonly error: 'user not found' | 'authentication failure' };

/** The principal is all before the last space, so it may hold spaces. */
export function verdictOn(
  response: string,
  challenge: string,
  secretOf: (principal: string) => string | null,
): Verdict {
  const principal = response.slice(0, Math.max(0, response.lastIndexOf(' ')));
  const secret = secretOf(principal);
  if (secret === null) return { kind: 'refused', error: 'user not found' };
  return response === responseTo(challenge, principal, secret)
    ? { kind: 'ok', principal }
    : { kind: 'refused', error: 'authentication failure' };
}
