/**
 * A second way in for reads: a port of its own, held by a worker of the page, so that large answers pass by the page's
 * main thread. An answer is a head, then the body in pieces, then the end; all posted at once, in order.
 */
import type { FramePort, ReadMessage, ReadRequest } from '../api/contract.ts';
import type { HostId } from '../kernel/ids.ts';
import { readHttpInPieces } from '../kernel/http-read.ts';
import { lowerNames, operatorOf, targetOf } from './operator-http.ts';
import type { Session } from './session.ts';

/** As much of a `MessagePort` as is used: the tests' environment has no such type. */
type ReadPort = {
  postMessage(message: ReadMessage): void;
  onmessage: ((event: { readonly data: ReadRequest }) => void) | null;
};

export function serveReads(session: Session, given: FramePort): void {
  const port = given as unknown as ReadPort;
  const post = (message: ReadMessage): void => port.postMessage(message);
  port.onmessage = (event) => answer(session, event.data, post);
}

function answer(session: Session, { id, url, headers }: ReadRequest, post: (message: ReadMessage) => void): void {
  const target = targetOf(url);
  const simulator = session.run?.history.simulator;
  if (simulator === undefined || target === null) return post({ id, kind: 'error', error: 'badUrl' });
  const from = operatorOf(simulator)?.spec.host ?? ('' as HostId);
  const request = {
    type: 'http.request',
    requestId: 0,
    method: 'GET',
    path: target.path,
    headers: { ...lowerNames(headers), host: `${target.host}:${String(target.port)}` },
    body: null,
  } as const;
  const result = readHttpInPieces(simulator, from, target.host, target.port, request);
  if (result.kind !== 'reply' && result.kind !== 'pieces') return post({ id, kind: 'error', error: result.kind });
  const reply = result.kind === 'reply' ? result.reply : result;
  post({ id, kind: 'head', status: reply.status, headers: reply.headers });
  for (const piece of result.kind === 'reply' ? [result.reply.body] : result.pieces)
    if (piece !== '') post({ id, kind: 'piece', piece });
  post({ id, kind: 'end' });
}
