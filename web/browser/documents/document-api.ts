/** The calls between a page and its document worker. Plain data both ways. */
import type { NetworkError } from '../page-loader.ts';
import type { ReaderName } from './document-reader.ts';

/** Which document: one for each place that polls. */
export type DocumentId = string;

export type PollOrder = {
  readonly id: DocumentId;
  readonly reader: ReaderName;
  readonly url: string;
  /** `Authorization` headers by origin: a redirect may lead to another one. */
  readonly authorizations: Readonly<Record<string, string>>;
};

export type PollAnswer =
  | {
      readonly kind: 'read';
      /** Address that gave the document, after redirects. */
      readonly url: string;
      readonly summary: unknown;
    }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'network'; readonly error: NetworkError };

export type DocumentApi = {
  /** A port on which the simulation answers reads; replaces the one before. */
  connect(port: MessagePort): void;
  poll(order: PollOrder): Promise<PollAnswer>;
  /** Null: no such document (any more). */
  ask(id: DocumentId, question: unknown): unknown;
  forget(id: DocumentId): void;
};
