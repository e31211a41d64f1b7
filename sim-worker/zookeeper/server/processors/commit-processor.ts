/**
 * Matches committed transactions with the requests that wait for them. In 3.4 one queue serves all sessions of a server:
 * the first waiting write blocks everything behind it. Source: ZooKeeper 3.4.14, server/quorum/CommitProcessor.java.
 */
import { isWrite, type ServerRequest } from './server-request.ts';

export type CommitProcessor = {
  queued: ServerRequest[];
  committed: ServerRequest[];
  /** The write (on learners also sync) that everything queued waits for. */
  pending: ServerRequest | null;
  readonly matchSyncs: boolean;
};

export function initialCommitProcessor(matchSyncs: boolean): CommitProcessor {
  return { queued: [], committed: [], pending: null, matchSyncs };
}

/** Takes out, in order, what can be applied and answered now. */
export function takeReady(processor: CommitProcessor): ServerRequest[] {
  const ready: ServerRequest[] = [];
  for (;;) {
    const isBlocked = processor.pending !== null || processor.queued.length === 0;
    if (isBlocked) {
      const committed = processor.committed.shift();
      if (committed === undefined) return ready;
      ready.push(matchPending(processor, committed));
    }
    while (processor.pending === null) {
      const next = processor.queued.shift();
      if (next === undefined) break;
      if (waitsForCommit(processor, next)) processor.pending = next;
      else ready.push(next);
    }
  }
}

function matchPending(processor: CommitProcessor, committed: ServerRequest): ServerRequest {
  const { pending } = processor;
  if (pending === null || pending.sessionId !== committed.sessionId || pending.cxid !== committed.cxid)
    return committed;
  processor.pending = null;
  pending.txn = committed.txn;
  return pending;
}

function waitsForCommit(processor: CommitProcessor, request: ServerRequest): boolean {
  return isWrite(request.record) || (request.record.op === 'sync' && processor.matchSyncs);
}
