/**
 * Reads haproxy.cfg, as `haproxy -c` does: keywords that marathon-lb and its labels write are understood, unknown ones
 * are refused with the line. Source: HAProxy 1.6, doc/configuration.txt, src/cfgparse.c.
 * Left out: compression, stick tables, ACL flags but `-i`, agent checks, anything about TLS but the word `ssl`.
 */
import type { Acl, Bind, HaproxyConfig, Proxy, Rule, ServerLine } from './config.ts';
import { parseAcl, parseCondition } from './acl-parser.ts';
import { wordsOf } from './config-words.ts';

export type ParseResult =
  | { readonly ok: true; readonly config: HaproxyConfig }
  /** Lines as HAProxy prints them, without `[ALERT] date (pid) : `. */
  | { readonly ok: false; readonly alerts: readonly string[] };

type Draft = { -readonly [Key in keyof Proxy]: Proxy[Key] } & { readonly acls: Acl[] };

type Parser = {
  readonly path: string;
  line: number;
  section: 'global' | 'defaults' | 'userlist' | 'proxy' | null;
  proxy: Draft | null;
  userlist: string;
  readonly alerts: string[];
  readonly settings: Map<string, string>;
  readonly options: Set<string>;
  readonly userlists: Map<string, { readonly user: string; readonly password: string }[]>;
  readonly proxies: Draft[];
};

/** Keywords that change nothing which is simulated. */
const SILENT_GLOBAL = new Set(
  'daemon log spread-checks max-spread-checks maxconn tune.ssl.default-dh-param ssl-default-bind-ciphers ssl-default-bind-options ssl-default-server-ciphers ssl-default-server-options stats server-state-file server-state-base lua-load user group chroot pidfile nbproc'.split(
    ' ',
  ),
);
const SILENT_PROXY = new Set(
  'log backlog maxconn http-reuse reqirep rspirep rspadd reqadd reqrep rsprep load-server-state-from-file errorfile http-response description default-server fullconn stick-table stick compression'.split(
    ' ',
  ),
);

export function parseConfig(text: string, path: string): ParseResult {
  const parser: Parser = {
    path,
    line: 0,
    section: null,
    proxy: null,
    userlist: '',
    alerts: [],
    settings: new Map(),
    options: new Set(),
    userlists: new Map(),
    proxies: [],
  };
  for (const line of text.split('\n')) {
    parser.line += 1;
    const words = wordsOf(line);
    if (words.length > 0) onLine(parser, words, line);
  }
  checkReferences(parser);
  if (parser.alerts.length > 0) return { ok: false, alerts: parser.alerts };
  return { ok: true, config: finish(parser, text) };
}

function alert(parser: Parser, text: string): void {
  parser.alerts.push(`parsing [${parser.path}:${String(parser.line)}] : ${text}`);
}

function onLine(parser: Parser, words: readonly string[], line: string): void {
  const [keyword = '', name = ''] = words;
  switch (keyword) {
    case 'global':
    case 'defaults':
      parser.section = keyword;
      return;
    case 'userlist':
      parser.section = keyword;
      parser.userlist = name;
      parser.userlists.set(name, []);
      return;
    case 'frontend':
    case 'backend':
    case 'listen':
      return startProxy(parser, keyword, name);
    default:
      return onSetting(parser, words, line);
  }
}

function startProxy(parser: Parser, section: Proxy['section'], name: string): void {
  if (name === '') alert(parser, `'${section}' expects an <id> argument and optionally supports [addr1]:port1`);
  const proxy: Draft = {
    name,
    section,
    line: parser.line,
    mode: 'tcp',
    binds: [],
    rules: [],
    defaultBackend: null,
    servers: [],
    balance: 'roundrobin',
    httpCheck: null,
    checkTimeoutMs: null,
    cookie: null,
    forwardFor: false,
    statistics: false,
    monitorUri: null,
    proxyPass: null,
    hsts: false,
    acls: [],
  };
  parser.section = 'proxy';
  parser.proxy = proxy;
  parser.proxies.push(proxy);
}

