/** From apps as Marathon's API gives them to haproxy.cfg. The texts were compared with those of marathon-lb v1.4.3. */
import { describe, expect, test } from 'vitest';
import type { AppJson, TaskJson } from './apps-json.ts';
import { configText } from './config-text.ts';
import { getServices } from './get-apps.ts';
import { HEAD } from './templates.ts';
import { parseConfig } from '../haproxy/config-parser.ts';

const CHECK = {
  protocol: 'HTTP',
  path: '/health',
  portIndex: 0,
  gracePeriodSeconds: 300,
  intervalSeconds: 10,
  timeoutSeconds: 5,
  maxConsecutiveFailures: 3,
};

function task(id: string, host: string, port: number, alive?: boolean): TaskJson {
  return { id, host, ports: [port], ...(alive === undefined ? {} : { healthCheckResults: [{ alive }] }) };
}

function app(part: Partial<AppJson>): AppJson {
  return {
    id: '/shop/web',
    instances: 2,
    labels: { HAPROXY_GROUP: 'external' },
    ports: [10_000],
    healthChecks: [],
    tasks: [task('b', '10.0.0.2', 31_002), task('a', '10.0.0.1', 31_001)],
    ...part,
  };
}

function generate(apps: readonly AppJson[], verdicts = new Map<string, boolean>()): string {
  const portRange = { min: 10_050, max: 10_100 };
  const made = getServices(apps, { healthCheck: true, portRange }, { capacity: 1000, verdicts });
  if (!made.ok) return made.error;
  const config = configText(made.services, {
    groups: ['external'],
    bindHttpHttps: true,
    sslCerts: '',
    haproxyMap: false,
    configFile: '/marathon-lb/haproxy.cfg',
  });
  if (!config.ok) return config.error;
  expect(parseConfig(config.text, 'haproxy.cfg')).toMatchObject({ ok: true });
  return config.text.slice(HEAD.length);
}

const lines = (text: string, word: string): string[] =>
  text.split('\n').flatMap((line) => (line.trim().startsWith(word) ? [line.trim()] : []));

const NAMES = { HAPROXY_GROUP: 'external', HAPROXY_0_VHOST: 'Shop.example.com' };

