/** Requests of a page with the name and secret for their server, asked for where it wants them. */
import type { Http } from '../page-loader.ts';
import { authorizationFor, signIn, type Asker } from './sign-in-store.ts';

/** `asker` is read at each request: a tab loads one document after another. */
export function signInHttp(http: Http, asker: () => Asker): Http {
  return async (request) => {
    const { tab, instance } = asker();
    for (;;) {
      const sent = URL.canParse(request.url) ? authorizationFor(request.url) : null;
      const headers = sent === null ? request.headers : { ...request.headers, Authorization: sent };
      const outcome = await http({ ...request, headers });
      if (outcome.kind === 'error' || outcome.status !== 401) return outcome;
      const { status, headers: answered } = outcome;
      const refusal = { url: request.url, status, headers: answered, sent };
      if (!(await signIn({ tab, instance }, refusal))) return outcome;
    }
  };
}
