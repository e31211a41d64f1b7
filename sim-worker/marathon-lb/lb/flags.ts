/** Flags of marathon_lb.py v1.4.3, by their real names. */
export type MarathonLbFlags = {
  readonly marathon: readonly string[];
  readonly group: readonly string[];
  /** `--health-check`: only instances whose checks pass. */
  readonly healthCheck: boolean;
  readonly haproxyConfig: string;
  readonly haproxyMap: boolean;
  readonly dontBindHttpHttps: boolean;
  readonly sslCerts: string;
  readonly lruCacheCapacity: number;
  readonly minServPortIpPerTask: number;
  readonly maxServPortIpPerTask: number;
  /**
   * What it does when a Marathon cannot be reached: `nextHost` asks the next --marathon and fetches anew after each
   * reconnect, as 1.12 does; `firstHost` is 1.4.3, which stays with the first one and waits for the next event.
   */
  readonly failover: 'nextHost' | 'firstHost';
};

export const DEFAULT_MARATHON_LB_FLAGS: MarathonLbFlags = Object.freeze({
  marathon: Object.freeze(['http://master.mesos:8080']),
  group: Object.freeze(['external']),
  healthCheck: true,
  haproxyConfig: '/marathon-lb/haproxy.cfg',
  haproxyMap: false,
  dontBindHttpHttps: false,
  sslCerts: '/etc/ssl/cert.pem',
  lruCacheCapacity: 1000,
  minServPortIpPerTask: 10_050,
  maxServPortIpPerTask: 10_100,
  failover: 'nextHost',
});

export type MarathonAddress = { readonly host: string; readonly port: number };

/** `http://192.168.1.231:8080`; null for what is no such URL. */
export function marathonAddress(url: string): MarathonAddress | null {
  const match = /^https?:\/\/([^/:]+)(?::(\d+))?\/?$/.exec(url);
  return match === null ? null : { host: match[1] ?? '', port: Number(match[2] ?? '80') };
}
