import { describe, expect, it } from 'vitest';
import {
  defaultHealthCheck,
  emptyKeyValue,
  emptyPort,
  formFromApp,
  newAppDefaults,
  type AppForm,
  type HealthCheckRow,
} from './app-form.ts';
import { appFromForm } from './app-from-form.ts';
import { formErrors } from './app-rules.ts';
import { sectionOf } from './form-context.ts';
import { isGroupName } from './group-name.ts';
import { serverErrors } from './server-errors.ts';

const form = (rest: Partial<AppForm>): AppForm => ({
  ...formFromApp(newAppDefaults),
  id: 'web',
  cmd: 'sleep',
  ...rest,
});
const check = (rest: Partial<HealthCheckRow>): Partial<AppForm> => ({
  healthChecks: [{ ...defaultHealthCheck, path: '/', ...rest }],
});

/** The table of client rules (reference of the page, 7.1), row by row, as far as app-form.test.ts has no case of it. */
describe('what the form checks, the rest of its rules', () => {
  const external = (name: string, containerPath: string) => ({ externalVolumes: [{ name, containerPath }] });
  const local = (size: string, containerPath: string) => ({ localVolumes: [{ size, containerPath }] });
  const docker = (containerPath: string, hostPath: string, mode = 'RO') => ({
    dockerVolumes: [{ containerPath, hostPath, mode }],
  });
  it.each<readonly [string, Partial<AppForm>, string | undefined]>([
    ['id', { id: 'A b//' }, 'Path must not contain whitespace'],
    ['id', { id: 'A//b' }, 'Path must not contain multiple forward slashes'],
    ['id', { id: '../web' }, undefined],
    ['cpus', { cpus: '' }, 'CPUs must be a number greater than or equal to 0.01'],
    ['cpus', { cpus: '0.01' }, undefined],
    ['mem', { mem: '32' }, undefined],
    ['disk', { disk: '0' }, undefined],
    ['disk', { disk: 'x' }, 'Disk Space must be a non-negative number'],
    ['instances', { instances: '-1' }, 'Instances must be a non-negative number'],
    ['dockerParameters.0.key', { dockerParameters: [{ ...emptyKeyValue, value: 'x' }] }, 'Key cannot be blank'],
    ['labels.0.key', { labels: [{ ...emptyKeyValue, value: 'x' }] }, 'Key cannot be blank'],
    ['constraints', { constraints: 'a:MAX_PER:2, b:Group_By, c:UNLIKE:d, e:cluster:f' }, undefined],
    ['executor', { executor: '/bin/executor' }, undefined],
    ['ports.0.port', { ports: [{ ...emptyPort, port: '65535' }] }, undefined],
    ['ports.0.port', { ports: [{ ...emptyPort, port: '-1' }] }, 'Port must be a valid port'],
    ['ports.0.protocol', { ports: [{ ...emptyPort, protocol: 'x' }] }, "Protocol must be either 'tcp' or 'udp'"],
    ['healthChecks.0.protocol', check({ protocol: 'UDP' }), 'Incorrect protocol given'],
    ['healthChecks.0.path', check({ protocol: 'TCP', path: '' }), undefined],
    ['healthChecks.0.portIndex', check({ portIndex: '' }), 'Port Index must be a non-negative number'],
    ['healthChecks.0.intervalSeconds', check({ intervalSeconds: '' }), 'Interval must be a non-negative number'],
    ['healthChecks.0.timeoutSeconds', check({ timeoutSeconds: 'x' }), 'Timeout must be a non-negative number'],
    [
      'healthChecks.0.maxConsecutiveFailures',
      check({ maxConsecutiveFailures: '-1' }),
      'Maximal Consecutive Failures must be a non-negative number',
    ],
    ['localVolumes.0.size', local('-1', 'data'), 'Size must be a non-negative number'],
    ['localVolumes.0.containerPath', local('', 'data'), 'Container Path and Size must be set'],
    ['localVolumes.0.containerPath', local('1', ''), 'Container Path and Size must be set'],
    ['externalVolumes.0.name', external('', '/data'), 'Volume Name must be a valid name'],
    ['externalVolumes.0.containerPath', external('vol', ''), 'Container Path must be a valid path'],
    ['dockerVolumes.0.containerPath', docker('a b', '/h'), 'Container Path must be a valid path'],
    ['dockerVolumes.0.hostPath', docker('/a', 'h h'), 'Host Path must be a valid path'],
    ['dockerVolumes.0.mode', docker('/a', '/h'), undefined],
  ])('%s of %j: %s', (path, rest, message) => expect(formErrors(form(rest)).get(path)).toBe(message));

  it.each([
    ['id', 'general'],
    ['cmd', 'general'],
    ['dockerParameters.0.key', 'docker'],
    ['ports.1.name', 'ports'],
    ['env.0.key', 'env'],
    ['labels.0.key', 'labels'],
    ['healthChecks.0.path', 'healthChecks'],
    ['externalVolumes.0.name', 'volumes'],
    ['user', 'optional'],
    ['general', null],
  ])('an error at %s turns the entry %s of the menu red', (path, section) => expect(sectionOf(path)).toBe(section));

  it.each([
    ['-prod', false],
    ['a b', false],
    ['a_b', false],
    ['7', true],
  ])('the group name "%s" is well formed: %s', (name, ok) => expect(isGroupName(name)).toBe(ok));
});

