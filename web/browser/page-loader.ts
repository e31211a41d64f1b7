/** Loads a document from the simulated network as a browser does: follows redirects, gives the last answer or the error. */
import type { HttpOutcome, HttpRequestView } from '../../sim-worker/api.ts';
import { documentPart, fragmentPart, resolveLink } from './address.ts';

export type Http = (request: HttpRequestView) => Promise<HttpOutcome>;

export type NetworkError =
  | Extract<HttpOutcome, { kind: 'error' }>['error']
  | 'tooManyRedirects'
  /** A port that browsers refuse to ask, such as 22. */
  | 'unsafePort'
  /** `https:` to a port that speaks plain HTTP. */
  | 'noTls';

export type PageResponse = {
  readonly kind: 'response';
  /** Address after redirects, with fragment. */
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type LoadedPage = PageResponse | { readonly kind: 'error'; readonly url: string; readonly error: NetworkError };

/** Chromium gives up after 20. */
export const maxRedirects = 20;

export async function loadPage(http: Http, address: string): Promise<LoadedPage> {
  let url = address;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    if (isUnsafePort(url)) return { kind: 'error', url, error: 'unsafePort' };
    if (url.startsWith('https:')) return noTlsUnlessUnreachable(http, url);
    const outcome = await http({
      method: 'GET',
      url: documentPart(url),
      headers: { Accept: acceptOf(url) },
      body: null,
    });
    if (outcome.kind === 'error') return { kind: 'error', url, error: outcome.error };
    const next = redirectTarget(url, outcome);
    if (next === null)
      return { kind: 'response', url, status: outcome.status, headers: outcome.headers, body: outcome.body };
    url = next;
  }
  return { kind: 'error', url, error: 'tooManyRedirects' };
}

/** Ports of other protocols. Source: the Fetch standard, port blocking; those that a cluster may use by mistake. */
const unsafePorts: ReadonlySet<string> = new Set(
  '1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080'.split(
    ' ',
  ),
);

function isUnsafePort(url: string): boolean {
  return URL.canParse(url) && unsafePorts.has(new URL(url).port);
}

/** A fragment survives a redirect that names none. */
export function redirectTarget(url: string, outcome: Extract<HttpOutcome, { kind: 'response' }>): string | null {
  if (![301, 302, 303, 307, 308].includes(outcome.status)) return null;
  const location = headerOf(outcome.headers, 'location');
  if (location === null || location === '') return null;
  const target = resolveLink(url, location);
  if (target === null) return null;
  const fragment = fragmentPart(url);
  return fragment !== '' && !target.includes('#') ? `${target}#${fragment}` : target;
}

export function headerOf(headers: Readonly<Record<string, string>>, name: string): string | null {
  for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return value;
  return null;
}

/** A browser asks for documents with text/html first; API paths answer JSON either way. */
function acceptOf(url: string): string {
  return /\/v2\/apps\/.*\/tasks$|\/v2\/tasks$/.test(documentPart(url)) ? 'application/json' : 'text/html,*/*;q=0.8';
}

async function noTlsUnlessUnreachable(http: Http, url: string): Promise<LoadedPage> {
  const plain = new URL(url);
  const port = plain.port === '' ? '443' : plain.port;
  const outcome = await http({ method: 'GET', url: `http://${plain.hostname}:${port}/`, headers: {}, body: null });
  if (outcome.kind === 'error' && outcome.error !== 'notHttp') return { kind: 'error', url, error: outcome.error };
  return { kind: 'error', url, error: 'noTls' };
}
