import { describe, expect, it } from 'vitest';
import type { HttpOutcome } from '../../sim-worker/api.ts';
import { pageKindOf } from './page-kind.ts';
import { loadPage, type PageResponse } from './page-loader.ts';

const answer = (status: number, headers: Record<string, string>, body = ''): HttpOutcome => ({
  kind: 'response',
  status,
  headers,
  body,
});

function network(pages: Record<string, HttpOutcome>) {
  return async ({ url }: { readonly url: string }): Promise<HttpOutcome> =>
    pages[url] ?? { kind: 'error', error: 'refused' };
}

describe('loading a page', () => {
  it('follows the redirect of a standby master to the leader', async () => {
    const http = network({
      'http://192.168.1.231:5050/master/redirect': answer(307, { Location: '//192.168.1.232:5050' }),
      'http://192.168.1.232:5050/': answer(200, { 'Content-Type': 'text/html' }, '<title>Mesos</title>'),
    });
    expect(await loadPage(http, 'http://192.168.1.231:5050/master/redirect')).toMatchObject({
      url: 'http://192.168.1.232:5050/',
      status: 200,
    });
  });

  it('keeps the fragment over a redirect that names none', async () => {
    const http = network({
      'http://192.168.1.231:8080/': answer(302, { Location: '/ui/' }),
      'http://192.168.1.231:8080/ui/': answer(200, {}, 'x'),
    });
    expect((await loadPage(http, 'http://192.168.1.231:8080/#/apps')).url).toBe('http://192.168.1.231:8080/ui/#/apps');
  });

  it('ends at the error of the last hop: a redirect to a dead leader is a refused connection', async () => {
    const http = network({
      'http://192.168.1.231:5050/master/state': answer(307, { Location: '//192.168.1.232:5050/master/state' }),
    });
    expect(await loadPage(http, 'http://192.168.1.231:5050/master/state')).toEqual({
      kind: 'error',
      url: 'http://192.168.1.232:5050/master/state',
      error: 'refused',
    });
  });

  it('gives up on endless redirects', async () => {
    const http = network({ 'http://a/': answer(307, { Location: 'http://a/' }) });
    expect(await loadPage(http, 'http://a/')).toMatchObject({ error: 'tooManyRedirects' });
  });

  it('finds no TLS behind https', async () => {
    const http = network({ 'http://192.168.1.231:5050/': answer(200, {}, 'x') });
    expect(await loadPage(http, 'https://192.168.1.231:5050/')).toMatchObject({ error: 'noTls' });
  });
});

describe('how an answer is shown', () => {
  const page = (url: string, status: number, type: string, body: string): PageResponse => ({
    kind: 'response',
    url,
    status,
    headers: { 'content-type': type },
    body,
  });
  it.each([
    [page('http://h:5050/', 200, 'text/html', '<html><head><title>Mesos</title>'), 'mesos'],
    [page('http://h:5050/static/pailer.html', 200, 'text/html', '<p>'), 'pailer'],
    [page('http://h:8080/ui/', 200, 'text/html; charset=utf-8', '<title>Marathon</title>'), 'marathon'],
    [page('http://h:8080/ui/', 503, 'text/html', '<title>Error 503</title>'), 'html'],
    [page('http://h:5050/master/state', 200, 'application/json', '{}'), 'json'],
    [page('http://h:5050/master/state', 503, 'text/plain', 'No leader elected'), 'text'],
    [page('http://h:8080/v2/events', 200, 'text/event-stream', ''), 'eventStream'],
    [page('http://h:5050/nothing', 404, '', ''), 'emptyError'],
  ])('$url with $status', (response, kind) => expect(pageKindOf(response)).toBe(kind));
});
