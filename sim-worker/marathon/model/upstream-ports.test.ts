/**
 * Service ports of the tree, restated from Marathon 1.1.1, src/test/scala/mesosphere/marathon/state/GroupManagerTest.scala; health
 * checks as JSON, from health/HealthCheckTest.scala.
 */
import { describe, expect, it } from 'vitest';
import { type AppDefinition, portNumbers } from './app-definition.ts';
import { appJson } from './app-json.ts';
import { readAppFields } from './app-reader.ts';
import { appOfFields } from './app-update.ts';
import { emptyGroup, type Group, putApp, transitiveApps } from './group.ts';
import { ROOT_PATH } from './path-id.ts';
import { assignServicePorts } from './service-ports.ts';

function app(id: string, json: Readonly<Record<string, unknown>>): AppDefinition {
  return appOfFields(readAppFields({ id, cmd: 'x', ...json }, '', []), ROOT_PATH, null, 1000);
}

const tree = (...apps: readonly AppDefinition[]): Group =>
  apps.reduce((group, each) => putApp(group, each, 1), emptyGroup(ROOT_PATH, 1));
const withPorts = (id: string, ...ports: readonly number[]): AppDefinition => app(id, { ports });
/** Host and service ports of its mappings. */
const bridged = (...mappings: readonly (readonly [number, number])[]): AppDefinition =>
  app('/app1', {
    container: {
      docker: {
        image: 'busybox',
        network: 'BRIDGE',
        portMappings: mappings.map(([hostPort, servicePort]) => ({ containerPort: 8080, hostPort, servicePort })),
      },
    },
  });

/** Ports by app after the assignment out of 10 to 19; null: there are not enough. */
function assigned(to: Group, from = tree(), localPortMax = 20): readonly (readonly number[])[] | null {
  const result = assignServicePorts(from, to, { localPortMin: 10, localPortMax });
  return result.ok ? transitiveApps(result.group).map((each) => [...portNumbers(each)]) : null;
}

describe('service ports', () => {
  it.each<[string, Group, readonly (readonly number[])[] | null]>([
    [
      'ports of 0 are taken from the pool, others stay',
      tree(withPorts('/app1', 0, 0, 0), withPorts('/app2', 1, 2, 3), withPorts('/app3', 0, 2, 0)),
      [
        [10, 11, 12],
        [1, 2, 3],
        [13, 2, 14],
      ],
    ],
    ['those of mappings too', tree(bridged([0, 0], [10_555, 10_555], [0, 0])), [[10, 10_555, 11]]],
    ['fixed ones of mappings are told as ports', tree(bridged([0, 80], [10_555, 81])), [[80, 81]]],
    ['a port that is given is not taken', tree(withPorts('/app1', 0, 10)), [[11, 10]]],
  ])('%s', (_name, to, expected) => {
    expect(assigned(to)).toEqual(expected);
  });

  it('an app keeps its own, and takes a new one for what is added', () => {
    expect(assigned(tree(withPorts('/app1', 10, 0, 11)), tree(withPorts('/app1', 10, 11)))).toEqual([[10, 12, 11]]);
    expect(assigned(tree(withPorts('/app1', 0, 0, 0)), tree(withPorts('/app1', 10, 11)))).toEqual([[10, 11, 12]]);
  });

  it('too few are an error', () => {
    expect(assigned(tree(withPorts('/app1', 0, 0, 0), withPorts('/app2', 0, 0, 0)), tree(), 15)).toBeNull();
  });

  it('a container without mappings stays as it is', () => {
    const container = { docker: { image: 'busybox' } };
    const before = app('/app1', { container });
    const result = assignServicePorts(tree(), tree(before), { localPortMin: 10, localPortMax: 15 });
    expect(result.ok && transitiveApps(result.group)[0]?.container).toEqual(before.container);
  });
});

describe('health checks', () => {
  const DEFAULTS = { gracePeriodSeconds: 300, intervalSeconds: 60, timeoutSeconds: 20, maxConsecutiveFailures: 3 };

  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['the default', {}, { ...DEFAULTS, protocol: 'HTTP', portIndex: 0, ignoreHttp1xx: false }],
    [
      'a port',
      { path: '/health', port: 12_345 },
      { ...DEFAULTS, path: '/health', protocol: 'HTTP', port: 12_345, ignoreHttp1xx: false },
    ],
    ['TCP', { protocol: 'TCP', portIndex: 0 }, { ...DEFAULTS, protocol: 'TCP', portIndex: 0 }],
    ['HTTPS', { protocol: 'HTTPS', path: '/a' }, { ...DEFAULTS, protocol: 'HTTPS', path: '/a', portIndex: 0 }],
    [
      'COMMAND',
      { protocol: 'COMMAND', command: { value: 'echo healthy' } },
      { ...DEFAULTS, protocol: 'COMMAND', command: { value: 'echo healthy' } },
    ],
    [
      'COMMAND with a port index, for compatibility',
      { protocol: 'COMMAND', command: { value: 'echo healthy' }, portIndex: 0 },
      { ...DEFAULTS, protocol: 'COMMAND', command: { value: 'echo healthy' }, portIndex: 0 },
    ],
  ])('%s is written as it was read', (_name, json, expected) => {
    const [check] = appJson(app('/a', { healthChecks: [json] }))['healthChecks'] as readonly Readonly<
      Record<string, unknown>
    >[];
    expect(check).toMatchObject(expected);
    expect(readAppFields({ id: 'a', healthChecks: [check] }, '', []).healthChecks).toEqual(
      app('/a', { healthChecks: [json] }).healthChecks,
    );
  });
});