function onSetting(parser: Parser, words: readonly string[], line: string): void {
  const [keyword = '', first = '', second = ''] = words;
  if (parser.section === 'global') {
    if (!SILENT_GLOBAL.has(keyword)) return unknownKeyword(parser, keyword, 'global');
    if (keyword === 'spread-checks') parser.settings.set(keyword, first);
    return;
  }
  if (parser.section === 'userlist') {
    if (keyword !== 'user') return unknownKeyword(parser, keyword, 'userlist');
    parser.userlists.get(parser.userlist)?.push({ user: first, password: words[3] ?? '' });
    return;
  }
  if (parser.section === 'defaults') {
    if (keyword === 'option') parser.options.add(first);
    else if (keyword === 'timeout') parser.settings.set(`timeout ${first}`, second);
    else if (keyword === 'retries') parser.settings.set(keyword, first);
    else if (!SILENT_PROXY.has(keyword) && keyword !== 'mode') unknownKeyword(parser, keyword, 'defaults');
    return;
  }
  if (parser.proxy !== null) onProxyLine(parser, parser.proxy, words, line);
  else unknownKeyword(parser, keyword, 'out of section');
}

function unknownKeyword(parser: Parser, keyword: string, section: string): void {
  alert(
    parser,
    section === 'out of section'
      ? `unknown keyword '${keyword}' out of section.`
      : `unknown keyword '${keyword}' in '${section}' section`,
  );
}

function onProxyLine(parser: Parser, proxy: Draft, words: readonly string[], line: string): void {
  const [keyword = '', first = '', second = ''] = words;
  switch (keyword) {
    case 'bind':
      proxy.binds = [...proxy.binds, bindOf(parser, words)];
      return;
    case 'mode':
      if (first === 'http' || first === 'tcp') proxy.mode = first;
      else alert(parser, `unknown proxy mode '${first}'.`);
      return;
    case 'balance':
      if (first !== '') proxy.balance = first;
      return;
    case 'acl':
      return void proxy.acls.push(parseAcl(words.slice(1)));
    case 'use_backend':
    case 'http-request':
    case 'tcp-request':
    case 'redirect':
      return addRule(parser, proxy, words);
    case 'default_backend':
      proxy.defaultBackend = first;
      return;
    case 'server':
      proxy.servers = [...proxy.servers, serverOf(parser, words)];
      return;
    case 'cookie':
      proxy.cookie = first;
      return;
    case 'option':
      return addOption(proxy, words);
    case 'timeout':
      if (first === 'check') proxy.checkTimeoutMs = durationMs(second);
      return;
    case 'stats':
      if (first === 'enable') proxy.statistics = true;
      return;
    case 'monitor-uri':
      proxy.monitorUri = first;
      return;
    default:
      return otherLine(parser, proxy, keyword, line);
  }
}

function otherLine(parser: Parser, proxy: Draft, keyword: string, line: string): void {
  if (!SILENT_PROXY.has(keyword)) return unknownKeyword(parser, keyword, proxy.section);
  const passed = /^\s*reqirep\s+"\^\(\[\^ :\]\*\)\\ (.*)\/\?\(\.\*\)"/.exec(line);
  if (passed !== null) proxy.proxyPass = passed[1] ?? null;
  if (keyword === 'rspadd' && line.includes('Strict-Transport-Security')) proxy.hsts = true;
}

function addOption(proxy: Draft, words: readonly string[]): void {
  const [, option = '', method = '', path = '/'] = words;
  if (option === 'forwardfor') proxy.forwardFor = true;
  if (option !== 'httpchk') return;
  proxy.httpCheck = method.startsWith('/')
    ? { method: 'OPTIONS', path: method }
    : { method: method || 'OPTIONS', path };
}

function bindOf(parser: Parser, words: readonly string[]): Bind {
  const [, address = '', ...options] = words;
  const split = address.lastIndexOf(':');
  const port = Number(address.slice(split + 1));
  if (split < 0 || !Number.isInteger(port) || port < 1 || port > 65_535)
    alert(parser, `'bind' : invalid address '${address}'.`);
  return { address: address.slice(0, split), port, ssl: options.includes('ssl') };
}

/** `10s`, `500ms`, `2m`; a plain number is ms. */
export function durationMs(text: string): number {
  const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text);
  const factor = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? 'ms'] ?? 1;
  return match === null ? 0 : Number(match[1]) * factor;
}

