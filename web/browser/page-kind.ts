/** Decides from a server's answer how the browser shows it. No table of hosts: the document says what it is. */
import { headerOf, type PageResponse } from './page-loader.ts';

export type PageKind =
  'mesos' | 'marathon' | 'pailer' | 'json' | 'html' | 'text' | 'eventStream' | 'download' | 'emptyError';

export function pageKindOf(response: PageResponse): PageKind {
  if (response.body === '' && response.status >= 400) return 'emptyError';
  const type = contentType(response);
  if (type === 'text/html') return htmlKind(response);
  if (type === 'text/event-stream' && response.status === 200) return 'eventStream';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (headerOf(response.headers, 'content-disposition')?.startsWith('attachment') === true) return 'download';
  if (type === '' && looksLikeJson(response.body)) return 'json';
  return 'text';
}

function htmlKind(response: PageResponse): PageKind {
  if (response.status >= 400) return 'html';
  const path = new URL(response.url).pathname;
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(response.body)?.[1]?.trim() ?? '';
  if (path === '/static/pailer.html') return 'pailer';
  if (title === 'Mesos') return 'mesos';
  if (title === 'Marathon' && path.startsWith('/ui')) return 'marathon';
  return 'html';
}

function contentType(response: PageResponse): string {
  return (headerOf(response.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function looksLikeJson(body: string): boolean {
  const first = body.trimStart()[0];
  return first === '{' || first === '[';
}
