/**
 * Names and secrets that a person gave, by origin, and the questions for them that are open, by tab. They last as long as
 * the page, as those of a browser do.
 */
import { create } from 'zustand';
import { authorizationOf, challengeOf, nameIn, originOf, type Challenge } from './challenge.ts';

/** `refusedName`: given before, with a secret that was not accepted. */
export type OpenQuestion = Challenge & { readonly refusedName: string | null };

type SignInStore = {
  /** `Authorization` headers by origin. */
  readonly known: Readonly<Record<string, string>>;
  readonly open: Readonly<Record<string, OpenQuestion>>;
};

export const useSignIn = create<SignInStore>(() => ({ known: {}, open: {} }));

type Waiting = { readonly answered: Promise<boolean>; readonly settle: (given: boolean) => void };

/** Whoever waits for the question that is open in a tab. */
const waiting = new Map<string, Waiting>();
/** Loads of a document whose question was put away: a page that polls asks no second time. */
const declined = new Set<string>();

export function authorizationFor(url: string): string | null {
  return useSignIn.getState().known[originOf(url)] ?? null;
}

export type Asker = {
  readonly tab: string;
  /** Load of a document in the tab. */
  readonly instance: string;
};

export type Refusal = {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Header that the request went with. */
  readonly sent: string | null;
};

/** True: ask the server again, with what is known now. */
export async function signIn(asker: Asker, refusal: Refusal): Promise<boolean> {
  const challenge = challengeOf(refusal);
  if (challenge === null) return false;
  // Another request of the page was answered by a person meanwhile.
  if (authorizationFor(refusal.url) !== refusal.sent) return true;
  if (declined.has(asker.instance)) return false;
  const given = await questionIn(asker.tab, {
    ...challenge,
    refusedName: refusal.sent === null ? null : nameIn(refusal.sent),
  });
  if (!given) declined.add(asker.instance);
  return given;
}

function questionIn(tab: string, question: OpenQuestion): Promise<boolean> {
  const present = waiting.get(tab);
  if (present !== undefined) return present.answered;
  let settle: Waiting['settle'] = () => undefined;
  const answered = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  waiting.set(tab, { answered, settle });
  useSignIn.setState(({ open }) => ({ open: { ...open, [tab]: question } }));
  return answered;
}

export function giveName(tab: string, name: string, secret: string): void {
  const question = useSignIn.getState().open[tab];
  if (question === undefined) return;
  const authorization = authorizationOf(name, secret);
  useSignIn.setState(({ known }) => ({ known: { ...known, [question.origin]: authorization } }));
  close(tab, true);
}

/** Puts the question away: the server's refusal is shown. */
export function putAway(tab: string): void {
  close(tab, false);
}

function close(tab: string, given: boolean): void {
  const present = waiting.get(tab);
  if (present === undefined) return;
  waiting.delete(tab);
  useSignIn.setState(({ open: { [tab]: _closed, ...others } }) => ({ open: others }));
  present.settle(given);
}
