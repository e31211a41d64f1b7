import { describe, expect, it } from 'vitest';
import { makeZxid } from '../../protocol/zxid.ts';
import { initialCommitProcessor, takeReady } from './commit-processor.ts';
import { requestOfTxn, type ServerRecord, type ServerRequest } from './server-request.ts';

function request(sessionId: string, cxid: number, record: ServerRecord): ServerRequest {
  return { connection: null, sessionId, cxid, record, authIds: [], owner: 0, createdAtMs: 0, txn: null, error: 0 };
}

const WRITE: ServerRecord = { op: 'delete', path: '/a', version: -1 };
const READ: ServerRecord = { op: 'getData', path: '/a', watch: false };
const SYNC: ServerRecord = { op: 'sync', path: '/' };

function committedOf(sessionId: string, cxid: number): ServerRequest {
  return requestOfTxn({
    clientId: sessionId,
    cxid,
    zxid: makeZxid(1, cxid),
    timeMs: 0,
    body: { type: 'delete', path: '/a' },
  });
}

describe('commit processor of 3.4', () => {
  it('holds the reads of all sessions behind a waiting write', () => {
    const processor = initialCommitProcessor(true);
    processor.queued.push(request('a', 1, WRITE), request('b', 1, READ), request('a', 2, READ));
    expect(takeReady(processor)).toEqual([]);
    processor.committed.push(committedOf('a', 1));
    expect(takeReady(processor).map(({ sessionId, cxid }) => `${sessionId}${String(cxid)}`)).toEqual([
      'a1',
      'b1',
      'a2',
    ]);
  });

  it('lets the commits of others pass while the own write waits', () => {
    const processor = initialCommitProcessor(true);
    processor.queued.push(request('a', 1, WRITE));
    processor.committed.push(committedOf('z', 7));
    expect(takeReady(processor).map(({ sessionId }) => sessionId)).toEqual(['z']);
    expect(processor.pending?.sessionId).toBe('a');
  });

  it('gives the waiting request its transaction and keeps its connection', () => {
    const processor = initialCommitProcessor(true);
    const waiting = request('a', 1, WRITE);
    processor.queued.push(waiting);
    takeReady(processor);
    processor.committed.push(committedOf('a', 1));
    expect(takeReady(processor)).toEqual([waiting]);
    expect(waiting.txn?.zxid).toEqual({ epoch: 1, counter: 1 });
  });

  it('a sync waits on learners and passes on the leader', () => {
    const learner = initialCommitProcessor(true);
    learner.queued.push(request('a', 1, SYNC));
    expect(takeReady(learner)).toEqual([]);
    const leader = initialCommitProcessor(false);
    leader.queued.push(request('a', 1, SYNC));
    expect(takeReady(leader)).toHaveLength(1);
  });
});
