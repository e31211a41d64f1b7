/** What a shown page may do with the browser around it. */
import { createContext, useContext } from 'react';
import type { Http } from './page-loader.ts';
import type { Refusal } from './sign-in/sign-in-store.ts';

export type BrowserPage = {
  /** Different for each load of a document: caches of an earlier load are not reused. */
  readonly instance: string;
  readonly url: string;
  /** `window.name`: given by the page that opened this tab. */
  readonly windowName: string;
  /** False in a background tab: its polls rest. */
  readonly visible: boolean;
  /** With the name and secret for the server, asked for where it wants them. */
  readonly http: Http;
  /** For requests that do not go by `http`: true, if they are to be sent again with what is known then. */
  readonly signIn: (refusal: Refusal) => Promise<boolean>;
  /** Follows a link, relative to the page. */
  readonly navigate: (href: string) => void;
  /** Changes the address without a new entry. */
  readonly replace: (href: string) => void;
  /** `window.open`: a tab of its own, reused under the same name. */
  readonly openWindow: (href: string, name: string) => void;
  readonly goBack: () => void;
  readonly setTitle: (title: string) => void;
};

export const PageContext = createContext<BrowserPage | null>(null);

export function usePage(): BrowserPage {
  const page = useContext(PageContext);
  if (page === null) throw new Error('a reproduced page needs the browser pane above it');
  return page;
}