function serverOf(parser: Parser, words: readonly string[]): ServerLine {
  const [, name = '', address = '', ...options] = words;
  const split = address.lastIndexOf(':');
  const port = Number(split < 0 ? '0' : address.slice(split + 1));
  if (name === '' || split < 0 || !Number.isInteger(port))
    alert(parser, `'server' expects <name> and <addr>[:<port>] as arguments.`);
  const valueOf = (option: string): string | null => {
    const index = options.indexOf(option);
    return index < 0 ? null : (options[index + 1] ?? '');
  };
  const checkPort = Number(valueOf('port') ?? port);
  return Object.freeze({
    name,
    host: address.slice(0, split),
    port,
    check: options.includes('check'),
    interMs: durationMs(valueOf('inter') ?? '2s'),
    rise: Number(valueOf('rise') ?? 2),
    fall: Number(valueOf('fall') ?? 3),
    checkPort,
    cookie: valueOf('cookie'),
    disabled: options.includes('disabled'),
    weight: Number(valueOf('weight') ?? 1),
  });
}

function addRule(parser: Parser, proxy: Draft, words: readonly string[]): void {
  const at = words.findIndex((word) => word === 'if' || word === 'unless');
  const head = at < 0 ? words : words.slice(0, at);
  const condition = parseCondition(at < 0 ? [] : words.slice(at + 1), proxy.acls, words[at] === 'unless');
  if (!condition.ok) return alert(parser, `error detected while parsing ${condition.error}`);
  const rule = ruleOf(head, condition.when);
  if (rule !== null) proxy.rules = [...proxy.rules, rule];
}

function ruleOf(words: readonly string[], when: Rule['when']): Rule | null {
  const [keyword = '', action = '', third = '', fourth = ''] = words;
  if (keyword === 'use_backend') {
    const map = /^%\[(?:req\.hdr\(([^)]+)\)|(ssl_fc_sni)).*map\(([^)]+)\)\]$/.exec(action);
    const lookup = map === null ? null : { header: map[1] ?? 'host', file: map[3] ?? '' };
    return { kind: 'useBackend', backend: action, map: lookup, when };
  }
  if (keyword === 'redirect') {
    const code = Number(words[words.indexOf('code') + 1] ?? 302);
    const kind = words.includes('scheme') ? 'scheme' : 'location';
    return { kind: 'redirect', code, to: { kind, value: words[words.indexOf(kind) + 1] ?? '' }, when };
  }
  if (action === 'use-service') return { kind: 'service', service: third, when };
  if (action === 'auth') return { kind: 'auth', realm: fourth, when };
  if (action === 'allow' || action === 'deny') return { kind: action, when };
  if (action === 'content') return { kind: third === 'reject' ? 'deny' : 'allow', when };
  return null;
}

/** What only the whole file can tell. */
function checkReferences(parser: Parser): void {
  for (const proxy of parser.proxies) {
    for (const rule of proxy.rules) {
      if (rule.kind !== 'useBackend' || rule.map !== null) continue;
      const backend = parser.proxies.find((other) => other.name === rule.backend && other.section !== 'frontend');
      if (backend === undefined)
        parser.alerts.push(`Proxy '${proxy.name}': unable to find required use_backend: '${rule.backend}'.`);
      else if (backend.mode !== proxy.mode)
        parser.alerts.push(
          `${proxy.mode} frontend '${proxy.name}' (${parser.path}:${String(proxy.line)}) tries to use incompatible ${backend.mode} backend '${backend.name}' (${parser.path}:${String(backend.line)}) in a 'use_backend' rule (see 'mode').`,
        );
    }
  }
  if (parser.alerts.length > 0) parser.alerts.push('Fatal errors found in configuration.');
}

function finish(parser: Parser, text: string): HaproxyConfig {
  const time = (name: string, missing: string) => durationMs(parser.settings.get(`timeout ${name}`) ?? missing);
  return Object.freeze({
    text,
    retries: Number(parser.settings.get('retries') ?? 3),
    redispatch: parser.options.has('redispatch'),
    spreadChecksPercent: Number(parser.settings.get('spread-checks') ?? 0),
    timeouts: Object.freeze({
      connectMs: time('connect', '5s'),
      clientMs: time('client', '30s'),
      serverMs: time('server', '30s'),
      httpKeepAliveMs: time('http-keep-alive', '10s'),
      queueMs: time('queue', '5s'),
    }),
    userlists: parser.userlists,
    proxies: parser.proxies.map(({ acls: _acls, ...proxy }) => Object.freeze(proxy)),
  });
}