describe('haproxy.cfg from apps', () => {
  test('without apps: the three common frontends and nothing else', () => {
    expect(lines(generate([]), 'frontend')).toEqual([
      'frontend marathon_http_in',
      'frontend marathon_http_appid_in',
      'frontend marathon_https_in',
    ]);
  });

  test.each([
    ['no label: not served', app({ labels: {} }), 'backend', []],
    ['another group: not served', app({ labels: { HAPROXY_GROUP: 'internal' } }), 'backend', []],
    [
      "the port's own group wins",
      app({ labels: { HAPROXY_GROUP: 'external', HAPROXY_0_GROUP: 'internal' } }),
      'backend',
      [],
    ],
    ['no instance: no frontend', app({ tasks: [] }), 'backend', []],
    ['name of the backend', app({}), 'backend', ['backend shop_web_10000']],
    [
      'a port of its own',
      app({ labels: { HAPROXY_GROUP: 'external', HAPROXY_0_PORT: '80' } }),
      'backend',
      ['backend shop_web_80'],
    ],
    [
      'balance',
      app({ labels: { HAPROXY_GROUP: 'external', HAPROXY_0_BALANCE: 'leastconn' } }),
      'balance',
      ['balance leastconn'],
    ],
    [
      'servers by host and port',
      app({}),
      'server',
      ['server 10_0_0_1_31001 10.0.0.1:31001', 'server 10_0_0_2_31002 10.0.0.2:31002'],
    ],
    [
      'a host name, in lower case',
      app({ labels: NAMES }),
      'acl host',
      ['acl host_shop_example_com_shop_web hdr(host) -i shop.example.com'],
    ],
    [
      'only healthy instances; fall is one more than the failures allowed',
      app({
        healthChecks: [CHECK],
        tasks: [task('a', '10.0.0.1', 31_001, true), task('b', '10.0.0.2', 31_002, false)],
      }),
      'server',
      ['server 10_0_0_1_31001 10.0.0.1:31001 check inter 10s fall 4'],
    ],
  ])('%s', (_title, given, word, expected) => {
    expect(lines(generate([given]), word)).toEqual(expected);
  });

  test.each<[string, Record<string, string>, readonly string[]]>([
    ['MODE', { HAPROXY_0_MODE: 'http' }, ['  mode http\n', '  option forwardfor\n']],
    ['nothing: tcp', {}, ['  bind *:10000\n  mode tcp\n  use_backend shop_web_10000\n']],
    ['VHOST: http', { HAPROXY_0_VHOST: 'a.b' }, ['use_backend shop_web_10000 if { ssl_fc_sni a.b }', '  mode http\n']],
    ['PATH', { HAPROXY_0_VHOST: 'a.b', HAPROXY_0_PATH: '/p' }, ['path_beg /p\n', ' if host_a_b_shop_web path_']],
    [
      'PROXYPASS',
      { HAPROXY_0_VHOST: 'a.b', HAPROXY_0_HTTP_BACKEND_PROXYPASS_PATH: '/p' },
      ['http-request set-header Host a.b\n', 'reqirep  "^([^ :]*)\\ /p/?(.*)"'],
    ],
    [
      'STICKY',
      { HAPROXY_0_STICKY: 'true' },
      ['cookie mesosphere_server_id insert indirect nocache\n', '10.0.0.1:31001 check cookie'],
    ],
    [
      'REDIRECT_TO_HTTPS',
      { HAPROXY_0_VHOST: 'a.b', HAPROXY_0_REDIRECT_TO_HTTPS: 'true' },
      ['redirect scheme https code 301 if !{ ssl_fc } host_a_b'],
    ],
    ['USE_HSTS', { HAPROXY_0_VHOST: 'a.b', HAPROXY_0_USE_HSTS: 'true' }, ['Strict-Transport-Security:']],
    ['SSL_CERT', { HAPROXY_0_SSL_CERT: '/c.pem' }, ['  bind *:10000 ssl crt /c.pem\n']],
    ['BIND_ADDR', { HAPROXY_0_BIND_ADDR: '10.1.1.1' }, ['  bind 10.1.1.1:10000\n']],
    ['BIND_OPTIONS', { HAPROXY_0_BIND_OPTIONS: 'tfo' }, ['  bind *:10000 tfo\n']],
    [
      'MODE: the id of the app',
      { HAPROXY_0_MODE: 'http' },
      ['acl app__shop_web hdr(x-marathon-app-id) -i /shop/web\n'],
    ],
  ])('label %s', (_title, labels, parts) => {
    const text = generate([app({ labels: { HAPROXY_GROUP: 'external', ...labels } })]);
    for (const part of parts) expect(text).toContain(part);
  });

  test('the greater BACKEND_WEIGHT of two paths of one host comes first', () => {
    const of = (id: string, weight: string, port: number): AppJson => {
      const where = { HAPROXY_0_VHOST: 'a.b', HAPROXY_0_PATH: id };
      return app({
        id,
        ports: [port],
        labels: { HAPROXY_GROUP: 'external', HAPROXY_0_BACKEND_WEIGHT: weight, ...where },
      });
    };
    const order = (first: string, second: string): readonly string[] =>
      [...generate([of('/one', first, 1), of('/two', second, 2)]).matchAll(/use_backend (\w+) if host_/g)].map(
        (match) => match[1] ?? '',
      );
    expect(order('2', '1')).toEqual(['one_1', 'two_2']);
    expect(order('1', '2')).toEqual(['two_2', 'one_1']);
  });

  test('blue and green: the old tasks that are too many with the new ones are drained', () => {
    const of = (colour: string, startedAt: string, hosts: readonly string[]): AppJson =>
      app({
        id: `/web-${colour}`,
        instances: hosts.length,
        labels: {
          ...{ HAPROXY_GROUP: 'external', HAPROXY_DEPLOYMENT_GROUP: 'web', HAPROXY_DEPLOYMENT_ALT_PORT: '10001' },
          ...{ HAPROXY_DEPLOYMENT_COLOUR: colour, HAPROXY_DEPLOYMENT_STARTED_AT: startedAt },
          ...{ HAPROXY_DEPLOYMENT_TARGET_INSTANCES: '2', HAPROXY_0_PORT: '10000', HAPROXY_APP_ID: 'web' },
        },
        tasks: hosts.map((host, index) => task(`${colour}-${String(index)}`, host, 31_000, true)),
        healthChecks: [CHECK],
      });
    const blue = of('blue', '2016-12-01T00:00:00Z', ['10.0.0.1', '10.0.0.2']);
    const green = of('green', '2016-12-02T00:00:00Z', ['10.0.0.3']);
    const servers = lines(generate([blue, green]), 'server');
    expect(servers).toHaveLength(3);
    expect(servers.filter((line) => line.endsWith(' disabled'))).toHaveLength(1);
    expect(servers.find((line) => line.includes('10.0.0.3'))).not.toContain('disabled');
  });

  test('an instance without results keeps its last verdict, as after a change of Marathon leader', () => {
    const given = app({ healthChecks: [CHECK] });
    expect(lines(generate([given]), 'server')).toEqual([]);
    expect(lines(generate([given], new Map([['a', true]])), 'server')).toHaveLength(1);
  });

  test('the same apps in another order give the same text', () => {
    const other = app({ id: '/api', ports: [10_001] });
    expect(generate([other, app({})])).toBe(generate([app({}), other]));
  });

  test('a label that does not fit spoils the configuration, with the original error', () => {
    const labels = { HAPROXY_GROUP: 'external', HAPROXY_0_BACKEND_HEAD: '\nbackend {nobody}\n' };
    expect(generate([app({ labels })])).toBe("KeyError: 'nobody'");
    expect(generate([app({ labels: { HAPROXY_GROUP: 'external', HAPROXY_0_PORT: 'x' } })])).toContain('ValueError');
  });

  test('haproxy -c names the line of an unknown keyword and a backend that is missing', () => {
    const parsed = parseConfig('frontend a\n  bind *:80\n  bnd *:81\n  use_backend b\n', 'x.cfg');
    expect(parsed.ok ? [] : parsed.alerts).toEqual([
      "parsing [x.cfg:3] : unknown keyword 'bnd' in 'frontend' section",
      "Proxy 'a': unable to find required use_backend: 'b'.",
      'Fatal errors found in configuration.',
    ]);
  });
});