/** What the form starts from and what it sends (7.2), the cases that app-form.test.ts has not. */
describe('what the form sends, the rest', () => {
  it('of an image without a network is the host network; without parameters an empty list', () => {
    expect(appFromForm(form({ dockerImage: 'nginx' }), {}).container).toEqual({
      type: 'DOCKER',
      volumes: [],
      docker: { image: 'nginx', network: 'HOST', forcePullImage: false, privileged: false, parameters: [] },
    });
  });

  it('of mapped ports without a number is port 0 for each row', () => {
    const ports = [emptyPort, { ...emptyPort, protocol: 'udp' }];
    const app = appFromForm(form({ dockerImage: 'nginx', dockerNetwork: 'USER', ports }), {});
    expect(app.container?.docker?.portMappings).toEqual([
      { containerPort: 0, protocol: 'tcp' },
      { containerPort: 0, protocol: 'udp' },
    ]);
  });

  it('of an external volume is a volume of dvdi and an upgrade without old tasks beside new ones, at creation only', () => {
    const volumes = { externalVolumes: [{ name: 'vol', containerPath: '/data' }] };
    const options = { 'dvdi/driver': 'rexray' };
    const app = appFromForm(form(volumes), {});
    expect(app.container).toEqual({
      type: 'MESOS',
      volumes: [{ containerPath: '/data', external: { name: 'vol', provider: 'dvdi', options }, mode: 'RW' }],
    });
    const none = { minimumHealthCapacity: 0, maximumOverCapacity: 0 };
    expect(app.upgradeStrategy).toEqual(none);
    const before = { upgradeStrategy: { ...none, minimumHealthCapacity: 1 } };
    expect(appFromForm(form(volumes), before).upgradeStrategy).toBe(before.upgradeStrategy);
  });

  it('of an emptied image is null, and no `fetch` goes along', () => {
    const before = { container: { type: 'DOCKER', docker: { image: 'nginx' } }, fetch: [{ uri: 'a' }] };
    const app = appFromForm(form({}), before);
    expect([app.container, 'fetch' in app, app.cmd]).toEqual([null, false, 'sleep']);
  });

  it('of a health check is what its protocol knows', () => {
    const checks = [
      { ...defaultHealthCheck, protocol: 'COMMAND', command: 'true' },
      { ...defaultHealthCheck, protocol: 'TCP', portType: 'PORT_NUMBER', port: '80' },
      { ...defaultHealthCheck, path: '/ping' },
    ] as const;
    const times = { gracePeriodSeconds: 300, intervalSeconds: 60, timeoutSeconds: 20, maxConsecutiveFailures: 3 };
    expect(appFromForm(form({ healthChecks: [...checks] }), {}).healthChecks).toEqual([
      { protocol: 'COMMAND', ...times, command: { value: 'true' } },
      { protocol: 'TCP', ...times, port: 80 },
      { protocol: 'HTTP', ...times, portIndex: 0, path: '/ping', ignoreHttp1xx: false },
    ]);
  });
});

/** Answers (7.4) beside those of app-form.test.ts. */
describe('what the form says to the rest of the answers', () => {
  const checkSettings = 'general: App creation unsuccessful. Check your app settings and try again.';
  it.each([
    [401, { message: 'Invalid username or password.' }, 'general: Error: Invalid username or password.'],
    [401, null, checkSettings],
    [302, null, checkSettings],
    [404, { message: 'x' }, checkSettings],
    [500, { message: 'x' }, 'general: Unknown server error. Could not create or apply app.'],
  ])('%s with %j: %s', (status, body, line) => expect(serverErrors(status, body).lines).toEqual([line]));

  it.each([
    ['error.minLength', 'Command may not be blank'],
    ['error.expected.jsstring', 'A string is expected'],
  ])('%s reads "%s"; a detail may name an attribute', (code, text) =>
    expect(serverErrors(422, { details: [{ attribute: 'cmd', error: code }] }).fields.get('cmd')).toBe(text),
  );
});
