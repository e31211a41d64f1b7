/** The page's own worker: reads large documents of simulated servers, keeps what was made of them, answers questions. */
import * as Comlink from 'comlink';
import type { DocumentApi, PollAnswer, PollOrder } from './document-api.ts';
import type { DocumentReader, ReaderName } from './document-reader.ts';
import { createReadClient } from './read-client.ts';

type AnyReader = DocumentReader<unknown, unknown>;
type Kept = { readonly reader: AnyReader; readonly model: unknown };

const readers: Readonly<Record<ReaderName, () => Promise<AnyReader>>> = {
  mesosMaster: () =>
    import('../../mesos-ui/master-reader.ts').then((file) => file.masterReader as unknown as AnyReader),
  mesosSlaves: () => import('../../mesos-ui/roles.ts').then((file) => file.slavesReader as unknown as AnyReader),
};

const client = createReadClient();
const documents = new Map<string, Kept>();
/** Work between two looks at waiting messages, in ms. */
const SLICE_MS = 8;

async function poll({ id, reader: name, url }: PollOrder): Promise<PollAnswer> {
  const reader = await readers[name]();
  let failed = false;
  let parse: ReturnType<AnyReader['begin']> | null = null;
  const outcome = await client.read(url, ({ status }) => {
    if (status !== 200) return null;
    const begun = reader.begin(documents.get(id)?.model ?? null);
    parse = begun;
    return {
      push: (piece) => {
        if (failed) return;
        failed = !succeeds(() => begun.push(piece));
      },
    };
  });
  if (outcome.kind === 'error') return { kind: 'network', error: outcome.error };
  const { status, body } = outcome;
  const model = failed || parse === null ? null : finished(parse);
  if (model === null) return { kind: 'http', status, body };
  documents.set(id, { reader, model: model.value });
  setTimeout(() => prepare(id, model.value));
  return { kind: 'read', url: outcome.url, summary: reader.summary(model.value) };
}

/** A body that is not the expected JSON counts as a failed poll, as in the originals. */
function finished(parse: ReturnType<AnyReader['begin']>): { readonly value: unknown } | null {
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
  const kept = documents.get(id);
  if (kept === undefined || kept.model !== model || kept.reader.prepare === undefined) return;
  const end = performance.now() + SLICE_MS;
  if (kept.reader.prepare(model, () => performance.now() >= end)) setTimeout(() => prepare(id, model));
}

const api: DocumentApi = {
  connect: (port) => client.connect(port),
  poll,
  ask: (id, question) => {
    const kept = documents.get(id);
    return kept === undefined ? null : kept.reader.answer(kept.model, question as never);
  },
  forget: (id) => void documents.delete(id),
};

Comlink.expose(api);
