import { afterEach, describe, expect, it } from 'vitest';
import type { HttpOutcome, HttpRequestView } from '../../../sim-worker/api.ts';
import { authorizationOf, challengeOf } from './challenge.ts';
import { signInHttp } from './sign-in-http.ts';
import { giveName, putAway, useSignIn } from './sign-in-store.ts';

const url = 'http://192.168.1.231:5050/master/state';
const request: HttpRequestView = { method: 'GET', url, headers: {}, body: null };
const challenged = { 'www-authenticate': 'Basic realm="mesos-master-readonly"' };

/** Lets in whoever says ops:secret. */
function guarded() {
  const asked: string[] = [];
  const http = async ({ headers }: HttpRequestView): Promise<HttpOutcome> => {
    const authorization = headers['Authorization'] ?? '';
    asked.push(authorization);
    const isKnown = authorization === authorizationOf('ops', 'secret');
    return { kind: 'response', status: isKnown ? 200 : 401, headers: isKnown ? {} : challenged, body: '' };
  };
  let load = 1;
  return {
    asked,
    http: signInHttp(http, () => ({ tab: 'right/1', instance: `right/1/${String(load)}` })),
    reload: () => (load += 1),
  };
}

const statusOf = async (outcome: Promise<HttpOutcome>): Promise<number> => {
  const { kind, ...rest } = await outcome;
  return kind === 'response' && 'status' in rest ? rest.status : 0;
};
const question = () => useSignIn.getState().open['right/1'];

/** What a person does comes after the answers that are under way. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a server that asks for a name and a secret', () => {
  afterEach(() => {
    putAway('right/1');
    useSignIn.setState({ known: {}, open: {} });
  });

  it('is asked again with what a person gave, and from then on at once', async () => {
    const server = guarded();
    const first = statusOf(server.http(request));
    await settled();
    expect(question()).toEqual({
      origin: 'http://192.168.1.231:5050',
      realm: 'mesos-master-readonly',
      refusedName: null,
    });
    giveName('right/1', 'ops', 'secret');
    expect(await first).toBe(200);
    expect(await statusOf(server.http(request))).toBe(200);
    expect(server.asked).toEqual(['', authorizationOf('ops', 'secret'), authorizationOf('ops', 'secret')]);
  });

  it('says that a name and a secret were not accepted, and asks again', async () => {
    const server = guarded();
    const first = statusOf(server.http(request));
    await settled();
    giveName('right/1', 'ops', 'wrong');
    await settled();
    expect(question()?.refusedName).toBe('ops');
    giveName('right/1', 'ops', 'secret');
    expect(await first).toBe(200);
  });

  it('asks one question for requests at the same time', async () => {
    const server = guarded();
    const both = [statusOf(server.http(request)), statusOf(server.http(request))];
    await settled();
    giveName('right/1', 'ops', 'secret');
    expect(await Promise.all(both)).toEqual([200, 200]);
  });

  it('gives its refusal once the question is put away, and asks no second time before the next load', async () => {
    const server = guarded();
    const first = statusOf(server.http(request));
    await settled();
    putAway('right/1');
    expect(await first).toBe(401);
    expect(await statusOf(server.http(request))).toBe(401);
    server.reload();
    const second = statusOf(server.http(request));
    await settled();
    expect(question()).toBeDefined();
    putAway('right/1');
    expect(await second).toBe(401);
  });
});

describe('a challenge', () => {
  it('is the basic scheme in an answer with status 401, its realm quoted or not', () => {
    const realmOf = (status: number, value: string): string | undefined =>
      challengeOf({ url, status, headers: { 'WWW-Authenticate': value } })?.realm;
    expect(realmOf(401, 'basic realm="Mesosphere"')).toBe('Mesosphere');
    expect(realmOf(401, 'Basic realm=x')).toBe('x');
    expect(realmOf(401, 'Basic')).toBe('');
    expect(realmOf(401, 'Negotiate')).toBeUndefined();
    expect(realmOf(403, 'Basic realm="x"')).toBeUndefined();
  });

  it('is answered in UTF-8', () => {
    expect(authorizationOf('ops', 'secret')).toBe('Basic b3BzOnNlY3JldA==');
    expect(authorizationOf('用户', 'é')).toBe('Basic 55So5oi3OsOp');
  });
});
