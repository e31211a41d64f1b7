/** Runs what the commit processor lets through to the end. Source: ZooKeeper 3.4.14, quorum/CommitProcessor.java, FinalRequestProcessor.java. */
import type { Context } from '../../../kernel/context.ts';
import type { ZookeeperServerState } from '../server-state.ts';
import { takeReady } from './commit-processor.ts';
import { finalProcess } from './final-processor.ts';
import type { ServerRequest } from './server-request.ts';

/** A request enters this server's queue. */
export function enqueueRequest(server: ZookeeperServerState, context: Context, request: ServerRequest): void {
  server.serving?.commit.queued.push(request);
  runPipeline(server, context);
}

/** A transaction was committed by the quorum. */
export function enqueueCommitted(server: ZookeeperServerState, context: Context, request: ServerRequest): void {
  server.serving?.commit.committed.push(request);
  runPipeline(server, context);
}

export function runPipeline(server: ZookeeperServerState, context: Context): void {
  const { serving } = server;
  if (serving === null) return;
  for (const request of takeReady(serving.commit)) finalProcess(server, context, request);
}
