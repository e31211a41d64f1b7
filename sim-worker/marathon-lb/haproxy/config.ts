/** A configuration as HAProxy understands it: plain, frozen records made by `config-parser.ts`. Times are in ms. */
export type ProxyMode = 'http' | 'tcp';

export type Timeouts = {
  readonly connectMs: number;
  readonly clientMs: number;
  readonly serverMs: number;
  readonly httpKeepAliveMs: number;
  readonly queueMs: number;
};

/** `kind` is the sample that is looked at; `values` are what it may be. */
export type Acl = {
  readonly name: string;
  readonly kind: 'header' | 'path' | 'pathBegin' | 'auth' | 'source' | 'sni' | 'ssl' | 'other';
  /** Header's name, or the user list's. */
  readonly subject: string;
  readonly ignoreCase: boolean;
  readonly values: readonly string[];
};

/** All terms must hold. A term is the name of one or more ACLs, any of which may hold, or an ACL of its own in braces. */
export type Condition = readonly { readonly negated: boolean; readonly acls: readonly Acl[] }[];

export type Rule =
  | { readonly kind: 'useBackend'; readonly backend: string; readonly map: MapLookup | null; readonly when: Condition }
  | { readonly kind: 'auth'; readonly realm: string; readonly when: Condition }
  | { readonly kind: 'redirect'; readonly code: number; readonly to: RedirectTarget; readonly when: Condition }
  | { readonly kind: 'service'; readonly service: string; readonly when: Condition }
  | { readonly kind: 'allow' | 'deny'; readonly when: Condition };

export type RedirectTarget = { readonly kind: 'scheme' | 'location'; readonly value: string };
/** A backend found in a map file by a header's value. */
export type MapLookup = { readonly header: string; readonly file: string };

export type Bind = { readonly address: string; readonly port: number; readonly ssl: boolean };

export type ServerLine = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly check: boolean;
  readonly interMs: number;
  readonly rise: number;
  readonly fall: number;
  readonly checkPort: number;
  readonly cookie: string | null;
  readonly disabled: boolean;
  readonly weight: number;
};

/** A `frontend`, a `backend`, or a `listen` that is both. */
export type Proxy = {
  readonly name: string;
  readonly section: 'frontend' | 'backend' | 'listen';
  readonly line: number;
  readonly mode: ProxyMode;
  readonly binds: readonly Bind[];
  readonly rules: readonly Rule[];
  readonly defaultBackend: string | null;
  readonly servers: readonly ServerLine[];
  readonly balance: string;
  /** Path that health checks ask by GET; null: a connection is enough. */
  readonly httpCheck: { readonly method: string; readonly path: string } | null;
  readonly checkTimeoutMs: number | null;
  /** Name of the cookie that `cookie … insert` sets. */
  readonly cookie: string | null;
  readonly forwardFor: boolean;
  readonly statistics: boolean;
  readonly monitorUri: string | null;
  readonly proxyPass: string | null;
  readonly hsts: boolean;
};

export type HaproxyConfig = {
  readonly text: string;
  readonly retries: number;
  readonly redispatch: boolean;
  readonly spreadChecksPercent: number;
  readonly timeouts: Timeouts;
  readonly userlists: ReadonlyMap<string, readonly { readonly user: string; readonly password: string }[]>;
  readonly proxies: readonly Proxy[];
};

export function frontendsOf(config: HaproxyConfig): readonly Proxy[] {
  return config.proxies.filter((proxy) => proxy.section !== 'backend');
}

export function backendNamed(config: HaproxyConfig, name: string): Proxy | null {
  return config.proxies.find((proxy) => proxy.name === name && proxy.section !== 'frontend') ?? null;
}
