/**
 * Session ids and their passwords. Source: ZooKeeper 3.4.14, SessionTrackerImpl.initializeNextSession and
 * ZooKeeperServer.generatePasswd: the password is java.util.Random seeded with the id, so that every ensemble, also a
 * reinstalled one, computes the same. Session ids are hex text without 0x, as Long.toHexString prints them; `0` is none.
 */
import { javaRandomBytes } from './java-random.ts';

/** The id that a client sends which has no session yet. */
export const NO_SESSION = '0';

/** Ids are `high * 65536 + low`: server id in the top byte, 40 bits of milliseconds, then a count. */
export type SessionIdSource = { high: number; low: number };

const LOW_LIMIT = 65536;
const MILLISECONDS_LIMIT = 1099511627776; // 2^40
const PASSWORD_SECRET = 0xb3415c00n;
const PASSWORD_BYTES = 16;
export const EMPTY_PASSWORD = '00'.repeat(PASSWORD_BYTES);

/** `elapsedMs`: a monotonic clock when the tracker was built (3.4.14; 3.4.6 took the wall clock). */
export function initialSessionIds(serverId: number, elapsedMs: number): SessionIdSource {
  return { high: serverId * MILLISECONDS_LIMIT + (Math.floor(elapsedMs) % MILLISECONDS_LIMIT), low: 0 };
}

export function takeSessionId(source: SessionIdSource): string {
  const id = source.high.toString(16) + source.low.toString(16).padStart(4, '0');
  source.low += 1;
  if (source.low === LOW_LIMIT) {
    source.high += 1;
    source.low = 0;
  }
  return id;
}

/** The server id in the top byte: who created the session. */
export function sessionServerId(sessionId: string): number {
  return Number.parseInt(sessionId.padStart(16, '0').slice(0, 2), 16);
}

/** Sixteen bytes as hex. */
export function sessionPassword(sessionId: string): string {
  return javaRandomBytes(BigInt(`0x${sessionId}`) ^ PASSWORD_SECRET, PASSWORD_BYTES);
}
