/** The documents that a worker holds, and those on their way, with the questions that wait for them. */
import type { DocumentReader } from './document-reader.ts';

export type AnyReader = DocumentReader<unknown, unknown>;
export type Parse = ReturnType<AnyReader['begin']>;

type Kept = { readonly reader: AnyReader; readonly model: unknown };

type Asked = { readonly question: unknown; readonly settle: (answer: unknown) => void };

/** A first document that is asked for or on its way. */
type Coming = {
  asked: Asked[];
  begun: { readonly reader: AnyReader; readonly parse: Parse; readonly atMs: number } | null;
};

/** A first document that takes longer is answered from what has come of it: the page shows rows before it is whole. */
const PATIENCE_MS = 300;

export type DocumentStore = {
  readonly modelOf: (id: string) => unknown;
  readonly readerOf: (id: string) => AnyReader | null;
  readonly begin: (id: string, reader: AnyReader, parse: Parse) => void;
  /** A piece more has come. */
  readonly progress: (id: string) => void;
  /** Null: it did not come, or not as expected; what was kept stays. Gives what answers those who waited. */
  readonly end: (id: string, reader: AnyReader, model: { readonly value: unknown } | null) => () => void;
  /** The answer, or the promise of one while the first document is awaited. */
  readonly ask: (id: string, question: unknown) => unknown;
  readonly forget: (id: string) => void;
};

export function createDocumentStore(nowMs: () => number): DocumentStore {
  const kept = new Map<string, Kept>();
  const coming = new Map<string, Coming>();

  function comingOf(id: string): Coming {
    const known = coming.get(id) ?? { asked: [], begun: null };
    coming.set(id, known);
    return known;
  }

  function settle(id: string, answerOf: (question: unknown) => unknown): void {
    const { asked } = comingOf(id);
    coming.delete(id);
    for (const one of asked) one.settle(answerOf(one.question));
  }

  return {
    modelOf: (id) => kept.get(id)?.model ?? null,
    readerOf: (id) => kept.get(id)?.reader ?? null,
    begin: (id, reader, parse) => {
      if (!kept.has(id)) comingOf(id).begun = { reader, parse, atMs: nowMs() };
    },
    progress: (id) => {
      const { begun, asked } = coming.get(id) ?? { begun: null, asked: [] };
      if (begun === null || asked.length === 0 || nowMs() - begun.atMs < PATIENCE_MS) return;
      const model = begun.parse.partial?.() ?? null;
      if (model !== null) comingOf(id).asked = asked.filter((one) => !isAnswered(one, begun.reader, model));
    },
    end: (id, reader, model) => {
      if (model !== null) kept.set(id, { reader, model: model.value });
      return () => settle(id, (question) => (model === null ? null : reader.answer(model.value, question as never)));
    },
    ask: (id, question) => {
      const entry = kept.get(id);
      if (entry !== undefined) return entry.reader.answer(entry.model, question as never);
      return new Promise((resolve) => comingOf(id).asked.push({ question, settle: resolve }));
    },
    forget: (id) => {
      kept.delete(id);
      settle(id, () => null);
    },
  };
}

function isAnswered({ question, settle }: Asked, reader: AnyReader, model: unknown): boolean {
  const answer = reader.answer(model, question as never);
  if (answer === undefined) return false;
  settle(answer);
  return true;
}
