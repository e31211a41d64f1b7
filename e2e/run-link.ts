/** Addresses of runs with a journal, as the Share dialog makes them. */
import { deflateSync } from 'node:zlib';

export type Post = {
  readonly atSeconds: number;
  readonly url: string;
  readonly body: unknown;
  readonly method?: string;
  readonly contentType?: string;
};

/** Any other command of a person. */
export type Given = { readonly atSeconds: number; readonly command: Readonly<Record<string, unknown>> };

/** `#/path?…` of the default scenario with commands and requests of the operator in its journal, to be shown at an instant. */
export function runLink(options: {
  readonly path: string;
  readonly atSeconds: number;
  readonly posts?: readonly Post[];
  readonly given?: readonly Given[];
  readonly seed?: number;
  readonly scenario?: string;
  readonly search?: Readonly<Record<string, string>>;
}): string {
  const { path, atSeconds, posts = [], given = [], seed = 7, scenario = 'default', search = {} } = options;
  const requests = posts.map((post, index) => {
    const { hostname, port, pathname, search: query } = new URL(post.url);
    return {
      atUs: post.atSeconds * 1_000_000,
      afterEvents: null,
      command: {
        kind: 'tell',
        process: 'operator@192.168.1.10',
        body: {
          kind: 'http',
          requestId: index + 1,
          host: hostname,
          port: Number(port),
          path: `${pathname}${query}`,
          method: post.method ?? 'POST',
          headers: { 'content-type': post.contentType ?? 'application/json', accept: 'application/json' },
          body: typeof post.body === 'string' ? post.body : JSON.stringify(post.body),
        },
      },
    };
  });
  const commands = given.map(({ atSeconds: at, command }) => ({ atUs: at * 1_000_000, afterEvents: null, command }));
  const journal = [...commands, ...requests].sort((a, b) => a.atUs - b.atUs);
  const atUs = atSeconds * 1_000_000;
  const run = { format: 'mesoscope-run/1', scenario, seed, journal, atUs };
  const packed = deflateSync(JSON.stringify(run), { level: 9 }).toString('base64url');
  const query = new URLSearchParams({ ...search, scenario, seed: String(seed), at: String(atUs), run: packed });
  return `./#/${path}?${query.toString()}`;
}
