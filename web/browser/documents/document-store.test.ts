import { describe, expect, it } from 'vitest';
import { createDocumentStore, type AnyReader, type Parse } from './document-store.ts';

const reader: AnyReader = {
  begin: () => ({ push: () => {}, finish: () => '' }),
  summary: () => null,
  answer: (model, question) =>
    question === 'sum' && model !== 'whole' ? undefined : `${String(question)} of ${String(model)}`,
};

function storeAt(clock: { ms: number }) {
  const store = createDocumentStore(() => clock.ms);
  let come = '';
  const parse: Parse = { push: () => {}, finish: () => '', partial: () => (come === '' ? null : come) };
  return {
    store,
    begin: () => store.begin('d', reader, parse),
    piece: (text: string) => {
      come += text;
      store.progress('d');
    },
  };
}

describe('questions about a document', () => {
  it('wait for the first document, also when they come before it is asked for', async () => {
    const { store, begin, piece } = storeAt({ ms: 0 });
    const rows = store.ask('d', 'rows');
    begin();
    piece('part');
    store.end('d', reader, { value: 'whole' })();
    expect(await rows).toBe('rows of whole');
    expect(store.ask('d', 'rows')).toBe('rows of whole');
  });

  it('are answered from what has come when the document is long in coming, but for those that need all of it', async () => {
    const clock = { ms: 0 };
    const { store, begin, piece } = storeAt(clock);
    begin();
    const rows = store.ask('d', 'rows');
    const sum = store.ask('d', 'sum');
    piece('first');
    clock.ms = 301;
    piece(' second');
    expect(await rows).toBe('rows of first second');
    store.end('d', reader, { value: 'whole' })();
    expect(await sum).toBe('sum of whole');
  });

  it('get nothing when the document does not come, and are answered from the old one while a new one comes', async () => {
    const { store, begin, piece } = storeAt({ ms: 0 });
    const rows = store.ask('d', 'rows');
    store.end('d', reader, null)();
    expect(await rows).toBeNull();
    store.end('d', reader, { value: 'old' })();
    begin();
    piece('new');
    expect(store.ask('d', 'rows')).toBe('rows of old');
    store.end('d', reader, null)();
    expect(store.ask('d', 'rows')).toBe('rows of old');
  });

  it('get nothing once the document is forgotten', async () => {
    const { store, begin } = storeAt({ ms: 0 });
    begin();
    const rows = store.ask('d', 'rows');
    store.forget('d');
    expect(await rows).toBeNull();
  });
});
