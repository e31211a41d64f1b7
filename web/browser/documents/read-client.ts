/** GETs over the reads' port, with redirects followed as a browser does; the body goes to a sink piece by piece. */
import type { ReadMessage, ReadRequest } from '../../../sim-worker/api.ts';
import { documentPart } from '../address.ts';
import { maxRedirects, redirectTarget, type NetworkError } from '../page-loader.ts';

export type Head = { readonly status: number; readonly headers: Readonly<Record<string, string>> };

/** Takes the body of an answer; null: the body is of no use and is gathered as text. */
export type Sink = { readonly push: (piece: string) => void };
/** Chosen by the head of an answer and the address that gave it. */
type SinkFor = (head: Head, url: string) => Sink | null;

export type ReadOutcome =
  | ({ readonly kind: 'response'; readonly url: string; readonly body: string } & Head)
  | { readonly kind: 'error'; readonly error: NetworkError };

type Waiting = {
  head: Head | null;
  readonly pieces: string[];
  readonly url: string;
  readonly sinkFor: SinkFor;
  sink: Sink | null;
  readonly settle: (result: { readonly head: Head; readonly body: string } | NetworkError) => void;
};

export type ReadClient = {
  readonly connect: (port: MessagePort) => void;
  /** `authorizations`: headers by origin. */
  readonly read: (
    url: string,
    authorizations: Readonly<Record<string, string>>,
    sinkFor: SinkFor,
  ) => Promise<ReadOutcome>;
};

export function createReadClient(): ReadClient {
  const waiting = new Map<number, Waiting>();
  let port: MessagePort | null = null;
  let lastId = 0;

  function take(message: ReadMessage): void {
    const entry = waiting.get(message.id);
    if (entry === undefined) return;
    if (message.kind === 'head') {
      entry.head = { status: message.status, headers: message.headers };
      entry.sink = entry.sinkFor(entry.head, entry.url);
    } else if (message.kind === 'piece') {
      if (entry.sink === null) entry.pieces.push(message.piece);
      else entry.sink.push(message.piece);
    } else {
      waiting.delete(message.id);
      if (message.kind === 'error') entry.settle(message.error);
      else if (entry.head !== null) entry.settle({ head: entry.head, body: entry.pieces.join('') });
    }
  }

  function once(
    url: string,
    authorization: string | undefined,
    sinkFor: SinkFor,
  ): Promise<{ readonly head: Head; readonly body: string } | NetworkError> {
    return new Promise((settle) => {
      if (port === null) return settle('reset');
      lastId += 1;
      waiting.set(lastId, { head: null, pieces: [], url, sinkFor, sink: null, settle });
      const signed = authorization === undefined ? {} : { Authorization: authorization };
      const request: ReadRequest = { id: lastId, url, headers: { Accept: 'application/json', ...signed } };
      port.postMessage(request);
    });
  }

  return {
    connect: (given) => {
      port?.close();
      port = given;
      // Whoever waited for the old worker gets no answer any more.
      for (const entry of waiting.values()) entry.settle('reset');
      waiting.clear();
      given.onmessage = (event: MessageEvent<ReadMessage>) => take(event.data);
    },
    read: async (address, authorizations, sinkFor) => {
      let url = address;
      for (let hop = 0; hop <= maxRedirects; hop += 1) {
        const result = await once(documentPart(url), authorizations[new URL(url).origin], sinkFor);
        if (typeof result === 'string') return { kind: 'error', error: result };
        const next = redirectTarget(url, { kind: 'response', ...result.head, body: '' });
        if (next === null) return { kind: 'response', url, ...result.head, body: result.body };
        url = next;
      }
      return { kind: 'error', error: 'tooManyRedirects' };
    },
  };
}
