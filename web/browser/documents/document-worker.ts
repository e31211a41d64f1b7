/** The page's own worker: reads large documents of simulated servers, keeps what was made of them, answers questions. */
import * as Comlink from 'comlink';
import { hostAndPort } from '../address.ts';
import type { DocumentApi, PollAnswer, PollOrder } from './document-api.ts';
import type { ReaderName } from './document-reader.ts';
import { createDocumentStore, type AnyReader, type Parse } from './document-store.ts';
import { createReadClient } from './read-client.ts';

const readers: Readonly<Record<ReaderName, () => Promise<AnyReader>>> = {
  mesosMaster: () =>
    import('../../mesos-ui/master-reader.ts').then((file) => file.masterReader as unknown as AnyReader),
  mesosSlaves: () => import('../../mesos-ui/roles.ts').then((file) => file.slavesReader as unknown as AnyReader),
  marathonGroups: () =>
    import('../../marathon-ui/list-readers.ts').then((file) => file.groupsReader as unknown as AnyReader),
  marathonQueue: () =>
    import('../../marathon-ui/list-readers.ts').then((file) => file.queueReader as unknown as AnyReader),
};

const client = createReadClient();
const documents = createDocumentStore(() => performance.now());
/** Work between two looks at waiting messages, in ms. */
const SLICE_MS = 8;

async function poll({ id, reader: name, url, authorizations }: PollOrder): Promise<PollAnswer> {
  const reader = await readers[name]();
  let failed = false;
  let parse: Parse | null = null;
  const outcome = await client.read(url, authorizations, ({ status }, servedBy) => {
    if (status !== 200) return null;
    const { partial, ...whole } = reader.begin(documents.modelOf(id));
    // Of another server's document the page may want to show nothing: it decides when all has come.
    const begun = partial !== undefined && hostAndPort(servedBy) === hostAndPort(url) ? { ...whole, partial } : whole;
    parse = begun;
    documents.begin(id, reader, begun);
    return {
      push: (piece) => {
        if (failed) return;
        failed = !succeeds(() => begun.push(piece));
        if (!failed) documents.progress(id);
      },
    };
  });
  const model = outcome.kind === 'error' || failed || parse === null ? null : finished(parse);
  // The summary goes first: it may say that the page shows nothing of this document.
  setTimeout(documents.end(id, reader, model));
  if (outcome.kind === 'error') return { kind: 'network', error: outcome.error };
  if (model === null) {
    const { url: servedBy, status, headers, body } = outcome;
    return { kind: 'http', url: servedBy, status, headers, body };
  }
  setTimeout(() => prepare(id, model.value));
  return { kind: 'read', url: outcome.url, summary: reader.summary(model.value) };
}

/** A body that is not the expected JSON counts as a failed poll, as in the originals. */
function finished(parse: Parse): { readonly value: unknown } | null {
  let value: unknown;
  return succeeds(() => {
    value = parse.finish();
  })
    ? { value }
    : null;
}

function succeeds(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false; // Damaged or unexpected text: the caller says so.
  }
}

function prepare(id: string, model: unknown): void {
  const reader = documents.readerOf(id);
  if (documents.modelOf(id) !== model || reader?.prepare === undefined) return;
  const end = performance.now() + SLICE_MS;
  if (reader.prepare(model, () => performance.now() >= end)) setTimeout(() => prepare(id, model));
}

const api: DocumentApi = {
  connect: (port) => client.connect(port),
  poll,
  ask: (id, question) => documents.ask(id, question),
  forget: (id) => documents.forget(id),
};

Comlink.expose(api);
