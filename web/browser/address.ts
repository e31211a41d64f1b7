/** Addresses of the simulated network: what a person types, what a link means, what belongs to one document. */

/** The browser's own start page: bookmarks of the cluster. */
export const startPage = 'about:home';

/** Turns typed text into an address; null when no address can be made of it. */
export function addressFromInput(input: string): string | null {
  const text = input.trim();
  if (text === '') return null;
  if (text === startPage) return startPage;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text.replace(/^\/\//, '')}`;
  if (/\s/.test(withScheme)) return null;
  const url = parseUrl(withScheme);
  return url === null || url.hostname === '' ? null : url.href;
}

/** The address a link leads to, from the page that shows it; null when it is not a web address. */
export function resolveLink(base: string, href: string): string | null {
  if (href === startPage) return startPage;
  const url = parseUrl(href, base);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : null;
}

/** Without its fragment: two addresses with the same document part show the same loaded page. */
export function documentPart(address: string): string {
  const hash = address.indexOf('#');
  return hash === -1 ? address : address.slice(0, hash);
}

/** The fragment without `#`, as typed (not decoded). */
export function fragmentPart(address: string): string {
  const hash = address.indexOf('#');
  return hash === -1 ? '' : address.slice(hash + 1);
}

export function withFragment(address: string, fragment: string): string {
  return `${documentPart(address)}#${fragment}`;
}

/** `192.168.1.231:5050`, as pages name their server. */
export function hostAndPort(address: string): string {
  const url = parseUrl(address);
  if (url === null) return '';
  return url.port === '' ? `${url.hostname}:${url.protocol === 'https:' ? '443' : '80'}` : url.host;
}

export function hostName(address: string): string {
  return parseUrl(address)?.hostname ?? '';
}

function parseUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}
