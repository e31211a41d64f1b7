/**
 * Where ZooKeeper is, as flags of masters and agents say it: `zk://user:password@host:port,host:port/path`.
 * Source: Mesos 1.0.1, include/mesos/zookeeper/url.hpp.
 */
export type ZkUrl = {
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  /** Without slash at the end, but for the root. */
  readonly path: string;
  /** For the digest scheme: all before `@`. Null: sessions are not authenticated. */
  readonly credentials: string | null;
};

/** ZooKeeper's standard port. */
const DEFAULT_PORT = 2181;

/** Null: no such URL. */
export function parseZkUrl(text: string): ZkUrl | null {
  const match = /^zk:\/\/(?:([^@/]+)@)?([^/@]+)(\/.*)?$/.exec(text);
  if (match === null) return null;
  const [, credentials = null, hosts = '', path = '/'] = match;
  const servers = hosts.split(',').map((entry) => {
    const [host = '', port] = entry.trim().split(':');
    return { host, port: port === undefined ? DEFAULT_PORT : Number(port) };
  });
  const trimmed = path.replace(/\/+$/, '');
  return { servers, path: trimmed === '' ? '/' : trimmed, credentials };
}
