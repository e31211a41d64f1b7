/** HTTP basic authentication as a browser has it: a challenge, and what a name and a secret become. Source: RFC 7617. */
import { headerOf } from '../page-loader.ts';

/** What a server asks for in an answer with status 401. */
export type Challenge = { readonly origin: string; readonly realm: string };

type Answered = {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
};

/** Null: nothing is asked for that a name and a secret would answer. */
export function challengeOf({ url, status, headers }: Answered): Challenge | null {
  if (status !== 401) return null;
  const asked = /^basic(?:\s+realm="?([^"]*)"?)?/i.exec(headerOf(headers, 'www-authenticate') ?? '');
  return asked === null ? null : { origin: originOf(url), realm: asked[1] ?? '' };
}

export function originOf(url: string): string {
  return new URL(url).origin;
}

/** Value of the `Authorization` header; names and secrets are sent as UTF-8. */
export function authorizationOf(name: string, secret: string): string {
  const bytes = new TextEncoder().encode(`${name}:${secret}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

export function nameIn(authorization: string): string {
  const text = atob(authorization.slice('Basic '.length));
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes).split(':')[0] ?? '';
}
