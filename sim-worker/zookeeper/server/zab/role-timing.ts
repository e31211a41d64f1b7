/**
 * Times that a real server spends in its own process between protocol steps: joining threads, making objects, binding.
 * Measured on ZooKeeper 3.8.0 (reference section 12.1): 0.35 to 0.41 s from the leader's death to the next leader, of
 * which 0.21 to 0.22 s are the election. How the rest divides is our choice (docs/fidelity.md, UNCONFIRMED). A follower that
 * dials before the new leader has bound its port is refused and sleeps a second, so its delay decides how often that happens.
 */
import type { Context } from '../../../kernel/context.ts';

type Span = { readonly leastMs: number; readonly spreadMs: number };

/**
 * Closing the old role: threads are joined, the log is flushed. Much the same on all servers of one kind: were it not, the
 * first to look would be heard by nobody and repeat itself only after 200 ms, which the measurements do not show.
 */
export const ROLE_SHUTDOWN: Span = { leastMs: 70, spreadMs: 2 };
/** From LEADING to the bound quorum port. */
export const LEADER_BIND: Span = { leastMs: 2, spreadMs: 12 };
/** From FOLLOWING to the first dial. */
export const LEARNER_DIAL: Span = { leastMs: 8, spreadMs: 20 };
/** From synchronised to serving: request processors and session tracker start. */
export const SERVER_START: Span = { leastMs: 45, spreadMs: 25 };
/** Start of the Java machine until the first line of the log. */
export const JVM_START: Span = { leastMs: 300, spreadMs: 80 };

export function drawMs(context: Context, span: Span): number {
  return span.leastMs + context.random() * span.spreadMs;
}
