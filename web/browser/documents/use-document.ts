/** Polling of a large document, and answers about it, for pages. */
import { useEffect, useId, useState } from 'react';
import { useSimulation } from '../../console/simulation-context.ts';
import { usePage, type BrowserPage } from '../page-context.ts';
import { simulatedNowMs, usePolled, type Polled, type PollRecord } from '../polled-json.ts';
import { documentPart } from '../address.ts';
import { documentApi } from './document-client.ts';
import type { DocumentId, PollAnswer, PollOrder } from './document-api.ts';
import type { ReaderName } from './document-reader.ts';
import { originOf } from '../sign-in/challenge.ts';
import { useSignIn } from '../sign-in/sign-in-store.ts';

export type PolledDocument<Summary> = Polled<Summary> & {
  /** For `useAnswer`. */
  readonly document: DocumentId;
};

/** As `usePolledJson`, with a reader's summary as value. */
export function usePolledDocument<Summary>(
  url: string | null,
  virtualIntervalMs: number | null,
  reader: ReaderName,
): PolledDocument<Summary> {
  const simulation = useSimulation();
  const page = usePage();
  const document = `${page.instance} ${useId()}`;
  useEffect(() => () => void documentApi(simulation).forget(document), [simulation, document]);
  const polled = usePolled<Summary>(url, virtualIntervalMs, async (address, before): Promise<PollRecord> => {
    const nowMs = simulatedNowMs(simulation);
    const answer = await pollSignedIn(documentApi(simulation), page.signIn, { id: document, reader, url: address });
    const polls = before.polls + 1;
    if (answer.kind === 'network') return { ...before, polls, failure: { kind: 'network', error: answer.error } };
    if (answer.kind === 'http') {
      const { kind, status, body } = answer;
      return { ...before, polls, failure: { kind, status, body } };
    }
    return {
      value: answer.summary,
      servedBy: documentPart(answer.url),
      valueAtMs: nowMs,
      failure: null,
      polls,
      text: '',
    };
  });
  return { ...polled, document };
}

/** Polls again with a name and a secret where the server wants them and a person gives them. */
async function pollSignedIn(
  api: ReturnType<typeof documentApi>,
  signIn: BrowserPage['signIn'],
  order: Omit<PollOrder, 'authorizations'>,
): Promise<PollAnswer> {
  for (;;) {
    const authorizations = useSignIn.getState().known;
    const answer = await api.poll({ ...order, authorizations });
    if (answer.kind !== 'http' || answer.status !== 401) return answer;
    const { url, status, headers } = answer;
    if (!(await signIn({ url, status, headers, sent: authorizations[originOf(url)] ?? null }))) return answer;
  }
}

/**
 * The document's answer to a question; the answer before stays until the new one has come. `version` is new with each
 * document. Null: no answer yet, or nothing to ask.
 */
export function useAnswer<Answer>(document: DocumentId | null, version: unknown, question: unknown): Answer | null {
  const simulation = useSimulation();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const key = JSON.stringify(question);
  useEffect(() => {
    if (document === null || version === null || key === 'null') return undefined;
    let current = true;
    void documentApi(simulation)
      .ask(document, JSON.parse(key) as unknown)
      .then((given) => {
        if (current) setAnswer(given as Answer | null);
      });
    return () => {
      current = false;
    };
  }, [simulation, document, version, key]);
  return document === null ? null : answer;
}
