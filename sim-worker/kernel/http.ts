/**
 * HTTP as records over a simulated connection: one request, one response, then either side may close; or a response
 * that stays open and is followed by chunks (server-sent events).
 */
export type HttpRequest = {
  readonly type: 'http.request';
  /** Number chosen by the client, repeated in the answer; unique within one connection. */
  readonly requestId: number;
  readonly method: string;
  /** Path with query, as on the request line: `/v2/apps?embed=apps.tasks`. */
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

export type HttpResponse = {
  readonly type: 'http.response';
  readonly requestId: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True while chunks follow (an event stream). */
  readonly streaming: boolean;
};

export type HttpChunk = { readonly type: 'http.chunk'; readonly requestId: number; readonly data: string };

export type HttpMessage = HttpRequest | HttpResponse | HttpChunk;

/** What a server answers, before it is addressed to a request. */
export type HttpReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * Answer to a read that leaves no mark on the run. `forward`: this process would proxy the request to another server
 * and give back that server's answer, or `unreachable` when that server cannot be reached from its host.
 */
export type HttpAnswer =
  | { readonly kind: 'reply'; readonly reply: HttpReply }
  /** A large body, made piece by piece as it is taken; to be taken at once, before the world goes on. */
  | {
      readonly kind: 'pieces';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly pieces: Iterable<string>;
    }
  | {
      readonly kind: 'forward';
      readonly host: string;
      readonly port: number;
      readonly request: HttpRequest;
      readonly unreachable: HttpReply;
    };

export function httpResponse(requestId: number, reply: HttpReply): HttpResponse {
  return {
    type: 'http.response',
    requestId,
    status: reply.status,
    headers: reply.headers,
    body: reply.body,
    streaming: false,
  };
}

export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function textReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body };
}
